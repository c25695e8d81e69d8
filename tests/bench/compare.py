#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`bench compare` tells a change from noise, and what it cannot judge."""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(os.environ["MOHUR_SOURCE_DIR"])
sys.path.insert(0, str(ROOT / "bench"))

import compare  # noqa: E402


def run_of(**rows):
    """A file of the benchmark with these samples."""
    return {
        "schema": "mohur-bench",
        "version": 3,
        "machine": {"processor": "one", "processors": 2, "memory_mib": 4096},
        "load": {"busy": False},
        "parts": {
            "archive": {
                "figures": [
                    {"group": "g", "name": name, "seconds": sorted(s)[len(s) // 2], "samples": s}
                    for name, s in rows.items()
                ]
            }
        },
    }


def compared(a, b):
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/a.json", f"{folder}/b.json"]
        for path, content in zip(paths, (a, b)):
            Path(path).write_text(json.dumps(content))
        return subprocess.run(
            ["sh", ROOT / "bench/run.sh", "compare", *paths],
            capture_output=True,
            text=True,
        )


STEADY = [1.00, 1.01, 0.99, 1.02, 0.98, 1.005, 0.995]


class Compare(unittest.TestCase):
    def test_what_is_slower_is_told_and_fails(self):
        done = compared(run_of(seal=STEADY), run_of(seal=[s * 1.1 for s in STEADY]))
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("SLOWER", done.stdout)

    def test_what_is_faster_is_told(self):
        done = compared(run_of(seal=STEADY), run_of(seal=[s * 0.8 for s in STEADY]))
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("faster", done.stdout)

    def test_a_small_change_is_noise(self):
        done = compared(run_of(seal=STEADY), run_of(seal=[s * 1.04 for s in STEADY]))
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("noise", done.stdout)

    def test_a_large_change_of_wild_samples_is_noise(self):
        wild = [1.0, 2.0, 0.5, 1.8, 0.6, 1.9, 0.7]
        done = compared(run_of(seal=wild), run_of(seal=[1.6, 0.6, 2.1, 0.7, 1.9, 1.7, 0.5]))
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("noise", done.stdout)

    def test_a_busy_machine_is_told(self):
        busy = run_of(seal=STEADY)
        busy["load"]["busy"] = True
        self.assertIn("busy", compared(busy, run_of(seal=STEADY)).stdout)

    def test_what_only_one_has_is_named(self):
        done = compared(run_of(seal=STEADY), run_of(seal=STEADY, open=STEADY))
        self.assertIn("only in", done.stdout)

    def test_another_version_is_refused(self):
        old = run_of(seal=STEADY)
        old["version"] = 2
        self.assertEqual(compared(run_of(seal=STEADY), old).returncode, 2)

    def test_two_machines_are_refused(self):
        other = run_of(seal=STEADY)
        other["machine"]["processor"] = "another"
        self.assertEqual(compared(run_of(seal=STEADY), other).returncode, 2)

    def test_what_is_no_benchmark_is_refused(self):
        self.assertEqual(compared({"schema": "mohur-key"}, {"schema": "mohur-key"}).returncode, 2)

    def test_exact_and_normal_agree(self):
        dice = random.Random(1)
        a = [dice.gauss(1, 0.1) for _ in range(18)]
        b = [dice.gauss(1.08, 0.1) for _ in range(18)]
        ranks = compare.ranks(a + b)
        got = sum(ranks[:18])
        exact, normal = compare.exact_p(ranks, 18, got), compare.normal_p(ranks, 18, got)
        self.assertAlmostEqual(exact, normal, delta=0.01)

    def test_a_p_that_is_known(self):
        # Seven below seven others: 2 of the 3432 ways to choose seven.
        self.assertAlmostEqual(compare.rank_p(list(range(7)), list(range(7, 14))), 2 / 3432)

    def test_ties_share_their_rank(self):
        self.assertEqual(compare.ranks([1, 2, 2, 3]), [2, 5, 5, 8])


unittest.main(verbosity=2)
