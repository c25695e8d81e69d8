# SPDX-License-Identifier: Apache-2.0
"""What calls.c does, through the binding."""

import sys
import time
from pathlib import Path

import mohur

GETS = 200_000
SEALS = 1000
DATA = bytes(100)


def seal(ctx, key):
    with mohur.Sink.memory(ctx) as sink, mohur.ArchiveWriter.unsigned(
            ctx, sink, recipients=[key]) as writer:
        writer.add("a", DATA)


def main():
    ctx = mohur.Context()
    key = mohur.Key.private(ctx, Path(sys.argv[1]).read_bytes(),
                            purpose=mohur.Purpose.SEAL)
    start = time.process_time()
    for _ in range(GETS):
        key.version
    print(f"Python get {(time.process_time() - start) / GETS * 1e9:.1f}")
    seal(ctx, key)
    start = time.process_time()
    for _ in range(SEALS):
        seal(ctx, key)
    print(f"Python seal {(time.process_time() - start) / SEALS * 1e9:.0f}")


main()
