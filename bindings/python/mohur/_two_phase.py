# SPDX-License-Identifier: Apache-2.0
"""Signing in two phases, where the key is somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from ._context import Context
from ._document import _emit
from ._enums import Alg
from ._fill import Keep, Secret, moment
from ._io import SinkLike, SourceLike
from ._key import Key
from ._load import ffi, lib


@dataclass(frozen=True)
class Prepared:
    """What is to be signed, and the state that finishing it takes."""

    dtbs: bytes
    hash: Optional[bytes]  # of dtbs; None where the bytes are signed
    alg: Alg
    state: bytes
    id: bytes
    expires: Optional[datetime]


def _bytes(getter: Any, c: Any) -> bytes:
    size = ffi.new("size_t *")
    data = getter(c, size)
    return bytes(ffi.buffer(data, size[0])) if size[0] > 0 else b""


def _prepared(ctx: Context, function: Any, *more: Any) -> Prepared:
    c = ctx._make("mohur_prepared", lib.mohur_prepared_free, function,
                  ctx._open(), *more)
    try:
        return Prepared(
            dtbs=_bytes(lib.mohur_prepared_dtbs, c),
            hash=_bytes(lib.mohur_prepared_hash, c) or None,
            alg=Alg(lib.mohur_prepared_alg(c)),
            state=_bytes(lib.mohur_prepared_state, c),
            id=bytes(ffi.buffer(lib.mohur_prepared_id(c),
                                lib.mohur_prepared_id_len())),
            expires=moment(lib.mohur_prepared_expires(c)))
    finally:
        lib.mohur_prepared_free(c)


def prepare(
    ctx: Context,
    state_key: Key,
    content: SourceLike,
    *,
    cert: Secret,
    chain: Optional[Secret] = None,
    attached: bool = False,
    lifetime: int = 0,
    registration_number: Optional[str] = None,
    voen: Optional[str] = None,
    commitment: Optional[str] = None,
) -> Prepared:
    """Hash a document for a signer whose key is elsewhere.

    ``state_key`` is a wrapping key, which keeps the state authentic for
    ``lifetime`` seconds (0: an hour).
    """
    with Keep(ctx) as keep:
        options = keep.struct(
            "mohur_sign_options", content=content, cert=cert, chain=chain,
            attached=attached, lifetime=lifetime,
            registration_number=registration_number, voen=voen,
            commitment=commitment)
        return _prepared(ctx, lib.mohur_document_prepare, state_key._open(),
                         options)


def prepared_open(ctx: Context, state_key: Key, state: Secret) -> Prepared:
    """Read a state again, if it is genuine and still good."""
    with Keep(ctx) as keep:
        return _prepared(ctx, lib.mohur_prepared_open, state_key._open(),
                         *keep.pair(state, "uint8_t[]"))


def finish(
    ctx: Context,
    state_key: Key,
    content: SourceLike,
    to: Optional[SinkLike] = None,
    *,
    state: Secret,
    signature: Secret,
    overwrite: bool = False,
) -> bytes:
    """Make the signed file of what came back, if all of it belongs together;
    it is written to ``to``, or returned."""
    with Keep(ctx) as keep:
        options = keep.struct(
            "mohur_finish_options", content=content, state=state,
            signature=signature)
        return _emit(ctx, to, overwrite, lambda sink: ctx._call(
            lib.mohur_document_finish, ctx._open(), state_key._open(),
            options, sink))
