#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A file or function beyond the limit, without a reason in sizes.txt.

Between the first figure and the second it is only mentioned.
"""

import re

from _tree import ROOT, code, fault, files, finish, functions, name, note

FILE, HEADER, FUNCTION = (400, 600), (200, 250), (45, 70)
NESTING, PARAMETERS = (3, 4), (5, 6)
CONDITIONS = (1, 3)  # per 1,000 lines
REASONS = "tests/lint/sizes.txt"
FREE_OF_CONDITIONS = re.compile(
    r"src/(base/os_|crypto/(sodium|mbedtls|openssl|ipsecmb)/|crypto/backends)"
)


def read_reasons():
    reasons = {}
    text = (ROOT / REASONS).read_text() if (ROOT / REASONS).is_file() else ""
    for number, line in enumerate(text.split("\n"), 1):
        place, _, reason = line.split("#")[0].strip().partition(" ")
        if place:
            reasons[place] = (number, reason.strip())
    return reasons


reasons = read_reasons()
used = set()


def judge(path, line, what, got, limits, title=None):
    place = name(path) if title is None else f"{name(path)}:{title}"
    shown = f"{what} {got}, aim below {limits[0]}, limit {limits[1]}"
    if title:
        shown = f"{title}: {shown}"
    if got > limits[1] and place in reasons:
        used.add(place)
    elif got > limits[1]:
        fault(path, line, f"{shown}; give the reason in {REASONS}")
    elif got > limits[0]:
        note(path, line, shown)


def parameter_count(text):
    """Pointer with its length, or out, cap and length, count as one."""
    names = []
    depth = 0
    part = ""
    for char in text + ",":
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            words = re.findall(r"\w+", part)
            names.append(words[-1] if words else "")
            part = ""
        else:
            part += char
    if names in ([""], ["void"]):
        return 0
    return sum(
        not any(
            n == other + end for other in names for end in ("_len", "_cap")
        )
        for n in names
    )


def nesting(lines):
    """Depth of blocks below the function's own; initialisers are none."""
    depth, deepest, stack = 0, 0, []
    before = ""
    for char in "\n".join(lines):
        if char == "{":
            block = before.rstrip().endswith((")", "else", "do"))
            stack.append(block)
            depth += block
        elif char == "}" and stack:
            depth -= stack.pop()
        deepest = max(deepest, depth)
        before = (before + char)[-80:]
    return deepest


def check_source(path):
    text = path.read_text()
    judge(path, 1, "lines", text.count("\n"), FILE)
    for function in functions(text):
        place = (path, function.line)
        title = function.title
        judge(*place, "lines", len(function.lines), FUNCTION, title)
        judge(*place, "nesting", nesting(function.lines), NESTING, title)
        parameters = parameter_count(function.parameters)
        judge(*place, "parameters", parameters, PARAMETERS, title)
    if not FREE_OF_CONDITIONS.match(name(path)):
        conditions = len(re.findall(r"(?m)^\s*#\s*if", code(text)))
        per = conditions * 1000 // max(text.count("\n"), 300)
        judge(path, 1, "#if per 1,000 lines", per, CONDITIONS)


for path in files("src/**/*.c"):
    check_source(path)
for path in files("include/**/*.h"):
    judge(path, 1, "lines", path.read_text().count("\n"), HEADER)
for place, (number, reason) in reasons.items():
    if not reason:
        fault(REASONS, number, f"{place} has no reason")
    elif place not in used:
        fault(REASONS, number, f"{place} is within the limit: remove the row")
finish()
