# SPDX-License-Identifier: Apache-2.0
"""A run of the benchmark as its file would be, with figures that are made up."""

import os
import sys
from pathlib import Path

ROOT = Path(os.environ["MOHUR_SOURCE_DIR"])
sys.path.insert(0, str(ROOT / "bench"))

from measure import figure  # noqa: E402

N = 5
NASTY = 'seal <script>alert("x")</script> & co'


def samples(seconds):
    return [seconds * (1 + 0.01 * i) for i in range(N)]


def archive():
    large = "one large file, the whole command"
    names = ("mohur seal, to a file", "age, to a file", "mohur open, to a sink", "age -d, to a sink")
    return [
        figure("archives in memory", NASTY, samples(2), [("the raw calls", "raw", samples(1.8))],
               ("ratio", "the raw calls", 0.85), bytes=2**30, tags={"op": "seal", "jobs": 1}),
        *(figure(large, name, samples(1 + i), bytes=2**30, peak_mib=10 + i) for i, name in enumerate(names)),
        figure("many small files, the whole command", "mohur seal, many", samples(1),
               [("tar | age", "peer", samples(2))], ("ratio", "tar | age", 2.5), bytes=2**20, peak_mib=9),
    ]


def document():
    return [figure("documents, the whole command", name, samples(1), bytes=2**28, peak_mib=8)
            for name in ("mohur sign", "openssl cms -sign")]


def keystore():
    return [figure("a keystore", name, samples(seconds), goal=("seconds", 0.01))
            for name, seconds in (("make a key", 0.001), ("raw signature", 0.00003))]


def crypto():
    figures = []
    for backend, speed in (("libsodium", 1e9), ("OpenSSL", 3e9)):
        for op, alg in (("seal", "AES-256-GCM"), ("seal", "ChaCha20-Poly1305"), ("hash", "SHA-256")):
            for size in (16, 1024, 65536):
                for threads in (1, 2) if size == 65536 else (1,):
                    seconds = 1e-7 + size / speed / threads
                    figures.append(figure(
                        op, f"{op}, {alg}, {backend}, {size}, {threads}", samples(seconds),
                        [("its call", "raw", samples(seconds * 0.9))], bytes=size, clock="processor",
                        tags={"op": op, "alg": alg, "backend": backend, "bytes": size, "threads": threads}))
    return figures


def pwhash():
    return [figure("Argon2id, one attempt", f"{mib} MiB, {passes} passes", samples(mib * passes / 1000),
                   [("crypto_pwhash of libsodium", "raw", samples(mib * passes / 1001))],
                   tags={"mib": mib, "passes": passes})
            for mib, passes in ((32, 3), (64, 1), (64, 3), (256, 3))]


def made_up():
    parts = {"archive": archive, "document": document, "keystore": keystore, "crypto": crypto, "pwhash": pwhash}
    return {
        "schema": "mohur-bench", "version": 3, "started": "2026-01-01T00:00:00Z", "commit": "0000000+", "peers": True,
        "machine": {"processor": "One", "processors": 2, "memory_mib": 4096, "system": "S", "kernel": "K",
                    "governor": "not told", "compiler": "C", "python": "3",
                    "build": {"library": "0.1.0", "backends": {"libsodium": "1.0.18", "absent": ""}}},
        "load": {"before": 0.1, "after": 1.0, "busy": False}, "seconds": 60.0,
        "parts": {name: {"seconds": 1.0, "notes": ["a note"], "figures": make()} for name, make in parts.items()},
    }
