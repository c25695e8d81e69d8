#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The published vectors through the reader in Python, from their files alone;
each of them is what is made now; and no attack of the lists is left out."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "reader"))

try:
    import hostile
    import replay
    import selftest
    import vec
    import vectors
except ImportError as e:
    print(f"skipped: {e}; python3-cryptography and python3-argon2 are needed")
    sys.exit(77)


ROOT = os.path.join(HERE, "..", "..")
ATTACKS = ([f"archive/{n}" for n in range(1, 89)]
           + [f"document/D{n}" for n in range(1, 11)])


def has_case(path, case):
    """Is this a case of the test: listed in C, a fact in a script?"""
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        text = f.read()
    if path.startswith("tests/fuzz/"):
        return f"{case}(" in text
    return (f"({case})" if path.endswith(".c") else f'"{case}"') in text


def uncovered():
    """How many attacks neither a vector nor a case of attacks.txt meets."""
    met = {vec.read_head(os.path.join(replay.FOLDER, name)).get("attack")
           for name in os.listdir(replay.FOLDER) if name.endswith(".vec")}
    with open(os.path.join(ROOT, "tests", "vectors", "attacks.txt"),
              encoding="ascii") as f:
        rows = [line.strip().split(": ", 2) for line in f
                if not line.startswith("#")]
    for attack, path, case in rows:
        if path == "-" or has_case(path, case):
            met.add(attack)
        else:
            print(f"FAIL {path} has no case {case}")
    left = [attack for attack in ATTACKS if attack not in met]
    print(f"{len(ATTACKS)} attacks, not met: {left}")
    return len(left)


def main():
    with tempfile.TemporaryDirectory() as outdir:
        found = hostile.make(outdir)
        count = selftest.Count()
        replay.replay(count)
        print(f"{count.passed} passed, {count.failed} failed")
        return count.failed + vectors.check(outdir, found) + uncovered()


sys.exit(main() != 0)
