# SPDX-License-Identifier: Apache-2.0
"""Reads the public headers: a small strict reader of the C that they are in.

The headers keep to one form (docs/CONTRIBUTING.md, the formatter and the
lint see to it), so a declaration is what stands between two semicolons, with
the comment before it.  What is not understood is an error that names its
line; nothing is passed over.
"""

import re

TOKEN = re.compile(r"/\*\*.*?\*/|/\*.*?\*/|#(?:\\\n|[^\n])*|;|[{}]|[^;{}/#]+|/", re.S)
NAME = r"[A-Za-z_]\w*"
IGNORED = {"MOHUR_BEGIN_DECLS", "MOHUR_END_DECLS"}


class Refused(Exception):
    """A line of a header that the reader does not understand."""


class Item:
    """A declaration: its comment, its text on one line, where it stands."""

    def __init__(self, header, line, comment, text):
        self.header = header
        self.line = line
        self.comment = comment
        self.text = text

    def refuse(self, why):
        raise Refused(f"include/{self.header}:{self.line}: {why}")


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def without_conditions(text):
    """Without what Doxygen is told to leave out, lines in place."""
    blank = lambda m: "\n" * m.group(0).count("\n")
    return re.sub(r"/\*\* @cond \*/.*?/\*\* @endcond \*/", blank, text, flags=re.S)


def items(header, text):
    """The declarations of a header, and its macros as (name, value)."""
    text = without_conditions(text)
    found, macros = [], []
    comment, body, depth, line, start = "", "", 0, 1, 1
    for token in TOKEN.findall(text):
        if token.startswith("#"):
            if macro := re.match(rf"#define ({NAME})(\(?)\s*(.*)", token, re.S):
                value = squeeze(macro.group(3).replace("\\\n", " "))
                macros.append((macro.group(1), macro.group(2) + value))
        elif token.startswith("/*"):
            # One after the start of a declaration belongs to a member.
            if not squeeze(body) and token.startswith("/**"):
                if not token.startswith("/**<"):
                    comment = token
        elif token == ";" and depth == 0:
            found.append(Item(header, start, comment, squeeze(body)))
            comment, body = "", ""
        else:
            depth += (token == "{") - (token == "}")
            for word in IGNORED:
                token = token.replace(word, "")
            if not body.strip() and token.strip():
                lead = len(token) - len(token.lstrip())
                start = line + token.count("\n", 0, lead)
                body = ""
            body += token
        line += token.count("\n")
    if squeeze(body) or depth:
        raise Refused(f"include/{header}:{start}: no end: {squeeze(body)[:40]}")
    return found, macros


POINTER = re.compile(rf"((?:const )?(?:struct )?{NAME}) ?((?:\*(?: ?const)? ?)*)$")


def parse_type(item, text):
    """A type as the house writes it: 'const char *', 'mohur_ctx **'."""
    match = POINTER.fullmatch(squeeze(text))
    if not match:
        item.refuse(f"not a type: {text}")
    base, stars = match.groups()
    stars = stars.replace(" ", "").replace("*const", "*const ")
    return (base + " " + stars).strip()


def parse_variable(item, text):
    """Name, type and array length ('' for none) of a member or parameter."""
    match = re.fullmatch(rf"(.*?[ *])({NAME})(?:\[({NAME}|\d+)\])?", squeeze(text))
    if not match:
        item.refuse(f"not a variable: {text}")
    kind, title, count = match.groups()
    return {"name": title, "c": parse_type(item, kind), "count": count or ""}


def parse_parameters(item, text):
    if squeeze(text) == "void":
        return []
    return [parse_variable(item, part) for part in text.split(",")]


FUNCTION = re.compile(rf"MOHUR_API (MOHUR_MUST_USE )?(.*?)({NAME}) ?\((.*)\)")
HANDLE = re.compile(rf"typedef struct ({NAME}) \1")
STRUCT = re.compile(rf"typedef struct ({NAME}) ?\{{(.*)\}} ?\1")
ENUM = re.compile(rf"typedef enum ({NAME}) ?\{{(.*)\}} ?\1")
CALLBACK = re.compile(rf"typedef (.*?)({NAME}) ?\((.*)\)")


class Headers:
    """All that the public headers declare, each by its name."""

    def __init__(self):
        self.functions = {}
        self.callbacks = {}
        self.structs = {}
        self.handles = {}
        self.enums = {}
        self.macros = {}

    def add(self, item, table, title, value):
        tables = (self.functions, self.callbacks, self.structs, self.handles)
        if any(title in t for t in (*tables, self.enums)):
            item.refuse(f"{title} is declared twice")
        table[title] = {"item": item, **value}

    def read(self, header, text):
        declarations, macros = items(header, text)
        for item in declarations:
            self.read_item(item)
        for title, value in macros:
            self.macros[title] = (header, value)

    def read_item(self, item):
        if match := FUNCTION.fullmatch(item.text):
            must, returns, title, parameters = match.groups()
            self.add(item, self.functions, title, {
                "must_use": bool(must),
                "returns": parse_type(item, returns),
                "params": parse_parameters(item, parameters),
            })
        elif match := HANDLE.fullmatch(item.text):
            self.add(item, self.handles, match.group(1), {})
        elif match := STRUCT.fullmatch(item.text):
            members = [m for m in match.group(2).split(";") if squeeze(m)]
            self.add(item, self.structs, match.group(1), {
                "members": [parse_variable(item, m) for m in members],
            })
        elif match := ENUM.fullmatch(item.text):
            values = [squeeze(v) for v in match.group(2).split(",")]
            if not all(re.fullmatch(rf"{NAME} = \w+", v) for v in values if v):
                item.refuse("a value of an enum that is not pinned")
            self.add(item, self.enums, match.group(1), {
                "values": [v.split(" ")[0] for v in values if v],
            })
        elif match := CALLBACK.fullmatch(item.text):
            returns, title, parameters = match.groups()
            self.add(item, self.callbacks, title, {
                "returns": parse_type(item, returns),
                "params": parse_parameters(item, parameters),
            })
        else:
            item.refuse(f"not understood: {item.text[:50]}")


def read_headers(root):
    headers = Headers()
    for path in sorted((root / "include").glob("**/*.h")):
        headers.read(path.relative_to(root / "include").as_posix(), path.read_text())
    return headers
