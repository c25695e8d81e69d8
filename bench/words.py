# SPDX-License-Identifier: Apache-2.0
"""Figures in words that need no explanation."""

NOISE = 2  # a difference of less than this many spreads is none
FEW = 3
RAW_WORDS = ((0.95, "no overhead worth naming"), (0.85, "small overhead"), (0.5, "clear overhead"), (0, "large overhead"))


def amount(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def rate(figure):
    if not figure.get("bytes"):
        return ""
    per_second = figure["bytes"] / figure["seconds"]
    return f"{per_second / 1e9:.2f} GB/s" if per_second >= 1e9 else f"{per_second / 1e6:.3g} MB/s"


def comparison(b):
    """What a ratio to another says, if the spread lets it say anything."""
    if len(b["samples"]) < FEW:
        return "too few samples to say"
    if b.get("ratio_mad", 0) * NOISE > max(abs(b["ratio"] - 1), 0.1):
        return "too unsteady to say"
    if b["kind"] == "part":
        return f"{b['ratio'] * 100:.0f} % of the time is this"
    if b["kind"] == "raw":
        return next(words for least, words in RAW_WORDS if b["ratio"] >= least)
    if 0.9 <= b["ratio"] <= 1.1:
        return "about as fast"
    if b["ratio"] > 1:
        return f"{b['ratio']:.1f} times as fast"
    return f"slower, {1 / b['ratio']:.1f} times the time"


def goal_words(figure):
    goal = figure.get("goal")
    if not goal:
        return ""
    bound = f"at least {goal['value']:.2g} x" if goal["kind"] == "ratio" else f"at most {amount(goal['value'])}"
    return f"goal {bound}: {'met' if goal['met'] else 'MISSED'}"


def verdict(figure, b):
    goal = figure.get("goal", {})
    words = [comparison(b)]
    if goal.get("beside") == b["name"]:
        words.append(goal_words(figure))
    return "; ".join(words)
