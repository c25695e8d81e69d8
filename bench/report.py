#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A page for a browser out of what the benchmark wrote.

  ./dev bench report A.json [B.json ...] -o report.html

One file, without scripts and without anything from elsewhere: what was
measured in words, as plots, and as tables with every figure.
"""
import argparse
import html
import json
import statistics
import sys

import plots
from words import amount, comparison, goal_words, rate

TITLES = {"archive": "Archives", "document": "Documents", "keystore": "Keystore", "crypto": "Primitives",
          "pwhash": "Passphrases"}
SMALL = 16 * 1024
LONG = 12  # a table with more rows is folded

STYLE = """
:root { color-scheme: light dark; --page: #fbfbfa; --ink: #1c2024; --faint: #d5d9dd; --soft: #5c656d; --card: #fff;
  --s1: #1f6fb2; --s2: #d2762b; --s3: #2b8a57; --s4: #a0509f; --s5: #7a6a1e; --good: #1d7a46; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --ink: #e7eaed; --faint: #3b4248; --soft: #a2abb3; --card: #1c2024;
    --s1: #6db3f2; --s2: #f0a35e; --s3: #67c793; --s4: #d58fd4; --s5: #d3c063; --good: #67c793; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--faint); }
h3 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
.soft, figcaption, caption { color: var(--soft); }
figure { margin: 1rem 0; padding: 1rem 1rem .75rem; background: var(--card); border: 1px solid var(--faint); border-radius: .5rem; }
figure h3 { margin: 0 0 .5rem; }
figcaption { margin-top: .5rem; font-size: .875rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font-family: system-ui, sans-serif !important; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .25rem 0; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--faint); text-align: left; vertical-align: top; }
.number { text-align: right; white-space: nowrap; }
summary { cursor: pointer; margin: 1rem 0 .25rem; font-weight: 600; }
.note { padding: .6rem .9rem; border-left: .25rem solid var(--bad); background: var(--card); }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dd { margin: 0; }
nav a { margin-right: 1rem; } a { color: var(--s1); }
@media print { details > * { display: block; } body { max-width: none; } }
"""


def e(words):
    return html.escape(str(words))


# ---- words first ----

def goals(run):
    return [(f, part) for part, content in run["parts"].items() for f in content["figures"] if "goal" in f]


def of_kind(content, kind):
    return [(f, b) for f in content["figures"] for b in f["beside"] if b["kind"] == kind]


def summary(run):
    said = []
    with_goal = goals(run)
    if with_goal:
        met = sum(f["goal"]["met"] for f, _ in with_goal)
        said.append(f"{met} of {len(with_goal)} goals are met"
                    + (", which says little on a busy machine." if run["load"]["busy"] else "."))
    for name, content in run["parts"].items():
        raw = [b["ratio"] for f, b in of_kind(content, "raw") if (f.get("bytes") or SMALL) >= SMALL]
        if raw:
            short = len(of_kind(content, "raw")) - len(raw)
            left_out = f", {short} of messages below {SMALL // 1024} KiB left out" if short else ""
            said.append(f"{TITLES[name]}: {statistics.median(raw) * 100:.0f} % of the speed of the libraries' own calls "
                        f"(the middle of {len(raw)} comparisons{left_out}).")
        peers = [(f, b) for f, b in of_kind(content, "peer") if b["name"] not in ("cp", "cp, synced")]
        faster = sum(b["ratio"] > 1.1 for _, b in peers)
        if peers:
            said.append(f"{TITLES[name]}: faster than the other tool in {faster} of {len(peers)} comparisons of the same work.")
    return "<ul>" + "".join(f"<li>{e(s)}</li>" for s in said) + "</ul>"


def missed(run):
    rows = [f"<li>{TITLES[part]}, {e(f['name'])}: {e(goal_words(f))}; it took {amount(f['seconds'])}</li>"
            for f, part in goals(run) if not f["goal"]["met"]]
    busy = ", on a busy machine" if run["load"]["busy"] else ""
    return f"<h3>Goals that are not met{busy}</h3><ul>{''.join(rows)}</ul>" if rows else ""


def machine(run):
    m = run["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in m["build"]["backends"].items() if version)
    rows = {
        "processor": f"{m['processor']}, {m['processors']} of them, governor: {m['governor']}",
        "memory": f"{m['memory_mib'] / 1024:.1f} GiB",
        "system": f"{m['system']}, kernel {m['kernel']}",
        "libraries": f"möhür {m['build']['library']} ({run['commit'] or 'no checkout'}), {libraries}",
        "compiler": m["compiler"],
        "load": f"{run['load']['before']:.1f} before the run, {run['load']['after']:.1f} after it",
        "run": f"{run['started']}, {run['seconds'] / 60:.1f} minutes",
    }
    return "<dl>" + "".join(f"<dt class=soft>{e(k)}</dt><dd>{e(v)}</dd>" for k, v in rows.items()) + "</dl>"


# ---- tables ----

HEAD = ("what", "median", "spread", "n", "rate", "memory", "beside", "its median", "ratio", "in words")
NUMBERS = {"median", "spread", "n", "rate", "memory", "its median", "ratio"}


def cell(name, content, tag="td"):
    scope = " scope=col" if tag == "th" else ""
    return f"<{tag}{scope}{' class=number' if name in NUMBERS else ''}>{content}</{tag}>"


def goal_mark(f, b):
    goal = f.get("goal")
    if not goal or (goal["kind"] == "ratio" and (b is None or goal["beside"] != b["name"])):
        return ""
    return f" <span class={'good' if goal['met'] else 'bad'}>{e(goal_words(f))}</span>"


def rows_of(f):
    own = {"what": e(f["name"]), "median": amount(f["seconds"]), "spread": f"±{f['mad'] / f['seconds'] * 100:.0f} %",
           "n": f["n"], "rate": rate(f), "memory": f"{f['peak_mib']:.0f} MiB" if "peak_mib" in f else ""}
    out = []
    for i, b in enumerate(f["beside"] or [None]):
        row = dict(own) if i == 0 else {}
        if b:
            row |= {"beside": e(b["name"]), "its median": amount(b["seconds"]),
                    "ratio": f"{b['ratio']:.2f} ±{b['ratio_mad']:.2f}"
                    + (f"<br><span class=soft>{b['processor_ratio']:.2f} of processor</span>" if "processor_ratio" in b
                       else ""), "in words": e(comparison(b))}
        row["in words"] = row.get("in words", "") + (goal_mark(f, b) if b or i == 0 else "")
        out.append("<tr>" + "".join(cell(name, row.get(name, "")) for name in HEAD) + "</tr>")
    return out


def table(group, figures):
    rows = [row for f in figures for row in rows_of(f)]
    head = "".join(cell(name, name, "th") for name in HEAD)
    clock = {f["clock"] for f in figures}
    caption = "by time on the processor, of several threads by the wall" if "processor" in clock else "by the wall"
    body = (f"<div class=table><table><caption>{e(caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>")
    if len(rows) > LONG:
        return f"<details><summary>{e(group)}: {len(figures)} figures</summary>{body}</details>"
    return f"<h3>{e(group)}</h3>{body}"


def part_section(run_id, name, content):
    drawn = "".join(f"<figure><h3>{e(p.title)}</h3>{p.svg}<figcaption>{e(p.desc)}</figcaption></figure>"
                    for p in plots.of_part(name, content))
    groups = {}
    for f in content["figures"]:
        groups.setdefault(f["group"], []).append(f)
    notes = "".join(f"<li>{e(n)}</li>" for n in content["notes"])
    return (f"<h2 id={run_id}-{name}>{TITLES[name]}</h2>{drawn}"
            + "".join(table(group, figures) for group, figures in groups.items())
            + (f"<h3>Notes</h3><ul class=soft>{notes}</ul>" if notes else ""))


def run_section(number, run):
    run_id = f"run{number}"
    links = "".join(f"<a href=#{run_id}-{name}>{TITLES[name]}</a>" for name in run["parts"])
    busy = ("<p class=note>This machine was busy with other work: the figures are not a result. Ratios between things "
            "that took turns still say something, times do not.</p>" if run["load"]["busy"] else "")
    return (f"<section>{busy}{summary(run)}<nav aria-label=parts>{links}</nav>{missed(run)}<h3>Measured on</h3>{machine(run)}"
            + "".join(part_section(run_id, name, content) for name, content in run["parts"].items()) + "</section>")


HOW = """<h2>How to read this</h2>
<p>Ours and what it is held against took turns in one run, so that a change of the machine's speed hits both. A figure is
the median of n samples; the spread is the median distance from it. A ratio is the other's time over ours: 2 means that
we take half of its time, 0.95 beside a library's own call that we take a twentieth more. Where the spread is as large as
the difference, the words are "too unsteady to say". The file of the run has every sample; <code>bench compare</code>
tells noise from change between two of them.</p>"""


def page(runs):
    sections = "".join(run_section(i + 1, run) for i, run in enumerate(runs))
    return ("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>möhür: measured</title>"
            '<meta name=viewport content="width=device-width, initial-scale=1">'
            "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<style>{STYLE}</style></head><body><header><h1>möhür, measured</h1><p class=soft>Sealed archives, signed "
            "documents, keys and the primitives below them, each beside what does the same work.</p></header>"
            f"<main>{sections}{HOW}</main></body></html>\n")


def write(runs, path):
    with open(path, "w", encoding="utf-8") as out:
        out.write(page(runs))


def read(path):
    try:
        with open(path) as file:
            run = json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"report: {path}: {error}")
    if (run.get("schema"), run.get("version")) != ("mohur-bench", 3):
        sys.exit(f"report: {path} is no file of version 3 of the benchmark")
    return run


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("runs", nargs="+", metavar="RUN.json")
    words.add_argument("-o", "--output", required=True, metavar="FILE.html")
    w = words.parse_args()
    write([read(path) for path in w.runs], w.output)
    print(f"report: {w.output}")


if __name__ == "__main__":
    main()
