#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An #if inside a function, or in a file that may have none."""

import fnmatch
import re

from _tree import ROOT, code, fault, files, finish, functions

MAY_HAVE_ROWS = (
    "base/os_* crypto/backends.c crypto/sodium/* crypto/mbedtls/* "
    "crypto/openssl/* crypto/ipsecmb/*"
).split()
CONDITION = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else)\b")


def check(path):
    text = path.read_text()
    place = path.relative_to(ROOT / "src").as_posix()
    inside = set()
    for function in functions(text):
        last = function.start + len(function.lines)
        inside.update(range(function.start, last + 1))
    free = any(fnmatch.fnmatch(place, p) for p in MAY_HAVE_ROWS)
    for number, line in enumerate(code(text).split("\n"), 1):
        if not CONDITION.match(line):
            continue
        if number in inside:
            fault(path, number, "#if inside a function")
        elif path.suffix == ".c" and not free:
            fault(path, number, "#if in a file that is neither os_ nor backend")


for path in files("src/**/*.c", "src/**/*.h"):
    check(path)
finish()
