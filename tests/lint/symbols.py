#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""src/mohur.symbols, the headers and the built library export the same.

MOHUR_LIBRARY is the built shared library; without it, only the list and the
headers are compared.
"""

import os
import re
import subprocess
from pathlib import Path

from _api import declared
from _tree import ROOT, fault, finish

LIST = "src/mohur.symbols"


def listed():
    text = (ROOT / LIST).read_text() if (ROOT / LIST).is_file() else ""
    return text.split("\n")[: text.count("\n")]


def exported(library, *options):
    """Names that the library defines, without version and runtime marks."""
    out = subprocess.run(
        ["nm", *options, "--defined-only", library],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = re.findall(r"(?m)^[0-9a-f]+ ([A-Z]) ([\w.]+)(?:@@\S+)?$", out)
    return {title for kind, title in rows if kind != "A"}


names = listed()
line_of = {title: number for number, title in enumerate(names, 1)}
in_headers = {d.title: d for d in declared()}

for number, title in enumerate(names, 1):
    if not re.fullmatch(r"mohur_[a-z0-9]\w*", title) or "__" in title:
        fault(LIST, number, f"'{title}' is no name of a public function")
    elif title not in in_headers:
        fault(LIST, number, f"{title} is in no public header")
if names != sorted(set(names)):
    first = [a for a, b in zip(names, sorted(set(names))) if a != b]
    fault(LIST, line_of[(first or names)[0]], "not sorted, or twice")
for title, where in in_headers.items():
    if title not in line_of:
        fault(where.path, where.line, f"{title} is not in {LIST}")

library = os.environ.get("MOHUR_LIBRARY")
if library and Path(library).is_file():
    shared = exported(library, "-D")
    for title in sorted(shared - set(names)):
        fault(LIST, 1, f"the library exports {title}, which is not listed")
    for title in sorted(set(names) - shared):
        fault(LIST, line_of[title], f"the library does not define {title}")
    archive = Path(library).with_name("libmohur.a")
    if archive.is_file():
        for title in sorted(exported(str(archive), "-g")):
            if not title.startswith(("mohur_", "__odr_asan.")):
                fault(LIST, 1, f"libmohur.a defines {title}: no prefix of ours")
finish()
