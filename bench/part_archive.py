# SPDX-License-Identifier: Apache-2.0
"""Archives: in memory beside the raw calls that they cannot do without, the
whole command beside cp and other tools, one entry out of a large archive."""
import os
import shlex
import shutil
import subprocess
import time

from measure import RUNS_LEAST, command_figure, figure, folder_for, interleaved, lines, memory_note, run_once
from peers import Peers

CHOICES = ("multi-buffer", "openssl+multi-buffer", "openssl", "libsodium")
MANY, MANY_LEN = 10000, 4096
MEMORY_GOAL = 0.85
EXCERPT_GOAL = 0.050
MEMORY, LARGE, SMALL, EXCERPT = ("archives in memory", "one large file, the whole command",
                                 "many small files, the whole command", "one entry out of a large archive")
OTHERS = {  # beside which others, the least ratio: the other's time / ours
    "mohur seal, to a file": {"cp": 1 / 1.1, "cms, to a file": 1.0, "gpg, to a file": 1.0, "7z, to a file": 1.0,
                              "mlar, to a file": 10.0, "age, to a file": None},
    "mohur seal, to a sink": {"age, to a sink": 2.5},
    "mohur open, to a folder": {"cp": 1 / 1.1, "mlar extract, to a folder": 10.0, "age -d, to a file": None},
    "mohur open, to a sink": {"age -d, to a sink": 2.5, "cms -decrypt, to a sink": 1.0, "gpg -d, to a sink": 1.0,
                              "7z x, to a sink": 1.0},
    "mohur seal, many": {"tar | age": 1.5},
    "mohur open, many": {"age -d | tar": 1.5},
}


def figures_in_memory(row, jobs, choice):
    return [figure(MEMORY, f"{what}, {choice}, {jobs} job{'s' if jobs > 1 else ''}", row[what + "_samples"],
                   [("the raw calls", "raw", row["raw_samples"])], ("ratio", "the raw calls", MEMORY_GOAL),
                   bytes=row["bytes"], tags={"op": what, "backend": choice, "jobs": jobs})
            for what in ("seal", "open")]


def in_memory(a, build, work, budget):
    """The first choice tells how many runs of the others there is time for."""
    figures, runs = [], a.runs if budget.end is None else min(a.runs, RUNS_LEAST)
    settings = [(jobs, choice) for jobs in sorted({1, a.jobs}) for choice in (CHOICES[-1:] if a.short else CHOICES)]
    for i, (jobs, choice) in enumerate(settings):
        folder, start = os.path.join(work, f"keys-{jobs}-{choice}"), time.monotonic()
        row = lines([f"{build}/bench/bench_archive", folder, str(a.memory_mib), str(runs), str(jobs), choice])[0]
        figures += figures_in_memory(row, jobs, choice)
        one = (time.monotonic() - start) / (runs + 1)
        runs = budget.runs(a.runs, one * max(len(settings) - i - 1, 1), 0.3)
    return figures


def prepare(mohur, work, mib):
    os.makedirs(f"{work}/in")
    block = os.urandom(1024 * 1024)
    with open(f"{work}/in/big", "wb") as out:
        for _ in range(mib):
            out.write(block)
    open(f"{work}/empty", "wb").close()
    for i in range(MANY):
        folder = f"{work}/many/{i % 100:02}"
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/file-{i:05}", "wb") as out:
            out.write(block[i % 1000:i % 1000 + MANY_LEN])
    with open(os.open(f"{work}/pass", os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        out.write("bench\n")
    common = ["--store", f"{work}/store", "--pass-file", f"{work}/pass", "--quiet"]
    for words in (["init", "--argon2-mib", "64"], ["key", "create", "me", "--for", "sign"],
                  ["key", "create", "box", "--for", "seal"], ["key", "export", "box", "-o", f"{work}/box.pem"]):
        subprocess.run([mohur, *words, *common], check=True)


def ours(mohur, work):
    q = shlex.quote
    key = f"--store {q(work)}/store --pass-file {q(work)}/pass --quiet"
    seal = f"{q(mohur)} seal {key} -r {q(work)}/box.pem -s me"
    open_ = f"{q(mohur)} open {key}"
    large = {
        "unlock": ("true", f"{seal} -o - empty > /dev/null"),
        "cp": ("rm -f copy", "cp in/big copy"),
        "cp, synced": ("rm -f copy", "cp in/big copy && sync copy"),
        "mohur seal, to a file": ("rm -f copy x.mohur", f"{seal} -o x.mohur in"),
        "mohur seal, to a sink": ("true", f"{seal} -o - in > /dev/null"),
        "mohur open, to a folder": ("rm -rf out", f"{open_} -o out x.mohur"),
        "mohur open, to a sink": ("rm -rf out", f"{open_} -o - x.mohur in/big > /dev/null"),
    }
    many = {
        "mohur seal, many": ("rm -f m.mohur", f"{seal} -o m.mohur many"),
        "mohur open, many": ("rm -rf out.mohur", f"{open_} -o out.mohur m.mohur"),
    }
    return large, many, seal, open_


def goal_of(name, rows):
    """The goal that is hardest to reach among those that were measured."""
    goals = [(rows[other]["samples"], other, least) for other, least in OTHERS[name].items()
             if least is not None and other in rows]
    if not goals:
        return None
    _, other, least = min(goals, key=lambda g: sorted(g[0])[len(g[0]) // 2] / g[2])
    return "ratio", other, least


def less_unlocking(name, rows, unlock, group, bytes_):
    """What is left of a command's time for the work that other tools do: they
    have no keystore whose passphrase is made slow to guess."""
    less = [max(s - unlock, 1e-6) for s in rows[name]["samples"]]
    others = [(other, "peer", rows[other]["samples"]) for other in OTHERS[name] if other in rows]
    return figure(group, f"{name}, less the unlocking", less, others, bytes=bytes_)


def whole_commands(rows, group, bytes_, unlock):
    figures = []
    for name in rows:
        others = [(other, "peer") for other in OTHERS.get(name, {})]
        goal = goal_of(name, rows) if name in OTHERS else None
        figures.append(command_figure(group, name, rows, others, goal, None if name == "unlock" else bytes_))
        if name in OTHERS:
            figures.append(less_unlocking(name, rows, unlock, group, bytes_))
    return figures


def bytes_read(command, work):
    """What pread gave, by strace; None without it."""
    if not shutil.which("strace"):
        return None
    trace = f"{work}/trace"
    subprocess.run(["strace", "-f", "-qq", "-e", "trace=pread64", "-o", trace, "/bin/sh", "-c", f"{command} > /dev/null"],
                   cwd=work, check=True)
    total = 0
    with open(trace) as lines_:
        for line in lines_:
            got = line.rsplit("= ", 1)[-1].split()[0]
            total += int(got) if got.isdigit() else 0
    return total


def excerpt(a, work, seal, open_, budget):
    """One entry of 1 MiB out of a large archive: time, and bytes read."""
    if shutil.disk_usage(work).free < (a.excerpt_gib + 1) * 2**30:
        return [], [f"skipped the excerpt: {work} has no room for an archive of {a.excerpt_gib} GiB"]
    os.makedirs(f"{work}/parts")
    with open(f"{work}/parts/part-00000", "wb") as out:
        out.write(os.urandom(1024 * 1024))
    for i in range(1, a.excerpt_gib * 1000):
        os.link(f"{work}/parts/part-00000", f"{work}/parts/part-{i:05}")
    run_once(f"{seal} -o large.mohur parts", work)
    one = f"{open_} -o - large.mohur parts/part-{a.excerpt_gib * 500:05}"
    rows = interleaved({"unlock": ("true", f"{seal} -o - empty > /dev/null"), "excerpt": ("true", f"{one} > /dev/null")},
                       a.runs, work, budget)
    read = bytes_read(one, work)
    os.unlink(f"{work}/large.mohur")
    name = f"one of {a.excerpt_gib * 1000} entries of 1 MiB"
    rows[name] = rows.pop("excerpt")
    notes = [f"read of the archive for one entry, directory included: {read} bytes"] if read else []
    figures = [command_figure(EXCERPT, "unlock", rows), command_figure(EXCERPT, name, rows)]
    less = [one - unlock for one, unlock in zip(rows[name]["samples"], rows["unlock"]["samples"])]
    if min(less) > 0:
        figures.append(figure(EXCERPT, f"{name}, less the unlocking", less, goal=("seconds", EXCERPT_GOAL)))
    else:
        notes.append("the entry alone: too unsteady to say, it took less than the unlocking varies")
    return figures, notes


def measure_command(a, build, mohur, work, budget):
    prepare(mohur, work, a.mib)
    large, many, seal, open_ = ours(mohur, work)
    notes = []
    if a.peers:
        peers = Peers(build, work, install=not a.all)
        notes += peers.notes
        large |= peers.large()
        many |= peers.many()
    rows = interleaved(large, a.runs, work, budget, 0.6)
    unlock = min(rows["unlock"]["samples"])
    figures = whole_commands(rows, LARGE, a.mib * 2**20, unlock)
    figures += whole_commands(interleaved(many, a.runs, work, budget, 0.6), SMALL, MANY * MANY_LEN, unlock)
    for name in ("in", "many", "x.mohur", "x.age"):
        subprocess.run(["rm", "-rf", f"{work}/{name}"], check=True)
    more, said = excerpt(a, work, seal, open_, budget)
    return figures + more, notes + said


def measure(a, build, mohur, budget):
    figures, notes = [], []
    work = folder_for(8 * a.mib)
    try:
        if a.only != "command":
            figures += in_memory(a, build, work, budget)
            notes.append(f"in memory: an archive of {a.memory_mib} MiB")
        if a.only != "memory":
            more, said = measure_command(a, build, mohur, work, budget)
            figures += more
            notes += [f"the whole command: {a.mib} MiB, and {MANY} files of {MANY_LEN} bytes, in {os.path.dirname(work)}; "
                      "its time has the unlocking of a keystore in it", memory_note(), *said]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return figures, notes
