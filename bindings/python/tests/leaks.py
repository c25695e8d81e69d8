# SPDX-License-Identifier: Apache-2.0
"""100,000 operations of every common kind leave memory as it was.

Python's own blocks are counted by tracemalloc, those of the library by the
size of the process.
"""

import gc
import io
import resource
import sys
import time
import tracemalloc

import mohur

from support import pem

ROUNDS = 100_000 // 10  # each is ten operations and more
WARM = 500
BLOCKS = 200 * 1024
PAGES = 4096  # KiB that the heap may grow by


def resident():
    with open("/proc/self/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * resource.getpagesize() // 1024


def work(ctx, number):
    """Some ten operations, one of them refused."""
    key = mohur.Key.private(ctx, pem("p256.pem"), purpose=mohur.Purpose.SEAL)
    profile = mohur.Profile.builtin(ctx)
    profile.decide(mohur.Operation.SIGN, mohur.Alg.ED25519)
    key.export_public()
    out = io.BytesIO()
    with mohur.ArchiveWriter.unsigned(ctx, out, recipients=[key]) as writer:
        writer.add("a", bytes(1000))
        writer.add("b", io.BytesIO(b"content"))
    with mohur.ArchiveReader.unsigned(
            ctx, out.getvalue(), keys=[key]) as reader:
        for _ in reader:
            reader.read()
    try:
        mohur.ArchiveReader.unsigned(ctx, out.getvalue()[:-1], keys=[key])
    except mohur.FormatError:
        pass
    except mohur.AuthenticationError:
        pass
    if number % 100 == 0:
        with mohur.Context():
            pass


def main():
    ctx = mohur.Context()
    for number in range(WARM):
        work(ctx, number)
    gc.collect()
    tracemalloc.start()
    work(ctx, 0)
    gc.collect()
    blocks, pages = tracemalloc.get_traced_memory()[0], 0
    tracemalloc.stop()
    pages = resident()
    start = time.monotonic()
    for number in range(ROUNDS):
        work(ctx, number)
    took = time.monotonic() - start
    gc.collect()
    grown = resident() - pages
    tracemalloc.start()
    work(ctx, 0)
    gc.collect()
    blocks = tracemalloc.get_traced_memory()[0] - blocks
    print(f"{ROUNDS} rounds of 10 operations in {took:.0f} s: memory grew by "
          f"{grown} KiB, a round leaves {blocks} bytes more than before")
    return grown > PAGES or blocks > BLOCKS


if __name__ == "__main__":
    sys.exit(main())
