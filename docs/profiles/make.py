#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make.py MOHUR: write the profiles of this folder, signed with test keys.

The rules of the examples stand here, where they can be read; those of
az-reference-1 are what the command MOHUR has built in.  The keys are made of
the seeds 01 to 05 times 32: everybody has them, so nobody must trust them.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["a", "b", "c", "recovery-a", "recovery-b"]
SIGNERS = 2
NO = {"status": "disallowed"}
YES = {"status": "acceptable"}
SHA_2 = ["SHA-256", "SHA-384", "SHA-512"]


class Key:
    """A test key: its line of a note, and its text in an authority."""

    def __init__(self, i):
        self.name = f"authority.example/{NAMES[i]}"
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([i + 1]) * 32)
        data = b"\x01" + self.private.public_key().public_bytes_raw()
        digest = hashlib.sha256(self.name.encode() + b"\n" + data).digest()
        self.id = digest[:4]
        text = base64.b64encode(data).decode()
        self.vkey = f"{self.name}+{self.id.hex()}+{text}"

    def line(self, text):
        signature = base64.b64encode(self.id + self.private.sign(text)).decode()
        return f"\u2014 {self.name} {signature}\n".encode()


KEYS = [Key(i) for i in range(len(NAMES))]


def note(body):
    text = json.dumps(body, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False).encode() + b"\n"
    return text + b"\n" + b"".join(k.line(text) for k in KEYS[:SIGNERS])


def to(day, **more):
    return dict(status="acceptable", until=day, **more)


def going(day, **more):
    return dict(status="deprecated", until=day, **more)


def legacy(day):
    return {"status": "legacy", "poe_before": day}


def rule(alg, protect, process=YES, source=None, **more):
    made = {"alg": alg, "protect": protect, "process": process, **more}
    if source:
        made["source"] = source
    return made


def param(lowest=None, highest=None, hashes=None):
    made = {"min_bits": lowest, "max_bits": highest, "hash": hashes}
    return {"param": {k: v for k, v in made.items() if v is not None}}


def rules(algs, protect=YES, process=YES, source=None):
    return [rule(a, protect, process, source) for a in algs.split()]


def frame(name, built_in, **parts):
    """A body around rules; what is not said is as the built-in profile has it."""
    body = dict(built_in)
    body.update(id=name, version=1, supersedes="", issued="2026-01-01",
                effective="2026-01-01", expires="2030-12-31",
                authority={"threshold": 2, "keys": [k.vkey for k in KEYS[:3]]},
                recovery={"threshold": 2, "keys": [k.vkey for k in KEYS[3:]]})
    body.update(parts)
    return body


# Inside of everything that this library makes, whatever signs and seals.
def inside(source):
    return rules("HMAC-SHA-256 HMAC-SHA-384 HMAC-SHA-512 HKDF-SHA-256 "
                 "HKDF-SHA-512 PBKDF2-HMAC-SHA-256 Argon2id AES-256 "
                 "AES-256-CBC", source=source)


# What keystores are under where there is no ChaCha20: AES-256-GCM, with a key
# for each message by the KDF of SP 800-108 with CMAC.
def stores(source):
    return rules("XAES-256-GCM", source=f"{source}: of AES-256-GCM and CMAC")


def levels(*upper):
    below = {"n": 0, "max_cryptoperiod_days":
             {"sign": 1095, "seal": 1095, "sym": 730}}
    return [below, {"n": 2, "exportable": False}, *upper]


def bsi(built_in):
    tr = "TR-02102-1 2026-01"
    curves = ("ECDSA-P256 ECDSA-P384 ECDSA-P521 ECDSA-brainpoolP256r1 "
              "ECDSA-brainpoolP384r1 Ed25519")
    made = rules("AES-256-GCM AES-256-SIV AES-256-CMAC", source=f"{tr}, 3.1")
    made += rules("AES-256-KW AES-256-KWP", source=f"{tr}, 3.1")
    made += stores(f"{tr}, 3.1")
    made += inside(f"{tr}, 5.3 and B.1")
    made += rules("SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512",
                  source=f"{tr}, 4")
    made += rules(curves, to("2035-12-31"), source=f"{tr}, 5.3: alone to 2035")
    made += [
        rule("RSASSA-PSS", to("2035-12-31"), source=f"{tr}, 5.3.1",
             **param(3000, 16384, SHA_2)),
        rule("RSASSA-PKCS1-v1_5", NO, source=f"{tr}, 5.3.1",
             **param(3000, 16384, SHA_2)),
        rule("RSAES-OAEP", to("2031-12-31"), source=f"{tr}, 2.3.3",
             **param(3000, 16384, SHA_2)),
        rule("SHA-1", NO, legacy("2017-01-01"), source=f"{tr}, 4, remark",
             purpose=["signature"])]
    made += rules("X25519 ECDH-P256 ECDH-P384", to("2031-12-31"),
                  source=f"{tr}, 2.3: alone to 2031")
    made += rules("X-Wing MLKEM768-P256 MLKEM1024-P384", source=f"{tr}, 2.4")
    made += rules("ML-DSA-65 ML-DSA-87 LMS XMSS", source=f"{tr}, 5.3.4")
    return frame("example/bsi-tr02102-2026", built_in, rules=made,
                 defaults={"sign": ["ECDSA-P256", "ECDSA-P384"],
                           "seal": ["X-Wing", "ECDH-P256", "X25519"],
                           "sym": ["AES-256"]},
                 level_policy=levels({"n": 3, "unlock_factors": 2,
                                      "memory_lock": True,
                                      "hybrid_kem_from": "2031-01-01"}))


def cnsa(built_in):
    faq = "CNSA 2.0 FAQ 2.1"
    made = rules("AES-256-GCM AES-256-KW AES-256-KWP", source=f"{faq}, table I")
    made += stores(f"{faq}, table I")
    made += inside("what this library builds on")
    made += rules("SHA-384 SHA-512", source=f"{faq}, table I")
    made += rules("SHA-256", source="hash trees of archives; CNSA has it for "
                                    "LMS and XMSS alone")
    made += rules("ML-KEM-1024", source=f"{faq}, table I")
    made += rules("ML-DSA-87", source=f"{faq}, table I")
    made += rules("LMS XMSS", source=f"{faq}, table II: firmware, software")
    made += rules("ECDSA-P384 ECDH-P384", NO, to("2033-12-31"),
                  source=f"{faq}: CNSA 1.0, until all is replaced")
    made += [rule("RSASSA-PKCS1-v1_5", NO, to("2033-12-31"),
                  source=f"{faq}: CNSA 1.0", **param(3072, 16384, SHA_2))]
    return frame("example/cnsa-2.0", built_in, rules=made,
                 defaults={"sign": ["ML-DSA-87"], "seal": ["ML-KEM-1024"],
                           "sym": ["AES-256"]},
                 level_policy=levels())


def eccg(built_in):
    acm = "ECCG ACM 2 (2025)"
    made = rules("AES-256-GCM AES-256-SIV AES-256-CMAC AES-256-KW AES-256-KWP "
                 "ChaCha20-Poly1305", source=f"{acm}, 2 and 3: recommended")
    made += stores(f"{acm}, 2 and 3")
    made += inside(f"{acm}, 2.3 and 3.4")
    made += rules("SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512",
                  source=f"{acm}, 2.2: recommended")
    made += [rule("SHA-224", NO, legacy("2026-01-01"), f"{acm}, 2.2: legacy"),
             rule("HMAC-SHA-1", going("2030-12-31"), YES,
                  f"{acm}, 3.2: legacy")]
    made += rules("ECDSA-P256 ECDSA-P384 ECDSA-P521 ECDSA-brainpoolP256r1 "
                  "ECDSA-brainpoolP384r1 Ed25519",
                  source=f"{acm}, 4.3: recommended")
    made += [
        rule("RSASSA-PSS", YES, source=f"{acm}, 4.3: recommended",
             **param(3000, 16384, SHA_2)),
        rule("RSASSA-PSS", NO, legacy("2026-01-01"), f"{acm}, 4.1: legacy",
             **param(2048, 2999, SHA_2)),
        rule("RSASSA-PKCS1-v1_5", going("2030-12-31"), YES,
             f"{acm}, 4.3: legacy", **param(3000, 16384, SHA_2)),
        rule("RSASSA-PKCS1-v1_5", NO, legacy("2026-01-01"),
             f"{acm}, 4.1: legacy", **param(2048, 2999, SHA_2)),
        rule("RSAES-OAEP", YES, source=f"{acm}, 4.2: recommended",
             **param(3000, 16384, SHA_2))]
    made += rules("X25519 ECDH-P256 ECDH-P384", to("2031-12-31"),
                  source=f"{acm}, 4.4: alone")
    made += rules("X-Wing MLKEM768-P256 MLKEM1024-P384",
                  source=f"{acm}, 4.5: recommended")
    made += rules("ML-DSA-65 ML-DSA-87 LMS XMSS",
                  source=f"{acm}, 4.5: recommended")
    return frame("example/eccg-acm-2", built_in, rules=made,
                 defaults={"sign": ["ECDSA-P256", "Ed25519"],
                           "seal": ["X-Wing", "X25519"], "sym": ["AES-256"]},
                 level_policy=levels())


def nist(built_in):
    sp = "SP 800-131A r2 with the dates of the r3 draft"
    # To that day as good as ever; after it, what is proven to be older.
    old = to("2030-12-31", poe_before="2031-01-01")
    made = rules("AES-256-GCM AES-256-CMAC AES-256-KW AES-256-KWP",
                 source=f"{sp}, 2 and 8")
    made += stores(f"{sp}, 2 and 8")
    made += [rule("AES-256-ECB", NO, NO, f"{sp}, 2: ECB")]
    made += [rule("3DES", NO, YES, f"{sp}, 2: decryption is legacy use")]
    made += inside(f"{sp}, 6, 9 and 10")
    made += rules("SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512",
                  source=f"{sp}, 9")
    made += [
        rule("SHA-224", going("2030-12-31"), old,
             f"{sp}, 9: below 128 bits", purpose=["signature"]),
        rule("SHA-224", going("2030-12-31"), {"status": "deprecated"},
             f"{sp}, 9: below 128 bits", purpose=["content", "identifier"]),
        rule("SHA-1", NO, legacy("2014-01-01"), f"{sp}, 9: legacy use",
             purpose=["signature"]),
        rule("SHA-1", NO, to("2030-12-31"), f"{sp}, 9",
             purpose=["content", "identifier"]),
        rule("HMAC-SHA-1", NO, to("2030-12-31"), f"{sp}, 10")]
    made += rules("ECDSA-P256 ECDSA-P384 ECDSA-P521 Ed25519",
                  to("2035-12-31"), source=f"{sp}, 3")
    for alg in ("RSASSA-PSS", "RSASSA-PKCS1-v1_5"):
        made += [rule(alg, to("2035-12-31"), source=f"{sp}, 3",
                      **param(3072, 16384, SHA_2)),
                 rule(alg, going("2030-12-31"), old,
                      f"{sp}, 3: 112 bits", **param(2048, 3071, SHA_2))]
    made += [rule("RSAES-OAEP", to("2035-12-31"), source=f"{sp}, 6",
                  **param(3072, 16384, SHA_2))]
    made += rules("ECDH-P256 ECDH-P384 X25519", to("2035-12-31"),
                  source=f"{sp}, 5")
    made += rules("X-Wing MLKEM768-P256 MLKEM1024-P384 ML-KEM-1024",
                  source="FIPS 203")
    made += rules("ML-DSA-44 ML-DSA-65 ML-DSA-87", source="FIPS 204")
    made += rules("LMS XMSS", source="SP 800-208")
    return frame("example/nist-131a", built_in, rules=made,
                 defaults={"sign": ["ECDSA-P256"], "seal": ["X-Wing",
                                                            "ECDH-P256"],
                           "sym": ["AES-256"]},
                 level_policy=levels())


def main():
    shown = subprocess.run([sys.argv[1], "profile", "show", "--json"],
                           env={"MOHUR_HOME": "/nonexistent"}, check=True,
                           stdout=subprocess.PIPE).stdout
    built_in = json.loads(shown)["profile"]
    made = {"az-reference-1": frame("az-reference-1", built_in),
            "bsi-tr02102-2026": bsi(built_in), "cnsa-2.0": cnsa(built_in),
            "eccg-acm-2": eccg(built_in), "nist-131a": nist(built_in)}
    for name, body in made.items():
        with open(os.path.join(HERE, name + ".json-note"), "wb") as f:
            f.write(note(body))


main()
