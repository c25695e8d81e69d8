# SPDX-License-Identifier: Apache-2.0
"""The public functions, as the headers declare them."""

import re

from _tree import files

DECLARED = re.compile(
    r"(/\*\*(?:(?!\*/).)*?\*/\s*)?"  # its comment
    r"^MOHUR_API\b([^;{]*?)\b(\w+)\s*\(([^;{]*?)\)\s*;",
    re.S | re.M,
)


class Declared:
    def __init__(self, path, line, title, comment):
        self.path = path
        self.line = line
        self.title = title
        self.comment = comment


def declared():
    found = []
    for path in files("include/**/*.h"):
        text = path.read_text()
        for match in DECLARED.finditer(text):
            line = text.count("\n", 0, match.start(3)) + 1
            found.append(
                Declared(path, line, match.group(3), match.group(1) or "")
            )
    return found
