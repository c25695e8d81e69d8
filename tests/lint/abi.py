#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/api/manifest.json says what the headers say; nothing changed unseen."""

import json
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "abi"))
from _reader import Refused, read_headers  # noqa: E402
from _tree import ROOT, fault, finish  # noqa: E402
from manifest import MANIFEST, laid_out, make  # noqa: E402

CURE = "tests/abi/manifest.py --write, if that is meant"


def place(headers, title):
    """Where a thing is declared."""
    for table in (headers.functions, headers.callbacks, headers.structs,
                  headers.handles, headers.enums):
        if title in table:
            item = table[title]["item"]
            return f"include/{item.header}", item.line
    return f"include/{headers.macros[title][0]}", 1


def by_name(rows):
    return {row["name"]: row for row in rows}


def compare(headers, table, listed, made):
    for title, row in made.items():
        if title not in listed:
            fault(*place(headers, title), f"{title} is not in {MANIFEST}: {CURE}")
        elif row != listed[title]:
            fault(*place(headers, title),
                  f"{title} differs from {MANIFEST}: {CURE}")
    for title in sorted(set(listed) - set(made)):
        fault(MANIFEST, 1, f"{title} of {table} is in no header: {CURE}")


def main():
    path = ROOT / MANIFEST
    text = path.read_text() if path.is_file() else "{}"
    try:
        headers, made = read_headers(ROOT), make(ROOT)
    except Refused as why:
        print(why)
        sys.exit(1)
    if made["pointer_size"] != 8:
        print("SKIP: the manifest is that of machines with 8-byte pointers")
        sys.exit(77)
    listed = json.loads(text)
    for table, rows in made.items():
        if isinstance(rows, list):
            compare(headers, table, by_name(listed.get(table, [])), by_name(rows))
    if listed == made and text != laid_out(made) + "\n":
        fault(MANIFEST, 1, f"not laid out as it is written: {CURE}")
    finish()


main()
