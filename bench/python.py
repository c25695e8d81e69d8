#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Python binding beside C: 1 GiB streamed, and the smallest call.

  bench/python.py BUILD_DIR [--mib N] [--runs N]

Needs the binding where this Python finds it.  C (bench/stream.c) and Python
take turns; both seal pieces of 1 MiB into a file and read it back through
callbacks.  Files lie in memory where that is possible.  Figures are medians;
the goal is a Python figure of 0.8 of that of C or more.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import mohur

HERE = os.path.dirname(os.path.abspath(__file__))
KEY = os.path.join(HERE, "..", "tests", "data", "pem", "p256.pem")
PIECE = bytes(1 << 20)
CALLS = 200000
GOAL = 0.8


def seal(ctx, key, path, mib):
    with open(path, "wb", buffering=0) as out:
        with mohur.ArchiveWriter.unsigned(
                ctx, out, recipients=[key]) as writer:
            writer.entry("a")
            for _ in range(mib):
                writer.write(PIECE)


def open_again(ctx, key, path, mib):
    room = bytearray(len(PIECE))
    total = 0
    with open(path, "rb", buffering=0) as file:
        with mohur.ArchiveReader.unsigned(ctx, file, keys=[key]) as reader:
            next(reader)
            while count := reader.readinto(room):
                total += count
    assert total == mib * len(PIECE)


def timed(call, *arguments):
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


def small_call(key):
    for _ in range(CALLS):
        key.version


def in_python(path, mib):
    with open(KEY, "rb") as f, mohur.Context() as ctx:
        key = mohur.Key.private(ctx, f.read(), purpose=mohur.Purpose.SEAL)
        return {"seal": timed(seal, ctx, key, path, mib),
                "open": timed(open_again, ctx, key, path, mib),
                "call": timed(small_call, key) / CALLS}


def in_c(build, path, mib):
    program = os.path.join(build, "bench", "bench_stream")
    done = subprocess.run([program, KEY, path, str(mib)], check=True,
                          capture_output=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    place = "/dev/shm" if os.path.isdir("/dev/shm") else None
    rows = []
    with tempfile.TemporaryDirectory(dir=place) as folder:
        path = os.path.join(folder, "a")
        for _ in range(asked.runs):
            rows.append((in_c(asked.build, path, asked.mib),
                         in_python(path, asked.mib)))
    for what in ("seal", "open"):
        c, python = (statistics.median(r[k][what] for r in rows)
                     for k in (0, 1))
        verdict = "" if c / python >= GOAL else f"  below the goal {GOAL}"
        print(f"{what:<5} C {asked.mib / c:8.0f} MiB/s  Python "
              f"{asked.mib / python:8.0f} MiB/s  {c / python:.2f}{verdict}")
    c, python = (statistics.median(r[k]["call"] for r in rows) * 1e9
                 for k in (0, 1))
    print(f"smallest call  C {c:.1f} ns  Python {python:.0f} ns")
    return 0


if __name__ == "__main__":
    sys.exit(main())
