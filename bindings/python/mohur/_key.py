# SPDX-License-Identifier: Apache-2.0
"""Keys: handles on one version of one key, for all threads."""

from __future__ import annotations

from typing import Any, Optional

from ._context import Context, Shared
from ._enums import Alg, Purpose
from ._fill import Keep, Secret
from ._io import written, written_text
from ._load import ffi, lib, text


class Key(Shared):
    """A version of a key.  Its private bytes never come here.

    It is immutable and may be used by several threads.  What writes it out
    works in a context: the one it was made in, unless another is given.
    """

    _what = "key"

    def __init__(self, ctx: Context, c: Any, keep: Any = None) -> None:
        super().__init__(c, lib.mohur_key_free)
        self._ctx = ctx
        self._keep = keep

    @classmethod
    def public(
        cls, ctx: Context, pem: Secret, *, purpose: Purpose
    ) -> "Key":
        """Read a public key, SubjectPublicKeyInfo in PEM."""
        with Keep(ctx) as keep:
            data, size = keep.pair(pem)
            return cls(ctx, ctx._make(
                "mohur_key", lib.mohur_key_free,
                lib.mohur_key_new_public, ctx._open(), purpose, data, size))

    @classmethod
    def private(
        cls,
        ctx: Context,
        pem: Secret,
        *,
        purpose: Purpose,
        passphrase: Optional[Secret] = None,
    ) -> "Key":
        """Read a private key that is in no keystore, PKCS#8 in PEM."""
        with Keep(ctx) as keep:
            data, size = keep.pair(pem)
            secret, secret_len = keep.pair(passphrase)
            return cls(ctx, ctx._make(
                "mohur_key", lib.mohur_key_free, lib.mohur_key_new_private,
                ctx._open(), purpose, data, size, secret, secret_len))

    @property
    def id(self) -> bytes:
        """SHA-256 of the public key: 32 bytes."""
        size = lib.mohur_key_id_len()
        return bytes(ffi.buffer(lib.mohur_key_id(self._open()), size))

    @property
    def name(self) -> str:
        """Its name in the keystore, "" if it is not from one."""
        return text(lib.mohur_key_name(self._open()))

    @property
    def version(self) -> int:
        """Its version in the keystore, 0 if it is not from one."""
        return int(lib.mohur_key_version(self._open()))

    @property
    def purpose(self) -> Purpose:
        return Purpose(lib.mohur_key_purpose(self._open()))

    @property
    def alg(self) -> Alg:
        return Alg(lib.mohur_key_alg(self._open()))

    @property
    def has_private(self) -> bool:
        """Is the private (or symmetric) part there?"""
        return bool(lib.mohur_key_has_private(self._open()))

    def export_public(self, ctx: Optional[Context] = None) -> str:
        """The public key, SubjectPublicKeyInfo in PEM."""
        ctx = ctx or self._ctx
        return written_text(ctx, lambda sink: ctx._call(
            lib.mohur_key_export_public, ctx._open(), self._open(), sink))

    def export_jwk(self, ctx: Optional[Context] = None) -> str:
        """The public key as a JSON Web Key."""
        ctx = ctx or self._ctx
        return written_text(ctx, lambda sink: ctx._call(
            lib.mohur_key_export_jwk, ctx._open(), self._open(), sink))

    def export_private(
        self, passphrase: Secret, ctx: Optional[Context] = None
    ) -> str:
        """The private key, encrypted PKCS#8 in PEM."""
        ctx = ctx or self._ctx
        with Keep(ctx) as keep:
            secret, size = keep.pair(passphrase)
            return written_text(ctx, lambda sink: ctx._call(
                lib.mohur_key_export_private, ctx._open(), self._open(),
                secret, size, sink))

    def export_wrapped(
        self, kek: "Key", ctx: Optional[Context] = None
    ) -> bytes:
        """The private key under a wrapping key; one use of that."""
        ctx = ctx or self._ctx
        return written(ctx, lambda sink: ctx._call(
            lib.mohur_key_export_wrapped, ctx._open(), self._open(),
            kek._open(), sink))

    def csr(self, subject: str, ctx: Optional[Context] = None) -> str:
        """A request for a certificate, PKCS#10 in PEM.

        ``subject`` is the name, first part first: "C=AZ, O=..., CN=...".
        """
        ctx = ctx or self._ctx
        with Keep(ctx) as keep:
            name, size = keep.pair(subject)
            return written_text(ctx, lambda sink: ctx._call(
                lib.mohur_csr_emit, ctx._open(), self._open(), name, size,
                sink))

    def __repr__(self) -> str:
        if self.closed:
            return "<mohur.Key, closed>"
        return (f"<mohur.Key {self.name!r} version {self.version}, "
                f"{self.purpose.name}, {self.alg.name}>")
