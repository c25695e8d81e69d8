# SPDX-License-Identifier: Apache-2.0
"""Keystores: keys with versions, dates and states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Iterator,
    List,
    Optional,
    Sequence,
    Type,
    TypedDict,
)

from ._administration import Administration
from ._context import Asked, Context, callback, guarded
from ._enums import (
    Alg,
    Anchor,
    Authority,
    Custody,
    Erase,
    KeyState,
    KeyUse,
    MemoryLevel,
    Purpose,
)
from ._errors import misuse
from ._fill import Keep, Path, Secret, Time, read, seconds, sized
from ._io import Sink, written_text
from ._key import Key
from ._load import ffi, lib, text
from ._profile import Profile, profile_trust
from ._slot import Unlock, put

if TYPE_CHECKING:
    from typing_extensions import Unpack

Pin = Callable[[str, str], Secret]


class KeyOptions(TypedDict, total=False):
    """How a key is to be: ``mohur_key_options``."""

    alg: Alg
    level: int
    exportable: bool
    activate_at: Time
    days: int
    process_days: int
    max_uses: int
    owner: str
    comment: str
    token: str
    bits: int
    rotate_days: int
    activate_delay_s: int


@dataclass(frozen=True)
class KeystoreInfo:
    """What is known of a store as a whole."""

    store_id: bytes
    epoch: int
    seq: int
    events: int
    rings: int
    versions: int
    slots: int
    unlocked: bool
    memory: MemoryLevel
    profile: str
    authority: Authority
    rollback: Anchor
    factors: int
    aead: Alg


@dataclass(frozen=True)
class KeyInfo:
    """One version of one key, without its private part."""

    name: str
    owner: str
    comment: str
    ring_id: bytes
    id: bytes
    version: int
    purpose: Purpose
    alg: Alg
    state: KeyState
    level: int
    exportable: bool
    imported: bool
    current: bool
    created: Optional[datetime]
    activate_at: Optional[datetime]
    protect_until: Optional[datetime]
    process_until: Optional[datetime]
    destroy_after: Optional[datetime]
    compromised_at: Optional[datetime]
    legal_hold: bool
    uses: int
    max_uses: int
    custody: Custody
    token: str
    activate_delay_s: int
    rotate_at: Optional[datetime]
    rotate_due: bool


@dataclass(frozen=True)
class TokenCheck:
    """What a token holds, beside what the store says that it holds."""

    keys: int
    missing: int
    pending: int
    unknown: int


class _Pins(Asked):
    def __init__(self, ctx: Context, give: Pin) -> None:
        super().__init__(ctx)
        self.give = give


@callback
def mohur_py_pin(
    user: Any, token: Any, source: Any, out: Any, cap: int, out_len: Any
) -> int:
    pins = ffi.from_handle(user)
    return guarded(pins.ctx, lambda: put(
        pins.give(text(token), text(source)), out, cap, out_len))


class Keystore(Administration):
    """A folder, or a PostgreSQL database, with keys; unlocked to be used."""

    _what = "keystore"

    def __init__(self, ctx: Context, c: Any) -> None:
        kept: List[Any] = []
        super().__init__(ctx, c, lib.mohur_keystore_free, kept)
        self._kept = kept
        self._pins: Any = None

    @classmethod
    def create(
        cls: Type["Keystore"],
        ctx: Context,
        path: Path,
        passphrase: Secret,
        *,
        m_kib: int = 0,
        t: int = 0,
    ) -> "Keystore":
        """Make a store in a new or empty folder, or in the database of a
        postgresql:// URI.  ``m_kib`` and ``t`` are Argon2id's costs."""
        with Keep(ctx) as keep:
            options = keep.struct("mohur_keystore_options", path=path,
                                  passphrase=passphrase, m_kib=m_kib, t=t)
            return cls(ctx, ctx._make(
                "mohur_keystore", lib.mohur_keystore_free,
                lib.mohur_keystore_create, ctx._open(), options))

    @classmethod
    def create_under(
        cls: Type["Keystore"],
        ctx: Context,
        path: Path,
        passphrase: Secret,
        profile: Profile,
        *,
        keys: Sequence[str] = (),
        threshold: int = 0,
        m_kib: int = 0,
        t: int = 0,
    ) -> "Keystore":
        """Make a store that follows a profile from its first change on;
        ``keys`` and ``threshold`` name its authority."""
        with Keep(ctx) as keep:
            options = keep.struct("mohur_keystore_options", path=path,
                                  passphrase=passphrase, m_kib=m_kib, t=t)
            trust = profile_trust(keep, None, keys, threshold, False)
            return cls(ctx, ctx._make(
                "mohur_keystore", lib.mohur_keystore_free,
                lib.mohur_keystore_create_under, ctx._open(), options,
                profile._open(), trust))

    @classmethod
    def open(
        cls: Type["Keystore"],
        ctx: Context,
        path: Path,
        unlock: "Optional[Unlock | Secret]" = None,
        *,
        pin: Optional[Pin] = None,
    ) -> "Keystore":
        """Open a store, and unlock it with a passphrase or another way.

        ``pin`` gives the PIN of a token by its label and ``pin-source``.
        """
        with Keep(ctx) as keep:
            options = keep.struct("mohur_keystore_options", path=path)
            store = cls(ctx, ctx._make(
                "mohur_keystore", lib.mohur_keystore_free,
                lib.mohur_keystore_open, ctx._open(), options))
        try:
            if pin is not None:
                store.set_pin(pin)
            if unlock is not None:
                store.unlock(unlock)
        except BaseException:
            store.close()
            raise
        return store

    def unlock(self, how: "Unlock | Secret") -> None:
        """Unlock with a passphrase, or with what ``Unlock`` makes."""
        with Keep(self._ctx) as keep:
            if isinstance(how, Unlock):
                self._ctx._call(lib.mohur_keystore_unlock_with, self._open(),
                                how._struct(keep))
                return
            secret, size = keep.pair(how)
            self._ctx._call(lib.mohur_keystore_unlock, self._open(), secret,
                            size)

    def unlock_like(self, like: "Keystore") -> None:
        """Unlock as another handle of this store is, which may be that of
        another thread; its context is at work meanwhile."""
        def unlock() -> int:
            return self._ctx._call(lib.mohur_keystore_unlock_like,
                                   self._open(), like._open())

        if like._ctx is self._ctx:
            unlock()
        else:
            like._ctx._call(unlock)

    def set_pin(self, give: Pin) -> None:
        """Say who gives the PINs of tokens; once, before unlocking."""
        if self._pins is not None:
            raise misuse("who gives the PINs of this store was said already")
        state = _Pins(self._ctx, give)
        user = ffi.new_handle(state)
        self._kept.append((state, user))
        self._pins = (state, user)
        self._ctx._call(lib.mohur_keystore_set_pin, self._open(),
                        lib.mohur_py_pin, user)

    @property
    def info(self) -> KeystoreInfo:
        out = sized("mohur_keystore_info")
        self._ctx._call(lib.mohur_keystore_get_info, self._open(), out)
        return read(KeystoreInfo, out)

    def check(self) -> None:
        """Check every row, the root and the log, from the disk."""
        self._ctx._call(lib.mohur_keystore_check, self._open())

    # ---- keys ----

    def _key_options(
        self, keep: Keep, name: str, purpose: Purpose, members: Any
    ) -> Any:
        return keep.struct("mohur_key_options", members, name=name,
                           purpose=purpose)

    def _made(self, function: Any, *more: Any) -> Key:
        return Key(self._ctx, self._ctx._make(
            "mohur_key", lib.mohur_key_free, function, self._open(), *more),
            self._pins)

    def create_key(
        self, name: str, purpose: Purpose, **options: Unpack[KeyOptions]
    ) -> Key:
        """Make a key with its first version."""
        with Keep(self._ctx) as keep:
            return self._made(
                lib.mohur_keystore_key_new,
                self._key_options(keep, name, purpose, options))

    def key(self, name: str, version: int = 0) -> Key:
        """Get a version of a key; 0 is the one that protects now."""
        with Keep(self._ctx) as keep:
            return self._made(lib.mohur_keystore_key, *keep.pair(name),
                              version)

    def key_for(self, name: str, use: KeyUse, version: int = 0) -> Key:
        """Get a key for what an ordinary handle refuses; it is recorded."""
        with Keep(self._ctx) as keep:
            return self._made(lib.mohur_keystore_key_for, *keep.pair(name),
                              version, use)

    def list(self) -> "List[KeyInfo]":
        """Every version of every key, by name and version."""
        c = self._ctx._make(
            "mohur_key_list", lib.mohur_key_list_free,
            lib.mohur_keystore_list, self._open())
        try:
            return [read(KeyInfo, lib.mohur_key_list_at(c, i))
                    for i in range(lib.mohur_key_list_len(c))]
        finally:
            lib.mohur_key_list_free(c)

    def rotate(self, name: str, *, activate_at: Time = None) -> int:
        """Add a version with fresh key material; its number."""
        with Keep(self._ctx) as keep:
            out = ffi.new("uint32_t *")
            self._ctx._call(lib.mohur_keystore_rotate, self._open(),
                            *keep.pair(name), seconds(activate_at), out)
            return int(out[0])

    def move(self, name: str, to: KeyState, version: int = 0) -> None:
        """Move a version to another state."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_keystore_move, self._open(),
                            *keep.pair(name), version, to)

    def import_key(
        self,
        name: str,
        purpose: Purpose,
        pem: Secret,
        *,
        passphrase: Optional[Secret] = None,
        **options: Unpack[KeyOptions],
    ) -> Key:
        """Bring in a private key, PKCS#8 in PEM."""
        with Keep(self._ctx) as keep:
            made = self._key_options(keep, name, purpose, options)
            return self._made(lib.mohur_keystore_import, made,
                              *keep.pair(pem), *keep.pair(passphrase))

    def import_wrapped(
        self,
        name: str,
        purpose: Purpose,
        kek: Key,
        wrapped: Secret,
        **options: Unpack[KeyOptions],
    ) -> Key:
        """Bring in a key that was wrapped with ``kek``."""
        with Keep(self._ctx) as keep:
            made = self._key_options(keep, name, purpose, options)
            return self._made(lib.mohur_keystore_import_wrapped, made,
                              kek._open(), *keep.pair(wrapped, "uint8_t[]"))

    def certify(
        self, name: str, certificates: Optional[Secret], version: int = 0
    ) -> None:
        """Keep certificates with a version: one in DER, or some in PEM, its
        own first, in the place of those that it has; None: none any more."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_keystore_certify, self._open(),
                            *keep.pair(name), version,
                            *keep.pair(certificates, "uint8_t[]"))

    def certificates(self, name: str, version: int = 0) -> str:
        """Those that are kept with a version, in PEM, its own first."""
        with Keep(self._ctx) as keep:
            at, size = keep.pair(name)
            return written_text(self._ctx, lambda sink: self._ctx._call(
                lib.mohur_keystore_certificates, self._open(), at, size,
                version, sink))

    def hold(self, name: str, on: bool = True) -> None:
        """Forbid that a key is destroyed, or allow it again."""
        with Keep(self._ctx) as keep:
            self._ctx._call(lib.mohur_keystore_hold, self._open(),
                            *keep.pair(name), on)

    def destroy(
        self,
        name: str,
        version: int,
        *,
        level: Erase = Erase.E1,
        present: Sequence[Unlock] = (),
    ) -> bytes:
        """Erase a version that has waited; the erase receipt."""
        with Keep(self._ctx) as keep, Sink.memory(self._ctx) as receipt:
            shown = [how._struct(keep) for how in present]
            options = keep.struct(
                "mohur_destroy_options", name=name, version=version,
                level=level, present_len=len(shown), receipt=receipt,
                present=keep.hold(ffi.new("mohur_unlock *[]", shown)))
            self._ctx._call(lib.mohur_keystore_destroy, self._open(), options)
            return receipt.getvalue()

    def token_check(self, token: str) -> TokenCheck:
        """Hold a token against the store."""
        with Keep(self._ctx) as keep:
            out = sized("mohur_token_check")
            self._ctx._call(lib.mohur_keystore_token_check, self._open(),
                            keep.string(token), out)
            return read(TokenCheck, out)

    def __iter__(self) -> Iterator[KeyInfo]:
        return iter(self.list())
