# SPDX-License-Identifier: Apache-2.0
"""Documents: a large one and many small ones, signed and verified beside the
raw hash and the raw signature in the same turns; then the whole command on the
large one beside openssl cms, and with --peers beside BouncyCastle and minisign."""
import os
import shlex
import shutil
import subprocess
from contextlib import ExitStack

from bouncy import VERSION, Asked, BouncyCastle, jars
from measure import command_figure, figure, folder_for, interleaved, lines, memory_note

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


def minisign_commands(a, work):
    """What it does for the same promise less the certificates: Ed25519 over BLAKE2b."""
    if not a.peers:
        return {}, "without --peers minisign is left out"
    if not shutil.which("minisign"):
        return {}, "skipped minisign: it is not installed"
    subprocess.run(["minisign", "-G", "-W", "-p", "mini.pub", "-s", "mini.key"], check=True, cwd=work, capture_output=True)
    return {
        "minisign -S": ("true", "minisign -S -s mini.key -m big -x big.minisig > /dev/null 2>&1"),
        "minisign -V": ("true", "minisign -V -p mini.pub -m big -x big.minisig > /dev/null 2>&1"),
    }, "minisign signs by Ed25519 over BLAKE2b, with no certificate, date or revocation"


GOALS = {  # least part of the raw call
    "verify one large": 0.9,
    "verify one large, mapped": 0.9,
    "sign one large": 0.9,
    "verify many small": 0.8,
}
BESIDE = {
    "mohur sign": ("openssl cms -sign", "BouncyCastle sign", "minisign -S"),
    "mohur verify": ("openssl cms -verify", "BouncyCastle verify", "minisign -V"),
    "mohur sign, attached": ("openssl cms -sign, attached",),
    "mohur verify, attached": ("openssl cms -verify, attached",),
}
BOUNCY_COUNT = 1000  # of small documents in a turn


def beside_raw(a, build, work):
    """Through the library, and what it cannot do without."""
    figures, notes = [], []
    for jobs in sorted({1, min(2, a.jobs)}):
        rows = lines([f"{build}/bench/bench_document", work, str(a.mib), str(a.count if jobs == 1 else 0), str(a.runs),
                      str(jobs)])
        for row in rows:
            if row["what"] == "peak":
                notes.append(f"peak memory with {jobs} job{'s' if jobs > 1 else ''}: {row['mib']:.1f} MiB, documents not "
                             "counted")
                continue
            raw = "the raw signature" if "small" in row["what"] else "the raw hash"
            goal = ("ratio", raw, GOALS[row["what"]]) if row["what"] in GOALS else None
            figures.append(figure("documents through the library", f"{row['what']}, {jobs} job{'s' if jobs > 1 else ''}",
                                  row["samples"], [(raw, "raw", row["raw_samples"])], goal,
                                  bytes=a.mib * 2**20 if "large" in row["what"] else None,
                                  tags={"op": row["what"], "jobs": jobs}))
    return figures, notes


def small_beside(a, build, work, peer):
    """A turn of ours, a turn of BouncyCastle's; the first warms it up."""
    count = min(a.count, BOUNCY_COUNT)
    ours, theirs = {"sign": [], "verify": []}, {"sign": [], "verify": []}
    for turn in range(a.runs + 1):
        rows = lines([f"{build}/bench/bench_document", work, "0", str(count), "1", "1"])
        for what, n in (("sign", count // 10), ("verify", count)):
            took = peer.ask(f"{what} {n}")[0]
            if turn > 0:
                theirs[what].append(took)
                ours[what] += next(row["samples"] for row in rows if row["what"] == f"{what} many small")
    return [figure("documents of 4 KiB, beside BouncyCastle", f"{what} {n}", ours[what],
                   [("BouncyCastle", "peer", theirs[what])], tags={"op": what})
            for what, n in (("sign", count // 10), ("verify", count))]


def bouncy_castle(a, build, work, stack):
    """The JVM until the stack is left; or None and why."""
    if not a.peers:
        return None, "without --peers BouncyCastle is left out"
    place, why = jars(build)
    if place is None:
        return None, f"skipped BouncyCastle: {why}"
    return stack.enter_context(BouncyCastle(place, work)), (
        f"BouncyCastle {VERSION} with its own provider, in one JVM that is warm; its time has no start of a program")


def measure(a, build, mohur, budget):
    work = folder_for(4 * a.mib)
    try:
        common = prepare_document(mohur, work, a.mib)
        figures, notes = beside_raw(a, build, work)
        mini, mini_note = minisign_commands(a, work)
        commands = document_commands(mohur, common) | mini
        with ExitStack() as stack:
            peer, note = bouncy_castle(a, build, work, stack)
            if peer:
                figures += small_beside(a, build, work, peer)
                commands |= {f"BouncyCastle {what}": ("true", Asked(peer, f"{what} big")) for what in ("sign", "verify")}
            rows = interleaved(commands, a.runs, work, budget)
        figures += [command_figure("documents, the whole command", name, rows,
                                   [(other, "peer") for other in BESIDE.get(name, ())], bytes_=a.mib * 2**20)
                    for name in rows]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return figures, [f"one document of {a.mib} MiB; {a.count} of 4 KiB, a tenth of them to sign", memory_note(), note,
            mini_note, *notes]
