# SPDX-License-Identifier: Apache-2.0
"""Asks the compiler what the headers do not say: sizes, offsets, values.

One C program is made, compiled and run.  It prints a line for each question,
`key value`, and nothing else.
"""

import os
import subprocess
import tempfile
from pathlib import Path

HEAD = """
#include <inttypes.h>
#include <stdio.h>
#define SHOW(key, x) printf("%s %" PRId64 "\\n", key, (int64_t)(x))
#define SHOWU(key, x) printf("%s %" PRIu64 "\\n", key, (uint64_t)(x))
#define TEXT(key, x) printf("%s %s\\n", key, x)
"""
SCALARS = {"bool", "uint8_t", "int32_t", "uint32_t", "int64_t", "uint64_t", "size_t"}


def is_scalar(headers, member):
    plain = member["c"] in SCALARS or member["c"] in headers.enums
    return plain and not member["count"]


def questions(headers, constants, inits):
    for title, value in constants.items():
        show = "TEXT" if value.startswith('"') else "SHOW"
        if value in ("UINT64_MAX", "SIZE_MAX"):
            show = "SHOWU"
        yield f'{show}("{title}", {title});'
    for title, enum in headers.enums.items():
        yield f'SHOW("sizeof {title}", sizeof({title}));'
        for value in enum["values"]:
            yield f'SHOW("{value}", {value});'
    for title, struct in headers.structs.items():
        yield f'SHOW("sizeof {title}", sizeof({title}));'
        for member in struct["members"]:
            where = f"{title}.{member['name']}"
            of = f"{title}, {member['name']}"
            yield f'SHOW("offset {where}", offsetof({of}));'
            yield f'SHOW("sizeof {where}", sizeof((({title} *)0)->{member["name"]}));'
        if title in inits:
            yield f"{{ const {title} x = {inits[title]};"
            for member in struct["members"]:
                if is_scalar(headers, member) and member["name"] != "size":
                    where = f"{title}.{member['name']}"
                    yield f'SHOW("default {where}", x.{member["name"]});'
            yield "(void)x; }"
    yield 'SHOW("sizeof pointer", sizeof(void *));'


def ask(root, headers, constants, inits):
    includes = sorted({
        entry["item"].header
        for table in (headers.structs, headers.enums)
        for entry in table.values()
    } | {headers.macros[title][0] for title in constants})
    program = "".join(f"#include <{path}>\n" for path in includes) + HEAD
    program += "int main(void)\n{\n"
    program += "\n".join(questions(headers, constants, inits)) + "\nreturn 0;\n}\n"
    with tempfile.TemporaryDirectory() as folder:
        source, binary = Path(folder) / "probe.c", Path(folder) / "probe"
        source.write_text(program)
        subprocess.run(
            [os.environ.get("CC", "cc"), "-std=c11", f"-I{root}/include", source]
            + ["-o", binary],
            check=True,
        )
        out = subprocess.run([binary], capture_output=True, text=True, check=True)
    answers = {}
    for row in out.stdout.split("\n"):
        if row:
            key, _, value = row.rpartition(" ")
            answers[key] = value
    return answers
