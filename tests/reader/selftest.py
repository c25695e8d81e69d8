#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""selftest.py [OUTDIR]: the reader against the known answer, the good and
the hostile archives, every flipped byte and every truncation."""

import argparse
import hashlib
import os
import tempfile

import cases
import forge
import hostile
import mohur_archive as m
import mohur_mlkem as mk

# The known answer of docs/formats/archive.md.
ANSWER = {
    "key_commitment": "233f0b26a6cdca55d058ccb586e286f8bb044aea645a0f7b1a703e9b2ad3590d",
    "kpay": "a56c8637c878d330bf09a3acbf05ed000179be4c32e9d0e67fc38c3480ca8db2",
    "n0": "25d0898647656c16ee254a45",
    "hint": "f33aa31f18510655e35a2273cab9d60d",
    "intended_id": "37419a1b487905cddd5e17fa9d71056a",
    "wk": "1399ccb6175b0c3920a1bdfd4e30b5e5bb842c3aec039d3acdcf8da39c9f4b3a",
    "wc": "32bca0b9351ff463cb13cf4e9c9ecba76ebbf8e1e02744c2ba4c725d06005077",
    "seg": "3ceeac66f3b7103baf03fdf069877a189cb57406c25e0c744837b0aa1c11e193",
    "group": "c299005719e47fb93a7eeebfaf1bd9da4d3998eb46a740cb94cc80a3480c0d24",
    "root": "1f3b40517c05a1749ce4791c1c99f717ae2e3ea22be38eaa74f9ebdbc28e1383",
    "dir_root": "2dfcd8cae059a3b7de4cf5954eac5528b06ad15c715dd01936da402438e0e838",
    "header_digest": "3ed39316816a2b4ef2af8db52ada6d9715058f76484ce336876246fbeaabe177",
    "file_sha256": forge.KNOWN_ANSWER,
}
RECORDS = {m.ENTRY: 0, m.SEGMENT: 45, m.TABLE: 67, m.ENTRY_END: 119,
           m.DIRECTORY: 255, m.MANIFEST: 396, m.SIGNATURES: 568, m.PAD: 584,
           m.TRAILER: 624}
BEFORE_A_KEY = {m.FORMAT, m.UNSUPPORTED, m.LIMIT}


class Count:
    """Passed and failed, and a line for each failure."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, ok, text):
        self.passed += bool(ok)
        self.failed += not ok
        if not ok:
            print("FAIL", text)


def known_answer(count):
    data, values, kek = forge.known_answer()
    for name, want in ANSWER.items():
        count.check(values[name] == want, f"known answer: {name}")
    opener = m.Opener(keys=[kek], unsigned=True)
    reader = m.Reader(data, opener)
    stream = reader.stream
    count.check((len(data), stream.len) == (4816, 704), "known answer: lengths")
    for kind, off in RECORDS.items():
        count.check(int.from_bytes(stream.read(off, 2, "test"), "big") == kind,
                    f"known answer: record {kind:#x} at {off}")
    count.check(reader.content(reader.entries[0]) == b"salam\n",
                "known answer: content")
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        status, _, released, _ = cases.run(bytes(changed), opener)
        count.check(status != "MOHUR_OK" and not released, f"byte {at} flipped")
    for length in range(len(data)):
        status, _, released, _ = cases.run(data[:length], opener)
        count.check(status in BEFORE_A_KEY | {m.AUTH} and not released,
                    f"cut to {length}")


def header_apart(count):
    """One header area in place of the archive's own, which may be lost."""
    data, _, kek = forge.known_answer()
    lost = data[:112] + bytes(4096 - 112) + data[4096:]
    other = forge.Forge([], [forge.kek_slot(kek)]).build()

    def status(archive, header):
        opener = m.Opener(keys=[kek], unsigned=True, header=header)
        return cases.run(archive, opener)[0]
    good = data[:4096]
    count.check(status(data, good) == "MOHUR_OK", "header apart")
    count.check(status(lost, good) == "MOHUR_OK", "header apart, own one lost")
    for archive, header, name in ((other, good, "another archive"),
                                  (data, other[:4096], "another header"),
                                  (data, data, "an archive"),
                                  (data, good * 2, "two"),
                                  (data[:4096], good, "no payload")):
        count.check(status(archive, header) == m.FORMAT, f"header apart: {name}")
    for at in range(len(good)):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 8
        count.check(status(data, bytes(changed)) != "MOHUR_OK",
                    f"header apart: byte {at} flipped")
    for length in range(1, len(good)):
        count.check(status(data, good[:length]) == m.FORMAT,
                    f"header apart: cut to {length}")


def hybrid(count):
    """The first vector of the X-Wing draft; ML-KEM against the package, where
    it has it."""
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853e"
                         "d73b8093f6efbc88eb1a6eacfa66ef26")
    coins = bytes.fromhex("3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                          "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2")
    shared, enc = mk.xwing_encap(mk.xwing_public(seed), coins)
    count.check(shared.hex() == "d2df0522128f09dd8e2c92b1e905c793"
                                "d8f57a54c3da25861f10bf4ca613e384", "X-Wing")
    count.check(mk.xwing_decap(seed, enc) == shared, "X-Wing opened")
    try:
        from cryptography.hazmat.primitives.asymmetric import mlkem
    except ImportError:
        print("ML-KEM not compared: this cryptography has none")
        return
    for i in range(8):
        seed, message = forge.rnd(f"seed {i}", 64), forge.rnd(f"message {i}")
        theirs = mlkem.MLKEM768PrivateKey.from_seed_bytes(seed)
        ek = mk.key_gen(seed)[0]
        count.check(ek == theirs.public_key().public_bytes_raw(), "ML-KEM key")
        shared, c = mk.encap(ek, message)
        count.check(theirs.decapsulate(c) == shared, "ML-KEM encapsulated")
        spoilt = bytes([c[0] ^ 1 << i]) + c[1:]
        for text in (c, spoilt):
            count.check(mk.decap(seed, text) == theirs.decapsulate(text),
                        "ML-KEM decapsulated")


def archives(count, outdir):
    keys, without = cases.read_keys(outdir), 0
    for case in cases.read_cases(outdir):
        with open(os.path.join(outdir, case.file), "rb") as f:
            data = f.read()
        opener = cases.make_opener(case.opener, keys)
        status, stage, released, reader = cases.run(data, opener)
        if (status, stage) == (m.UNSUPPORTED, "frame"):
            without += 1
            continue
        count.check((status, stage) == (case.status, case.stage),
                    f"{case.name}: want {case.status} at {case.stage}, "
                    f"got {status} at {stage}")
        count.check((len(released), hashlib.sha256(released).hexdigest())
                    == (case.released, case.sha256),
                    f"{case.name}: {len(released)} bytes released")
        if case.status == "MOHUR_OK":
            name = case.file.removesuffix(".mohur") + ".list"
            with open(os.path.join(outdir, name), encoding="ascii") as f:
                count.check(f.read().split("\n")[:-1]
                            == list(cases.listing(reader)), f"{case.name}: list")
    if without:
        print(f"{without} skipped: the package zstandard is not there")


def padme(count):
    """The published property: O(log log n) leak, at most 12 % more."""
    for n, want in ((1, 1), (8, 8), (9, 10), (100, 104), (680, 704), (704, 704),
                    (65537, 67584), (1 << 20, 1 << 20)):
        count.check(m.padme(n) == want, f"padme({n}) = {m.padme(n)}")


def main():
    parser = argparse.ArgumentParser(description="test the archive reader")
    parser.add_argument("outdir", nargs="?", help="keep the archives here")
    outdir = parser.parse_args().outdir
    count = Count()
    padme(count)
    hybrid(count)
    known_answer(count)
    header_apart(count)
    with tempfile.TemporaryDirectory() as scratch:
        hostile.make(outdir or scratch)
        archives(count, outdir or scratch)
    print(f"{count.passed} passed, {count.failed} failed")
    return count.failed != 0


if __name__ == "__main__":
    raise SystemExit(main())
