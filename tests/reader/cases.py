#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What hostile.py writes and every reader under test reads.

OUTDIR/keys/keys.txt, one key a line, words separated by one space, `-` for
what there is none of:

    kek NAME RING VERSION KEY
    x25519 | p256 | p384 NAME PRIVATE PUBLIC
    xwing NAME SEED
    pass NAME TEXT
    sign-ed25519 | sign-p256 | sign-p384 NAME PRIVATE PUBLIC

Values are hexadecimal, VERSION is decimal; PRIVATE is the scalar (Ed25519:
the seed), big-endian on the NIST curves; PUBLIC is 32 bytes, or the
uncompressed point.  OUTDIR/keys/NAME.pem holds each public key as
SubjectPublicKeyInfo.

OUTDIR/cases.txt, one case a line, fields separated by `|`; `#` begins a
comment line:

    name | file | status | stage | opener | released | sha256 | notes

status    MOHUR_OK, or what opening or the reading of all entries answers.
stage     where it is found; for MOHUR_OK the trust (SIGNED FORWARDED NONE).
opener    words: key=NAME (what opens), trust=NAME (accepted signer),
          admin=NAME, threshold=K, unsigned (the call for unsigned archives), forwarded,
          links (consent to links), whole (only whole-file verification must
          find it), zstd (a reader without zstd answers UNSUPPORTED), xwing (the
          key is one of X-Wing, which not every build has).
released  most bytes of content, entries read in directory order up to the
          first failure, that may be handed out; sha256 is theirs.

A good archive has OUTDIR/<file without .mohur>.list: one entry a line in
directory order, `KIND MODE MTIME SIZE SHA256 NAME`, SHA256 of the content,
NAME in hexadecimal.
"""

import hashlib
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519

import mohur_archive as m

CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}


@dataclass
class Case:
    name: str
    file: str
    status: str
    stage: str
    opener: str
    released: int
    sha256: str
    notes: str

    def line(self):
        return "|".join(str(v) for v in vars(self).values())


def read_cases(outdir):
    with open(os.path.join(outdir, "cases.txt"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                v = line.rstrip("\n").split("|")
                yield Case(*v[:5], int(v[5]), *v[6:])


def load_private(kind, private):
    raw = bytes.fromhex(private)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(raw)
    if kind == "x25519":
        return x25519.X25519PrivateKey.from_private_bytes(raw)
    return ec.derive_private_key(int.from_bytes(raw, "big"), CURVES[kind])


def load_public(kind, public):
    raw = bytes.fromhex(public)
    if kind == "ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(raw)
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[kind], raw)


def read_keys(outdir):
    """NAME to what opens, or for signers to the pair (private, public)."""
    keys = {}
    with open(os.path.join(outdir, "keys", "keys.txt"), encoding="ascii") as f:
        for line in f:
            kind, name, *v = line.split()
            if kind == "kek":
                keys[name] = m.Kek(bytes.fromhex(v[0]), int(v[1]),
                                   bytes.fromhex(v[2]))
            elif kind == "xwing":
                keys[name] = m.XWing(bytes.fromhex(v[0]))
            elif kind == "pass":
                keys[name] = m.Passphrase(bytes.fromhex(v[0]))
            elif kind.startswith("sign-"):
                private = None if v[0] == "-" else load_private(kind[5:], v[0])
                keys[name] = private, load_public(kind[5:], v[1])
            else:
                keys[name] = m.PrivateKey(load_private(kind, v[0]))
    return keys


def make_opener(words, keys):
    opener = m.Opener()
    for word in words.split():
        what, _, name = word.partition("=")
        if what == "threshold":
            opener.threshold = int(name)
        elif what == "key":
            opener.keys.append(keys[name])
        elif what in ("trust", "admin"):
            getattr(opener, {"trust": "senders", "admin": "admins"}[what]
                    ).append(keys[name][1])
        elif what not in ("whole", "zstd", "xwing"):
            setattr(opener, what, True)
    return opener


def run(data, opener):
    """status, stage or trust, what was released, and the reader."""
    out, reader = [], None
    try:
        reader = m.Reader(data, opener)
        for entry in reader.entries:
            for piece in reader.segments(entry):
                out.append(piece)
        reader.verify_all()
        return "MOHUR_OK", reader.trust, b"".join(out), reader
    except m.ArchiveError as e:
        return e.status, e.stage, b"".join(out), reader


def listing(reader):
    for entry in reader.entries:
        digest = hashlib.sha256(reader.content(entry)).hexdigest()
        yield (f"{entry.kind} {entry.mode} {entry.mtime} {entry.content_len} "
               f"{digest} {entry.name.hex()}")
