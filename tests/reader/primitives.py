# SPDX-License-Identifier: Apache-2.0
"""What the two formats are built from and Python's packages do not have ready:
HKDF in two steps, Argon2id from either of two packages, and the two AEADs
with nonces of 24 bytes.  Nothing here is of this project."""

import hashlib
import hmac
import struct

from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.ciphers.aead import (
    AESGCM, ChaCha20Poly1305)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hkdf_extract(name, salt, ikm):
    return hmac.digest(salt or bytes(hashlib.new(name).digest_size), ikm, name)


def hkdf_expand(name, prk, info, length):
    out, block, i = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([i]), name)
        out, i = out + block, i + 1
    return out[:length]


def argon2id(passphrase, salt, t, m_kib):
    try:
        from argon2.low_level import Type, hash_secret_raw
        return hash_secret_raw(passphrase, salt, t, m_kib, 1, 32, Type.ID, 19)
    except ImportError:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
        return Argon2id(salt=salt, length=32, iterations=t, lanes=1,
                        memory_cost=m_kib).derive(passphrase)


def hchacha20(key, nonce):
    """draft-irtf-cfrg-xchacha, section 2.2."""
    s = list(struct.unpack("<16L", b"expand 32-byte k" + key + nonce))

    def quarter(a, b, c, d):
        for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8),
                              (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xffffffff
            s[z] ^= s[x]
            s[z] = (s[z] << bits | s[z] >> 32 - bits) & 0xffffffff

    for _ in range(10):
        for i in range(4):
            quarter(i, i + 4, i + 8, i + 12)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<8L", *s[:4], *s[12:])


def open_xchacha(key, nonce, aad, sealed):
    """XChaCha20-Poly1305."""
    inner = ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    return inner.decrypt(bytes(4) + nonce[16:], sealed, aad)


def open_xaes(key, nonce, aad, sealed):
    """C2SP XAES-256-GCM: a key by CMAC from the first half of the nonce."""
    inner = b""
    for i in (1, 2):
        mac = cmac.CMAC(algorithms.AES(key))
        mac.update(bytes([0, i]) + b"X\0" + nonce[:12])
        inner += mac.finalize()
    return AESGCM(inner).decrypt(nonce[12:], sealed, aad)
