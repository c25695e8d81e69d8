#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hostile.py OUTDIR: good archives, and one archive for each broken rule.

The number in a case's name is that of the attack list in the design of the
archive.  cases.py says how OUTDIR is laid out.
"""

import argparse

import attacks_abc
import attacks_d
import attacks_ef
import attacks_g
import attacks_slots
import attacks_xwing
import good
from maker import Maker


def make(outdir):
    """Write everything; the list of cases."""
    t = Maker(outdir)
    for part in (good, attacks_abc, attacks_d, attacks_ef, attacks_g,
                 attacks_slots, attacks_xwing):
        part.add(t)
    t.finish()
    return t.cases


def main():
    parser = argparse.ArgumentParser(description="write the test archives")
    parser.add_argument("outdir")
    cases = make(parser.parse_args().outdir)
    bad = sum(case.status != "MOHUR_OK" for case in cases)
    print(f"{len(cases) - bad} good and {bad} hostile archives")


if __name__ == "__main__":
    main()
