# SPDX-License-Identifier: Apache-2.0
"""What a keystore has beside keys: slots, roles, anchors, backups, profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    List,
    Optional,
    Sequence,
)

from ._context import Asked, Context, Handle, callback, guarded
from ._enums import Act, Cap, KeyState, MergeFate
from ._errors import CancelledError, misuse
from ._fill import Keep, Path, Secret, Time, read, seconds, sized
from ._io import Sink, written
from ._key import Key
from ._load import ffi, lib
from ._profile import Findings, Profile, profile_trust
from ._slot import NewSlot, Slot, SlotInfo, Unlock, put

if TYPE_CHECKING:
    from ._keystore import Keystore

AnchorRead = Callable[[], bytes]
AnchorWrite = Callable[[bytes], object]


@dataclass(frozen=True)
class RoleInfo:
    """A role of a store."""

    id: bytes
    label: str
    caps: Cap
    not_after: Optional[datetime]
    removed: bool


@dataclass(frozen=True)
class RequestInfo:
    """A request as it was read: what whoever signs it agrees to."""

    act: Act
    store_id: bytes
    object_id: bytes
    version: int
    target: int
    not_after: Optional[datetime]
    name: str


@dataclass(frozen=True)
class MergeItem:
    """A version of a key of a backup, and what becomes of it."""

    name: str
    version: int
    state: KeyState
    fate: MergeFate


class _Record(Asked):
    def __init__(
        self, ctx: Context, get: AnchorRead, keep: AnchorWrite
    ) -> None:
        super().__init__(ctx)
        self.get = get
        self.keep = keep


@callback
def mohur_py_anchor_read(user: Any, out: Any, out_len: Any) -> int:
    record = ffi.from_handle(user)
    return guarded(record.ctx, lambda: put(
        record.get(), out, lib.mohur_anchor_len(), out_len))


@callback
def mohur_py_anchor_write(user: Any, data: Any) -> int:
    record = ffi.from_handle(user)
    size = lib.mohur_anchor_len()

    def keep() -> None:
        record.keep(bytes(ffi.buffer(data, size)))

    return guarded(record.ctx, keep)


class Administration(Handle):
    """The part of a keystore that officers and custodians look after."""

    _kept: List[Any]

    # ---- slots ----

    def slots(self) -> List[SlotInfo]:
        """The ways to unlock it, by label."""
        c = self._ctx._make(
            "mohur_slot_list", lib.mohur_slot_list_free,
            lib.mohur_keystore_slots, self._open())
        try:
            return [read(SlotInfo, lib.mohur_slot_list_at(c, i))
                    for i in range(lib.mohur_slot_list_len(c))]
        finally:
            lib.mohur_slot_list_free(c)

    def add_slot(self, slot: Slot) -> NewSlot:
        """Add a way to unlock it."""
        with Keep(self._ctx) as keep:
            out = ffi.new("uint8_t[]", lib.MOHUR_SLOT_ID_LEN)
            try:
                self._ctx._call(lib.mohur_keystore_slot_add, self._open(),
                                slot._struct(keep), out)
            finally:
                shares = slot._shares()
            return NewSlot(bytes(ffi.buffer(out)), shares)

    def remove_slot(self, id: bytes) -> None:
        """Take a slot away; the root key stays."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_keystore_slot_remove, self._open(),
                            _id(keep, id, lib.MOHUR_SLOT_ID_LEN))

    def revoke_slot(
        self, id: Optional[bytes], present: Sequence[Unlock] = ()
    ) -> int:
        """Take a slot away and make a new root key; how many slots became
        stale.  None: no slot, only a new root key."""
        with Keep(self._ctx) as keep:
            shown = keep.hold([how._struct(keep) for how in present])
            stale = ffi.new("uint32_t *")
            gone = ffi.NULL
            if id is not None:
                gone = _id(keep, id, lib.MOHUR_SLOT_ID_LEN)
            self._ctx._call(
                lib.mohur_keystore_slot_revoke, self._open(), gone,
                keep.hold(ffi.new("mohur_unlock *[]", shown)), len(shown),
                stale)
            return int(stale[0])

    # ---- roles ----

    def add_role(
        self, label: str, key: Key, caps: Cap, *, not_after: Time = None
    ) -> bytes:
        """Give somebody a role; its id."""
        with Keep(self._ctx) as keep:
            options = keep.struct("mohur_role_options", label=label, key=key,
                                  caps=caps, not_after=seconds(not_after))
            out = ffi.new("uint8_t[]", lib.mohur_role_id_len())
            self._ctx._call(lib.mohur_keystore_role_add, self._open(),
                            options, out)
            return bytes(ffi.buffer(out))

    def remove_role(self, id: bytes) -> None:
        """Take a role away, for good."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_keystore_role_remove, self._open(),
                            _id(keep, id, lib.mohur_role_id_len()))

    def begin_roles(self) -> None:
        """Have roles count from now on.  There is no way back."""
        self._ctx._call(lib.mohur_keystore_role_begin, self._open())

    def roles(self) -> List[RoleInfo]:
        """The roles, in no particular order."""
        room = 256
        out = ffi.new("mohur_role_info[]", room)
        size = ffi.new("size_t *")
        self._ctx._call(lib.mohur_keystore_roles, self._open(), out, room,
                        size)
        found = [read(RoleInfo, out + i) for i in range(size[0])]
        return [RoleInfo(r.id, r.label, Cap(r.caps), r.not_after, r.removed)
                for r in found]

    def act_as(self, key: Optional[Key]) -> None:
        """Sign changes with a role's key; None: as nobody any more."""
        c = ffi.NULL if key is None else key._open()
        self._ctx._call(lib.mohur_keystore_act_as, self._open(), c)

    def request(
        self, change: Callable[[], object], *, days: int = 7
    ) -> bytes:
        """The request for a change, which is not made: ``change`` is called
        and ends where the request is written."""
        sink = Sink.memory(self._ctx)
        # Lives as long as the store, unless the request is written now.
        self._kept.append(sink)
        self._ctx._call(lib.mohur_keystore_request, self._open(), days,
                        sink._open())
        try:
            change()
        except CancelledError:
            request = sink.getvalue()
            self._kept.remove(sink)
            sink.close()
            return request
        raise misuse("what was called made no change of this store")

    def approve(self, approval: Secret) -> None:
        """Give an approval of the next change, which uses it up."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_keystore_approve, self._open(),
                            *keep.pair(approval, "uint8_t[]"))

    # ---- anchors ----

    def add_anchor(self, path: Path, *, create: bool = False) -> None:
        """Give it an anchor in a file, and check it against that."""
        with Keep(self._ctx) as keep:
            options = keep.struct("mohur_anchor_options", path=path,
                                  create=create)
            self._ctx._call(lib.mohur_keystore_anchor_add, self._open(),
                            options)

    def add_anchor_functions(
        self, read: AnchorRead, write: AnchorWrite, *, create: bool = False
    ) -> None:
        """The same kept by two functions: one gives the record, b"" if there
        is none yet; the other keeps it for good before it returns."""
        record = _Record(self._ctx, read, write)
        user = ffi.new_handle(record)
        self._kept.append((record, user))
        with Keep(self._ctx) as keep:
            options = keep.struct(
                "mohur_anchor_options", read=lib.mohur_py_anchor_read,
                write=lib.mohur_py_anchor_write, user=user, create=create)
            self._ctx._call(lib.mohur_keystore_anchor_add, self._open(),
                            options)

    def accept(self) -> None:
        """Take the store as it is after it was set back."""
        self._ctx._call(lib.mohur_keystore_accept, self._open())

    # ---- backups ----

    def backup(self, path: Path, slots: Sequence[Slot]) -> List[str]:
        """Write a backup that these slots open; the shares of those that
        have some."""
        with Keep(self._ctx) as keep:
            structs = [slot._struct(keep) for slot in slots]
            options = keep.struct(
                "mohur_backup_options", slots_len=len(structs),
                slots=keep.hold(ffi.new("mohur_slot_options *[]", structs)))
            try:
                self._ctx._call(lib.mohur_keystore_backup, self._open(),
                                options, keep.string(path))
            finally:
                shares = [s for slot in slots for s in slot._shares()]
            return shares

    def restore(
        self,
        path: Path,
        passphrase: Secret,
        *,
        m_kib: int = 0,
        t: int = 0,
        live: Optional["Keystore"] = None,
    ) -> "Keystore":
        """Make a store from this backup, which is unlocked."""
        from ._keystore import Keystore

        with Keep(self._ctx) as keep:
            options = keep.struct(
                "mohur_restore_options", path=path, passphrase=passphrase,
                m_kib=m_kib, t=t, live=live)
            return Keystore(self._ctx, self._ctx._make(
                "mohur_keystore", lib.mohur_keystore_free,
                lib.mohur_keystore_restore, self._open(), options))

    def merge(
        self,
        backup: "Keystore",
        names: Sequence[str] = (),
        *,
        look: bool = False,
    ) -> List[MergeItem]:
        """Bring keys of an unlocked backup in, those of these names or all;
        what became of each version.  ``look``: what would, and no change."""
        with Keep(self._ctx) as keep:
            options = keep.struct("mohur_merge_options", names=list(names),
                                  look=look)
            c = self._ctx._make(
                "mohur_merge_list", lib.mohur_merge_list_free,
                lib.mohur_keystore_merge, self._open(), backup._open(),
                options)
        try:
            return [read(MergeItem, lib.mohur_merge_list_at(c, i))
                    for i in range(lib.mohur_merge_list_len(c))]
        finally:
            lib.mohur_merge_list_free(c)

    # ---- profile ----

    @property
    def profile(self) -> Profile:
        """The profile that is in force now."""
        return Profile(self._ctx, self._ctx._make(
            "mohur_profile", lib.mohur_profile_free,
            lib.mohur_keystore_profile, self._open()))

    def accept_profile(
        self,
        profile: Profile,
        *,
        keys: Sequence[str] = (),
        threshold: int = 0,
        step_back: bool = False,
    ) -> Findings:
        """Make it the profile of the store, if its authority signed it."""
        with Keep(self._ctx) as keep:
            trust = profile_trust(keep, None, keys, threshold, step_back)
            out = sized("mohur_profile_findings")
            self._ctx._call(lib.mohur_keystore_profile_accept, self._open(),
                            profile._open(), trust, out)
            return read(Findings, out)

    def impact(self, profile: Optional[Profile] = None) -> bytes:
        """What will change for its keys, and when: JSON."""
        c = ffi.NULL if profile is None else profile._open()
        return written(self._ctx, lambda sink: self._ctx._call(
            lib.mohur_keystore_impact, self._open(), c, sink))

    def cbom(self, *, named: bool = True) -> bytes:
        """A cryptographic bill of materials, CycloneDX JSON."""
        return written(self._ctx, lambda sink: self._ctx._call(
            lib.mohur_keystore_cbom, self._open(), named, sink))


def _id(keep: Keep, value: bytes, size: int) -> Any:
    if len(value) != size:
        raise ValueError(f"an id has {size} bytes, not {len(value)}")
    return keep.data(value)


def approval_read(ctx: Context, request: Secret) -> RequestInfo:
    """Read a request.  It is not known who wrote it."""
    with Keep(ctx) as keep:
        out = sized("mohur_request_info")
        ctx._call(lib.mohur_approval_read, ctx._open(),
                  *keep.pair(request, "uint8_t[]"), out)
        return read(RequestInfo, out)


def approval_sign(ctx: Context, request: Secret, key: Key) -> bytes:
    """Approve a request: sign it with a role's key."""
    with Keep(ctx) as keep:
        data, size = keep.pair(request, "uint8_t[]")
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_approval_sign, ctx._open(), data, size, key._open(),
            sink))


