# SPDX-License-Identifier: Apache-2.0
"""How things are measured: commands in turns, programs that print samples, and
a figure of the result, as bench/schema.json has it."""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS_LEAST = 3


class Budget:
    """Seconds that a part may take; None: as many as it takes."""

    def __init__(self, seconds=None):
        self.end = None if seconds is None else time.monotonic() + seconds

    def left(self):
        return None if self.end is None else self.end - time.monotonic()

    def runs(self, wanted, seconds_of_one, share=1.0):
        """As many as fit into a share of what is left, but a few always."""
        if self.end is None:
            return wanted
        fit = int(max(self.left(), 0) * share / max(seconds_of_one, 1e-9))
        return min(wanted, max(RUNS_LEAST, fit))


def crowding():
    """Seconds by the wall for one of the processor, now: 1 on an idle machine."""
    wall, own = time.monotonic(), time.process_time()
    while time.process_time() - own < 0.2:
        sum(range(10000))
    return max(1.0, (time.monotonic() - wall) / (time.process_time() - own))


def lines(command):
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def quiet_version(mohur):
    return json.loads(subprocess.run([mohur, "version", "--json"], check=True, capture_output=True).stdout)


def folder_for(mib):
    """A temporary folder in memory where there is room, else on the disk."""
    room = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > mib * 2**20
    return tempfile.mkdtemp(prefix="mohur-bench-", dir="/dev/shm" if room else None)


def run_once(command, cwd):
    """Seconds by the wall, seconds of processor, and the peak memory in MiB."""
    start = time.monotonic()
    child = subprocess.Popen(["/bin/sh", "-c", command], cwd=cwd, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"bench: exit {child.returncode}: {command}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def memory_note():
    """What a child had of its parent before it became a command counts too."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"memory of commands is told from {own:.0f} MiB upwards: what has less is shown with that"


def interleaved(commands, runs, cwd, budget=Budget(), share=1.0):
    """Run all in turn, a command or a function that returns what run_once does;
    the first turn is the warm-up, and tells how many more there is time for.  {name: what figure() takes}"""
    took = {name: [] for name in commands}
    turn, began = 0, time.monotonic()
    while turn <= runs:
        for name, (before, command) in commands.items():
            subprocess.run(["/bin/sh", "-c", before], cwd=cwd, check=True)
            one = command() if callable(command) else run_once(command, cwd)
            if turn > 0:
                took[name].append(one)
        if turn == 0:
            runs = budget.runs(runs, time.monotonic() - began, share)
        turn += 1
    rows = {}
    for name, all_ in took.items():
        wall, cpu, peak = zip(*all_)
        rows[name] = {"samples": list(wall), "processor": statistics.median(cpu),
                      "peak_mib": max(peak), "command": str(commands[name][1])}
    return rows


def mad(values):
    """The median distance from the median."""
    middle = statistics.median(values)
    return statistics.median(abs(v - middle) for v in values)


def beside(name, kind, samples, own):
    """Another's time for the same work, over ours: 2 says that we are twice as
    fast, 0.9 of a raw call that we cost a tenth more."""
    if len(samples) == len(own):
        ratios = [theirs / ours for theirs, ours in zip(samples, own)]
        ratio, spread = statistics.median(ratios), mad(ratios)
    else:
        ratio = statistics.median(samples) / statistics.median(own)
        spread = ratio * (mad(samples) / statistics.median(samples) + mad(own) / statistics.median(own))
    return {"name": name, "kind": kind, "seconds": statistics.median(samples), "samples": list(samples),
            "ratio": ratio, "ratio_mad": spread}


def figure(group, name, samples, others=(), goal=None, **more):
    """One thing that was measured.  others: (name, kind, samples);
    goal: ("ratio", the other's name, least) or ("seconds", most)."""
    one = {"group": group, "name": name, "seconds": statistics.median(samples), "n": len(samples),
           "min": min(samples), "max": max(samples), "mad": mad(samples), "samples": list(samples),
           "clock": "wall", "beside": [beside(*other, samples) for other in others]}
    one.update({key: value for key, value in more.items() if value is not None})
    if goal and goal[0] == "seconds":
        one["goal"] = {"kind": "seconds", "value": goal[1], "met": one["seconds"] <= goal[1]}
    elif goal:
        ratio = next(b["ratio"] for b in one["beside"] if b["name"] == goal[1])
        one["goal"] = {"kind": "ratio", "beside": goal[1], "value": goal[2], "met": ratio >= goal[2]}
    return one


def command_figure(group, name, rows, others=(), goal=None, bytes_=None):
    """A figure of what interleaved() gave; others: (name of a row, kind)."""
    row = rows[name]
    one = figure(group, name, row["samples"], [(n, kind, rows[n]["samples"]) for n, kind in others if n in rows], goal,
                 bytes=bytes_, processor=row["processor"], peak_mib=row["peak_mib"], command=row["command"])
    for b in one["beside"]:
        b["processor_ratio"] = rows[b["name"]]["processor"] / max(row["processor"], 1e-3)
    return one
