#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The benchmark: everything in one run, as ratios.

  bench/run.py BUILD_DIR [--mib N] [--runs N] [--json FILE]

Prints the raw AEAD and hash of each backend, sealing and opening in memory
beside them, and the whole command beside age and tar, with peak memory.
Files lie in a memory file system where there is one.
"""
import argparse
import json
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BACKENDS = {0: "built-in choice", 1: "libsodium", 2: "Mbed TLS", 3: "OpenSSL"}


def lines(command):
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def run_once(command, cwd):
    """Seconds by the wall and the peak memory of the largest process, in MiB."""
    start = time.monotonic()
    child = subprocess.Popen(["/bin/sh", "-c", command], cwd=cwd, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"bench: exit {child.returncode}: {command}")
    return seconds, usage.ru_maxrss / 1024


def interleaved(commands, runs, cwd):
    """Run all in turn, so that a change of the machine's speed hits all."""
    seconds = {name: [] for name in commands}
    memory = {name: 0.0 for name in commands}
    for turn in range(runs + 1):
        for name, (before, command) in commands.items():
            subprocess.run(["/bin/sh", "-c", before], cwd=cwd, check=True)
            took, peak = run_once(command, cwd)
            if turn > 0:  # the first is the warm-up
                seconds[name].append(took)
                memory[name] = max(memory[name], peak)
    return {n: {"seconds": statistics.median(s), "min": min(s), "max": max(s), "peak_mib": memory[n],
                "command": commands[n][1]} for n, s in seconds.items()}


def raw(build, seconds, threads):
    return lines([f"{build}/bench/bench_crypto", str(seconds), str(threads)])


def limit(rows, aead_backend, hash_backend):
    """Bytes a second of one AEAD pass and one SHA-256 pass."""
    def rate(what, alg, backend):
        return next((r["bytes_per_s"] for r in rows if (r["what"], r["alg"], r["backend"]) == (what, alg, backend)), 0)
    a, h = rate("aead", "AES-256-GCM", aead_backend), rate("hash", "SHA-256", hash_backend)
    return 1 / (1 / a + 1 / h) if a and h else 0


def in_memory(build, work, mib, runs, jobs, backend):
    folder = os.path.join(work, f"keys-{jobs}-{backend}")
    return lines([f"{build}/bench/bench_archive", folder, str(mib), str(runs), str(jobs), str(backend)])


def peers(mohur, work, mib):
    have = {tool: shutil.which(tool) for tool in ("age", "age-keygen", "tar")}
    q = shlex.quote
    key = f"--store {q(work)}/store --pass-file {q(work)}/pass --quiet"
    box = f"-r {q(work)}/box.pem -s me"
    seal = f"{q(mohur)} seal {key} {box}"
    open_ = f"{q(mohur)} open {key}"
    commands = {
        "cp": ("rm -f copy", "cp in/big copy"),
        "mohur seal, to a file": ("rm -f x.mohur", f"{seal} -o x.mohur in"),
        "mohur seal, to a sink": ("true", f"{seal} -o - in > /dev/null"),
        "mohur open, to a folder": ("rm -rf out", f"{open_} -o out x.mohur"),
        "mohur open, to a sink": ("true", f"{open_} -o - x.mohur in/big > /dev/null"),
    }
    if have["age"]:
        commands |= {
            "age, to a file": ("rm -f x.age", "age -r $(cat age.pub) -o x.age in/big"),
            "age, to a sink": ("true", "age -r $(cat age.pub) in/big > /dev/null"),
            "age -d, to a file": ("rm -f out.age", "age -d -i age.key -o out.age x.age"),
            "age -d, to a sink": ("true", "age -d -i age.key x.age > /dev/null"),
            "tar | age, to a file": ("rm -f x.tar.age", "tar c in | age -r $(cat age.pub) -o x.tar.age"),
            "age -d | tar, to a folder": ("rm -rf out.tar; mkdir out.tar", "age -d -i age.key x.tar.age | tar x -C out.tar"),
        }
    return commands


def prepare(mohur, work, mib):
    os.makedirs(f"{work}/in")
    block = os.urandom(1024 * 1024)
    with open(f"{work}/in/big", "wb") as out:
        for _ in range(mib):
            out.write(block)
    with open(os.open(f"{work}/pass", os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        out.write("bench\n")
    common = ["--store", f"{work}/store", "--pass-file", f"{work}/pass", "--quiet"]
    for words in (["init", "--argon2-mib", "64"], ["key", "create", "me", "--for", "sign"],
                  ["key", "create", "box", "--for", "seal"], ["key", "export", "box", "-o", f"{work}/box.pem"]):
        subprocess.run([mohur, *words, *common], check=True)
    if shutil.which("age-keygen"):
        subprocess.run(["age-keygen", "-o", f"{work}/age.key"], check=True, capture_output=True)
        with open(f"{work}/age.pub", "wb") as out:
            subprocess.run(["age-keygen", "-y", f"{work}/age.key"], check=True, stdout=out)


def gb(rate):
    return f"{rate / 1e9:6.2f} GB/s"


def print_raw(rows, threads):
    print(f"\nraw calls, {threads} thread{'s' if threads > 1 else ''} (64 KiB messages, 32 KiB leaves)")
    for r in rows:
        print(f"  {r['alg']:<20} {r['backend']:<18} {gb(r['bytes_per_s'])}")


def print_memory(rows, limits):
    print("\nsigned archive, memory to memory, beside the limit 1 / (1/AEAD + 1/SHA-256) of the same backends")
    for r in rows:
        top = limits[(r["jobs"], r["backend"])]
        ratio = f"{r['bytes_per_s'] / top:5.2f} of the limit {gb(top)}" if top else "no limit known"
        print(f"  {r['what']}  {r['jobs']} job{'s' if r['jobs'] > 1 else ' '}  {BACKENDS[r['backend']]:<16} "
              f"{gb(r['bytes_per_s'])}  {ratio}")


def print_peers(rows, mib):
    print(f"\nthe whole command on {mib} MiB, median of the runs; ratio = its peer's time / its time")
    versus = {"mohur seal, to a file": ["cp", "age, to a file", "tar | age, to a file"],
              "mohur seal, to a sink": ["age, to a sink"],
              "mohur open, to a folder": ["cp", "age -d, to a file", "age -d | tar, to a folder"],
              "mohur open, to a sink": ["age -d, to a sink"]}
    for name, r in rows.items():
        ratios = ", ".join(f"{rows[p]['seconds'] / r['seconds']:.2f} x {p}" for p in versus.get(name, []) if p in rows)
        print(f"  {name:<28} {r['seconds']:7.3f} s  {mib * 1.048576e6 / r['seconds'] / 1e9:6.2f} GB/s  "
              f"peak {r['peak_mib']:6.1f} MiB  {ratios}")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("build")
    words.add_argument("module", nargs="?", default="archive", choices=["archive"])
    words.add_argument("--mib", type=int, default=1024)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    words.add_argument("--peers", action="store_true", help="accepted for clarity; peers that are found always run")
    words.add_argument("--json", metavar="FILE")
    a = words.parse_args()
    build = os.path.abspath(a.build)
    mohur = f"{build}/mohur"
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {load:.1f}; {a.runs} runs each, medians")
    if load > 0.5 * (os.cpu_count() or 1):
        print("NOTE: this machine is busy; the figures are not a result")
    place = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 8 * a.mib * 2**20 else None
    work = tempfile.mkdtemp(prefix="mohur-bench-", dir=place)
    try:
        info = json.loads(subprocess.run([mohur, "version", "--json"], check=True, capture_output=True).stdout)
        chosen = info["build"].get("algorithms", {})
        raws = {n: raw(build, 0.4, n) for n in sorted({1, a.jobs})}
        for n, rows in raws.items():
            print_raw(rows, n)
        memory, limits = [], {}
        for jobs in sorted({1, a.jobs}):
            for backend in (0, 1, 3):
                memory += in_memory(build, work, min(a.mib, 512), a.runs, jobs, backend)
                name = BACKENDS[backend]
                pair = ("libsodium", "libsodium") if backend == 1 else ("OpenSSL", "OpenSSL") if backend == 3 else None
                if pair is None:
                    best = {w: max((r for r in raws[jobs] if r["what"] == w and r["alg"] == alg),
                                   key=lambda r: r["bytes_per_s"])["backend"]
                            for w, alg in (("aead", "AES-256-GCM"), ("hash", "SHA-256"))}
                    pair = (best["aead"], best["hash"])
                limits[(jobs, backend)] = limit(raws[jobs], *pair)
        print_memory(memory, limits)
        prepare(mohur, work, a.mib)
        whole = interleaved(peers(mohur, work, a.mib), a.runs, work)
        print_peers(whole, a.mib)
        if a.json:
            with open(a.json, "w") as out:
                json.dump({"schema": "mohur-bench", "version": 1, "machine": platform.platform(), "processors": os.cpu_count(),
                           "load": load, "build": info["build"], "raw": raws, "memory": memory, "command": whole,
                           "chosen": chosen}, out, indent=1)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
