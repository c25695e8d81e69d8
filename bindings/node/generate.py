#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The low layer of the Node.js binding, from docs/api/manifest.json.

Makes, at every build, what nobody should write by hand: a C function of one
form around each public function (natives.c), the places of all members and
the values of all enums (layout.cjs), and their types, with the comments that
the headers have (types.d.ts).

usage: generate.py ROOT OUT     writes the three files into OUT
       generate.py              nothing: none of it is checked in
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from api import BITS, BY_HAND, HEAD, SPANS, Api, base_of, camel, value_names  # noqa: E402

NUMBERS = {
    "uint8_t": "u8",
    "int32_t": "i32",
    "int64_t": "u64",  # a span is not negative
    "uint32_t": "u32",
    "uint64_t": "u64",
    "size_t": "u64",
}
# Handles whose class is written by hand; the others have none.
CLASSES = {
    "mohur_key": "Key",
    "mohur_keystore": "Keystore",
    "mohur_profile": "Profile",
    "mohur_sink": "Sink",
    "mohur_source": "Source",
    "mohur_trust": "Trust",
}
MADE = "/* Made from the interface's description by generate.py. */\n"


def short(title):
    return title.removeprefix("mohur_")


# ---- C ----


def argument(api, i, entry):
    """How C makes its own of a number of JavaScript's."""
    c, kind = entry["c"], entry.get("kind", "")
    if base_of(c) in api.callbacks:
        return f"({base_of(c)} *)(uintptr_t)a[{i}]"
    if "*" in c or kind == "array":
        c = c if "*" in c else c + " *"
        return f"({c})mn_pointer(a[{i}])"
    if c == "bool":
        return f"a[{i}] != 0.0"
    if base_of(c) in api.enums:
        return f"({c})(int32_t)a[{i}]"
    return f"({c})a[{i}]"


def native(api, function):
    given = [argument(api, i, p) for i, p in enumerate(function["params"])]
    call = f"{function['name']}({', '.join(given)})"
    back = function["returns"]["c"]
    unused = "" if given else "    (void)a;\n"
    if back == "void":
        body = f"    {call};\n    return 0.0;\n"
    elif "*" in back:
        body = f"    return mn_number({call});\n"
    else:
        body = f"    return (double){call};\n"
    return (
        f"static double\nrun_{short(function['name'])}(const double *a)\n"
        f"{{\n{unused}{body}}}\n"
    )


def natives(api):
    functions = api.data["functions"]
    rows = "".join(
        f"    {{run_{short(f['name'])}, {len(f['params'])}}},\n" for f in functions
    )
    return (
        f"{HEAD}{MADE}#include \"binding.h\"\n\n#include <stddef.h>\n\n"
        + api.layout_checks() + "\n"
        + "\n".join(native(api, f) for f in functions)
        + f"\nconst struct mn_function mn_functions[] = {{\n{rows}}};\n"
        + f"const uint32_t mn_functions_len = {len(functions)};\n"
        + f'const char mn_fingerprint[] = "mohur-node-interface:{api.print}";\n'
    )


# ---- tables ----


def words(row):
    """The names of values in JavaScript; a status has the whole of its own."""
    if row["name"] == "mohur_status":
        return [v["name"] for v in row["values"]]
    return value_names(row)


def value_of(row, word):
    return word if row["name"] == "mohur_status" else word.lower().replace("_", "-")


def kind_of(api, struct, member):
    """A member's kind in the tables, and what it is a kind of."""
    c, kind = member["c"], member["kind"]
    base = base_of(c)
    secret = member.get("secret", False)
    bits = BITS.get((struct, member["name"]))
    if bits:
        return "bits", short(bits)
    if kind == "number":
        time = c == "int64_t" and (struct, member["name"]) not in SPANS
        return ("time", None) if time else (NUMBERS[c], None)
    if kind in ("bool", "cstring", "bytes"):
        return kind, None
    if kind == "enum":
        return kind, short(base)
    if kind in ("text", "texts"):
        plain = {"text": "secret", "texts": "secrets"}
        return plain[kind] if secret else kind, None
    if kind == "handle" and member.get("dir") == "out":
        return "shares", None
    if kind in ("handle", "handles"):
        return kind, CLASSES[base]
    if base == "mohur_evidence":
        return "fetch", None
    if kind == "structs":
        return "pointers" if c.count("*") == 2 else "structs", short(base)
    if kind == "struct":
        return kind, short(base)
    if kind == "callback" and base == "mohur_unlock_fn":
        return "unlock", None
    if kind == "array":
        plain = {"uint8_t": "raw", "char": "chars", "uint32_t": "u32s"}
        return (plain[base], None) if base in plain else ("list", short(base))
    raise SystemExit(f"generate.py: {struct}.{member['name']}: kind {kind}")


def members(api, row):
    """The members that JavaScript has, each with its place."""
    sized = row["members"][0]["name"] == "size"
    places = {m["name"]: m["offset"] for m in row["members"]}
    for member in row["members"][1 if sized else 0:]:
        if member["kind"] in ("len", "user"):
            continue
        kind, of = kind_of(api, row["name"], member)
        entry = {"name": camel(member["name"]), "kind": kind, "at": member["offset"]}
        if of:
            entry["of"] = of
        if member.get("len"):
            entry["len"] = places[member["len"]]
        if kind == "time" and member.get("default"):
            entry["none"] = str(member["default"])
        elif member.get("default"):
            entry["start"] = member["default"]
        if member.get("count"):
            entry["count"] = member["count"]
        yield member, entry


def layout(api):
    structs = {}
    for row in api.data["structs"]:
        title = short(row["name"])
        structs[title] = {
            "size": row["size"],
            "sized": row["members"][0]["name"] == "size",
        }
        if row["name"] in BY_HAND:
            structs[title]["at"] = {m["name"]: m["offset"] for m in row["members"]}
        else:
            structs[title]["members"] = [e for _, e in members(api, row)]
    enums = {
        short(row["name"]): {
            value_of(row, word): v["value"] for word, v in zip(words(row), row["values"])
        }
        for row in api.data["enums"]
    }
    shown = {
        camel(row["name"], True): {w: value_of(row, w) for w in words(row)}
        for row in api.data["enums"]
    }
    functions = {f["name"]: i for i, f in enumerate(api.data["functions"])}
    tables = {
        "FINGERPRINT": api.print, "VERSION": api.data["version"],
        "FUNCTIONS": functions, "STRUCTS": structs, "ENUMS": enums,
        "SHOWN": shown, "CONSTANTS": api.constants(),
    }
    return (
        f"{HEAD}{MADE}'use strict';\n\n"
        + "".join(f"exports.{k} = {json.dumps(v)};\n" for k, v in tables.items())
    )


# ---- types ----

TYPES = {
    "u8": "number", "u32": "number", "i32": "number", "u64": "number",
    "bool": "boolean", "cstring": "string", "text": "string",
    "secret": "Uint8Array", "bytes": "Uint8Array", "raw": "Uint8Array",
    "chars": "string", "u32s": "readonly number[]", "texts": "readonly string[]",
    "secrets": "readonly Uint8Array[]", "fetch": "Fetcher",
    "unlock": "SecretSource", "shares": "(shares: Buffer[]) => void",
}
FRESH = {"bytes": "Buffer", "raw": "Buffer"}


def type_of(entry, told):
    kind, of = entry["kind"], camel(entry.get("of", "x"), True)
    if kind == "time":
        return "Date | null"
    if kind in ("enum", "handle", "struct"):
        return of
    if kind in ("handles", "structs", "pointers", "list", "bits"):
        return f"readonly {of}[]"
    found = FRESH.get(kind, TYPES[kind]) if told else TYPES[kind]
    return f"{found} | null" if told and kind in ("cstring", "text", "bytes") else found


def comment(said, indent=""):
    return f"{indent}/** {said} */\n" if said else ""


def struct_type(api, row):
    title, told = row["name"], row["name"] in api.told
    name = camel(title, True)
    text = comment(api.comments.types.get(title, "")) + f"export interface {name} {{\n"
    for member, entry in members(api, row):
        if told and entry["kind"] in ("secret", "secrets"):
            continue
        mark = "" if told else "?"
        text += comment(api.comments.members.get((title, member["name"]), ""), "  ")
        text += f"  {'readonly ' if told else ''}{entry['name']}{mark}: "
        text += f"{type_of(entry, told)};\n"
    return text + "}\n"


def enum_type(api, row):
    name = camel(row["name"], True)
    text = comment(api.comments.types.get(row["name"], ""))
    text += f"export declare const {name}: {{\n"
    for word, value in zip(words(row), row["values"]):
        text += comment(api.comments.members.get((row["name"], value["name"]), ""), "  ")
        text += f"  readonly {word}: '{value_of(row, word)}';\n"
    return text + f"}};\nexport type {name} = (typeof {name})[keyof typeof {name}];\n"


def types(api):
    parts = [enum_type(api, row) for row in api.data["enums"]]
    parts += [
        struct_type(api, row) for row in api.data["structs"] if row["name"] not in BY_HAND
    ]
    return (
        f"{HEAD}{MADE}import type {{ Fetcher, Key, Keystore, Profile, SecretSource, "
        "Sink, Source, Trust } from './index';\n\n" + "\n".join(parts)
    )


def main(root, out):
    api = Api(root)
    out.mkdir(parents=True, exist_ok=True)
    (out / "natives.c").write_text(natives(api))
    (out / "layout.cjs").write_text(layout(api))
    (out / "types.d.ts").write_text(types(api))


if __name__ == "__main__" and len(sys.argv) == 3:
    main(Path(sys.argv[1]), Path(sys.argv[2]))
