#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""golden.py DIR [--list]: the second reader on archives of the library.

With --list, DIR/cases.in (NAME|OPENER lines, of tests/unit/archive/golden.c)
becomes DIR/cases.txt and the lists beside the archives: what this reader
finds in them.  Without it, the archives are compared with those; every
byte of them is flipped and every length cut.
"""

import argparse
import hashlib
import os

import cases
import mohur_archive as m

# Openers of archives that came from another one of the list.
DERIVED = {
    "changed_by_an_administrator": "key=x2 trust=ed1 admin=pa1 forwarded",
    "changed_by_a_holder": "key=x2 trust=ed1 forwarded",
    "sealed_again": "key=x2 trust=ed1 forwarded",
    "header_apart": "key=x2 trust=ed1 forwarded "
                    "header=good/header_apart.mohurh",
}


def read(*path):
    with open(os.path.join(*path), "rb") as f:
        return f.read()


def opener_of(words, keys, folder):
    """cases.py does not know the word header=FILE."""
    mine = [w for w in words.split() if not w.startswith("header=")]
    opener = cases.make_opener(" ".join(mine), keys)
    for word in words.split():
        if word.startswith("header="):
            opener.header = read(folder, word[7:])
    return opener


def write_list(folder):
    keys = cases.read_keys(folder)
    lines = ["# name|file|status|stage|opener|released|sha256|notes\n"]
    for line in read(folder, "cases.in").decode().split("\n")[:-1]:
        name, words = line.split("|")
        words = words or DERIVED[name]
        file = f"good/{name}.mohur"
        status, trust, content, reader = cases.run(
            read(folder, file), opener_of(words, keys, folder))
        assert status == "MOHUR_OK", (name, status, trust)
        lines.append(cases.Case(
            name, file, status, trust, words, len(content),
            hashlib.sha256(content).hexdigest(), reader.header_state).line()
            + "\n")
        with open(os.path.join(folder, "good", name + ".list"), "w",
                  encoding="ascii") as f:
            f.writelines(x + "\n" for x in cases.listing(reader))
    with open(os.path.join(folder, "cases.txt"), "w", encoding="ascii") as f:
        f.writelines(lines)
    os.remove(os.path.join(folder, "cases.in"))


def spoil(data, opener, name, step):
    """No byte may differ, but in the second of two headers; none be missing."""
    faults = 0
    free = range(0)
    if data[110] == 2 or opener.header:     # see sections 3.1 and 3.5
        size = m.PAGE * int.from_bytes(data[108:110], "big")
        free = range(0 if data[110] == 2 else 112, size * data[110])
    for at in range(0, len(data), step):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        status = cases.run(bytes(changed), opener)[0]
        if status == "MOHUR_OK" and at not in free:
            print(f"FAIL {name}: byte {at} flipped")
            faults += 1
    for length in range(0, len(data), step):
        if cases.run(data[:length], opener)[0] == "MOHUR_OK":
            print(f"FAIL {name}: cut to {length}")
            faults += 1
    return faults


def check(folder):
    keys, faults, count = cases.read_keys(folder), 0, 0
    for case in cases.read_cases(folder):
        data, count = read(folder, case.file), count + 1
        opener = opener_of(case.opener, keys, folder)
        status, trust, content, reader = cases.run(data, opener)
        right = ((status, trust, len(content),
                  hashlib.sha256(content).hexdigest())
                 == (case.status, case.stage, case.released, case.sha256))
        if right:
            want = read(folder, case.file[:-6] + ".list").decode()
            right = (want == "".join(x + "\n" for x in cases.listing(reader))
                     and reader.header_state == case.notes)
        if not right:
            print(f"FAIL {case.name}: {status} {trust}")
        faults += not right
        # Argon2id costs: fewer bytes of what asks for a passphrase.
        faults += spoil(data, opener, case.name,
                        1499 if "pass" in case.opener else 31)
    print(f"{count} golden archives, {faults} faults")
    return faults != 0 or count == 0


def main():
    parser = argparse.ArgumentParser(description="the golden archives")
    parser.add_argument("folder")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    if args.list:
        write_list(args.folder)
    return check(args.folder)


if __name__ == "__main__":
    raise SystemExit(main())
