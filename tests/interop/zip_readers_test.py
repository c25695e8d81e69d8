#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile containers before several readers of ZIP: whatever two of them read
differently, we refuse; what we write, all of them read alike.

Each container is a good one, signed by us, with one lie.  The readers are
unzip, 7-Zip, bsdtar and Python's zipfile; one that is not installed is
skipped, and it is said that it was.
"""

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

MOHUR = os.environ["MOHUR"]


# ---- readers: names in order and one digest of all content ----

def run(*words):
    return subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL)


def by_python(path):
    try:
        with zipfile.ZipFile(path) as z:
            names = [i.filename for i in z.infolist()]
            return names, b"".join(z.read(i) for i in z.infolist())
    except Exception as error:  # every refusal is one
        return None, type(error).__name__.encode()


def by_tool(names, content):
    def read(path):
        listed = run(*names, path)
        data = run(*content, path)
        if listed.returncode or data.returncode:
            return None, b""
        return listed.stdout.decode("utf-8", "replace").split("\n")[:-1], data.stdout
    return read


def by_7zip(tool):
    def read(path):
        listed = run(tool, "l", "-slt", "-ba", path)
        data = run(tool, "x", "-so", "-y", "-p", path)
        if listed.returncode or data.returncode:
            return None, b""
        lines = listed.stdout.decode("utf-8", "replace").split("\n")
        return [x[7:] for x in lines if x.startswith("Path = ")], data.stdout
    return read


def readers():
    found = {"zipfile": by_python}
    if shutil.which("unzip"):
        found["unzip"] = by_tool(["unzip", "-Z1"], ["unzip", "-p"])
    if shutil.which("bsdtar"):
        found["bsdtar"] = by_tool(["bsdtar", "-tf"], ["bsdtar", "-xOf"])
    for tool in ("7zz", "7z"):
        if shutil.which(tool):
            found["7zip"] = by_7zip(tool)
            break
    for name in ("unzip", "bsdtar", "7zip"):
        if name not in found:
            print(f"skipped: {name} is not installed")
    return found


# ---- containers ----

def member(name, data, local=None, **lies):
    """Local header with content, and entry without its offset."""
    crc = lies.get("crc", zlib.crc32(data))
    size = lies.get("size", len(data))
    flags = lies.get("flags", 0)

    def fields(who):
        text = (who or {}).get("name", name)
        return text, struct.pack(
            "<HHHHHIIIHH", 20, flags, (who or {}).get("method", 0), 0, 0x21,
            (who or {}).get("crc", crc), len(data),
            (who or {}).get("size", size), len(text), 0)

    text, common = fields(local)
    head = b"PK\3\4" + common + text + data
    text, common = fields(None)
    tail = (b"PK\1\2" + struct.pack("<H", 20) + common
            + struct.pack("<HHHI", 0, 0, 0, lies.get("attributes", 0)))
    return head, tail, text


def build(members, prefix=b"", suffix=b"", comment=b"", more=0, skew=0):
    out, entries = prefix, b""
    for head, tail, name in members:
        entries += tail + struct.pack("<I", len(out) - skew) + name
        out += head
    at = len(out) - skew
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(members) + more,
                      len(members) + more, len(entries), at, len(comment))
    return out + entries + end + comment + suffix


def hostile(good):
    """What is wrong, and a container that has it."""
    plain = [member(n, d) for n, d in good]

    def with_(i, **lies):
        changed = list(plain)
        changed[i] = member(good[i][0], good[i][1], **lies)
        return build(changed)

    name, data = good[1]
    yield "a name twice", build(plain + [member(name, b"another")])
    yield "a name in two cases", build(plain + [member(name.upper(), b"x")])
    yield "a folder of that name", build(plain + [member(name + b"/", b"")])
    yield "another local name", with_(1, local={"name": b"other.txt"})
    yield "another local length", with_(1, local={"size": len(data) - 1})
    yield "another local CRC", with_(1, local={"crc": 1})
    yield "another local method", with_(1, local={"method": 8})
    yield "a wrong CRC", with_(1, crc=1)
    yield "an encrypted flag", with_(1, flags=1)
    yield "a symbolic link", with_(1, attributes=0xA1FF0000)
    yield "bytes in front", build(plain, prefix=b"%PDF-1.4\n", skew=9)
    yield "bytes in front that count", build(plain, prefix=b"%PDF-1.4\n")
    yield "bytes behind", build(plain, suffix=b"\0\0")
    yield "a comment", build(plain, comment=b"a comment")
    yield "two end records", build(plain, suffix=build([]))
    yield "an end record in a comment", build(plain, comment=build([]))
    yield "an entry less", build(plain, more=-1)
    yield "an entry more", build(plain, more=1)
    yield "up", build(plain + [member(b"../up", b"x")])
    yield "absolute", build(plain + [member(b"/root", b"x")])
    yield "a backslash", build(plain + [member(b"a\\b", b"x")])
    yield "a NUL", build(plain + [member(b"a\0b", b"x")])
    yield "cp852", build(plain + [member(b"\x82", b"x")])
    head, tail, text = plain[1]
    yield "the same bytes twice", overlap(plain)


def overlap(plain):
    """A second entry for the bytes of the first."""
    whole = build(plain)
    at = whole.index(b"PK\1\2")
    head, tail, name = plain[1]
    extra = (tail[:28] + struct.pack("<H", 5) + tail[30:]
             + struct.pack("<I", len(plain[0][0])) + b"again")
    body = whole[:-22] + extra
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(plain) + 1,
                      len(plain) + 1, len(body) - at, at, 0)
    return body + end


# ---- the test ----

def prepare(folder):
    def go(*words):
        done = subprocess.run(words, cwd=folder, capture_output=True)
        if done.returncode:
            sys.exit(f"{words}: {done.stderr.decode()}")

    with open(os.path.join(folder, "pass"), "w") as f:
        f.write("a passphrase for one test\n")
    os.chmod(os.path.join(folder, "pass"), 0o600)
    for name in ("decree.txt", "map.txt"):
        with open(os.path.join(folder, name), "w") as f:
            f.write(f"this is {name}\n")
    with open(os.path.join(folder, "ext"), "w") as f:
        f.write("keyUsage = critical, nonRepudiation\n")
    with_ = ("--store", "S", "--pass-file", "pass", "--quiet")
    go(MOHUR, "init", *with_)
    go(MOHUR, "key", "create", "me", "--for", "sign", "--alg", "ECDSA-P256",
       *with_)
    go(MOHUR, "key", "csr", "me", "--subject", "CN=Aysel", "-o", "me.csr",
       *with_)
    go("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
       "ec_paramgen_curve:P-256", "-nodes", "-keyout", "root.key", "-out",
       "root.crt", "-subj", "/CN=Root", "-days", "30", "-addext",
       "keyUsage=critical,keyCertSign,cRLSign")
    go("openssl", "x509", "-req", "-in", "me.csr", "-CA", "root.crt", "-CAkey",
       "root.key", "-CAcreateserial", "-days", "30", "-extfile", "ext", "-out",
       "me.crt")
    os.mkdir(os.path.join(folder, "anchors"))
    shutil.copy(os.path.join(folder, "root.crt"),
                os.path.join(folder, "anchors"))
    go(MOHUR, "sign", "-k", "me", "--cert", "me.crt", "-o", "one.asice",
       "decree.txt", "map.txt", *with_)
    go(MOHUR, "sign", "-k", "me", "--cert", "me.crt", "--add", "one.asice",
       "-o", "two.asice", *with_)


def ours(folder, path):
    done = run(MOHUR, "verify", "--trust", os.path.join(folder, "anchors"),
               "--no-revocation", path)
    return done.returncode, done.stderr.decode()


def compare(all_readers, path):
    answers = {n: r(path) for n, r in all_readers.items()}
    distinct = {(None if names is None else tuple(names),
                 hashlib.sha256(data).hexdigest() if names is not None else "")
                for names, data in answers.values()}
    return len(distinct) == 1, answers


def main():
    failed = 0
    differ = 0
    total = 0
    all_readers = readers()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        for name in ("one.asice", "two.asice"):
            path = os.path.join(folder, name)
            same, answers = compare(all_readers, path)
            if not same or ours(folder, path)[0] != 0:
                print(f"FAILED: {name}, which we wrote, is read as {answers}")
                failed += 1
        with zipfile.ZipFile(os.path.join(folder, "one.asice")) as z:
            good = [(i.filename.encode(), z.read(i)) for i in z.infolist()]
        path = os.path.join(folder, "x.asice")
        with open(path, "wb") as f:
            f.write(build([member(n, d) for n, d in good]))
        if ours(folder, path)[0] != 0:
            print("FAILED: what the others are made of is not good itself")
            failed += 1
        for what, data in hostile(good):
            with open(path, "wb") as f:
                f.write(data)
            same, answers = compare(all_readers, path)
            code, words = ours(folder, path)
            total += 1
            differ += not same
            refused = code == 4 and "nobody signed" not in words
            if not refused:
                print(f"FAILED: {what}: exit {code}, {words}, others: "
                      f"{ {n: a[0] for n, a in answers.items()} }")
                failed += 1
    print(f"{total} hostile containers: the {len(all_readers)} readers "
          f"({', '.join(sorted(all_readers))}) differ on {differ}, "
          f"we refuse {total - failed}")
    sys.exit(1 if failed else 0)


main()
