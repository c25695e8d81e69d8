#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The catalogue of errors against the table of statuses: a status without a
row, a row without a status, another number or exit code, no cause or remedy.
"""

import re

from _tree import ROOT, fault, finish

PAGE = ROOT / "docs" / "errors.md"
ROW = re.compile(r"^\| `(MOHUR_\w+)` \| (\w+) \| (\d+) \| (.*?) \| (.*?) ?\|$")


def statuses():
    text = (ROOT / "include/mohur/base.h").read_text()
    found = re.findall(r"(?m)^    (MOHUR_\w+)\s*= (0x[0-9A-F]{4})", text)
    return dict(found)


def exit_codes():
    """What cli_exit_of() says: {class: text of the expression}, default too."""
    numbers = dict(
        re.findall(
            r"(?m)^    (CLI_\w+)\s*= (\d+)", (ROOT / "src/cli/cli.h").read_text()
        )
    )
    text = (ROOT / "src/cli/report.c").read_text()
    body = text[text.index("\ncli_exit_of(") :].split("\n}\n")[0]
    cases = re.findall(r"(case (0x\d\w)|default):\s+return (.*?);", body, re.S)
    return {(c[1] or "default"): c[2] for c in cases}, numbers


def exit_of(status, number, cases, numbers):
    words = cases.get("0x" + number[2:4], cases["default"])
    choice = re.match(r"status == (\w+) \? (\w+) : (\w+)$", words)
    if choice:
        words = choice[2] if choice[1] == status else choice[3]
    return numbers[words]


known = statuses()
cases, numbers = exit_codes()
seen = set()
for line, text in enumerate(PAGE.read_text().split("\n"), 1):
    match = ROW.match(text)
    if not match:
        if text.startswith("| `MOHUR_"):
            fault(PAGE, line, "a row that is not code, number, exit, cause, remedy")
        continue
    status, number, code, cause, remedy = match.groups()
    if status not in known:
        fault(PAGE, line, f"there is no {status}")
        continue
    if status in seen:
        fault(PAGE, line, f"{status} has two rows")
    seen.add(status)
    if number != known[status]:
        fault(PAGE, line, f"{status} is {known[status]}")
    elif code != exit_of(status, number, cases, numbers):
        fault(PAGE, line, f"{status} ends with another exit code")
    if not cause or (not remedy and status != "MOHUR_OK"):
        fault(PAGE, line, f"{status} has no cause or no remedy")
for status in known:
    if status not in seen:
        fault(PAGE, 1, f"{status} has no row")
finish()
