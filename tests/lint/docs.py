#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A public function without a comment or a test; code in the documents that
is not an extract of what is compiled: the examples, the headers, src/."""

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


compiled = files("examples/**/*.c", "include/**/*.h", "src/**/*.[ch]",
                 "examples/**/*.cpp", "bindings/cpp/**/*.[ch]pp")
programs = [squeeze(p.read_text()) for p in compiled]
for path in files("README.md", "docs/**/*.md", "bindings/*/README.md"):
    text = path.read_text()
    for match in re.finditer(r"(?ms)^```(?:c|cpp)\n(.*?)^```", text):
        line = text.count("\n", 0, match.start()) + 1
        if not any(squeeze(match.group(1)) in p for p in programs):
            fault(path, line, "code that is no extract of what is compiled")
finish()
