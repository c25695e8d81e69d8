# SPDX-License-Identifier: Apache-2.0
"""Plots of a run as SVG that stands inside a page: no script, no font and no
image of its own, the page's colours, a title and a description for those who
do not see it.  matplotlib draws."""
import io
import re

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import FuncFormatter  # noqa: E402

from words import amount  # noqa: E402

# What is drawn in these is drawn in the page's own colours, light or dark.
INK, FAINT = "#010203", "#040506"
SERIES = ["#0a0b01", "#0a0b02", "#0a0b03", "#0a0b04", "#0a0b05"]
OURS, THEIRS = SERIES[0], SERIES[1]
PAGE = {INK: "var(--ink)", FAINT: "var(--faint)", **{c: f"var(--s{i + 1})" for i, c in enumerate(SERIES)}}
MARKS = ["o", "s", "^", "D", "v"]
BAR = 0.62

matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "mohur", "font.family": "sans-serif", "font.size": 10,
    "text.color": INK, "axes.edgecolor": FAINT, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "axes.grid": True, "grid.color": FAINT, "grid.linewidth": 0.6, "axes.axisbelow": True, "axes.spines.top": False,
    "axes.spines.right": False, "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
    "legend.frameon": False, "lines.linewidth": 2, "lines.markersize": 5,
})


class Plot:
    """One picture: what it shows in a line, and what it says in words."""

    count = 0

    def __init__(self, title, desc, fig):
        Plot.count += 1
        self.title, self.desc, self.number = title, desc, Plot.count
        self.svg = self.inline(fig)
        plt.close(fig)

    def inline(self, fig):
        out = io.StringIO()
        fig.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
        svg = out.getvalue()
        svg = svg[svg.index("<svg"):]
        svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
        for drawn, name in PAGE.items():
            svg = svg.replace(drawn, name)
        mark = f"p{self.number}-"
        svg = re.sub(r'\bid="', f'id="{mark}', svg)
        svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{mark}", svg)
        svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg).replace("xlink:href", "href")
        size = re.search(r'viewBox="([^"]*)"', svg).group(1)
        body = svg[svg.index(">") + 1:]
        return (f'<svg viewBox="{size}" role="img" aria-labelledby="{mark}title {mark}desc">'
                f'<title id="{mark}title">{text(self.title)}</title><desc id="{mark}desc">{text(self.desc)}</desc>{body}')


def text(words):
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tagged(part, **wanted):
    for f in part["figures"]:
        tags = f.get("tags", {})
        if all(tags.get(key) == value for key, value in wanted.items()):
            yield f


def grown(rows, least=1.6):
    return plt.subplots(figsize=(8, max(least, 0.34 * rows + 0.9)))


def bytes_words(n, _position=None):
    n = int(n)
    return f"{n >> 20} MiB" if n >= 2**20 else f"{n >> 10} KiB" if n >= 1024 else f"{n} B"


def seconds_axis(axis):
    axis.set_major_formatter(FuncFormatter(lambda v, _: amount(v) if v > 0 else "0"))


def bars(ax, names, values, label, colours):
    at = list(range(len(names)))[::-1]
    ax.barh(at, values, BAR, color=colours)
    ax.set_yticks(at, names)
    ax.grid(axis="y", visible=False)
    most = max(values)
    for y, v in zip(at, values):
        ax.annotate(label(v), (v, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set_xlim(0, most * 1.18)


# ---- primitives ----

def overhead(part):
    """The part of the raw call's speed that is left, for usual sizes."""
    rows = [f for f in part["figures"] if f.get("tags", {}).get("threads") == 1 and f["beside"]
            and (f["tags"]["op"] not in ("seal", "hash", "mac") or f["tags"]["bytes"] == 65536)
            and (f["tags"]["op"] != "hash many" or f["tags"]["bytes"] > 65536)]
    if not rows:
        return None
    work = list(dict.fromkeys(f"{f['tags']['op']}, {f['tags']['alg']}" for f in rows))
    backends = list(dict.fromkeys(f["tags"]["backend"] for f in rows))
    fig, ax = grown(len(work) * 0.8)
    ax.axvline(1, color=INK, linewidth=1, linestyle=":")
    for i, backend in enumerate(backends):
        mine = [f for f in rows if f["tags"]["backend"] == backend]
        at = [len(work) - 1 - work.index(f"{f['tags']['op']}, {f['tags']['alg']}") + 0.16 - 0.12 * i for f in mine]
        ax.errorbar([f["beside"][0]["ratio"] for f in mine], at, xerr=[f["beside"][0]["ratio_mad"] for f in mine],
                    fmt=MARKS[i], color=SERIES[i], elinewidth=1, label=backend)
    ax.set_yticks(range(len(work)), work[::-1])
    ax.set_ylim(-0.7, len(work) - 0.3)
    ratios = sorted((f["beside"][0]["ratio"], f["name"]) for f in rows)
    ax.set_xlim(0, max(1.2, ratios[-1][0] * 1.05))
    ax.set_xlabel("speed through our interface, where the library's own call is 1")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, fontsize=9, columnspacing=1, handletextpad=0.2)
    return Plot("What our interface costs", f"{len(rows)} pieces of work through our interface, each beside the call of the "
                f"library below it. Half of them reach {ratios[len(ratios) // 2][0]:.2f} of its speed or more; the least is "
                f"{ratios[0][0]:.2f}: {ratios[0][1]}.", fig)


def by_size(part, op, alg, title):
    rows = sorted((f for f in tagged(part, op=op, alg=alg, threads=1)), key=lambda f: f["tags"]["bytes"])
    backends = list(dict.fromkeys(f["tags"]["backend"] for f in rows))
    if len(rows) < 2:
        return None
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.9))
    said = []
    for colour, mark, backend in zip(SERIES, MARKS, backends):
        mine = [f for f in rows if f["tags"]["backend"] == backend]
        x = [f["tags"]["bytes"] for f in mine]
        left.plot(x, [f["seconds"] for f in mine], color=colour, marker=mark, label=backend)
        left.plot(x, [f["beside"][0]["seconds"] for f in mine], color=colour, linestyle=":", linewidth=1.2)
        right.plot(x, [f["beside"][0]["ratio"] for f in mine], color=colour, marker=mark, label=backend)
        said.append(f"{backend}: {amount(mine[-1]['seconds'])} for {bytes_words(x[-1])}, "
                    f"{mine[-1]['beside'][0]['ratio']:.2f} of the speed of its own call")
    left.set(xscale="log", yscale="log", xlabel="message", ylabel="one call")
    left.set_title("time (dotted: the library's own call)", fontsize=10)
    right.axhline(1, color=INK, linewidth=1, linestyle=":")
    right.set(xscale="log", xlabel="message", ylim=(0, 1.3))
    right.set_title("speed, where the library's own call is 1", fontsize=10)
    seconds_axis(left.yaxis)
    for ax in (left, right):
        ax.set_xscale("log", base=2)
        ax.set_xticks([16, 256, 4096, 65536, 2**20])
        ax.xaxis.set_major_formatter(FuncFormatter(bytes_words))
        ax.minorticks_off()
    left.legend(fontsize=9)
    fig.tight_layout()
    return Plot(title, ". ".join(said) + ".", fig)


def threads(part):
    rows = [f for f in part["figures"] if f.get("tags", {}).get("bytes") == 65536
            and f["tags"].get("op") in ("seal", "hash") and f["tags"].get("alg") in ("AES-256-GCM", "SHA-256")]
    counts = sorted({f["tags"]["threads"] for f in rows})
    if len(counts) < 2:
        return None
    series = {}
    for f in rows:
        series.setdefault((f["tags"]["op"], f["tags"]["alg"], f["tags"]["backend"]), {})[f["tags"]["threads"]] = f
    series = {key: got for key, got in series.items() if len(got) == len(counts)}
    fig, ax = grown(len(series) * len(counts) * 0.62)
    names, values, colours = [], [], []
    for (op, alg, backend), got in series.items():
        for i, n in enumerate(counts):
            names.append(f"{op}, {alg}, {backend}, {n} thread{'s' if n > 1 else ''}")
            values.append(got[n]["bytes"] / got[n]["seconds"] / 1e9)
            colours.append(SERIES[min(i, 4)])
    bars(ax, names, values, lambda v: f"{v:.2f}", colours)
    ax.set_xlabel("GB/s of all threads together, messages of 64 KiB")
    return Plot("Gain of threads", f"Throughput on {counts[0]} to {counts[-1]} threads. One thread is timed by its time on the processor, "
                "several by the wall, so a busy machine shows less gain.", fig)


# ---- commands, archives, documents ----

def commands(part, group, title, wanted=lambda f: True):
    rows = [f for f in part["figures"] if f["group"] == group and f.get("bytes") and wanted(f)]
    if not rows:
        return None
    rows.sort(key=lambda f: f["seconds"])
    fig, ax = grown(len(rows))
    bars(ax, [f["name"] for f in rows], [f["seconds"] for f in rows], amount,
         [OURS if f["name"].startswith("mohur") else THEIRS for f in rows])
    seconds_axis(ax.xaxis)
    ax.set_xlabel("time, less is better")
    return Plot(title, f"From {rows[0]['name']}, {amount(rows[0]['seconds'])}, to {rows[-1]['name']}, "
                f"{amount(rows[-1]['seconds'])}, for the same work.", fig)


def memory(part, group, title):
    rows = [f for f in part["figures"] if f["group"] == group and f.get("peak_mib") and f.get("bytes")]
    if not rows:
        return None
    rows.sort(key=lambda f: f["peak_mib"])
    fig, ax = grown(len(rows))
    bars(ax, [f["name"] for f in rows], [f["peak_mib"] for f in rows], lambda v: f"{v:.0f} MiB",
         [OURS if f["name"].startswith("mohur") else THEIRS for f in rows])
    ax.set_xlabel("the most memory, MiB")
    return Plot(title, f"From {rows[0]['name']}, {rows[0]['peak_mib']:.0f} MiB, to {rows[-1]['name']}, "
                f"{rows[-1]['peak_mib']:.0f} MiB.", fig)


def archives_in_memory(part):
    rows = [f for f in part["figures"] if f["group"] == "archives in memory"]
    if not rows:
        return None
    fig, ax = grown(len(rows) * 1.5)
    at = list(range(len(rows)))[::-1]
    speeds = [f["bytes"] / f["seconds"] / 1e9 for f in rows]
    raws = [f["bytes"] / f["beside"][0]["seconds"] / 1e9 for f in rows]
    ax.barh([y + 0.2 for y in at], speeds, 0.36, color=OURS, label="a signed archive")
    ax.barh([y - 0.2 for y in at], raws, 0.36, color=THEIRS, label="the raw calls alone")
    ax.set_yticks(at, [f["name"] for f in rows])
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("GB/s")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    parts = sorted(f["beside"][0]["ratio"] for f in rows)
    return Plot("Archives in memory", f"An archive reaches between {parts[0]:.2f} and {parts[-1]:.2f} of the speed of the "
                "encryption and hashing that it cannot do without.", fig)


# ---- keystore, passphrases ----

def keystore(part):
    rows = [f for f in part["figures"]]
    fig, ax = grown(len(rows))
    at = list(range(len(rows)))[::-1]
    ax.barh(at, [f["seconds"] for f in rows], BAR, color=[THEIRS if f["name"].startswith("raw ") else OURS for f in rows])
    for y, f in zip(at, rows):
        ax.annotate(amount(f["seconds"]), (f["seconds"], y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set_yticks(at, [f["name"] for f in rows])
    ax.set_xscale("log")
    ax.set_xlim(min(f["seconds"] for f in rows) / 3, max(f["seconds"] for f in rows) * 6)
    ax.grid(axis="y", visible=False)
    seconds_axis(ax.xaxis)
    ax.set_xlabel("time, each line ten times the one before")
    return Plot("A keystore", "; ".join(f"{f['name']}: {amount(f['seconds'])}" for f in rows) + ".", fig)


def passphrases(part):
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
    said, drawn = [], False
    for ax, fixed, free, words in ((left, "passes", "mib", "MiB of memory, 3 passes"), (right, "mib", "passes", "passes, 64 MiB")):
        rows = sorted(tagged(part, **{fixed: 3 if fixed == "passes" else 64}), key=lambda f: f["tags"][free])
        if not rows:
            continue
        drawn = True
        x = [f["tags"][free] for f in rows]
        ax.plot(x, [f["seconds"] for f in rows], color=OURS, marker="o", label="möhür")
        for i, b in enumerate(rows[0]["beside"]):
            theirs = [next((o["seconds"] for o in f["beside"] if o["name"] == b["name"]), None) for f in rows]
            ax.plot(x, theirs, color=SERIES[i + 1], marker=MARKS[i + 1], linestyle="--", label=b["name"])
        ax.set(xlabel=words, ylim=(0, None))
        if len(x) > 1:
            ax.set_xticks(x if free == "passes" else [v for v in x if v >= 32] or x)
        seconds_axis(ax.yaxis)
        said.append(f"{x[-1]} {'MiB' if free == 'mib' else 'passes'}: {amount(rows[-1]['seconds'])}")
    left.set_ylabel("one attempt")
    left.legend(fontsize=9)
    fig.tight_layout()
    if not drawn:
        plt.close(fig)
        return None
    return Plot("What a guess at a passphrase costs", "; ".join(said) + ".", fig)


def of_part(name, part):
    """The plots of a part, those that it has figures for."""
    large, small = "one large file, the whole command", "many small files, the whole command"
    documents = "documents, the whole command"
    made = {
        "archive": lambda: [
            archives_in_memory(part),
            commands(part, large, "Sealing one large file, and what others take",
                     lambda f: "open" not in f["name"] and "-d" not in f["name"] and "extract" not in f["name"]
                     and " x," not in f["name"]),
            commands(part, large, "Opening it",
                     lambda f: any(w in f["name"] for w in ("open", "-d", "extract", " x,"))),
            commands(part, small, "Many small files"), memory(part, large, "Memory for one large file")],
        "document": lambda: [commands(part, documents, "One large document, signed and verified"),
                             memory(part, documents, "Memory for one large document")],
        "keystore": lambda: [keystore(part)],
        "crypto": lambda: [overhead(part), by_size(part, "seal", "AES-256-GCM", "AES-256-GCM by size of the message"),
                           by_size(part, "seal", "ChaCha20-Poly1305", "ChaCha20-Poly1305 by size of the message"),
                           by_size(part, "hash", "SHA-256", "SHA-256 by size of the message"), threads(part)],
        "pwhash": lambda: [passphrases(part)],
    }
    return [plot for plot in made[name]() if plot is not None]
