#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each binding covers the whole interface: every function of the manifest is
called by it, or stands in bindings/<language>/skip.txt with a reason."""

import json
import re

from _tree import ROOT, code, fault, files, finish

# Where the calls of a binding stand.
PLACES = {"cpp": ["include/**/*.hpp"]}


def skipped(path):
    """Name, line and reason of each row."""
    rows = path.read_text().split("\n") if path.is_file() else []
    for number, row in enumerate(rows, 1):
        if row and not row.startswith("#"):
            title, _, reason = row.partition(" ")
            yield title, number, reason.strip()


def check(language, patterns, names):
    folder = f"bindings/{language}"
    called = set()
    for path in files(*(f"{folder}/{p}" for p in patterns)):
        called.update(re.findall(r"\bmohur_\w+", code(path.read_text())))
    listed = ROOT / folder / "skip.txt"
    left = set()
    for title, line, reason in skipped(listed):
        left.add(title)
        if title not in names:
            fault(listed, line, f"{title} is no public function")
        elif title in called:
            fault(listed, line, f"{title} is covered")
        if not reason:
            fault(listed, line, f"{title} has no reason")
    for title in sorted(names - called - left):
        fault(listed, 1, f"{title} is neither called nor skipped with a reason")


manifest = json.loads((ROOT / "docs/api/manifest.json").read_text())
functions = {row["name"] for row in manifest["functions"]}
for language, patterns in PLACES.items():
    check(language, patterns, functions)
finish()
