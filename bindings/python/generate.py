#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The low layer of this binding, from docs/api/manifest.json.

Makes declarations.cdef, what cffi is told of the library, and mohur/_enums.py,
its enumerations.  Both are checked in.

usage: generate.py            say what differs from what is checked in
       generate.py --write    write it
"""

import json
import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
from api import value_names  # noqa: E402

FLAGS = {"mohur_cap", "mohur_trust_role"}
# What a program in Python is asked by the library; the rest of the callbacks
# (memory, clock, randomness, threads) stays with the library.
ASKED = {
    "mohur_anchor_read_fn", "mohur_anchor_write_fn", "mohur_evidence_fn",
    "mohur_finish_fn", "mohur_pin_fn", "mohur_progress_fn",
    "mohur_read_at_fn", "mohur_read_fn", "mohur_unlock_fn", "mohur_write_fn",
}
C_HEAD = """\
/* SPDX-License-Identifier: Apache-2.0 */
/* Made by generate.py from docs/api/manifest.json; not to be edited. */
"""
PY_HEAD = '''\
# SPDX-License-Identifier: Apache-2.0
"""Enumerations of the library.

Made by generate.py from docs/api/manifest.json; not to be edited.
"""

from enum import IntEnum, IntFlag

'''


def member_line(member):
    """One member of a struct, as C writes it."""
    c, name = member["c"], member["name"]
    space = "" if c.endswith("*") else " "
    count = member.get("count")
    return f"    {c}{space}{name}{'' if count is None else f'[{count}]'};"


def in_order(structs):
    """Structs after those that they contain."""
    names = {s["name"]: s for s in structs}
    done = []

    def visit(struct):
        if struct in done:
            return
        for member in struct["members"]:
            inner = names.get(member["c"].removeprefix("const "))
            if inner:
                visit(inner)
        done.append(struct)

    for struct in structs:
        visit(struct)
    return done


def constant_line(constant, counts):
    name, value = constant["name"], constant["value"]
    if isinstance(value, str):
        return f"static char *const {name};"
    return f"#define {name} {value if name in counts else '...'}"


def declarations(m):
    """What cffi reads."""
    counts = set(re.findall(r"MOHUR_\w+", json.dumps(
        [e.get("count", "") for s in m["structs"] for e in s["members"]])
        + " ".join(f["decl"] for f in m["functions"] + m["callbacks"])))
    rows = [constant_line(c, counts) for c in m["constants"]]
    rows += [""]
    rows += [f"typedef struct {h['name']} {h['name']};"
             for h in m["handles"] + m["structs"]]
    for enum in m["enums"]:
        rows += ["", f"typedef enum {enum['name']} {{"]
        rows += [f"    {v['name']} = {v['value']},"
                 for v in enum["values"]]
        rows += [f"}} {enum['name']};"]
    rows += [""] + [f"typedef {c['decl']};" for c in m["callbacks"]]
    for struct in in_order(m["structs"]):
        rows += ["", f"struct {struct['name']} {{"]
        rows += [member_line(e) for e in struct["members"]] + ["};"]
    rows += [""] + [f"{f['decl']};" for f in m["functions"]]
    rows += [""]
    rows += [f"void {init_name(s)}({s['name']} *out);"
             for s in m["structs"] if s.get("init")]
    rows += ["const char *mohur_py_path(void);", "",
             'extern "Python" {']
    rows += ["    " + c["decl"].replace("mohur_", "mohur_py_", 1)
             .replace("_fn(", "(", 1) + ";"
             for c in m["callbacks"] if c["name"] in ASKED]
    rows += ["}", ""]
    return C_HEAD + "\n" + "\n".join(rows)


def init_name(struct):
    return struct["name"].replace("mohur_", "mohur_py_init_", 1)


def initialisers(m):
    """Functions that fill structs in, since Python has no preprocessor."""
    rows = [C_HEAD]
    for struct in m["structs"]:
        if struct.get("init"):
            rows += [
                f"static void {init_name(struct)}({struct['name']} *out)",
                "{",
                f"    const {struct['name']} filled = {struct['init']};",
                "    *out = filled;",
                "}",
                "",
            ]
    return "\n".join(rows)


def class_name(c_name):
    return "".join(w.capitalize() for w in c_name.split("_")[1:])


def enums(m):
    rows = [PY_HEAD + "__all__ = ["]
    rows += [f'    "{class_name(e["name"])}",' for e in m["enums"]]
    rows += ["]", ""]
    for enum in m["enums"]:
        base = "IntFlag" if enum["name"] in FLAGS else "IntEnum"
        rows += ["", f"class {class_name(enum['name'])}({base}):",
                 f'    """``{enum["name"]}`` of ``{enum["header"]}``."""', ""]
        rows += [f"    {name} = {value['value']}" for name, value
                 in zip(value_names(enum), enum["values"])]
        rows += [""]
        if enum["name"] == "mohur_verdict":
            rows += ["    def __bool__(self) -> bool:",
                     "        return self is Verdict.PASSED", ""]
    return "\n".join(rows)


def made(root):
    """What is to be checked in: path from the root, and text."""
    text = (root / "docs" / "api" / "manifest.json").read_text()
    manifest = json.loads(text)
    place = "bindings/python"
    return {
        f"{place}/declarations.cdef": declarations(manifest),
        f"{place}/initialisers.inc": initialisers(manifest),
        f"{place}/mohur/_enums.py": enums(manifest),
    }


def main():
    root = Path(os.environ.get("MOHUR_SOURCE_DIR", HERE.parents[1])).resolve()
    differs = 0
    for path, text in made(root).items():
        file = root / path
        if file.is_file() and file.read_text() == text:
            continue
        if "--write" in sys.argv[1:]:
            file.write_text(text)
            print(f"wrote {path}")
        else:
            differs = 1
            print(f"{path}:1: not what bindings/python/generate.py makes of "
                  "docs/api/manifest.json; run it with --write")
    return differs


if __name__ == "__main__":
    sys.exit(main())
