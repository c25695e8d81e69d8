#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each binding covers the whole interface: every function of the manifest is
called by it, or stands in bindings/<language>/skip.txt with a reason.  What a
generate.py of a binding makes is what is checked in."""

import json
import os
import re
import subprocess
import sys

from _tree import ROOT, code, fault, files, finish

# Where the calls of a binding stand.
PLACES = {
    "cpp": ["include/**/*.hpp"],
    "java": ["src/main/java/**/*.java"],
    "node": ["lib/*.cjs", "src/*.c"],
    "python": ["mohur/*.py"],
}


def skipped(path):
    """Name, line and reason of each row."""
    rows = path.read_text().split("\n") if path.is_file() else []
    for number, row in enumerate(rows, 1):
        if row and not row.startswith("#"):
            title, _, reason = row.partition(" ")
            yield title, number, reason.strip()


def called_in(text):
    """C names, and those of Java, where mohur_key_list is Native.keyList."""
    found = set(re.findall(r"\bmohur_\w+", text))
    for name in re.findall(r"\bNative(?:\.|::)(\w+)", text):
        found.add("mohur_" + re.sub("[A-Z]", lambda m: "_" + m[0].lower(), name))
    return found


def check(language, patterns, names):
    folder = f"bindings/{language}"
    called = set()
    for path in files(*(f"{folder}/{p}" for p in patterns)):
        called.update(called_in(code(path.read_text())))
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


def regenerate(path):
    """A generator prints `file:line: rule` for what it would make anew."""
    done = subprocess.run(
        [sys.executable, "-B", path], check=False, capture_output=True,
        text=True, env=dict(os.environ, MOHUR_SOURCE_DIR=str(ROOT)))
    for row in filter(None, done.stdout.split("\n")):
        place, line, rule = row.split(":", 2)
        fault(place, line, rule.strip())
    if done.stderr:
        fault(path, 1, done.stderr.strip().split("\n")[-1])


manifest = json.loads((ROOT / "docs/api/manifest.json").read_text())
functions = {row["name"] for row in manifest["functions"]}
for language, patterns in PLACES.items():
    if (ROOT / "bindings" / language).is_dir():
        check(language, patterns, functions)
for generator in files("bindings/*/generate.py"):
    regenerate(generator)
finish()
