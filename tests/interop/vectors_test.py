#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The published vectors through the reader in Python, from their files alone;
and each of them is what is made now."""

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
    import vectors
except ImportError as e:
    print(f"skipped: {e}; python3-cryptography and python3-argon2 are needed")
    sys.exit(77)


def main():
    with tempfile.TemporaryDirectory() as outdir:
        found = hostile.make(outdir)
        count = selftest.Count()
        replay.replay(count)
        print(f"{count.passed} passed, {count.failed} failed")
        return count.failed + vectors.check(outdir, found)


sys.exit(main() != 0)
