#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A public function without a comment or a test; code in the documents that
is not an extract of what the tests compile or run: the examples, the headers,
src/."""

import re
from _api import declared
from _tree import fault, files, finish, name

# The headers belong to the tests of the API too, so they do not count.
used = set()
for path in files("tests/**/*.c", "tests/**/*.h"):
    used.update(re.findall(r"\bmohur_\w+", path.read_text()))

for function in declared():
    if not function.comment:
        rule = f"{function.title} has no comment"
        fault(function.path, function.line, rule)
    if function.title not in used:
        rule = f"{function.title} is used in no test"
        fault(function.path, function.line, rule)


def squeeze(text):
    """Indentation and line ends do not matter in an extract."""
    return re.sub(r"\s+", " ", text).strip()


# What is quoted of a language, and from where.  A README of a binding is a
# source too: the tests run the program in it.
QUOTED = {
    "c": ("examples/**/*.c", "include/**/*.h", "src/**/*.[ch]"),
    "cpp": ("examples/**/*.cpp", "bindings/cpp/**/*.[ch]pp"),
    "python": ("examples/**/*.py",),
    "java": ("examples/**/*.java",),
    "js": ("examples/**/*.mjs",),
}
RUN = {f"bindings/{language}/README.md" for language in ("cpp", "python", "java", "node")}
sources = {
    language: [squeeze(p.read_text()) for p in files(*patterns)]
    for language, patterns in QUOTED.items()
}


def quoted(text, language):
    return any(squeeze(text) in source for source in sources[language])


for path in files("README.md", "docs/**/*.md", "bindings/*/README.md"):
    text = path.read_text()
    for match in re.finditer(r"(?ms)^```(\w+)\n(.*?)^```", text):
        language = match.group(1)
        line = text.count("\n", 0, match.start()) + 1
        if name(path) in RUN or language not in QUOTED:
            continue
        if not quoted(match.group(2), language):
            fault(path, line, "code that is no extract of what is compiled")
finish()
