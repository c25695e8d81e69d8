# SPDX-License-Identifier: Apache-2.0
"""What the lint scripts share: the files of the tree, and how to report.

Each script looks at the tree in MOHUR_SOURCE_DIR (by default this one) and
prints one line, `file:line: rule`, for each fault.  tests/lint/plants.py
runs it on trees with a planted fault.
"""

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("MOHUR_SOURCE_DIR", HERE.parents[1])).resolve()

_faults = 0


def files(*patterns):
    """Files of the tree by glob, sorted; the planted faults are not in it."""
    found = set()
    for pattern in patterns:
        found.update(p for p in ROOT.glob(pattern) if p.is_file())
    bad = ROOT / "tests" / "lint" / "bad"
    return sorted(p for p in found if bad not in p.parents)


def name(path):
    return path.relative_to(ROOT).as_posix()


def fault(path, line, rule):
    global _faults
    _faults += 1
    shown = name(path) if isinstance(path, Path) else path
    print(f"{shown}:{line}: {rule}")


def note(path, line, text):
    print(f"{name(path)}:{line}: note: {text}")


def finish():
    if _faults:
        print(f"{_faults} faults")
    sys.exit(1 if _faults else 0)


_TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S
)


def code(text, keep_strings=False):
    """The text without comments and string contents, lines in place."""

    def blank(match):
        token = match.group(0)
        if token[0] in "\"'":
            return token if keep_strings else token[0] * 2
        return " " + "\n" * token.count("\n")

    return _TOKEN.sub(blank, text)


_DEFINED = re.compile(r"^(\w+)\((.*)$")


class Function:
    """A function definition: the return type has its own line, the name
    begins the next, and the braces stand in column 0."""

    def __init__(self, title, line, parameters, start, lines):
        self.title = title
        self.line = line
        self.parameters = parameters
        self.start = start  # line of the opening brace
        self.lines = lines  # between the braces


def functions(text):
    """All definitions in the text of a C file, comments removed first."""
    rows = code(text).split("\n")
    found = []
    row = 0
    while row < len(rows):
        match = _DEFINED.match(rows[row])
        if not match:
            row += 1
            continue
        head, end = rows[row], row
        while end + 1 < len(rows) and not re.match(r"^[{}]|.*;\s*$", rows[end]):
            end += 1
            head += " " + rows[end]
        if not rows[end].startswith("{"):
            row += 1
            continue
        close = end + 1
        while close < len(rows) and not rows[close].startswith("}"):
            close += 1
        inside = head[head.index("(") + 1 : head.rindex(")")]
        found.append(
            Function(
                match.group(1), row + 1, inside, end + 1, rows[end + 1 : close]
            )
        )
        row = close
    return found
