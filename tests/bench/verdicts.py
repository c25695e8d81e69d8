#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A figure says in words what it is, and nothing where its samples do not."""

import unittest

from _run import N, samples

from measure import Budget, figure, mad  # noqa: E402 (bench/, found by _run)
from words import amount, comparison, goal_words, rate  # noqa: E402


def said(theirs, kind="peer", ours=samples(1)):
    return comparison(figure("g", "n", ours, [("other", kind, theirs)])["beside"][0])


class Verdicts(unittest.TestCase):
    def test_twice_the_time_of_another_is_twice_as_fast(self):
        self.assertEqual(said(samples(2)), "2.0 times as fast")

    def test_half_of_it_is_slower(self):
        self.assertEqual(said(samples(0.5)), "slower, 2.0 times the time")

    def test_a_twentieth_is_about_as_fast(self):
        self.assertEqual(said(samples(1.05)), "about as fast")

    def test_what_a_raw_call_takes_less_is_overhead(self):
        for ratio, words in ((0.99, "no overhead worth naming"), (0.9, "small overhead"), (0.6, "clear overhead"), (0.3, "large overhead")):
            self.assertEqual(said(samples(ratio), "raw"), words)

    def test_a_spread_as_large_as_the_difference_says_nothing(self):
        self.assertEqual(said([1.0, 2.4, 0.5, 1.9, 0.6], ours=[1.1, 0.7, 1.6, 0.6, 1.4]), "too unsteady to say")

    def test_two_samples_say_nothing(self):
        self.assertEqual(said([3, 3], ours=[1, 1]), "too few samples to say")

    def test_the_ratio_is_of_neighbours_in_time(self):
        # A machine that becomes three times as slow midway changes no ratio.
        ours = [1, 1, 3, 3, 3]
        one = figure("g", "n", ours, [("other", "raw", [s * 0.9 for s in ours])])
        self.assertAlmostEqual(one["beside"][0]["ratio"], 0.9)
        self.assertAlmostEqual(one["beside"][0]["ratio_mad"], 0)

    def test_goals_are_met_or_missed(self):
        fast = figure("g", "n", samples(1), [("other", "peer", samples(3))], ("ratio", "other", 2.5))
        slow = figure("g", "n", samples(1), goal=("seconds", 0.5))
        self.assertEqual(goal_words(fast), "goal at least 2.5 x: met")
        self.assertEqual(goal_words(slow), "goal at most 500 ms: MISSED")

    def test_median_and_spread_are_those_of_the_samples(self):
        one = figure("g", "n", [5, 1, 2, 3, 4])
        self.assertEqual((one["seconds"], one["mad"], one["n"], one["min"], one["max"]), (3, 1, N, 1, 5))
        self.assertEqual(mad([1, 1, 1]), 0)

    def test_amounts_have_units(self):
        self.assertEqual([amount(s) for s in (2, 0.0031, 4.2e-6, 9e-9)], ["2 s", "3.1 ms", "4.2 µs", "9 ns"])
        self.assertEqual(rate(figure("g", "n", [1], bytes=2 * 10**9)), "2.00 GB/s")

    def test_runs_fit_into_the_time_that_is_left(self):
        self.assertEqual(Budget().runs(7, 100), 7)
        self.assertEqual(Budget(10).runs(7, 100), 3)
        self.assertEqual(Budget(1000).runs(7, 100), 7)
        self.assertEqual(Budget(0).runs(1, 100), 1)


unittest.main(verbosity=2)
