# SPDX-License-Identifier: Apache-2.0
"""Ways to unlock a keystore, and secrets shared among several people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from ._context import Asked, Context, callback, guarded
from ._enums import Alg, SlotState, SlotType
from ._fill import Keep, Secret, Time, seconds
from ._load import ffi, lib, text

SecretOf = Callable[[str], bytes]
Groups = Sequence[Tuple[int, int]]


class _SecretAsked(Asked):
    """A function that gives a secret by its name."""

    def __init__(self, ctx: Context, give: SecretOf) -> None:
        super().__init__(ctx)
        self.give = give


def put(secret: Any, out: Any, cap: int, out_len: Any) -> None:
    """A secret of the caller's into the library's memory."""
    if isinstance(secret, str):
        secret = secret.encode("utf-8")
    if len(secret) > cap:
        raise ValueError(f"a secret of {len(secret)} bytes; {cap} fit")
    ffi.memmove(out, secret, len(secret))
    out_len[0] = len(secret)


@callback
def mohur_py_unlock(
    user: Any, name: Any, name_len: int, out: Any, cap: int, out_len: Any
) -> int:
    asked = ffi.from_handle(user)

    def give() -> None:
        title = bytes(ffi.buffer(name, name_len)).decode("utf-8")
        put(asked.give(title), out, cap, out_len)

    return guarded(asked.ctx, give)


def _callback(keep: Keep, give: SecretOf) -> Dict[str, Any]:
    user = keep.hold(ffi.new_handle(keep.hold(_SecretAsked(keep.ctx, give))))
    return {"callback": lib.mohur_py_unlock, "callback_user": user}


class Unlock:
    """Something that is shown to unlock a keystore."""

    def __init__(self, kind: SlotType, **members: Any) -> None:
        self._kind = kind
        self._members = members

    @classmethod
    def passphrase(cls, passphrase: Secret) -> "Unlock":
        return cls(SlotType.PASSPHRASE, passphrase=passphrase)

    @classmethod
    def shares(cls, shares: Sequence[str]) -> "Unlock":
        """Sentences of words, as many as are needed."""
        return cls(SlotType.SHARES, shares=shares)

    @classmethod
    def key(cls, key: Any) -> "Unlock":
        """A private key that the slot was sealed to."""
        return cls(SlotType.RECIPIENT, key=key)

    @classmethod
    def callback(cls, give: SecretOf) -> "Unlock":
        """A function that gives the secret of a name: 32 to 64 bytes."""
        return cls(SlotType.CALLBACK, give=give)

    @classmethod
    def token(cls, uri: str) -> "Unlock":
        """A token with its module; ``Keystore.set_pin`` gives its PIN."""
        return cls(SlotType.TOKEN, token=uri)

    @classmethod
    def all(cls, factors: Sequence["Unlock"]) -> "Unlock":
        """Several, in the slot's order."""
        return cls(SlotType.ALL, all=factors)

    def _struct(self, keep: Keep) -> Any:
        members = dict(self._members)
        give = members.pop("give", None)
        if give is not None:
            members.update(_callback(keep, give))
        factors = members.pop("all", None)
        if factors is not None:
            found = [f._struct(keep) for f in factors]
            members["all"] = keep.hold(ffi.new("mohur_unlock *[]", found))
            members["all_len"] = len(found)
        return keep.struct("mohur_unlock", members, type=self._kind)


def share_options(
    keep: Keep, groups: Groups, threshold: int, passphrase: Optional[Secret]
) -> Any:
    rows = keep.hold(ffi.new("mohur_share_group[]", list(groups)))
    return keep.struct("mohur_share_options", groups=rows,
                       groups_len=len(groups), group_threshold=threshold,
                       passphrase=passphrase)


class Slot:
    """A slot to be added: what will open the store."""

    def __init__(self, kind: SlotType, **members: Any) -> None:
        self._kind = kind
        self._members = members
        self._shared: Any = None

    @classmethod
    def passphrase(
        cls, passphrase: Secret, *, m_kib: int = 0, t: int = 0
    ) -> "Slot":
        return cls(SlotType.PASSPHRASE, passphrase=passphrase, m_kib=m_kib,
                   t=t)

    @classmethod
    def shares(cls, groups: Groups, *, group_threshold: int = 1) -> "Slot":
        """(needed, made) for each group of people."""
        return cls(SlotType.SHARES, groups=groups, threshold=group_threshold)

    @classmethod
    def recipient(cls, key: Any) -> "Slot":
        """Whoever has the private part of a seal key."""
        return cls(SlotType.RECIPIENT, recipient=key)

    @classmethod
    def callback(cls, name: str, give: SecretOf) -> "Slot":
        """A function that gives the secret of this name, now as later."""
        return cls(SlotType.CALLBACK, give=give, callback_name=name)

    @classmethod
    def token(cls, uri: str) -> "Slot":
        """A secret that is made in a token, and stays there."""
        return cls(SlotType.TOKEN, token=uri)

    @classmethod
    def all(cls, factors: Sequence["Slot"]) -> "Slot":
        """Several, all of which are needed."""
        return cls(SlotType.ALL, all=factors)

    def named(
        self,
        label: Optional[str] = None,
        *,
        recovery: bool = False,
        kem: Alg = Alg.NONE,
        not_after: Time = None,
    ) -> "Slot":
        """The same with a label, an end, or with what lets it follow."""
        made = Slot(self._kind, **self._members)
        made._members.update(label=label, recovery=recovery, kem=kem,
                             not_after=seconds(not_after))
        return made

    def _struct(self, keep: Keep) -> Any:
        members = dict(self._members)
        give = members.pop("give", None)
        if give is not None:
            members.update(_callback(keep, give))
        groups = members.pop("groups", None)
        if groups is not None:
            threshold = members.pop("threshold")
            members["shares"] = share_options(keep, groups, threshold, None)
            self._shared = keep.hold(ffi.new("mohur_share_list **"))
            members["out_shares"] = self._shared
        factors = members.pop("all", None)
        if factors is not None:
            found = [f._struct(keep) for f in factors]
            members["all"] = keep.hold(ffi.new("mohur_slot_options *[]", found))
            members["all_len"] = len(found)
        return keep.struct("mohur_slot_options", members, type=self._kind)

    def _shares(self) -> List[str]:
        """What was shared out by the call, once."""
        found: List[str] = []
        for factor in self._members.get("all", ()):
            found += factor._shares()
        out, self._shared = self._shared, None
        if out is not None and out[0] != ffi.NULL:
            found += _sentences(out[0])
        return found


@dataclass(frozen=True)
class NewSlot:
    """A slot that was added, and the shares to be given out, if any."""

    id: bytes
    shares: List[str]


@dataclass(frozen=True)
class SlotInfo:
    """A slot, without what it wraps."""

    id: bytes
    type: SlotType
    state: SlotState
    recovery: bool
    kem: Alg
    label: str
    created: Optional[datetime]
    not_after: Optional[datetime]
    m_kib: int
    t: int
    threshold: int
    count: int
    groups: int
    token: str


def _sentences(c: Any) -> List[str]:
    """The sentences of a list, which is released."""
    try:
        count = lib.mohur_share_list_len(c)
        return [text(lib.mohur_share_list_at(c, i)) for i in range(count)]
    finally:
        lib.mohur_share_list_free(c)


def share_split(
    ctx: Context,
    secret: Secret,
    groups: Groups,
    *,
    group_threshold: int = 1,
    passphrase: Optional[Secret] = None,
) -> List[str]:
    """Share a secret of 16 to 64 bytes by SLIP-0039.

    ``groups`` says (needed, made) for each group of people; the sentences
    come in order of groups, then of members.
    """
    with Keep(ctx) as keep:
        options = share_options(keep, groups, group_threshold, passphrase)
        data, size = keep.pair(secret, "uint8_t[]")
        return _sentences(ctx._make(
            "mohur_share_list", lib.mohur_share_list_free,
            lib.mohur_share_split, ctx._open(), options, data, size))


def share_combine(
    ctx: Context, shares: Sequence[str], *, passphrase: Optional[Secret] = None
) -> bytes:
    """Put shares together.  With another passphrase it is another secret."""
    with Keep(ctx) as keep:
        texts = keep.hold([keep.string(s) for s in shares])
        rows = keep.hold(ffi.new("char *[]", texts))
        words, words_len = keep.pair(passphrase)
        out, out_len = ffi.new("uint8_t[64]"), ffi.new("size_t *")
        ctx._call(lib.mohur_share_combine, ctx._open(), rows, len(texts),
                  words, words_len, out, 64, out_len)
        return bytes(ffi.buffer(out, out_len[0]))
