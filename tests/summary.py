#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts what a ctest run did: programs, cases, and what was skipped.

usage: summary.py BUILD_FOLDER NAME
"""

import re
import sys
from pathlib import Path

folder, title = Path(sys.argv[1]), sys.argv[2]
log = folder / "Testing" / "Temporary" / "LastTest.log"
text = log.read_text(errors="replace") if log.is_file() else ""

programs = len(re.findall(r"(?m)^\d+/\d+ Testing: ", text))
cases = sum(
    int(n) for n in re.findall(r"\[==========\] .*?(\d+) test\(s\) run", text)
)
inputs = sum(int(n) for n in re.findall(r"(?m)^(\d+) inputs replayed", text))
skips = sorted(set(re.findall(r"(?m)^SKIP .*", text)))

print(f"{title}: {programs} tests, {cases} cases, {inputs} corpus inputs")
for skip in skips:
    print(f"  {skip}")
