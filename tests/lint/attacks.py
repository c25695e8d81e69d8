#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""attacks.txt names, for each attack on a keystore (K) and on signed documents
(A to D, F), the case that shows that it comes to nothing: the numbers of a letter
are without a gap, files and cases are there.
"""

import re

from _tree import ROOT, fault, finish

TABLE = "tests/lint/attacks.txt"

seen = {"K": set()}
text = (ROOT / TABLE).read_text() if (ROOT / TABLE).is_file() else ""
for number, line in enumerate(text.split("\n"), 1):
    words = line.split("#")[0].split()
    if not words:
        continue
    if not re.fullmatch(r"[ABCDFK][0-9]+", words[0]) or len(words) < 3:
        fault(TABLE, number, "is not: K<number> <file> <case>")
        continue
    seen.setdefault(words[0][0], set()).add(int(words[0][1:]))
    if words[1] == "-":
        continue
    path = ROOT / words[1]
    if not path.is_file():
        fault(TABLE, number, f"there is no {words[1]}")
    elif words[2] != "-" and not re.search(
        rf"\b{words[2]}\b", path.read_text()
    ):
        fault(TABLE, number, f"{words[1]} has no case {words[2]}")
for letter, numbers in sorted(seen.items()):
    for missing in sorted(set(range(1, max(numbers, default=0) + 1)) - numbers):
        fault(TABLE, 1, f"{letter}{missing} is shown nowhere")
finish()
