#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""seeds.py HOSTILE CORPUS: seeds of the archive's fuzz targets, from the
archives that tests/reader/hostile.py has written to HOSTILE.  One small file
for each place where an archive is refused; run by hand when the format or
the hostile archives change.
"""

import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "reader"))

import cases  # noqa: E402
import mohur_archive as m  # noqa: E402

LARGEST = 6000
MOST = 40


class Corpus:
    """Files of one target, none twice, the smallest of each kind first."""

    def __init__(self, folder, name):
        self.folder = os.path.join(folder, name)
        self.found = {}

    def add(self, kind, data):
        if len(data) <= LARGEST:
            self.found.setdefault(kind, []).append(bytes(data))

    def write(self):
        os.makedirs(self.folder, exist_ok=True)
        kinds = [sorted(set(v), key=len) for _, v in sorted(self.found.items())]
        seen = set()
        for depth in range(MOST):
            for kind in kinds:
                if depth < len(kind) and len(seen) < MOST:
                    seen.add(kind[depth])
        for data in seen:
            name = hashlib.sha256(data).hexdigest()[:16]
            with open(os.path.join(self.folder, name), "wb") as f:
                f.write(data)


def inner_stream(data, opener):
    """The plaintext of an archive, which may be wrong in itself."""
    reader = m.Reader.__new__(m.Reader)
    reader.opener = opener
    reader.header = m.read_header(data, opener)
    key, _ = reader.find_file_key()
    schedule = m.Schedule(reader.header.imm, key)
    stream = m.Stream(data, reader.header.payload_off,
                      m.SUITES[reader.header.suite], schedule)
    return stream.read(0, stream.len, "seeds")


def tail_parts(stream):
    """Directory, manifest, signatures and trailer, as the trailer says."""
    trailer = stream[-80:]
    numbers = [int.from_bytes(trailer[24 + 8 * i:32 + 8 * i], "big")
               for i in range(4)]
    off, parts = numbers[0], []
    for length in numbers[1:]:
        parts.append(stream[off + 16:off + 16 + length])
        off += 16 + length
    return parts + [trailer]


def main(hostile, folder):
    target = {n: Corpus(folder, "archive_" + n)
              for n in "header slot records directory manifest names".split()}
    keys = cases.read_keys(hostile)
    for case in cases.read_cases(hostile):
        with open(os.path.join(hostile, case.file), "rb") as f:
            data = f.read()
        kind = case.stage + case.status
        target["header"].add(kind, data[:4096].rstrip(b"\0")[:-40])
        try:
            opener = cases.make_opener(case.opener, keys)
            header = m.read_header(data, opener)
            for slot in header.slots:
                target["slot"].add(str(slot.type), b"\0" + slot.raw)
            stream = inner_stream(data, opener)
            directory, manifest, signatures, trailer = tail_parts(stream)
        except (m.ArchiveError, ValueError, AttributeError):
            continue
        if "unsigned" in case.opener:
            target["records"].add(kind, stream)
        target["directory"].add(kind, directory)
        if len(manifest) > LARGEST:
            continue
        target["manifest"].add(
            kind, len(manifest).to_bytes(2, "big") + manifest + signatures + trailer)
        if case.stage == "name" and len(directory) > 24:
            length = int.from_bytes(directory[16:18], "big")
            target["names"].add(str(len(target["names"].found)),
                                directory[24:24 + length])
    for edit in range(3):
        target["slot"].add("edit", bytes([edit + 1, 0, 40, 1]))
    for two in (b"a\na/b", b"a\nB", b"a/b\na!", b"x.txt\ny", b"A/c\na/d"):
        target["names"].add("pair" + two.hex(), two)
    for corpus in target.values():
        corpus.write()


main(*sys.argv[1:])
