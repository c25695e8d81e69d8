#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped files are built with the hardening that we promise.

Looks at the files, not at the flags.  Its negative control is a program
built here without any of it, for which each check must fail.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def readelf(option, path):
    return subprocess.run(
        ["readelf", "-W", option, path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def checks(path, is_program):
    """(name of the property, whether the file has it)"""
    segments = readelf("-l", path)
    dynamic = readelf("-d", path)
    symbols = readelf("--dyn-syms", path)
    stack = re.search(r"GNU_STACK.*?(R\w+)\s", segments.replace("0x", ""))
    yield "relocations read-only", "GNU_RELRO" in segments
    yield "bound at start", bool(re.search(r"BIND_NOW|FLAGS.*NOW", dynamic))
    yield "stack not executable", bool(stack) and "E" not in stack.group(1)
    yield "no relocation in the code", "TEXTREL" not in dynamic
    yield "stack protector", "__stack_chk_fail" in symbols
    yield "fortified calls", bool(re.search(r"__\w+_chk\b", symbols))
    yield "no search path inside", not re.search(r"RUNPATH|RPATH", dynamic)
    if is_program:
        header = readelf("-h", path)
        yield "position-independent", bool(re.search(r"Type:\s+DYN", header))
    if platform.machine() == "x86_64":
        # The mark in the file's notes is lost where the C library's own
        # start files lack it, so the instruction itself is looked for.
        code = subprocess.run(
            ["objdump", "-d", path], capture_output=True, text=True
        ).stdout
        yield "indirect branches tracked", code.count("endbr64") > 8


def build_control(folder):
    """A program with everything wrong that can be."""
    source = folder / "a.c"
    source.write_text(
        "#include <string.h>\n"
        "extern int f(char *);\n"
        "int (*where)(char *) = 0;\n"
        "int main(int n, char **v)\n"
        "{ char b[64]; strcpy(b, v[n - 1]); return where ? where(b) : b[0]; }\n"
    )
    out = folder / "a"
    flags = (
        "-O1 -fno-stack-protector -U_FORTIFY_SOURCE -no-pie -fno-pie "
        "-fcf-protection=none -Wl,-z,norelro -Wl,-z,lazy -Wl,-z,execstack "
        "-Wl,-rpath,/nowhere -w"
    )
    subprocess.run(
        ["cc", *flags.split(), str(source), "-o", str(out)], check=True
    )
    return out


failed = False
library = Path(os.environ["MOHUR_LIBRARY"])
for path in (library, Path(os.environ["MOHUR"])):
    if not path.exists():
        print(f"SKIP hardening of {path.name}: it was not built")
        continue
    for what, holds in checks(path, path.suffix == ""):
        if not holds:
            print(f"{path.name}:1: not hardened: {what}")
            failed = True

with tempfile.TemporaryDirectory() as folder:
    blind = {
        what
        for what, holds in checks(build_control(Path(folder)), True)
        if holds and what != "no relocation in the code"
    }
for what in sorted(blind):
    print(f"hardening.py:1: blind to the absence of: {what}")
sys.exit(1 if failed or blind else 0)
