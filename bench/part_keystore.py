# SPDX-License-Identifier: Apache-2.0
"""A keystore: making, opening, fetching and using keys, beside what SQLite and
the signature take alone; and the profile that is asked about each of them."""
import os
import shutil
import tempfile

from measure import figure, lines

GOALS = {  # most seconds
    "make a key": 1 / 500,
    "fetch a key and sign with it": 0.001,
    "open without a passphrase": 0.050,
    "decide, the last of 100 rules": 200e-9,
    "read a profile and verify 2 of 3": 0.002,
    "impact of a profile on 10,000 keys": 1.0,
}
PARTS = {  # what the work cannot do without
    "make a key": "raw SQLite: commit five rows",
    "fetch a key and sign with it": "raw signature, Ed25519",
    "read a profile and verify 2 of 3": "raw: two signatures, Ed25519",
}
PROFILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "docs", "profiles", "az-reference-1.json-note")
KEYS = [  # that sign it
    "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
    "authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
    "authority.example/c+359fdb76+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR",
]


def bound(what):
    return ("seconds", GOALS[what]) if what in GOALS else None


def parts_of(what, samples):
    return [(PARTS[what], "part", samples[PARTS[what]])] if what in PARTS else []


def of_keystore(a, build, work):
    rows = lines([f"{build}/bench/bench_keystore", f"{work}/store", str(a.keys)])
    samples = {row["what"]: row["samples"] for row in rows}
    for row in rows:
        what = row["what"]
        name = f"{what}, {row['keys']} keys in it" if row["keys"] > 1 and not what.startswith("raw ") else what
        yield figure("a keystore", name, row["samples"], parts_of(what, samples), bound(what),
                     tags={"op": what, "keys": row["keys"]})


def of_profile(a, build):
    rows = lines([f"{build}/bench/bench_profile", PROFILE, str(a.turns), *KEYS])
    samples = {row["what"]: row["samples"] for row in rows}
    for row in rows:
        what = row["what"]
        yield figure("a profile", what, row["samples"], parts_of(what, samples), bound(what), clock="processor")


def measure(a, build, _mohur, _budget):
    place = a.folder or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    work = tempfile.mkdtemp(prefix="mohur-bench-", dir=place)
    try:
        figures = list(of_keystore(a, build, work))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return figures + list(of_profile(a, build)), [f"the keystore lies in {place or tempfile.gettempdir()}"]
