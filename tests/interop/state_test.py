#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The golden state of a prepared signature through the reader in Python, and
every bit of it flipped and every length of it cut."""

import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "reader"))

import mohur_state  # noqa: E402

GOLDEN = os.path.join(HERE, "..", "golden", "document")
KEY = bytes(range(0x20, 0x40))


def refuses(blob):
    try:
        mohur_state.read(blob, KEY)
    except mohur_state.Refused:
        return True
    return False


with open(os.path.join(GOLDEN, "detached.state"), "rb") as f:
    state = f.read()
with open(os.path.join(GOLDEN, "detached.json"), encoding="ascii") as f:
    assert mohur_state.read(state, KEY) == json.load(f)
for i in range(8 * len(state)):
    flipped = bytearray(state)
    flipped[i // 8] ^= 1 << i % 8
    assert refuses(bytes(flipped)), i
for n in range(len(state)):
    assert refuses(state[:n]), n
assert refuses(state + b"\0")
print(f"{len(state)} bytes read, and nothing else like them")
