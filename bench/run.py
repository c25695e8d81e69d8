#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The benchmark: each figure beside what does the same work.

  bench/run.py BUILD_DIR [archive|document|keystore|crypto|pwhash] [--peers]
               [--json FILE] [--html FILE] [--minutes N]

Without a part: all of them, with sizes and repetitions that fit into --minutes
(12 unless told).  Ours and what it is held against take turns, so that a change
of the machine's speed hits both; figures are medians, the spread is the median
distance from the median.  --peers: beside other tools too.  --json: all of it,
samples included, as bench/schema.json says; `bench compare` reads two of them,
`bench report` makes the page of --html of one or more.
"""
import argparse
import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

import machine
import part_archive
import part_crypto
import part_document
import part_keystore
import part_pwhash
from measure import Budget
from words import amount, rate, verdict

VERSION = 3
PARTS = {"archive": part_archive, "document": part_document, "keystore": part_keystore, "crypto": part_crypto,
         "pwhash": part_pwhash}
SHARES = {"archive": 0.40, "document": 0.18, "keystore": 0.07, "crypto": 0.20, "pwhash": 0.15}
ALONE = {"mib": 1024, "memory_mib": 512, "runs": 7, "turns": 31, "count": 10000, "keys": 10000, "excerpt_gib": 10}
TOGETHER = {"mib": 512, "memory_mib": 128, "runs": 7, "turns": 31, "count": 2000, "keys": 2000, "excerpt_gib": 2}
SHORT = {"mib": 1, "memory_mib": 1, "runs": 1, "turns": 1, "count": 20, "keys": 500, "excerpt_gib": 1}
BUSY = 0.5  # load for each processor


def slowness():
    """How often the time that a hash of 64 MiB takes on a machine of its own
    goes into the time that it takes here and now: 1 or more."""
    data = bytes(2**26)
    start = time.monotonic()
    hashlib.sha256(data).digest()
    return max(1, round((time.monotonic() - start) / 0.1))


def sizes(a):
    """Fill in what was not asked for; all parts together on a slow or busy
    machine work on less."""
    for name, value in (SHORT if a.short else TOGETHER if a.all else ALONE).items():
        if getattr(a, name) is None:
            adapts = name == "mib" and a.all and not a.short
            setattr(a, name, max(128, value // slowness()) if adapts else value)


def print_part(name, part):
    print(f"\n== {name} ({part['seconds']:.0f} s)")
    for note in part["notes"]:
        print(f"  {note}")
    group = None
    for f in part["figures"]:
        if f["group"] != group:
            group = f["group"]
            print(f"\n  {group}")
        print(f"    {f['name']:<58} {amount(f['seconds']):>10} ±{f['mad'] / f['seconds'] * 100:3.0f} %  {rate(f):>10}")
        for b in f["beside"]:
            print(f"      {b['ratio']:7.2f} x {b['name']:<46} {amount(b['seconds']):>10}         {verdict(f, b)}"
                  + (f"; {b['processor_ratio']:.2f} x by processor time" if "processor_ratio" in b else ""))


def options():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("build")
    words.add_argument("part", nargs="?", choices=list(PARTS))
    words.add_argument("--peers", action="store_true", help="beside other tools too")
    words.add_argument("--json", metavar="FILE")
    words.add_argument("--html", metavar="FILE", help="the report, for a browser")
    words.add_argument("--minutes", type=float, help="at most about this long")
    words.add_argument("--short", action="store_true", help="to try the benchmark itself: its figures say nothing")
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    words.add_argument("--runs", type=int, help="of commands and archives")
    words.add_argument("--turns", type=int, help="of primitives and programs that start")
    words.add_argument("--mib", type=int, help="of the large file")
    words.add_argument("--memory-mib", type=int, help="of an archive in memory")
    words.add_argument("--excerpt-gib", type=int, help="of the archive that one entry is taken out of")
    words.add_argument("--only", choices=["memory", "command"], help="half of the archives")
    words.add_argument("--count", type=int, help="of small documents")
    words.add_argument("--keys", type=int, help="of a keystore; a multiple of 500")
    words.add_argument("--folder", metavar="DIR", help="where a keystore is made")
    a = words.parse_args()
    a.all = a.part is None
    if a.all and a.minutes is None:
        a.minutes = 12
    return a


def measure(a, build, mohur):
    parts = {}
    end = None if a.minutes is None else time.monotonic() + a.minutes * 60
    names = [a.part] if a.part else list(PARTS)
    for i, name in enumerate(names):
        start = time.monotonic()
        share = SHARES[name] / sum(SHARES[n] for n in names[i:])
        budget = Budget(None if end is None else max(end - start, 0) * share)
        figures, notes = PARTS[name].measure(a, build, mohur, budget)
        parts[name] = {"seconds": time.monotonic() - start, "notes": notes, "figures": figures}
        print_part(name, parts[name])
        sys.stdout.flush()
    return parts


def keep(result, a):
    """In the files that were asked for; the page is made by a Python of its
    own, which has what draws."""
    with tempfile.TemporaryDirectory(prefix="mohur-bench-") as folder:
        path = a.json or f"{folder}/run.json"
        with open(path, "w") as out:
            json.dump(result, out, indent=1)
        if a.html:
            here = os.path.dirname(os.path.abspath(__file__))
            subprocess.run(["sh", f"{here}/run.sh", "report", path, "-o", a.html], check=True)


def main():
    a = options()
    sizes(a)
    build = os.path.abspath(a.build)
    mohur = f"{build}/mohur"
    before = os.getloadavg()[0]
    result = {"schema": "mohur-bench", "version": VERSION,
              "started": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
              "commit": machine.commit(os.path.dirname(os.path.abspath(__file__))), "peers": a.peers,
              "machine": machine.description(build, mohur)}
    m = result["machine"]
    print(f"{m['processor']}, {m['processors']} processors, {m['system']}; load {before:.1f}")
    start = time.monotonic()
    result["parts"] = measure(a, build, mohur)
    after = os.getloadavg()[0]
    # What ran here was ourselves, on a processor or two: what was there before
    # tells whether others were about.
    result["load"] = {"before": before, "after": after, "busy": before > BUSY * (os.cpu_count() or 1)}
    result["seconds"] = time.monotonic() - start
    if result["load"]["busy"]:
        print("\nNOTE: this machine was busy with other work; the figures are not a result")
    print(f"\n{result['seconds'] / 60:.1f} minutes")
    keep(result, a)


if __name__ == "__main__":
    main()
