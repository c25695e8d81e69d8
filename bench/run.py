#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The benchmark: everything in one run, as ratios.

  bench/run.py BUILD_DIR [archive] [--mib N] [--runs N] [--peers] [--json FILE]
  bench/run.py BUILD_DIR keystore [--keys N] [--folder DIR] [--json FILE]
  bench/run.py BUILD_DIR document [--mib N] [--count N] [--runs N] [--json FILE]

Prints the raw AEAD and hash of each backend; sealing and opening in memory
beside the raw calls, in turns, for each choice of backends; and the whole
command beside cp and, with --peers, beside other tools.  All commands run in
turns, so that a change of the machine's speed hits all; figures are medians.
Files lie in a memory file system where there is one.

keystore: making, opening, fetching and using keys, beside what SQLite and the
signature take alone.  --folder puts the store on the disk that counts.

document: a large document and many small ones, signed and verified beside the
raw hash and the raw signature in the same turns; then the whole command on the
large one beside openssl cms.
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

from peers import Peers

CHOICES = ("multi-buffer", "openssl+multi-buffer", "openssl", "libsodium")
MANY, MANY_LEN = 10000, 4096
EXCERPT_GIB = 10
GOALS = {  # least ratio: peer's time / our time
    ("mohur seal, to a file", "cp"): 1 / 1.1,
    ("mohur open, to a folder", "cp"): 1 / 1.1,
    ("mohur seal, to a sink", "age, to a sink"): 2.5,
    ("mohur open, to a sink", "age -d, to a sink"): 2.5,
    ("mohur seal, to a file", "cms, to a file"): 1.0,
    ("mohur open, to a sink", "cms -decrypt, to a sink"): 1.0,
    ("mohur seal, to a file", "gpg, to a file"): 1.0,
    ("mohur open, to a sink", "gpg -d, to a sink"): 1.0,
    ("mohur seal, to a file", "7z, to a file"): 1.0,
    ("mohur open, to a sink", "7z x, to a sink"): 1.0,
    ("mohur seal, to a file", "mlar, to a file"): 10.0,
    ("mohur open, to a folder", "mlar extract, to a folder"): 10.0,
    ("mohur seal, many", "tar | age"): 1.5,
    ("mohur open, many", "age -d | tar"): 1.5,
}
MEMORY_GOAL = 0.85
DOCUMENT_GOALS = {  # least part of the raw call
    "verify one large": 0.9,
    "sign one large": 0.9,
    "verify many small": 0.8,
}
KEYSTORE_GOALS = {  # most seconds
    "make a key": 1 / 500,
    "fetch a key and sign with it": 0.001,
    "open without a passphrase": 0.050,
}


def lines(command):
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


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


def interleaved(commands, runs, cwd):
    """Run all in turn; the first turn is the warm-up."""
    took = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, (before, command) in commands.items():
            subprocess.run(["/bin/sh", "-c", before], cwd=cwd, check=True)
            one = run_once(command, cwd)
            if turn > 0:
                took[name].append(one)
    rows = {}
    for name, all_ in took.items():
        wall, cpu, peak = zip(*all_)
        rows[name] = {"seconds": statistics.median(wall), "min": min(wall), "max": max(wall),
                      "samples": list(wall), "processor": statistics.median(cpu), "peak_mib": max(peak), "command": commands[name][1]}
    return rows


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


def gb(rate):
    return f"{rate / 1e9:6.2f} GB/s"


def print_raw(rows, threads):
    print(f"\nraw calls, {threads} thread{'s' if threads > 1 else ''} (64 KiB messages, 32 KiB leaves)")
    for r in rows:
        print(f"  {r['alg']:<20} {r['backend']:<18} {gb(r['bytes_per_s'])}")


def in_memory(build, work, mib, runs, jobs):
    rows = []
    for n in sorted({1, jobs}):
        for choice in CHOICES:
            folder = os.path.join(work, f"keys-{n}-{choice}")
            rows += lines([f"{build}/bench/bench_archive", folder, str(mib), str(runs), str(n), choice])
    return rows


def print_memory(rows, mib):
    print(f"\nsigned archive of {mib} MiB, memory to memory, beside the raw calls on as many threads in the same turns")
    for r in rows:
        for what in ("seal", "open"):
            part = r[what + "_part"]
            verdict = "" if part >= MEMORY_GOAL else f"  below the goal {MEMORY_GOAL}"
            print(f"  {what}  {r['jobs']} job{'s' if r['jobs'] > 1 else ' '}  {r['choice']:<22} {gb(r[what])}  "
                  f"raw {gb(r['raw'])}  {part:5.2f} of it{verdict}")


def print_rows(rows, bytes_):
    for name, r in rows.items():
        print(f"  {name:<27} {r['seconds']:7.3f} s  {bytes_ / r['seconds'] / 1e9:6.2f} GB/s  processor "
              f"{r['processor']:7.3f} s  peak {r['peak_mib']:6.1f} MiB")


def print_ratios(rows, unlock):
    """As they are, and less what it takes to start and to unlock the keystore."""
    print(f"\nratios: peer's time / its time; in brackets less the {unlock * 1000:.0f} ms of unlocking a keystore;\n"
          "then of processor time, which a busy machine changes less")
    for (name, peer), goal in GOALS.items():
        if name not in rows or peer not in rows:
            continue
        whole = rows[peer]["seconds"] / rows[name]["seconds"]
        less = rows[peer]["seconds"] / max(rows[name]["seconds"] - unlock, 1e-9)
        work = rows[peer]["processor"] / rows[name]["processor"]
        verdict = "" if whole >= goal else "  below the goal"
        print(f"  {name:<25} {whole:6.2f} x {peer:<27} [{less:6.2f}]  processor {work:6.2f}  goal {goal:5.2f}{verdict}")


def excerpt(mohur, work, seal, open_, runs):
    """One entry of 1 MiB out of a large archive: time, and bytes read."""
    need = (EXCERPT_GIB + 1) * 2**30
    if shutil.disk_usage(work).free < need:
        print(f"\nskipped the excerpt: {work} has no room for an archive of {EXCERPT_GIB} GiB")
        return {}
    os.makedirs(f"{work}/parts")
    with open(f"{work}/parts/part-00000", "wb") as out:
        out.write(os.urandom(1024 * 1024))
    for i in range(1, EXCERPT_GIB * 1000):
        os.link(f"{work}/parts/part-00000", f"{work}/parts/part-{i:05}")
    run_once(f"{seal} -o large.mohur parts", work)
    name = f"parts/part-{EXCERPT_GIB * 500:05}"
    one = f"{open_} -o - large.mohur {name}"
    rows = interleaved({"excerpt": ("true", f"{one} > /dev/null"),
                        "unlock": ("true", f"{seal} -o - empty > /dev/null")}, runs, work)
    rows["excerpt"]["bytes_read"] = bytes_read(one, work)
    print(f"\none entry of 1 MiB out of {EXCERPT_GIB * 1000} in {EXCERPT_GIB * 1000} MiB: "
          f"{rows['excerpt']['seconds'] * 1000:.0f} ms, {rows['unlock']['seconds'] * 1000:.0f} ms of them to unlock a keystore; "
          f"read of the archive, directory included: {rows['excerpt']['bytes_read']} bytes (goal: under 50 ms)")
    os.unlink(f"{work}/large.mohur")
    return rows


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


def machine():
    with open("/proc/cpuinfo") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} processors"


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("build")
    words.add_argument("module", nargs="?", default="archive", choices=["archive", "keystore", "document"])
    words.add_argument("--mib", type=int, default=1024)
    words.add_argument("--memory-mib", type=int, default=512)
    words.add_argument("--runs", type=int, default=7)
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    words.add_argument("--peers", action="store_true", help="beside other tools too")
    words.add_argument("--only", choices=["memory", "command"], help="half of it")
    words.add_argument("--count", type=int, default=10000, help="of small documents")
    words.add_argument("--keys", type=int, default=10000, help="of a keystore; a multiple of 500")
    words.add_argument("--folder", metavar="DIR", help="where a keystore is made")
    words.add_argument("--json", metavar="FILE")
    a = words.parse_args()
    build = os.path.abspath(a.build)
    mohur = f"{build}/mohur"
    load = os.getloadavg()[0]
    print(f"{machine()}, load {load:.1f}; {a.runs} runs each, medians")
    if load > 0.5 * (os.cpu_count() or 1):
        print("NOTE: this machine is busy; the figures are not a result")
    if a.module == "keystore":
        return keystore(a, build, load)
    if a.module == "document":
        return document(a, build, mohur, load)
    place = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 8 * a.mib * 2**20 else None
    work = tempfile.mkdtemp(prefix="mohur-bench-", dir=place)
    result = {"schema": "mohur-bench", "version": 2, "machine": machine(), "processors": os.cpu_count(), "load": load}
    try:
        result["build"] = json.loads(quiet_version(mohur))["build"]
        if a.only != "command":
            result["raw"] = {n: lines([f"{build}/bench/bench_crypto", "0.3", str(n)]) for n in sorted({1, a.jobs})}
            for n, rows in result["raw"].items():
                print_raw(rows, n)
            result["memory"] = in_memory(build, work, a.memory_mib, a.runs, a.jobs)
            print_memory(result["memory"], a.memory_mib)
        if a.only != "memory":
            result |= measure_command(a, build, mohur, work)
        if a.json:
            with open(a.json, "w") as out:
                json.dump(result, out, indent=1)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def keystore(a, build, load):
    place = a.folder or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    work = tempfile.mkdtemp(prefix="mohur-bench-", dir=place)
    try:
        rows = lines([f"{build}/bench/bench_keystore", f"{work}/store", str(a.keys)])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"\na keystore in {place or tempfile.gettempdir()}; one of each, medians")
    for r in rows:
        goal = KEYSTORE_GOALS.get(r["what"])
        verdict = f"  above the goal {goal * 1000:.0f} ms" if goal and r["seconds"] > goal else ""
        keys = f"{r['keys']} keys" if r["keys"] > 1 else ""
        print(f"  {r['what']:<42} {keys:>12} {r['seconds'] * 1000:10.3f} ms{verdict}")
    if a.json:
        with open(a.json, "w") as out:
            json.dump({"schema": "mohur-bench-keystore", "version": 1, "machine": machine(), "load": load, "rows": rows},
                      out, indent=1)


CA_EXT = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n"


def prepare_document(mohur, work, mib):
    """A key with a chain of two authorities, and a large document."""
    def run(*words):
        subprocess.run([str(w) for w in words], check=True, cwd=work, capture_output=True)

    with open(os.open(f"{work}/pass", os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        out.write("bench\n")
    common = ["--store", "store", "--pass-file", "pass", "--quiet"]
    run(mohur, "init", "--argon2-mib", "64", *common)
    run(mohur, "key", "create", "me", "--for", "sign", "--alg", "ECDSA-P256", *common)
    run(mohur, "key", "csr", "me", "--subject", "CN=Bench", "-o", "me.csr", *common)
    for name, text in (("ca.ext", CA_EXT), ("me.ext", "keyUsage = critical, nonRepudiation\n")):
        with open(f"{work}/{name}", "w") as out:
            out.write(text)
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    run("openssl", "req", "-x509", *curve, "-keyout", "root.key", "-out", "root.crt", "-subj", "/CN=Root", "-days", 99)
    for name, issuer, ext in (("ca", "root", "ca"), ("me", "ca", "me"), ("peer", "ca", "me")):
        if name != "me":
            run("openssl", "req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.crt", "-CAkey", f"{issuer}.key",
            "-CAcreateserial", "-days", 99, "-extfile", f"{ext}.ext", "-out", f"{name}.crt")
    os.mkdir(f"{work}/anchors")
    shutil.copy(f"{work}/root.crt", f"{work}/anchors")
    block = os.urandom(1024 * 1024)
    with open(f"{work}/big", "wb") as out:
        for _ in range(mib):
            out.write(block)
    return common


def document_commands(mohur, common):
    sign = f"{shlex.quote(mohur)} sign -k me --cert me.crt --cert ca.crt {' '.join(common)} --force big"
    verify = f"{shlex.quote(mohur)} verify --trust anchors --no-revocation --quiet"
    cms = "openssl cms -sign -cades -binary -md sha256 -signer peer.crt -inkey peer.key -certfile ca.crt -in big -outform DER"
    check = "openssl cms -verify -cades -binary -inform DER -CAfile root.crt -purpose any -out /dev/null"
    return {
        "openssl dgst": ("true", "openssl dgst -sha256 big > /dev/null 2>&1"),
        "mohur sign": ("true", f"{sign} -o big.p7s > /dev/null 2>&1"),
        "openssl cms -sign": ("true", f"{cms} -out peer.p7s > /dev/null 2>&1"),
        "mohur verify": ("true", f"{verify} --content big big.p7s > /dev/null 2>&1"),
        "openssl cms -verify": ("true", f"{check} -in peer.p7s -content big > /dev/null 2>&1"),
        "mohur sign, attached": ("true", f"{sign} --attached -o big.p7m > /dev/null 2>&1"),
        "openssl cms -sign, attached": ("true", f"{cms} -nodetach -out peer.p7m > /dev/null 2>&1"),
        "mohur verify, attached": ("true", f"{verify} big.p7m > /dev/null 2>&1"),
        "openssl cms -verify, attached": ("true", f"{check} -in peer.p7m > /dev/null 2>&1"),
    }


def print_beside(rows):
    for r in rows:
        if r["what"] == "peak":
            print(f"  peak memory of all this: {r['mib']:.1f} MiB, documents not counted")
            continue
        goal = DOCUMENT_GOALS.get(r["what"])
        print(f"  {r['what']:<20} {r['jobs']} job{'s' if r['jobs'] > 1 else ' '} {r['seconds']:8.3f} s  raw "
              f"{r['raw']:8.3f} s  {r['part']:5.2f} of it, of processor time {r['work_part']:5.2f}"
              f"{f'  goal {goal}' if goal else ''}{'  below the goal' if goal and r['part'] < goal else ''}")


def document(a, build, mohur, load):
    place = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 4 * a.mib * 2**20 else None
    work = tempfile.mkdtemp(prefix="mohur-bench-", dir=place)
    try:
        common = prepare_document(mohur, work, a.mib)
        beside = []
        for jobs in sorted({1, min(2, a.jobs)}):
            beside += lines([f"{build}/bench/bench_document", work, str(a.mib), str(a.count if jobs == 1 else 0),
                             str(a.runs), str(jobs)])
        print(f"\n{a.mib} MiB in one document, {a.count} documents of 4 KiB (a tenth of them to sign), beside the raw "
              "calls in the same turns")
        print_beside(beside)
        rows = interleaved(document_commands(mohur, common), a.runs, work)
        print(f"\nthe whole command on {a.mib} MiB in {work}")
        print_rows(rows, a.mib * 2**20)
        for name in ("sign", "verify", "sign, attached", "verify, attached"):
            peer, our = rows[f"openssl cms -{name}"], rows[f"mohur {name}"]
            print(f"  mohur {name:<18} {peer['seconds'] / our['seconds']:6.2f} x as fast as openssl cms, "
                  f"{our['peak_mib'] / peer['peak_mib']:6.2f} of its memory")
        if a.json:
            with open(a.json, "w") as out:
                json.dump({"schema": "mohur-bench-document", "version": 1, "machine": machine(), "load": load,
                           "beside": beside, "command": rows}, out, indent=1)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def quiet_version(mohur):
    return subprocess.run([mohur, "version", "--json"], check=True, capture_output=True).stdout


def measure_command(a, build, mohur, work):
    prepare(mohur, work, a.mib)
    large, many, seal, open_ = ours(mohur, work)
    if a.peers:
        peers = Peers(build, work)
        print("\n" + "\n".join(peers.notes))
        large |= peers.large()
        many |= peers.many()
    rows = interleaved(large, a.runs, work)
    unlock = rows["unlock"]["seconds"]
    print(f"\nthe whole command on {a.mib} MiB, from and to {work}")
    print_rows(rows, a.mib * 2**20)
    small = interleaved(many, a.runs, work)
    print(f"\n{MANY} files of {MANY_LEN} bytes")
    print_rows(small, MANY * MANY_LEN)
    print_ratios(rows | small, unlock)
    for name in ("in", "many", "x.mohur", "x.age"):
        subprocess.run(["rm", "-rf", f"{work}/{name}"], check=True)
    return {"command": rows, "many": small, "excerpt": excerpt(mohur, work, seal, open_, a.runs)}


if __name__ == "__main__":
    main()
