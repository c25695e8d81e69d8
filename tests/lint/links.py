#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A link in a document to a file, or to a heading in one, that is not there."""

import re

from _tree import ROOT, fault, files, finish

LINK = re.compile(r"\]\(([^()\s]+)\)")
FENCE = re.compile(r"(?ms)^```.*?^```$")


def without_code(text):
    """The text; code is blank, lines stay in place."""
    text = FENCE.sub(lambda m: "\n" * m.group().count("\n"), text)
    return re.sub(r"`[^`\n]*`", "", text)


def headings(path):
    """The anchors of a page: its headings, in small letters, with dashes."""
    found = re.findall(r"(?m)^#+ +(.*)$", FENCE.sub("", path.read_text()))
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in found
    }


for path in files("*.md", "docs/**/*.md", "bindings/**/*.md", "bench/**/*.md",
                  "tests/**/*.md"):
    for match in LINK.finditer(text := without_code(path.read_text())):
        target, _, anchor = match.group(1).partition("#")
        line = text.count("\n", 0, match.start()) + 1
        if re.match(r"[a-z]+:", target):
            continue
        place = (path.parent / target).resolve() if target else path
        if not place.exists() or ROOT not in (place, *place.parents):
            fault(path, line, f"there is no {target}")
        elif anchor and anchor not in headings(place):
            fault(path, line, f"{target} has no heading {anchor}")
finish()
