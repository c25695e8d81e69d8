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

from support import ROOT, pem

PUBLIC = pem("p256.pub.pem")
PRIVATE = pem("p256.pem")
CERTIFICATE = (
    ROOT / "bindings" / "cpp" / "tests" / "data" / "root.crt").read_bytes()
ROUNDS = 100_000 // 10  # each is ten operations
WARM = 500
BLOCKS = 200 * 1024
PAGES = 1024  # KiB that the process may grow by: 10 bytes an operation


def resident():
    with open("/proc/self/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * resource.getpagesize() // 1024


def archive(ctx, key):
    """Sealed, opened, and refused when it was cut."""
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
    except mohur.Error:
        pass


def work(ctx, number):
    """Ten operations, some of which are refused; now and then more."""
    key = mohur.Key.public(ctx, PUBLIC, purpose=mohur.Purpose.SEAL)
    profile = mohur.Profile.builtin(ctx)
    profile.decide(mohur.Operation.SIGN, mohur.Alg.ED25519)
    key.export_public()
    with mohur.Source.stream(ctx, io.BytesIO(b"x")) as source:
        source.size
    mohur.Sink.buffer(ctx, bytearray(10)).close()
    mohur.Trust(ctx).add(CERTIFICATE)
    for refused in (lambda: mohur.Source.file(ctx, "/none/such"),
                    lambda: mohur.archive_name_check(ctx, "../x"),
                    lambda: mohur.Stamp(ctx, b"no time stamp")):
        try:
            refused()
        except mohur.Error:
            pass
    if number % 50 == 0:
        archive(ctx, mohur.Key.private(
            ctx, PRIVATE, purpose=mohur.Purpose.SEAL))
        with mohur.Context(progress=lambda done, total: None):
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
