# SPDX-License-Identifier: Apache-2.0
"""Primitives through our interface beside the calls of the libraries below, on
the same bytes in the same turns; threads; and how long a program takes to
start."""
import shlex
import shutil
import subprocess
import tempfile

from measure import command_figure, crowding, figure, interleaved, lines

TURN_MS = 2
COLD_GOAL = 0.010
SECONDS_OF_A_TURN = 1.8  # of all rows, ours and raw, on an idle machine
GROUPS = {
    "seal": "authenticated encryption", "open": "authenticated encryption", "hash": "hashes", "hash many": "hashes",
    "tree hash": "hashes", "mac": "message authentication", "hkdf": "key derivation", "pbkdf2": "key derivation",
    "sign": "signatures", "verify": "signatures", "encapsulate": "key encapsulation",
    "decapsulate": "key encapsulation", "hpke seal": "key encapsulation",
}
OF_BYTES = ("seal", "open", "hash", "hash many", "mac", "tree hash")


def size(n):
    if n % 2**20 == 0:
        return f"{n // 2**20} MiB"
    return f"{n // 2**10} KiB" if n % 2**10 == 0 else f"{n} bytes"


def figure_of(row):
    words = [row["op"], row["alg"], row["backend"]]
    if row["op"] in OF_BYTES:
        words.append(size(row["bytes"]))
    if row["threads"] > 1:
        words.append(f"{row['threads']} threads")
    tags = {key: row[key] for key in ("op", "alg", "backend", "bytes", "threads")}
    return figure(GROUPS[row["op"]], ", ".join(words), row["samples"], [(row["raw"], "raw", row["raw_samples"])],
                  bytes=row["bytes"] if row["op"] in OF_BYTES else None, clock=row["clock"], tags=tags)


def cold(build, mohur, runs, budget):
    q = shlex.quote
    work = tempfile.mkdtemp(prefix="mohur-bench-")
    commands = {
        "a program that does nothing": ("true", "/bin/true"),
        "mohur version": ("true", f"{q(mohur)} version > /dev/null"),
        "one message sealed": ("true", f"{q(build)}/bench/bench_crypto cold ours"),
        "one message sealed by libsodium alone": ("true", f"{q(build)}/bench/bench_crypto cold raw"),
    }
    try:
        rows = interleaved(commands, runs, work, budget)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    beside = {"one message sealed": [("one message sealed by libsodium alone", "raw")]}
    return [command_figure("cold start: a process from its first to its last instruction", name, rows,
                           beside.get(name, ()), ("seconds", COLD_GOAL) if name == "mohur version" else None)
            for name in rows]


def openssl_speed():
    """What the tool that everybody has says of the same work."""
    done = subprocess.run(["openssl", "speed", "-mr", "-seconds", "1", "-bytes", "65536", "-evp", "aes-256-gcm"],
                          capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if line.startswith("+F:"):
            return [f"openssl speed says of AES-256-GCM over 64 KiB: {float(line.split(':')[-1]) / 1e9:.2f} GB/s"]
    return ["skipped openssl speed: it gave no figure"]


def measure(a, build, mohur, budget):
    runs = budget.runs(a.turns, SECONDS_OF_A_TURN * crowding(), 0.8)
    rows = lines([f"{build}/bench/bench_crypto", str(runs), "0.01" if a.short else str(TURN_MS), str(a.jobs)])
    order = list(dict.fromkeys(GROUPS.values()))
    figures = sorted((figure_of(row) for row in rows), key=lambda f: order.index(f["group"]))
    figures += cold(build, mohur, a.turns, budget)
    notes = ["one thread is timed by its time on the processor, several and programs by the wall",
             "the raw call has its key read and set up beforehand; ours takes the key as it is stored"]
    if a.peers and shutil.which("openssl"):
        notes += openssl_speed()
    return figures, notes
