# SPDX-License-Identifier: Apache-2.0
"""A keystore: making, opening, fetching and using keys, beside what SQLite and
the signature take alone."""
import os
import shutil
import tempfile

from measure import figure, lines

GOALS = {  # most seconds
    "make a key": 1 / 500,
    "fetch a key and sign with it": 0.001,
    "open without a passphrase": 0.050,
}
PARTS = {  # what the work cannot do without
    "make a key": "raw SQLite: commit five rows",
    "fetch a key and sign with it": "raw signature, Ed25519",
}


def measure(a, build, _mohur, _budget):
    place = a.folder or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    work = tempfile.mkdtemp(prefix="mohur-bench-", dir=place)
    try:
        rows = lines([f"{build}/bench/bench_keystore", f"{work}/store", str(a.keys)])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    samples = {row["what"]: row["samples"] for row in rows}
    figures = []
    for row in rows:
        what = row["what"]
        name = f"{what}, {row['keys']} keys in it" if row["keys"] > 1 and not what.startswith("raw ") else what
        others = [(PARTS[what], "part", samples[PARTS[what]])] if what in PARTS else []
        figures.append(figure("a keystore", name, row["samples"], others,
                              ("seconds", GOALS[what]) if what in GOALS else None, tags={"op": what, "keys": row["keys"]}))
    return figures, [f"the keystore lies in {place or tempfile.gettempdir()}"]
