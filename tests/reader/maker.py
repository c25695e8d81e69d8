#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The keys, the plain archives and the bookkeeping behind hostile.py."""

import hashlib
import os

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

import cases
import mohur_archive as m
from forge import Forge, Item, kek_slot, rnd

RING1, RING2 = rnd("ring 1", 16), rnd("ring 2", 16)
PLAIN = "key=kek1 unsigned"
SIGNED = "key=kek1 trust=ed1"


def key_lines():
    """keys.txt: everything follows from the names."""
    for name, ring, version in (("kek1", RING1, 1), ("kek2", RING2, 1),
                                ("kek1v2", RING1, 2)):
        yield f"kek {name} {ring.hex()} {version} {rnd('kek ' + name).hex()}"
    # The ring and version of kek1, another key: its hint matches.
    yield f"kek kek1wrong {RING1.hex()} 1 {rnd('kek wrong').hex()}"
    for name in ("w1", "w2"):
        yield f"xwing {name} {rnd('xwing ' + name).hex()}"
    for name in ("pass1", "pass2"):
        yield f"pass {name} {('correct horse ' + name).encode().hex()}"
    for kind, names in (("x25519", "x1 x2"), ("p256", "n1 n2"),
                        ("p384", "m1 m2"), ("sign-ed25519", "ed1 ed2"),
                        ("sign-p256", "pa1 pa2"), ("sign-p384", "pb1 pb2")):
        for name in names.split():
            raw = rnd(f"{kind} {name}", 48 if "384" in kind else 32)
            if "p" in kind:
                raw = bytes(1) + raw[1:]    # below any group order
            private = cases.load_private(kind.removeprefix("sign-"), raw.hex())
            yield f"{kind} {name} {raw.hex()} {raw_public(private).hex()}"
    # The neutral element: it "verifies" R = S*B for any message.
    yield f"sign-ed25519 edsmall - {(1).to_bytes(32, 'little').hex()}"


def raw_public(private):
    public = private.public_key()
    if isinstance(private, (x25519.X25519PrivateKey, ed25519.Ed25519PrivateKey)):
        return public.public_bytes(serialization.Encoding.Raw,
                                   serialization.PublicFormat.Raw)
    return m.public_bytes(public)


def fix_check(data, pages=1, area=0):
    """Write the check bytes of one area anew."""
    start, end = area * pages * m.PAGE, (area + 1) * pages * m.PAGE
    check = hashlib.sha512(data[start:end - 8]).digest()[:8]
    return data[:end - 8] + check + data[end:]


def patch(data, off, new):
    """data with new at off; a negative off counts from the end."""
    off %= len(data)
    return data[:off] + new + data[off + len(new):]


def flip(data, off, bit=0):
    off %= len(data)
    return patch(data, off, bytes([data[off] ^ 1 << bit]))


class Maker:
    """Writes archives, keys and the list of cases to a folder."""

    def __init__(self, outdir):
        self.outdir, self.cases, self.seen = outdir, [], set()
        for folder in ("keys", "good", "bad"):
            os.makedirs(os.path.join(outdir, folder), exist_ok=True)
        with open(os.path.join(outdir, "keys", "keys.txt"), "w",
                  encoding="ascii") as f:
            f.writelines(line + "\n" for line in key_lines())
        self.keys = cases.read_keys(outdir)
        for name, key in self.keys.items():
            public = (key.private.public_key() if isinstance(key, m.PrivateKey)
                      else key[1] if isinstance(key, tuple) else None)
            if public:
                with open(os.path.join(outdir, "keys", name + ".pem"), "wb") as f:
                    f.write(public.public_bytes(
                        serialization.Encoding.PEM,
                        serialization.PublicFormat.SubjectPublicKeyInfo))

    def key(self, name):
        return self.keys[name]

    def private(self, name):
        return self.keys[name][0]

    def forge(self, items=None, slots=None, **more):
        """Two small files for kek1, unsigned."""
        if items is None:
            items = [Item(b"a.txt", b"salam\n"),
                     Item(b"b/c.bin", rnd("c.bin", 1500))]
        return Forge(items, slots or [kek_slot(self.key("kek1"))], **more)

    def write(self, folder, name, data):
        assert name not in self.seen, name
        self.seen.add(name)
        file = f"{folder}/{name}.mohur"
        with open(os.path.join(self.outdir, file), "wb") as f:
            f.write(data)
        return file

    def good(self, name, archive, opener=PLAIN, trust=None, notes=""):
        """An archive that opens; its listing comes from what was sealed."""
        data = archive if isinstance(archive, bytes) else archive.build()
        file = self.write("good", name, data)
        status, stage, content, reader = cases.run(
            data, cases.make_opener(opener, self.keys))
        assert status == "MOHUR_OK", (name, status, stage)
        if trust is None:
            trust = "NONE" if "unsigned" in opener else "SIGNED"
        if isinstance(archive, Forge):
            want = sorted(archive.items, key=lambda i: i.name.translate(m.FOLD))
            assert [(i.name, i.content) for i in want] == [
                (e.name, reader.content(e)) for e in reader.entries], name
        with open(os.path.join(self.outdir, "good", name + ".list"), "w",
                  encoding="ascii") as f:
            f.writelines(line + "\n" for line in cases.listing(reader))
        self.add(name, file, "MOHUR_OK", trust, opener, content, notes)

    def bad(self, name, archive, status, stage, opener=PLAIN, notes=""):
        """An archive with one fault."""
        data = archive if isinstance(archive, bytes) else archive.build()
        file = self.write("bad", name, data)
        released = cases.run(data, cases.make_opener(opener, self.keys))[2]
        if isinstance(archive, Forge):
            want = b"".join(i.content for i in sorted(
                archive.items, key=lambda i: i.name.translate(m.FOLD)))
            assert want.startswith(released), name
        self.add(name, file, "MOHUR_E_" + status, stage, opener, released, notes)

    def add(self, name, file, status, stage, opener, content, notes):
        self.cases.append(cases.Case(
            name, file, status, stage, opener, len(content),
            hashlib.sha256(content).hexdigest(), notes))

    def finish(self):
        with open(os.path.join(self.outdir, "cases.txt"), "w",
                  encoding="utf-8") as f:
            f.write("# name|file|status|stage|opener|released|sha256|notes\n")
            f.writelines(case.line() + "\n" for case in self.cases)
