# SPDX-License-Identifier: Apache-2.0
"""Profiles: what is allowed, until when, and who said so."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Optional, Sequence, TypedDict

from ._context import Context, Shared
from ._enums import (
    Alg,
    Anchor,
    Custody,
    HashUse,
    Operation,
    PoeSource,
    ProfileChange,
    Reason,
)
from ._fill import Keep, Secret, Time, read, seconds, sized
from ._io import written
from ._key import Key
from ._load import ffi, lib, text

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Request(TypedDict, total=False):
    """What else a profile may want to know: ``mohur_request``."""

    hash: Alg
    bits: int
    m_kib: int
    t: int
    level: int
    memory_locked: bool
    available: bool
    hash_use: HashUse
    custody: Custody
    factors: int
    dual_control: bool
    anchor: Anchor
    deterministic: bool
    key_created: Time
    poe_source: PoeSource
    poe_time: Time
    witnesses: int
    allow_legacy: bool


@dataclass(frozen=True)
class Decision:
    """An answer of a profile; true if it allows what was asked."""

    allowed: bool
    reason: Reason
    rule: int
    until: Optional[datetime]
    profile: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Findings:
    """Who signed a profile, how many had to, and what accepting would be."""

    change: ProfileChange
    own_signed: int
    own_needed: int
    present_signed: int
    present_needed: int
    recovery_signed: int
    recovery_needed: int
    named_signed: int
    named_needed: int


def reason_name(reason: Reason) -> str:
    """The name of a reason, "NO_RULE"."""
    return text(lib.mohur_reason_name(reason))


def alg_name(alg: Alg) -> str:
    """The name of an algorithm, "ECDSA-P256"."""
    return text(lib.mohur_alg_name(alg))


def alg_from_name(name: str) -> Alg:
    """The algorithm of a name, case aside; ``Alg.NONE`` if there is none."""
    return Alg(lib.mohur_alg_from_name(name.encode("utf-8")))


def profile_trust(
    keep: Keep,
    present: Optional["Profile"],
    keys: Sequence[str],
    threshold: int,
    step_back: bool,
) -> Any:
    return keep.struct("mohur_profile_trust", present=present,
                       keys=list(keys), threshold=threshold,
                       step_back=step_back)


class Profile(Shared):
    """A list of rules; what no rule allows is refused."""

    _what = "profile"

    def __init__(self, ctx: Context, c: Any) -> None:
        super().__init__(c, lib.mohur_profile_free)
        self._ctx = ctx

    @classmethod
    def builtin(cls, ctx: Context) -> "Profile":
        """The reference profile of this library."""
        return cls(ctx, ctx._make(
            "mohur_profile", lib.mohur_profile_free,
            lib.mohur_profile_builtin, ctx._open()))

    @classmethod
    def parse(cls, ctx: Context, note: Secret) -> "Profile":
        """Read a signed file.  Who signed it was not looked at."""
        with Keep(ctx) as keep:
            data, size = keep.pair(note, "uint8_t[]")
            return cls(ctx, ctx._make(
                "mohur_profile", lib.mohur_profile_free,
                lib.mohur_profile_parse, ctx._open(), data, size))

    @property
    def id(self) -> str:
        return text(lib.mohur_profile_id(self._open()))

    @property
    def version(self) -> int:
        return int(lib.mohur_profile_version(self._open()))

    @property
    def hash(self) -> bytes:
        """SHA-256 of its text; zeros of the built-in one."""
        return bytes(ffi.buffer(lib.mohur_profile_hash(self._open()), 32))

    def text(self, ctx: Optional[Context] = None) -> bytes:
        """The line of JSON that was signed."""
        ctx = ctx or self._ctx
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_profile_write, ctx._open(), self._open(), sink))

    def decide(
        self,
        operation: Operation,
        alg: Alg,
        *,
        now: Time = None,
        ctx: Optional[Context] = None,
        **more: Unpack[Request],
    ) -> Decision:
        """Ask.  ``now`` is the clock's unless it is given."""
        ctx = ctx or self._ctx
        with Keep(ctx) as keep:
            at = int(time.time()) if now is None else seconds(now)
            asked = keep.struct("mohur_request", more, operation=operation,
                                alg=alg, now=at)
            out = sized("mohur_decision")
            ctx._call(lib.mohur_profile_decide, ctx._open(), self._open(),
                      asked, out)
            return read(Decision, out)

    def check(
        self,
        *,
        present: Optional["Profile"] = None,
        keys: Sequence[str] = (),
        threshold: int = 0,
        step_back: bool = False,
        ctx: Optional[Context] = None,
    ) -> Findings:
        """Could it be accepted?  Raises if not."""
        ctx = ctx or self._ctx
        with Keep(ctx) as keep:
            trust = profile_trust(keep, present, keys, threshold, step_back)
            out = sized("mohur_profile_findings")
            ctx._call(lib.mohur_profile_check, ctx._open(), self._open(),
                      trust, out)
            return read(Findings, out)


def profile_sign(
    ctx: Context, text: Secret, key: Key, *, name: Optional[str] = None
) -> bytes:
    """A profile with one more signature line."""
    with Keep(ctx) as keep:
        data, size = keep.pair(text, "uint8_t[]")
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_profile_sign, ctx._open(), data, size, key._open(),
            keep.string(name), sink))


def profile_vkey(
    ctx: Context, key: Key, *, name: Optional[str] = None
) -> str:
    """A key as the text that an authority lists it by."""
    with Keep(ctx) as keep:
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_profile_vkey, ctx._open(), key._open(),
            keep.string(name), sink)).decode("utf-8")


