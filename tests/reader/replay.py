#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""replay.py: the published vectors, from their files alone."""

import hashlib
import os
import sys

import cases
import mohur_archive as m
import selftest
import vec

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                      "vectors", "archive")


def opener_of(fields):
    allow = [value for key, value in fields if key == "allow"]
    opener = cases.make_opener("".join(allow), {})
    for key, value in fields:
        words = value.split(" ")
        if key == "kek":
            opener.keys.append(m.Kek(bytes.fromhex(words[0]), int(words[1]),
                                     bytes.fromhex(words[2])))
        elif key == "xwing":
            opener.keys.append(m.XWing(bytes.fromhex(value)))
        elif key == "passphrase":
            opener.keys.append(m.Passphrase(bytes.fromhex(value)))
        elif key in ("x25519", "p256", "p384"):
            opener.keys.append(m.PrivateKey(cases.load_private(key, words[0])))
        elif key in ("sender", "admin"):
            getattr(opener, key + "s").append(
                cases.load_public(words[0], words[1]))
    return opener


def replay_one(count, name):
    fields, data = vec.read(os.path.join(FOLDER, name))
    one = dict(fields)
    status, stage, released, reader = cases.run(data, opener_of(fields))
    if (status, stage) == (m.UNSUPPORTED, "frame"):
        return 1
    want = one["expect"], one.get("stage") or one["trust"]
    count.check((status, stage) == want,
                f"{name}: want {want[0]} at {want[1]}, got {status} at {stage}")
    digest = hashlib.sha256(released).hexdigest()
    count.check(f"{len(released)} {digest}" == one["released"],
                f"{name}: {len(released)} bytes released")
    if status == "MOHUR_OK":
        count.check([v for k, v in fields if k == "entry"]
                    == list(cases.listing(reader)), f"{name}: entries")
    return 0


def replay(count):
    names = sorted(f for f in os.listdir(FOLDER) if f.endswith(".vec"))
    bad = sum("MOHUR_OK" != vec.read_head(os.path.join(FOLDER, n))["expect"]
              for n in names)
    count.check(bad >= 300 and len(names) - bad >= 100, "a set of vectors")
    without = sum(replay_one(count, name) for name in names)
    print(f"{len(names)} vectors, {bad} of them bad, {without} skipped: "
          "no package zstandard")


def main():
    count = selftest.Count()
    replay(count)
    print(f"{count.passed} passed, {count.failed} failed")
    return count.failed != 0


if __name__ == "__main__":
    sys.exit(main())
