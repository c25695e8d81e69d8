#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The public interface as data: docs/api/manifest.json, from the headers.

Bindings make their declarations from it, and src/mohur.symbols, the names
that the library exports, is the list of its functions.  docs/api/README.md
says what each member means.

usage: manifest.py            say what differs from what is checked in
       manifest.py --write    write docs/api/manifest.json and src/mohur.symbols
"""

import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from _probe import ask  # noqa: E402
from _reader import Refused, read_headers  # noqa: E402

MANIFEST = "docs/api/manifest.json"
SYMBOLS = "src/mohur.symbols"
WIDTH = 79
SECRETS = {"passphrase", "secret", "add_passphrase", "shares"}


# ---- what a parameter or member is ----


def sibling_length(entry, names):
    """The name of what says its length, '' if nothing does."""
    length = entry["name"] + "_len"
    return length if length in names else ""


def in_words(headers, entry, names):
    """Kind and length of what is given."""
    c, title = entry["c"], entry["name"]
    base = re.sub(r"^(const )?(struct )?", "", c).split(" ")[0]
    stars = c.count("*")
    length = sibling_length(entry, names)
    if c == "void *":
        return {"kind": "user"}
    if base in headers.callbacks:
        return {"kind": "callback"}
    if stars == 2 and base == "char":
        return {"kind": "texts", "len": length}
    if stars == 2:
        many = "handles" if base in headers.handles else "structs"
        return {"kind": many, "len": length}
    if stars == 1 and base == "char":
        return {"kind": "text", "len": length} if length else {"kind": "cstring"}
    if stars == 1 and base == "uint8_t":
        return {"kind": "bytes", "len": length}
    if stars == 1 and base in headers.handles:
        return {"kind": "handle"}
    if stars == 1 and base in headers.structs:
        return {"kind": "structs", "len": length} if length else {"kind": "struct"}
    if stars == 0:
        kind = "enum" if base in headers.enums else "number"
        return {"kind": "bool" if base == "bool" else kind}
    raise Refused(f"{title}: the manifest has no word for '{c}'")


def out_words(headers, entry, names):
    """Kind and lengths of what is filled in."""
    c, title = entry["c"], entry["name"]
    base = re.sub(r"^(const )?(struct )?", "", c).split(" ")[0]
    if base == "uint8_t" and "len" in names:
        return {"kind": "buffer", "cap": "len"}
    if f"{title}_cap" in names:
        found = {"kind": "structs" if base in headers.structs else "buffer"}
        found["cap"] = f"{title}_cap"
        if f"{title}_len" in names:
            found["len"] = f"{title}_len"
        return found
    if c.count("*") == 2:
        return {"kind": "handle" if base in headers.handles else "struct"}
    if base in headers.structs:
        return {"kind": "struct"}
    if base in headers.handles:
        return {"kind": "handle"}
    return {"kind": "enum" if base in headers.enums else "number"}


def lengths(entries):
    """Names of lengths and rooms, with what they are of."""
    names = {e["name"] for e in entries}
    found = {}
    for title in names:
        stem = re.sub(r"_(len|cap)$", "", title)
        if stem != title and stem in names:
            found[title] = stem
    if "out_len" in names and "out" not in names:
        found["out_len"] = "return"
    return found


def is_out(headers, entry):
    """Pointers to what is not constant are filled in; handles are used."""
    c = entry["c"]
    if entry["count"]:
        return not c.startswith("const ")
    base = c.split(" ")[0]
    if c.count("*") == 2:
        return not c.endswith("*const *")
    plain = not c.startswith("const ") and c.endswith("*")
    given = base in headers.handles or base in headers.callbacks
    return plain and not given and base != "void"


def count_of(entry, answers):
    """The number of elements, whose C text may be the name of a constant."""
    return int(answers.get(entry["count"], entry["count"]))


def parameter(headers, entry, entries, answers):
    names = {e["name"] for e in entries}
    of = lengths(entries)
    found = {"name": entry["name"], "c": entry["c"]}
    out = is_out(headers, entry)
    found["dir"] = "out" if out else "in"
    if entry["count"]:
        found["kind"], found["count"] = "array", count_of(entry, answers)
    elif entry["name"] in of:
        role = "cap" if entry["name"].endswith("_cap") else "len"
        found["kind"], found["of"] = role, of[entry["name"]]
    else:
        words = out_words if out else in_words
        found.update(words(headers, entry, names))
    if entry["name"] in SECRETS:
        found["secret"] = True
    return {k: v for k, v in found.items() if v != ""}


def parameters(headers, entries, answers):
    return [parameter(headers, entry, entries, answers) for entry in entries]


# ---- tables ----


def declaration(title, returns, params):
    words = [
        p["c"] + ("" if p["c"].endswith("*") else " ") + p["name"]
        + (f"[{p['count']}]" if p["count"] else "")
        for p in params
    ]
    glue = "" if returns.endswith("*") else " "
    return f"{returns}{glue}{title}({', '.join(words) or 'void'})"


def statuses(comment):
    """Those that the comment names, in its order."""
    named = re.findall(r"\bMOHUR_(?:E_[A-Z_]+|END)\b", comment)
    return list(dict.fromkeys(named))


def returned(headers, entry):
    found = {"c": entry["returns"]}
    item, c = entry["item"], entry["returns"]
    names = [p["name"] for p in entry["params"]]
    if c.endswith("*"):
        word = re.search(r"\b(borrowed|static)\b", item.comment, re.I)
        if not word:
            item.refuse("a returned pointer that is neither Static nor Borrowed")
        found["ownership"] = word.group(1).lower()
        if "out_len" in names:
            found["len"] = "out_len"
    return found


def function(headers, title, entry, answers):
    params = parameters(headers, entry["params"], answers)
    for param in params:
        if param["kind"] == "handle" and param["dir"] == "out":
            base = param["c"].split(" ")[0]
            borrowed = param["c"].startswith("const ")
            param["ownership"] = "borrowed" if borrowed else "owned"
            if not borrowed:
                param["release"] = f"{base}_free"
    return {
        "name": title,
        "header": entry["item"].header,
        "decl": declaration(title, entry["returns"], entry["params"]),
        "must_use": entry["must_use"],
        "returns": returned(headers, entry),
        "params": params,
        "statuses": statuses(entry["item"].comment),
    }


def callback(headers, title, entry, answers):
    return {
        "name": title,
        "header": entry["item"].header,
        "decl": declaration(title, entry["returns"], entry["params"]),
        "returns": {"c": entry["returns"]},
        "params": parameters(headers, entry["params"], answers),
    }


def struct_member(headers, title, entry, entries, answers):
    found = {"name": entry["name"], "c": entry["c"]}
    names = {e["name"] for e in entries}
    of = lengths(entries)
    if entry["count"]:
        found["kind"], found["count"] = "array", count_of(entry, answers)
    elif entry["name"] in of:
        found["kind"], found["of"] = "len", of[entry["name"]]
    elif entry["c"] in headers.structs:
        found["kind"] = "struct"
    elif re.fullmatch(r"\w+ \*\*", entry["c"]):
        found["kind"], found["ownership"] = "handle", "owned"
        found["dir"] = "out"
    else:
        found.update(in_words(headers, entry, names))
    if entry["name"] in SECRETS and found["kind"] != "struct":
        found["secret"] = True
    where = f"{title}.{entry['name']}"
    found["offset"] = int(answers[f"offset {where}"])
    found["size"] = int(answers[f"sizeof {where}"])
    default = int(answers.get(f"default {where}", 0))
    if default:
        found["default"] = default
    return {k: v for k, v in found.items() if v != ""}


def struct(headers, title, entry, answers):
    members = entry["members"]
    found = {"name": title, "header": entry["item"].header}
    found["size"] = int(answers[f"sizeof {title}"])
    if f"{title.upper()}_INIT" in headers.macros:
        found["init"] = f"{title.upper()}_INIT"
    found["members"] = [
        struct_member(headers, title, m, members, answers) for m in members
    ]
    return found


def constant(headers, title, value, answers):
    text = value.startswith('"')
    found = {"name": title, "header": headers.macros[title][0]}
    found["value"] = answers[title] if text else int(answers[title])
    getter = title.lower()
    if getter in headers.functions:
        found["function"] = getter
    return found


def macros_of(headers):
    """Constants by value; the initialiser of each struct that has one."""
    constants, inits = {}, {}
    for title, (header, value) in headers.macros.items():
        if title.endswith("_INIT") and value.startswith("{"):
            base = title[: -len("_INIT")].lower()
            if base not in headers.structs:
                raise Refused(f"include/{header}:1: {title} is of no struct")
            inits[base] = title
        elif value and not value.startswith("("):
            constants[title] = value
    return constants, inits


def make(root):
    headers = read_headers(root)
    constants, inits = macros_of(headers)
    answers = ask(root, headers, constants, inits)
    if any(answers[f"sizeof {title}"] != "4" for title in headers.enums):
        raise Refused("include:1: an enum that has not 4 bytes")

    def table(row, entries):
        return [row(headers, *e, answers) for e in sorted(entries.items())]

    handles = [
        {"name": title, "header": entry["item"].header}
        | ({"release": f"{title}_free"} if f"{title}_free" in headers.functions else {})
        for title, entry in sorted(headers.handles.items())
    ]
    return {
        "schema": "mohur-api",
        "version": 1,
        "pointer_size": int(answers["sizeof pointer"]),
        "functions": table(function, headers.functions),
        "callbacks": table(callback, headers.callbacks),
        "handles": handles,
        "structs": table(struct, headers.structs),
        "enums": [
            {
                "name": title,
                "header": entry["item"].header,
                "values": [{"name": v, "value": int(answers[v])} for v in entry["values"]],
            }
            for title, entry in sorted(headers.enums.items())
        ],
        "constants": [
            constant(headers, *e, answers) for e in sorted(constants.items())
        ],
    }


# ---- what is checked in ----


def laid_out(value, indent=0):
    """JSON in which what fits on a line stands on one, for easy reviews."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, (dict, list)):
        return line
    inside = " " * (indent + 1)
    if isinstance(value, list):
        rows = [laid_out(v, indent + 1) for v in value]
        ends = "[]"
    else:
        rows = [
            f"{json.dumps(k)}: {laid_out(v, indent + len(k) + 5)}"
            if not isinstance(v, (dict, list))
            else f"{json.dumps(k)}: {laid_out(v, indent + 1)}"
            for k, v in value.items()
        ]
        ends = "{}"
    return ends[0] + "\n" + inside + f",\n{inside}".join(rows) + f"\n{' ' * indent}{ends[1]}"


def generated(root):
    """What should be in the files, by their names."""
    manifest = make(root)
    names = [f["name"] for f in manifest["functions"]]
    return {
        MANIFEST: laid_out(manifest) + "\n",
        SYMBOLS: "".join(f"{title}\n" for title in names),
    }


def main(arguments):
    root = Path(__file__).resolve().parents[2]
    try:
        wanted = generated(root)
    except Refused as why:
        sys.exit(f"manifest: {why}")
    stale = 0
    for name, text in wanted.items():
        path = root / name
        if path.is_file() and path.read_text() == text:
            continue
        stale += 1
        if arguments == ["--write"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        print(f"{name}: {'written' if arguments else 'is not what the headers say'}")
    sys.exit(1 if stale and not arguments else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
