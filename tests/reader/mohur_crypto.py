#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cryptography of the sealed archive for the second reader: the key
schedule, the secrets of the slots (HPKE export), ids, signatures.  Composed
here from HMAC, the curves and Argon2id of two Python packages."""

import hashlib
import hmac
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    encode_dss_signature)

from primitives import argon2id, hkdf_expand, hkdf_extract, sha256

X25519, P256, P384, XWING = 1, 2, 3, 4              # types of slots
ED25519, ECDSA_P256, ECDSA_P384 = 1, 2, 3           # algs of signatures


# ------------------------------------------------------------- key schedule

class Schedule:
    """Everything that follows from the file key and the preamble."""

    def __init__(self, imm, fk):
        self.prk = hkdf_extract("sha512", imm, fk)
        self.commitment = self.expand(b"mohur/1 commitment\0", 32)
        payload = self.expand(b"mohur/1 payload\0", 44)
        self.kpay, self.n0 = payload[:32], payload[32:]
        self.khdr = self.expand(b"mohur/1 header mac\0", 64)

    def expand(self, info, length):
        return hkdf_expand("sha512", self.prk, info, length)

    def header_mac(self, data):
        return hmac.digest(self.khdr, data, "sha512")[:32]

    def ext(self, salt):
        out = self.expand(b"mohur/1 ext\0" + salt, 44)
        return out[:32], out[32:]

    def nonce(self, i):
        return (int.from_bytes(self.n0, "big") ^ i).to_bytes(12, "big")


@dataclass(frozen=True)
class Kem:
    """RFC 9180 DHKEM: its id and hash, and how to reach the group."""
    id: int
    hash: str
    secret_len: int
    curve: object


KEMS = {X25519: Kem(0x0020, "sha256", 32, None),
        P256: Kem(0x0010, "sha256", 32, ec.SECP256R1()),
        P384: Kem(0x0011, "sha384", 48, ec.SECP384R1()),
        XWING: Kem(0x647A, None, 32, None)}         # no DHKEM: mohur_mlkem.py
# SubjectPublicKeyInfo of X-Wing (1.3.6.1.4.1.62253.25722) before the key.
XWING_SPKI = bytes.fromhex("308204d4300d060b2b0601040183e62d81c87a038204c100")


def labeled_extract(name, suite_id, salt, label, ikm):
    return hkdf_extract(name, salt, b"HPKE-v1" + suite_id + label + ikm)


def labeled_expand(name, suite_id, prk, label, info, length):
    head = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label
    return hkdf_expand(name, prk, head + info, length)


def public_bytes(key):
    """The public key as HPKE serialises it."""
    if isinstance(key, x25519.X25519PublicKey):
        return key.public_bytes(serialization.Encoding.Raw,
                                serialization.PublicFormat.Raw)
    return key.public_bytes(serialization.Encoding.X962,
                            serialization.PublicFormat.UncompressedPoint)


def diffie_hellman(kem, private, peer):
    """The shared point of a serialised peer; ValueError if it is refused."""
    if kem.curve is None:
        shared = private.exchange(x25519.X25519PublicKey.from_public_bytes(peer))
        if not any(shared):
            raise ValueError("all-zero result")
        return shared
    if peer[0] != 4:
        raise ValueError("not an uncompressed point")
    point = ec.EllipticCurvePublicKey.from_encoded_point(kem.curve, peer)
    return private.exchange(ec.ECDH(), point)


def kem_secret(kem, shared, enc, recipient):
    suite_id = b"KEM" + kem.id.to_bytes(2, "big")
    prk = labeled_extract(kem.hash, suite_id, b"", b"eae_prk", shared)
    return labeled_expand(kem.hash, suite_id, prk, b"shared_secret",
                          enc + recipient, kem.secret_len)


def hpke_export(kem, secret, info, context, length):
    """Base mode, KDF HKDF-SHA512 (0x0003), AEAD export-only (0xFFFF)."""
    suite_id = b"HPKE" + struct.pack(">HHH", kem.id, 3, 0xFFFF)
    extract = lambda *args: labeled_extract("sha512", suite_id, *args)
    expand = lambda *args: labeled_expand("sha512", suite_id, *args)
    schedule = (b"\0" + extract(b"", b"psk_id_hash", b"")
                + extract(b"", b"info_hash", info))
    exporter = expand(extract(secret, b"secret", b""), b"exp", schedule, 64)
    return expand(exporter, b"sec", context, length)


def secret_slot_keys(imm, ikm, context):
    """wk and wc of slots 16 and 17."""
    okm = hkdf_expand("sha512", hkdf_extract("sha512", imm, ikm),
                      b"mohur/1 slot\0" + context, 64)
    return okm[:32], okm[32:]


def kem_slot_keys(kem, secret, imm, context):
    """wk and wc of slots 1 to 4."""
    okm = hpke_export(kem, secret, b"mohur/1 slot\0" + imm, context, 64)
    return okm[:32], okm[32:]


def hint(salt, slot_type, identity):
    data = b"mohur/1 hint\0" + salt + slot_type.to_bytes(2, "big") + identity
    return hashlib.sha512(data).digest()[:16]


def key_id(public):
    return sha256(public.public_bytes(
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo))


def intended_id(archive_id, recipient_id):
    return sha256(b"mohur/1 intended\0", archive_id, recipient_id)[:16]


# --------------------------------------------------------------- signatures

ED_P, ED_L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
ED_SMALL = {0, 1, ED_P - 1} | {int.from_bytes(bytes.fromhex(y), "little") for y in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")}
EC_ORDER = {
    "secp256r1": 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551,
    "secp384r1": int("ffffffffffffffffffffffffffffffffffffffffffffffff"
                     "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)}


def ed25519_is_strict(public, blob):
    """Canonical S and A; neither A nor R of small order."""
    y = lambda b: int.from_bytes(b, "little") & (1 << 255) - 1
    key = public.public_bytes(serialization.Encoding.Raw,
                              serialization.PublicFormat.Raw)
    return (int.from_bytes(blob[32:], "little") < ED_L and y(key) < ED_P
            and y(key) not in ED_SMALL and y(blob[:32]) % ED_P not in ED_SMALL)


def signature_is_right(alg, public, blob, message):
    try:
        if alg == ED25519 and isinstance(public, ed25519.Ed25519PublicKey):
            if not ed25519_is_strict(public, blob):
                return False
            public.verify(blob, message)
            return True
        curve = {ECDSA_P256: "secp256r1", ECDSA_P384: "secp384r1"}.get(alg)
        if (not isinstance(public, ec.EllipticCurvePublicKey)
                or public.curve.name != curve):
            return False
        half = len(blob) // 2
        r, s = (int.from_bytes(x, "big") for x in (blob[:half], blob[half:]))
        order = EC_ORDER[curve]
        if not (0 < r < order and 0 < s <= order // 2):
            return False
        digest = hashes.SHA256() if alg == ECDSA_P256 else hashes.SHA384()
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
        return True
    except InvalidSignature:
        return False
