#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lines and branches of src/ that the tests ran, the command left out.

usage: coverage.py BUILD_FOLDER GOAL_PERCENT

Reads what gcc counted, through gcov, and fails below the goal; also for any
branch of the parsers in WHOLE that no test has taken.
"""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"

# What reads a profile, or what is written as one is: every branch is taken.
WHOLE = [
    f"src/profile/{name}.c"
    for name in "anchors body expect json level note object rule vkey".split()
]


def counted(folder):
    """One JSON document for each counted object."""
    for data in sorted(Path(folder).resolve().rglob("*.gcda")):
        out = subprocess.run(
            ["gcov", "--json-format", "--stdout", "--branch-probabilities"]
            + [str(data)],
            capture_output=True,
            text=True,
            cwd=folder,
        ).stdout
        for line in out.splitlines():
            if line.startswith("{"):
                yield json.loads(line)


def is_ours(path):
    return SRC in path.parents and (SRC / "cli") not in path.parents


lines = defaultdict(lambda: defaultdict(int))
branches = defaultdict(lambda: defaultdict(int))
for document in counted(sys.argv[1]):
    base = Path(document["current_working_directory"])
    for entry in document["files"]:
        path = (base / entry["file"]).resolve()
        if not is_ours(path):
            continue
        place = path.relative_to(ROOT).as_posix()
        for line in entry["lines"]:
            number = line["line_number"]
            lines[place][number] += line["count"]
            for index, branch in enumerate(line["branches"]):
                branches[place][number, index] += branch["count"]


def percent(counts):
    return 100 * sum(c > 0 for c in counts) / len(counts) if counts else 100


total_lines, total_branches = [], []
report = []
for place in sorted(lines):
    here = list(lines[place].values())
    total_lines += here
    total_branches += branches[place].values()
    missed = [str(n) for n, c in sorted(lines[place].items()) if c == 0]
    report.append((percent(here), place, len(here), missed))
    # A file that no test links with leaves no counts at all.
unseen = [
    p.relative_to(ROOT).as_posix()
    for p in sorted(SRC.rglob("*.c"))
    if is_ours(p) and p.relative_to(ROOT).as_posix() not in lines
]

for share, place, number, missed in sorted(report):
    if missed:
        shown = " ".join(missed[:12]) + (" ..." if len(missed) > 12 else "")
        print(f"{share:6.1f} %  {place} ({number} lines): {shown}")
for place in unseen:
    print(f"   no code in it, or in no test: {place}")

spared = []
for place in WHOLE:
    missed = sorted({n for (n, _), c in branches[place].items() if c == 0})
    if missed or not branches[place]:
        shown = " ".join(map(str, missed)) or "none was counted"
        spared.append(f"branches that are not taken: {place}: {shown}")
print(*spared, sep="\n", end="\n" if spared else "")

reached = percent(total_lines)
goal = float(sys.argv[2])
print(
    f"coverage of src/: lines {reached:.1f} % of {len(total_lines)}, "
    f"branches {percent(total_branches):.1f} % of {len(total_branches)}; "
    f"goal for lines {goal:.0f} %"
)
sys.exit(0 if reached >= goal and total_lines and not spared else 1)
