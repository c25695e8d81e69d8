#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""vectors.py [check]: the published vectors, from what hostile.py makes.

Writes tests/vectors/archive/*.vec (README.md there says how they read), or,
with `check`, makes everything anew and compares: a published vector never
changes.  Without arguments only those that are missing are written.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile

import cases
import hostile
import vec

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors")
FOLDER = os.path.join(HERE, "archive")
WHOLE_MAX = 16 << 10    # bytes of a vector that is no edit of another
VEC_MAX = 24 << 10
# Good ones that are larger, since others are edits of them.
BASES = {"three_chunks", "feature_links_without_a_link", "a08_one_chunk_and_an_empty_one",
         "slots_gcm_opened_by_x1", "slots_chacha_opened_by_x1",
         "signed_ed25519", "b20_two_areas", "three_entries"}

FLAGS = (
    (r"a0[234]_", "Truncation"), (r"a05_", "TrailingData"),
    (r"a06_", "ChunkReordering"), (r"a0[78]_", "ValidFinalChunk"),
    (r"a09_", "Truncation"), (r"a", "ModifiedCiphertext"),
    (r"b1[56]_", "WrongContext"), (r"b", "HeaderFailure"),
    (r"c32_", "WrongKey"), (r"c", "Commitment"), (r"d", "Signature"),
    (r"e", "Structure"), (r"f", "Name"), (r"g65_", "Limit"), (r"g", "Frame"))
TOPICS = dict(a="payload", b="header", c="commitment and keys",
              d="signatures and policies", e="directory and entries",
              f="names and links", g="compression and limits")
SIGNS = {"sign-ed25519": "ed25519", "sign-p256": "p256", "sign-p384": "p384"}


def flag_of(case):
    if case.status == "MOHUR_OK":
        return "Valid"
    return next((flag for start, flag in FLAGS if re.match(start, case.name)),
                "Structure")


def comment_of(case):
    number = re.match(r"([a-g])\d\d_", case.name)
    topic = TOPICS[number[1]] + ": " if number else ""
    words = case.name[4 if number else 0:].replace("_", " ")
    return topic + words + (f" ({case.notes})" if case.notes else "")


def key_fields(case, lines):
    """The keys that the opener names, and what else it says."""
    allow = []
    for word in case.opener.split():
        what, _, name = word.partition("=")
        if what == "key":
            kind, values = lines[name]
            yield {"pass": "passphrase"}.get(kind, kind), values
        elif what in ("trust", "admin"):
            kind, values = lines[name]
            field = "sender" if what == "trust" else "admin"
            yield field, f"{SIGNS[kind]} {values.split()[-1]}"
        elif what != "whole":
            allow.append(word)
    if allow:
        yield "allow", " ".join(allow)


def read_key_lines(outdir):
    """NAME to (kind, the values as text)."""
    found = {}
    with open(os.path.join(outdir, "keys", "keys.txt"), encoding="ascii") as f:
        for line in f:
            kind, name, values = line.rstrip("\n").split(" ", 2)
            found[name] = kind, values
    return found


def fields_of(case, outdir, lines):
    """All fields but flags, base and edits."""
    yield "expect", case.status
    yield "mode", "whole" if "whole" in case.opener.split() else "seek"
    yield ("trust" if case.status == "MOHUR_OK" else "stage"), case.stage
    yield from key_fields(case, lines)
    if case.status == "MOHUR_OK":
        name = case.file.removesuffix(".mohur") + ".list"
        with open(os.path.join(outdir, name), encoding="ascii") as f:
            for line in f:
                yield "entry", line.rstrip("\n")
    yield "released", f"{case.released} {case.sha256}"


def head_of(case, outdir, lines):
    head = [("flags", flag_of(case)), ("comment", comment_of(case))]
    number = re.match(r"[a-g](\d\d)_", case.name)
    if number:
        head.append(("attack", f"archive/{int(number[1])}"))
    head += fields_of(case, outdir, lines)
    return sorted(head, key=lambda field: vec.ORDER.index(field[0]))


# -------------------------------------------------------------------- edits

def distance(a, b):
    """How many bytes differ, about: the ends must agree at least."""
    if len(a) == len(b):
        both = int.from_bytes(a, "big") ^ int.from_bytes(b, "big")
        return len(a) - both.to_bytes(len(a), "big").count(0)
    front = os.path.commonprefix([a, b])
    return max(len(b) - len(front), 64)


def copies(base, new):
    """new as pieces: bytes, or (offset, length) of base."""
    places = {}
    for at in range(0, len(base) - 15, 16):
        places.setdefault(base[at:at + 16], at)
    pieces, literal, pos = [], bytearray(), 0
    while pos < len(new):
        at = places.get(new[pos:pos + 16]) if pos + 16 <= len(new) else None
        if at is None:
            literal.append(new[pos])
            pos += 1
            continue
        while literal and at > 0 and base[at - 1] == literal[-1]:
            literal.pop()
            at, pos = at - 1, pos - 1
        size = 16
        while (at + size < len(base) and pos + size < len(new)
               and base[at + size] == new[pos + size]):
            size += 1
        if literal:
            pieces.append(bytes(literal))
            literal = bytearray()
        pieces.append((at, size))
        pos += size
    return pieces + ([bytes(literal)] if literal else [])


def runs(base, new):
    """Edits between two of one length, places not far apart joined."""
    found = []
    for at in range(len(base)):
        if base[at] != new[at]:
            if found and at - found[-1][1] < 8:
                found[-1][1] = at + 1
            else:
                found.append([at, at + 1])
    return [(a, b - a, [new[a:b]]) for a, b in found]


def edits(base, new):
    """(offset, bytes to delete, pieces to insert), the shorter way."""
    front = len(os.path.commonprefix([base, new]))
    back = len(os.path.commonprefix([base[front:][::-1], new[front:][::-1]]))
    middle = [(front, len(base) - front - back,
               copies(base, new[front:len(new) - back]))]
    ways = [middle] + ([runs(base, new)] if len(base) == len(new) else [])
    return min(ways, key=lambda way: len("".join(map(vec.edit_text, way))))


def choose(case, data, pool):
    """The base that is nearest and the edits, or None."""
    near = sorted(pool, key=lambda name: distance(pool[name], data))[:2]
    best = None
    for name in near:
        found = edits(pool[name], data)
        cost = sum(len(vec.edit_text(e)) + 8 for e in found)
        if best is None or cost < best[0]:
            best = cost, name, found
    return best if best and best[0] < min(len(data) // 2, VEC_MAX) else None


# ------------------------------------------------------------------ writing

def write_one(case, data, head, pool):
    """False if it would be too large to publish."""
    best = choose(case, data, pool)
    if best is None and len(data) > WHOLE_MAX and case.name not in BASES:
        return False
    if best:
        more = [("base", best[1] + ".vec")]
        more += [("edit", vec.edit_text(e)) for e in best[2]]
    place = next(i for i, (key, _) in enumerate(head) if key == "expect")
    head = head[:place] + (more if best else []) + head[place:]
    path = os.path.join(FOLDER, case.name + ".vec")
    vec.write(path, head, b"" if best else data)
    assert vec.read(path)[1] == data, case.name
    return True


def load(outdir, case):
    with open(os.path.join(outdir, case.file), "rb") as f:
        return f.read()


def publish(outdir, found):
    lines = read_key_lines(outdir)
    pool, left = {}, []
    order = sorted(found, key=lambda c: (c.status != "MOHUR_OK",
                                         c.name not in BASES))
    for case in order:
        path = os.path.join(FOLDER, case.name + ".vec")
        data = load(outdir, case)
        written = os.path.exists(path) or write_one(
            case, data, head_of(case, outdir, lines), pool)
        if not written:
            left.append(case.name)
        elif case.status == "MOHUR_OK" and not vec.read_head(path).get("base"):
            pool[case.name] = data
    print(f"{len(found) - len(left)} published, {len(left)} too large")


def check(outdir, found):
    """What is published is what is made now; how many differ."""
    lines = read_key_lines(outdir)
    names = {case.name: case for case in found}
    wrong = 0
    published = sorted(f[:-4] for f in os.listdir(FOLDER) if f.endswith(".vec"))
    for name in published:
        path = os.path.join(FOLDER, name + ".vec")
        case = names.get(name)
        if case is None:
            print(f"FAIL {name}: nothing makes it any more")
            wrong += 1
            continue
        head, data = vec.read(path)
        head = [(k, v) for k, v in head if k not in ("base", "edit")]
        if data != load(outdir, case) or head != head_of(case, outdir, lines):
            print(f"FAIL {name}: it is made otherwise now")
            wrong += 1
    missing = len(found) - len(published)
    print(f"{len(published)} published, {missing} larger or not yet published")
    return wrong


def main():
    parser = argparse.ArgumentParser(description="publish the test archives")
    parser.add_argument("what", nargs="?", choices=["check"])
    what = parser.parse_args().what
    with tempfile.TemporaryDirectory() as outdir:
        found = hostile.make(outdir)
        if what is None:
            os.makedirs(FOLDER, exist_ok=True)
            publish(outdir, found)
        return check(outdir, found)


if __name__ == "__main__":
    sys.exit(main() != 0)
