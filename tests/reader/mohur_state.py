#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of states of prepared signatures, from
docs/formats/document.md (section 14) alone.

usage: mohur_state.py KEY-IN-HEX < STATE     prints what is in it as JSON
"""

import hashlib
import hmac
import json
import struct
import sys

MAGIC = b"mohurds\x01"
LARGEST = 256 * 1024
HEAD = 100
TAG = 32
DIGESTS = {0x0301: 32, 0x0302: 48, 0x0303: 64}


class Refused(Exception):
    pass


def require(true, what):
    if not true:
        raise Refused(what)


def key_of(state_key):
    """HKDF-SHA-512 (RFC 5869) without a salt, one block of it."""
    prk = hmac.digest(bytes(64), state_key, "sha512")
    info = b"mohur/1 document state\0"
    return hmac.digest(prk, info + b"\x01", "sha512")[:32]


def read(blob, state_key):
    require(HEAD + TAG <= len(blob) <= LARGEST and blob[:8] == MAGIC, "form")
    form, level, flags, total = struct.unpack_from(">BBHI", blob, 8)
    require(total == len(blob) and flags & ~1 == 0, "form")
    require(struct.unpack_from(">H", blob, 86) == (0,), "form")
    tag = hmac.digest(key_of(state_key), blob[:-TAG], "sha512")[:TAG]
    require(hmac.compare_digest(tag, blob[-TAG:]), "tag")
    require(form in (1, 2) and level == 0 and flags == 0, "kind")
    created, expires = struct.unpack_from(">QQ", blob, 32)
    alg, digest_alg, items, _, c, a, t = struct.unpack_from(">HHHHIII", blob, 80)
    require(items == 1 and created <= expires < 2**63 and c and a, "fields")
    at = HEAD + c + a
    require(len(blob) >= at + 14 and blob[at:at + 2] == bytes(2), "name")
    size, crc = struct.unpack_from(">QI", blob, at + 2)
    digest = blob[at + 14:at + 14 + DIGESTS[digest_alg]]
    require(crc == 0, "crc")
    require(at + 14 + len(digest) + t + TAG == len(blob), "length")
    return {"format": form, "id": blob[16:32].hex(), "created": created,
            "expires": expires, "profile": blob[48:80].hex(), "alg": alg,
            "digest_alg": digest_alg, "size": size, "digest": digest.hex(),
            "cert": blob[HEAD:HEAD + c].hex(),
            "attributes": blob[HEAD + c:at].hex(),
            "chain": blob[len(blob) - TAG - t:len(blob) - TAG].hex()}


if __name__ == "__main__":
    try:
        print(json.dumps(read(sys.stdin.buffer.read(),
                              bytes.fromhex(sys.argv[1])), indent=1))
    except Refused as e:
        sys.exit(f"refused: {e}")
