#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What every file of the house has: licence line, guard, plain comments."""

import re

from _tree import ROOT, fault, files, finish

SPDX = "SPDX-License-Identifier: Apache-2.0"
C_FILES = [
    f"{folder}/**/*.{end}"
    for folder in ("include", "src", "tests", "examples", "bench", "bindings")
    for end in ("c", "h", "cpp", "hpp", "java", "cjs", "mjs", "ts", "mts")
]
SCRIPTS = ["CMakeLists.txt", "tests/**/CMakeLists.txt", "cmake/*.cmake", "dev", ".ci/run"]
SCRIPTS += [
    f"{folder}/**/*.{end}"
    for folder in ("tests", "bench", "demo", "bindings", "examples")
    for end in ("sh", "py", "pyi", "toml")
]
TOKENS = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S
)


def guard_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[:2] == ("include", "mohur"):
        parts = ("mohur",) + parts[2:] if parts[2:] != ("mohur",) else ("mohur", "mohur")
        return {"_".join(parts).upper() + "_H"}
    if parts[0] == "src":
        middle = "_".join(parts[1:])
        return {f"MOHUR_SRC_{middle}_H".upper()}
    return None


def check_c(path):
    text = path.read_text()
    if not text.startswith(f"/* {SPDX} */\n"):
        fault(path, 1, f"the first line is not /* {SPDX} */")
    for match in TOKENS.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        token = match.group(0)
        if token.startswith("//"):
            fault(path, line, "a // comment; the house writes /* */")
        elif token.startswith("/*") and re.search(r"\b(TODO|FIXME|XXX)\b", token):
            fault(path, line, "unfinished by its own words")
    if path.suffix == ".h" and (wanted := guard_of(path)):
        found = re.search(r"(?m)^#ifndef (\w+)\n#define \1$", text)
        if not found or found.group(1) not in wanted:
            fault(path, 2, f"the guard is not {min(wanted)}")


def check_script(path):
    if SPDX not in path.read_text()[:300]:
        fault(path, 1, f"no line # {SPDX}")


def check_text(path):
    for number, line in enumerate(path.read_text().split("\n"), 1):
        if line != line.rstrip() or "\t" in line:
            fault(path, number, "a tab, or a space at the end")


for path in files(*C_FILES):
    check_c(path)
for path in files(*SCRIPTS):
    check_script(path)
    check_text(path)
finish()
