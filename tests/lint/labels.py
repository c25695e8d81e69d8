#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Key derivation labels: all in src/crypto/labels.h, none twice, none the
prefix of another.

A label includes its final zero byte, so only a label with a zero byte inside
could be a prefix; it is compared as it is used.
"""

import re

from _tree import code, fault, files, finish, name

LITERAL = re.compile(r'((?:"(?:\\.|[^"\\\n])*"(?:\s|\\\n)*)+)')
HOME = "src/crypto/labels.h"


def labels(path):
    """(line, text) of each literal that begins like a label."""
    text = code(path.read_text(), keep_strings=True)
    for match in LITERAL.finditer(text):
        joined = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(1)))
        if joined.startswith("mohur/"):
            yield text.count("\n", 0, match.start()) + 1, joined


known = []
for path in files("src/**/*.c", "src/**/*.h"):
    for line, label in labels(path):
        if name(path) != HOME:
            fault(path, line, f'the label "{label}" belongs in {HOME}')
            continue
        if not re.fullmatch(r"mohur/\d+ [ -~]+", label) or "\\" in label:
            fault(path, line, f'"{label}" is not of the form "mohur/1 ..."')
        for other_line, other in known:
            a, b = label + "\0", other + "\0"
            if a.startswith(b) or b.startswith(a):
                fault(path, line, f"the same label as in line {other_line}")
        known.append((line, label))
finish()
