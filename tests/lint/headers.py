#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each public header compiles alone: C99, C11, C++11, no warning."""

import shutil
import subprocess
import sys

from _tree import ROOT, fault, files, finish

FLAGS = "-fsyntax-only -Wall -Wextra -Wpedantic -Wundef -Werror".split()
LANGUAGES = [("c", "c99"), ("c", "c11"), ("c++", "c++11")]


def compilers(language):
    for tool in ("g++" if language == "c++" else "gcc", "clang"):
        if shutil.which(tool):
            yield tool


def complaint(path, language, standard):
    """The first compiler that refuses the header, and what it says."""
    # Twice, so that the guard is tested as well.
    included = path.relative_to(ROOT / "include").as_posix()
    for compiler in compilers(language):
        run = subprocess.run(
            [compiler, "-x", language, f"-std={standard}", *FLAGS]
            + [f"-I{ROOT}/include", "-"],
            input=f"#include <{included}>\n" * 2,
            capture_output=True,
            text=True,
        )
        if run.returncode:
            print(run.stderr, file=sys.stderr)
            return f"does not compile alone as {standard} with {compiler}"
    return None


for path in files("include/**/*.h"):
    for language, standard in LANGUAGES:
        if rule := complaint(path, language, standard):
            fault(path, 1, rule)
finish()
