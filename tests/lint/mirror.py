#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""src/<layer>/<file>.c without its test tests/unit/<layer>/<file>.c.

mirror.txt names, for each source (or pattern of sources) that is tested
elsewhere, the test that does it.  The backends are tested through their
interface, by the vectors of every algorithm that they have; the command by
tests/cli/.
"""

from fnmatch import fnmatch

from _tree import ROOT, fault, files, finish, name

ELSEWHERE = "tests/lint/mirror.txt"
OTHERWISE = ("cli", "packaging")
BACKENDS = [f"src/crypto/{b}" for b in "sodium mbedtls openssl ipsecmb".split()]

rows = {}
if (ROOT / ELSEWHERE).is_file():
    for number, line in enumerate((ROOT / ELSEWHERE).read_text().split("\n"), 1):
        source, _, tests = line.split("#")[0].partition(":")
        if source.strip():
            rows[source.strip()] = (number, tests.split())


def has_mirror(path):
    own = ROOT / "tests" / "unit" / path.relative_to(ROOT / "src")
    # A folder of a layer may have its tests in the layer's own folder.
    return own.is_file() or (own.parents[1] / own.name).is_file()


for path in files("src/**/*.c"):
    source = name(path)
    if path.relative_to(ROOT / "src").parts[0] in OTHERWISE:
        continue
    if any(source.startswith(b + "/") for b in BACKENDS):
        continue
    if not has_mirror(path) and not any(fnmatch(source, r) for r in rows):
        fault(path, 1, f"has no test of its name, nor a row in {ELSEWHERE}")

for source, (number, tests) in rows.items():
    found = files(source)
    if not found:
        fault(ELSEWHERE, number, f"there is no {source}")
    elif all(has_mirror(path) for path in found):
        fault(ELSEWHERE, number, f"{source} has its own test: remove the row")
    for test in tests:
        if not (ROOT / test).is_file():
            fault(ELSEWHERE, number, f"there is no {test}")
    if not tests:
        fault(ELSEWHERE, number, f"{source} is tested nowhere")
finish()
