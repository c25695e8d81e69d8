#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""attacks.txt names, for each attack on a keystore (K), on a profile (P) and on
signed documents (A to D, F), the case that shows that it comes to nothing: all
numbers of a letter are there, and so are files and cases, which are run.
"""

import re

from _tree import ROOT, fault, finish

TABLE = "tests/lint/attacks.txt"
# How many there are, so that the last ones cannot go missing unseen.
ATTACKS = {"A": 12, "B": 6, "C": 7, "D": 10, "F": 8, "K": 60, "P": 34}

seen = {letter: set() for letter in ATTACKS}


def judge(number, path, case):
    """Is the case there, and, in a program of cmocka, is it run?"""
    text = path.read_text()
    if not re.search(rf"\b{case}\b", text):
        fault(TABLE, number, f"{path.relative_to(ROOT)} has no case {case}")
    elif "CASE(" in text and not re.search(rf"\bCASE\w*\(\s*{case}\b", text):
        fault(TABLE, number, f"{path.relative_to(ROOT)} does not run {case}")


text = (ROOT / TABLE).read_text() if (ROOT / TABLE).is_file() else ""
for number, line in enumerate(text.split("\n"), 1):
    words = line.split("#")[0].split()
    if not words:
        continue
    letter, attack = words[0][0], words[0][1:]
    if letter not in ATTACKS or not attack.isdigit() or len(words) < 3:
        fault(TABLE, number, "is not: <letter><number> <file> <case>")
        continue
    seen[letter].add(int(attack))
    if words[1] == "-":
        continue
    path = ROOT / words[1]
    if not path.is_file():
        fault(TABLE, number, f"there is no {words[1]}")
    elif words[2] != "-":
        judge(number, path, words[2])
for letter, most in ATTACKS.items():
    wanted = set(range(1, most + 1))
    if wanted - seen[letter]:
        names = " ".join(f"{letter}{n}" for n in sorted(wanted - seen[letter]))
        fault(TABLE, 1, f"shown nowhere: {names}")
    for more in sorted(seen[letter] - wanted):
        fault(TABLE, 1, f"there is no {letter}{more} in the list")
finish()
