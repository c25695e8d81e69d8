#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each check of this folder finds the faults planted for it, no other.

tests/lint/bad/<check>/ is a small tree with faults in it; its file `expect`
has one line, `file:line: words of the rule`, for each fault.  A tree that
has lib.c is built as the library that MOHUR_LIBRARY names.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKS = [
    p
    for p in sorted(HERE.glob("*.py")) + sorted(HERE.glob("*.sh"))
    if not p.name.startswith("_") and p.name != "plants.py"
]


def build_library(tree, folder):
    shared = folder / "libmohur.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-o", shared, tree / "lib.c"], check=True
    )
    return str(shared)


def run(check, tree):
    interpreter = "/usr/bin/python3" if check.suffix == ".py" else "sh"
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, MOHUR_SOURCE_DIR=str(tree))
        env.pop("MOHUR_LIBRARY", None)
        if (tree / "lib.c").is_file():
            env["MOHUR_LIBRARY"] = build_library(tree, Path(folder))
        return subprocess.run(
            [interpreter, check], env=env, capture_output=True, text=True
        )


def fires(check):
    """Runs one check on its tree; says what is wrong, or nothing."""
    tree = HERE / "bad" / check.stem
    if not (tree / "expect").is_file():
        return [f"{check.name} has no planted fault"]
    done = run(check, tree)
    if done.returncode == 77:
        print(f"SKIP the plant of {check.name}: its tool is not installed")
        return []
    rows = [
        row
        for row in done.stdout.split("\n")
        if ": note: " not in row and row.count(":") >= 2
    ]
    wrong = []
    if done.returncode != 1:
        wrong.append(f"{check.name} ended with {done.returncode}, not 1")
        wrong.append(done.stderr)
    expected = (tree / "expect").read_text().split("\n")
    for wanted in filter(None, expected):
        place, _, words = wanted.partition(": ")
        found = [r for r in rows if r.startswith(place + ": ") and words in r]
        if not found:
            wrong.append(f"{check.name} is blind to: {wanted}")
        else:
            rows.remove(found[0])
    wrong += [f"{check.name} reports what is right: {row}" for row in rows]
    if not wrong:
        print(f"ok {check.name}: {len(expected) - 1} planted faults found")
    return wrong


failed = [line for check in CHECKS for line in fires(check)]
print("\n".join(failed))
sys.exit(1 if failed else 0)
