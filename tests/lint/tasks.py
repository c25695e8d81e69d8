#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The page of tasks against headers and command: a function, a header or a
verb that there is not; a header of which no task names anything.
"""

import re

from _api import declared
from _tree import ROOT, fault, files, finish

PAGE = ROOT / "docs" / "which-function.md"
INCLUDE = ROOT / "include"

functions = {f.title: f.path for f in declared()}
headers = {p.relative_to(INCLUDE).as_posix(): p for p in files("include/**/*.h")}
table = (ROOT / "src/cli/verbs.c").read_text()
verbs = {
    name if sub == "NULL" else f"{name} {sub[1:-1]}"
    for name, sub in re.findall(r'(?m)^    \{"([a-z]+)",\s+(NULL|"[a-z]+"),', table)
}
options = set(
    re.findall(r'\{"([a-z0-9-]+)", \w+_argument,', (ROOT / "src/cli/options.c").read_text())
)


def check_command(line, words):
    """Verbs and options, as a row's last cell names them."""
    verb = re.match(r"[a-z]+( [a-z]+)?", words)
    if verb and verb[0] not in verbs and verb[0].split()[0] not in verbs:
        fault(PAGE, line, f"there is no verb '{verb[0]}'")
    for option in re.findall(r"--([a-z0-9-]+)", words):
        if option not in options:
            fault(PAGE, line, f"there is no --{option}")


named = set()
for line, text in enumerate(PAGE.read_text().split("\n"), 1):
    for word in re.findall(r"`(mohur_\w+)`", text):
        if word not in functions:
            fault(PAGE, line, f"there is no {word}()")
        else:
            named.add(functions[word])
    for word in re.findall(r"`(mohur/[\w/]+\.h)`", text):
        if word not in headers:
            fault(PAGE, line, f"there is no {word}")
        else:
            named.add(headers[word])
    if text.startswith("| "):
        for words in re.findall(r"`([^`]*)`", text.split(" | ")[-1]):
            if not words.startswith("mohur"):
                check_command(line, words)
for path in sorted(set(functions.values()) - named):
    fault(PAGE, 1, f"no task leads to {path.relative_to(INCLUDE).as_posix()}")
finish()
