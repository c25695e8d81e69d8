#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two runs of the benchmark: what changed, and what is noise.

  ./dev bench compare A.json B.json [--loss 0.05] [--p 0.01]

A figure that both files have is judged: slower, or faster, by more than --loss,
and so that chance alone would do it in fewer than --p of all cases, by the test
of Mann and Whitney; else it is noise.  Exit code 1: something is slower; 2: the
files cannot be compared.
"""
import argparse
import json
import math
import statistics
import sys

EXACT = 400  # with more pairs than this, the normal distribution is near enough


def ranks(values):
    """Twice the mean rank of each value, a whole number also for ties."""
    order = sorted(values)
    first = {v: order.index(v) for v in set(values)}
    return [2 * first[v] + order.count(v) + 1 for v in values]


def exact_p(all_ranks, n, got):
    """How often n of these ranks, chosen by chance, are as far off as got."""
    ways = [{} for _ in range(n + 1)]
    ways[0][0] = 1
    for rank in all_ranks:
        for k in range(n - 1, -1, -1):
            for total, count in ways[k].items():
                ways[k + 1][total + rank] = ways[k + 1].get(total + rank, 0) + count
    middle = n * sum(all_ranks) / len(all_ranks)
    far = sum(c for total, c in ways[n].items() if abs(total - middle) >= abs(got - middle))
    return far / sum(ways[n].values())


def normal_p(all_ranks, n, got):
    size = len(all_ranks)
    mean = sum(all_ranks) / size
    spread = sum((r - mean) ** 2 for r in all_ranks) * n * (size - n) / (size * (size - 1))
    return math.erfc(abs(got - n * mean) / math.sqrt(2 * spread)) if spread > 0 else 1.0


def rank_p(a, b):
    """Two-sided: could a and b be drawn from the same?"""
    all_ranks = ranks(a + b)
    got = sum(all_ranks[: len(a)])
    way = exact_p if len(a) * len(b) <= EXACT else normal_p
    return way(all_ranks, len(a), got)


def figures(run):
    """{name: (seconds, samples)} of all parts."""
    return {f"{part} / {f['group']} / {f['name']}": (f["seconds"], f["samples"])
            for part, content in run["parts"].items() for f in content["figures"]}


def machine(run):
    """What must be the same; the libraries may be what changed."""
    return tuple(run["machine"][name] for name in ("processor", "processors", "memory_mib"))


def judge(a, b, loss, p_limit):
    """(ratio of medians, p, verdict)"""
    ratio = statistics.median(b[1]) / statistics.median(a[1])
    p = rank_p(a[1], b[1])
    if p >= p_limit or 1 - loss <= ratio <= 1 + loss:
        return ratio, p, "noise"
    return ratio, p, "SLOWER" if ratio > 1 else "faster"


def read(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"compare: {path}: {error}")


def refuse(words):
    print(f"compare: {words}", file=sys.stderr)
    sys.exit(2)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("a")
    words.add_argument("b")
    words.add_argument("--loss", type=float, default=0.05)
    words.add_argument("--p", type=float, default=0.01)
    w = words.parse_args()
    a, b = read(w.a), read(w.b)
    for path, run in ((w.a, a), (w.b, b)):
        if (run.get("schema"), run.get("version")) != ("mohur-bench", 3):
            refuse(f"{path} is no file of version 3 of the benchmark")
    if machine(a) != machine(b):
        refuse(f"two machines: {machine(a)}; {machine(b)}")
    for path, run in ((w.a, a), (w.b, b)):
        if run["load"]["busy"]:
            print(f"NOTE: the machine was busy with other work while {path} was made")
    old, new = figures(a), figures(b)
    both = [name for name in old if name in new]
    if not both:
        refuse("the two have no figure in common")
    slower = 0
    for name in both:
        ratio, p, verdict = judge(old[name], new[name], w.loss, w.p)
        print(f"  {name:<78} {(ratio - 1) * 100:+7.1f} %  p {p:.4f}  {verdict}")
        slower += verdict == "SLOWER"
    for name in sorted(set(old) ^ set(new)):
        print(f"  {name:<78} only in {w.a if name in old else w.b}")
    print(f"{len(both)} figures, {slower} slower")
    sys.exit(1 if slower else 0)


if __name__ == "__main__":
    main()
