# SPDX-License-Identifier: Apache-2.0
"""Reading and writing .vec files: tests/vectors/archive/README.md."""

import os

HEAD_MAX = 64 << 10
# In this order; those of the second group may repeat, a base needs an edit.
ORDER = ["mohur-vector", "flags", "comment", "attack", "base", "edit", "expect",
         "mode", "stage", "trust", "kek", "x25519", "p256", "p384",
         "xwing", "passphrase", "sender", "admin", "allow", "entry", "released"]
REPEAT = {"edit", "kek", "x25519", "p256", "p384", "xwing", "passphrase", "sender",
          "admin", "entry"}


class VecError(ValueError):
    """Not a vector as README.md says."""


def need(condition, text):
    if not condition:
        raise VecError(text)


def parse_head(text):
    """(field, value) in order."""
    fields, last = [], -1
    for line in text.split("\n"):
        key, colon, value = line.partition(": ")
        need(colon and key in ORDER, f"unknown field in: {line[:60]}")
        at = ORDER.index(key)
        need(at > last or at == last and key in REPEAT, f"{key} out of order")
        fields.append((key, value))
        last = at
    need(fields[0] == ("mohur-vector", "1"), "another version")
    return fields[1:]


def split(data):
    end = data.find(b"\n\n")
    need(0 < end <= HEAD_MAX, "no head")
    return data[:end].decode("ascii"), data[end + 2:]


def read_head(path):
    """One value for each field."""
    with open(path, "rb") as f:
        return dict(parse_head(split(f.read())[0]))


def insert_of(text, base):
    """The pieces of an insertion: hex, =OFFSET:LENGTH of the base, or -."""
    out = b""
    for piece in text.split(","):
        if piece.startswith("="):
            at, length = map(int, piece[1:].split(":"))
            need(at + length <= len(base), "a copy beyond the base")
            out += base[at:at + length]
        elif piece != "-":
            out += bytes.fromhex(piece)
    return out


def edit_text(edit):
    at, delete, pieces = edit
    insert = ",".join(f"={p[0]}:{p[1]}" if isinstance(p, tuple) else p.hex()
                      for p in pieces)
    return f"{at} {delete} {insert or '-'}"


def apply(base, changes):
    data = base
    for change in changes:
        at, delete, insert = change.split(" ")
        at, delete = int(at), int(delete)
        need(at + delete <= len(data), "an edit beyond the end")
        new = insert_of(insert, base)
        data = data[:at] + new + data[at + delete:]
    return data


def read(path):
    """The head's fields in order, and the archive."""
    with open(path, "rb") as f:
        text, data = split(f.read())
    fields = parse_head(text)
    base = [v for k, v in fields if k == "base"]
    if base:
        need(not data, "bytes behind the edits")
        below = read(os.path.join(os.path.dirname(path), base[0]))
        data = apply(below[1], [v for k, v in fields if k == "edit"])
    return fields, data


def write(path, fields, data):
    lines = ["mohur-vector: 1"] + [f"{key}: {value}" for key, value in fields]
    text = "\n".join(lines).encode("ascii") + b"\n\n"
    need(len(text) <= HEAD_MAX, f"{path}: the head is too long")
    parse_head(text[:-2].decode("ascii"))
    with open(path, "wb") as f:
        f.write(text + data)
