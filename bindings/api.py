# SPDX-License-Identifier: Apache-2.0
"""The interface as the generators of the bindings see it: the manifest with
the comments of the headers, and the words that they make of its names."""

import hashlib
import json
import re

HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n"
# Structs that the hand-written layers of Java and Node.js fill in by their
# offsets.
BY_HAND = {
    "mohur_anchor_options",
    "mohur_backend_choice",
    "mohur_ctx_options",
    "mohur_evidence",
    "mohur_sink_callbacks",
    "mohur_source_callbacks",
    "mohur_sys",
}
# Numbers that are bits of an enum.
BITS = {
    ("mohur_role_options", "caps"): "mohur_cap",
    ("mohur_role_info", "caps"): "mohur_cap",
}
# Seconds that something lasts; every other int64_t is a time.
SPANS = {("mohur_sign_options", "lifetime")}


def camel(name, first=False):
    parts = name.removeprefix("mohur_").split("_")
    text = parts[0] + "".join(p[:1].upper() + p[1:] for p in parts[1:])
    return text[:1].upper() + text[1:] if first else text


def base_of(c):
    """The type that a C type is made of."""
    return re.sub(r"^(const )?(struct )?", "", c).split(" ")[0]


def value_names(enum):
    """The names of an enum's values without what they all begin with."""
    names = [v["name"] for v in enum["values"]]
    stem = names[0][: names[0].rindex("_") + 1]
    while not all(n.startswith(stem) for n in names):
        stem = stem[: stem[:-1].rindex("_") + 1]
    return [n.removeprefix(stem) for n in names]


class Comments:
    """What the headers say of types, members and values."""

    def __init__(self, root, escaped):
        self.escaped = escaped
        self.types = {}
        self.members = {}
        for path in sorted((root / "include" / "mohur").rglob("*.h")):
            self.read(path.read_text())

    def read(self, text):
        pattern = (
            r"(?:/\*\*((?:(?!\*/).)*)\*/\s*)?"
            r"typedef (?:struct|enum) (\w+)\s*\{(.*?)\n\} \2;"
        )
        for about, title, body in re.findall(pattern, text, re.S):
            self.types[title] = self.clean(about)
            for member, said in re.findall(
                r"(\w+)(?:\[\w+\])?\s*(?:=[^,/]*)?[,;]?\s*/\*\*<(.*?)\*/", body, re.S
            ):
                self.members[title, member] = self.clean(said)

    def clean(self, text):
        text = re.sub(r"\n\s*\*", "\n", text)
        text = re.sub(r"::|@p |@retval |@param(\[out\])? ", "", text)
        return re.sub(r"\s+", " ", self.escaped(text)).strip()


class Api:
    """The manifest.  given, told: the structs that a caller fills in, and
    those that the library does.  escaped: how a comment is written."""

    def __init__(self, root, escaped=str):
        text = (root / "docs" / "api" / "manifest.json").read_text()
        self.data = json.loads(text)
        self.print = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.comments = Comments(root, escaped)
        for table in ("structs", "enums", "handles", "callbacks"):
            setattr(self, table, {row["name"]: row for row in self.data[table]})
        self.given, self.told = set(), set()
        for function in self.data["functions"]:
            for entry in function["params"]:
                if entry["kind"] in ("struct", "structs"):
                    out = entry["dir"] == "out"
                    self.reach(self.told if out else self.given, base_of(entry["c"]))
            self.reach(self.told, base_of(function["returns"]["c"]))
        self.reach(self.told, "mohur_evidence_request")

    def reach(self, found, title):
        if title not in self.structs or title in found:
            return
        found.add(title)
        for member in self.structs[title]["members"]:
            self.reach(found, base_of(member["c"]))

    def constants(self):
        """Names without MOHUR_, and values, of those that an int holds."""
        return {
            c["name"].removeprefix("MOHUR_"): c["value"]
            for c in self.data["constants"]
            if isinstance(c["value"], int) and abs(c["value"]) < 1 << 31
        }

    def layout_checks(self):
        """C that does not compile where a struct is laid out otherwise."""
        rows = []
        for row in self.data["structs"]:
            title = row["name"]
            rows.append(f'_Static_assert(sizeof({title}) == {row["size"]}, "");\n')
            rows += [
                f'_Static_assert(offsetof({title}, {m["name"]}) == {m["offset"]}, "");\n'
                for m in row["members"]
            ]
        return "".join(rows)
