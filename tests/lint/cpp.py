#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The C++ binding compiles without a warning as C++20: by gcc and, told that
there are no exceptions, by clang where it is installed; and where it fills in
a struct of the C interface, it fills in every member."""

import json
import re
import shutil
import subprocess
import sys

from _tree import ROOT, code, fault, files, finish

HEADER = "bindings/cpp/include/mohur/mohur.hpp"
FLAGS = "-fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow".split()
FLAGS += ["-Wold-style-cast", "-Werror"]
# The tests of the binding are built as C++17, with and without exceptions.
KINDS = [
    ("g++", "c++20", "-fexceptions"),
    (shutil.which("clang++") or "g++", "c++20", "-fno-exceptions"),
]


def check_members(path, structs):
    """`x c = MOHUR_X_INIT;` is followed by `c.member = ...` for each."""
    text = code(path.read_text())
    for title, init in re.findall(r"\b(mohur_\w+) c_?\s*=\s*(MOHUR_\w+_INIT)", text):
        for member in structs[title]["members"]:
            name = member["name"]
            if name != "size" and not re.search(rf"\bc_?\.{name}\b", text):
                fault(path, 1, f"{title}.{name} is not filled in")


manifest = json.loads((ROOT / "docs/api/manifest.json").read_text())
declared = {row["name"]: row for row in manifest["structs"]}
for path in files("bindings/cpp/include/**/*.hpp"):
    check_members(path, declared)

for compiler, standard, exceptions in KINDS:
    run = subprocess.run(
        [compiler, "-x", "c++", f"-std={standard}", exceptions, *FLAGS]
        + [f"-I{ROOT}/include", f"-I{ROOT}/bindings/cpp/include", "-"],
        input="#include <mohur/mohur.hpp>\n" * 2,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        kind = f"{standard} {exceptions}"
        fault(ROOT / HEADER, 1, f"does not compile as {kind}")
finish()
