#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What one language seals or signs, every other opens and verifies; what was
damaged, every one refuses, and with the same answer.

A driver is a program in one language.  It is started once with a folder:

    me.key me.pub me.crt     signs, is the sender; its certificate
    agency.key agency.pub    opens archives
    roots/root.crt           whom to believe
    store pass               the same keys for the command

and then reads lines, and answers each with a line: the exit code that the
command has for it (0 done, 1 not genuine, 4 malformed, 8 INDETERMINATE, ...).

    seal CONTENT ARCHIVE     one entry, "content", to agency, signed by me
    open ARCHIVE FOLDER      from the sender me; extract into the folder
    sign CONTENT SIGNATURE   CAdES, beside the document
    verify CONTENT SIGNATURE revocation need not be known

usage: run.py [--for NAME] NAME=COMMAND...

A driver each.  With --for only what NAME makes or reads; with MOHUR_FULL in the
environment more sizes, and more damages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(os.environ["MOHUR_SOURCE_DIR"])
DATA = ROOT / "bindings/cpp/tests/data"
FULL = bool(os.environ.get("MOHUR_FULL"))
SIZES = [0, 65537]
if FULL:
    SIZES = [0, 1, 16, 65537, 1 << 20]


class Driver:
    def __init__(self, title, command, folder):
        self.title = title
        self.process = subprocess.Popen(
            [*command.split(), str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"matrix: the driver {self.title} ended at {words}")
        return int(line)

    def end(self):
        self.process.stdin.close()
        return self.process.wait()


class Count:
    def __init__(self):
        self.good = 0
        self.damaged = 0
        self.wrong = []

    def check(self, holds, good, words):
        if good:
            self.good += 1
        else:
            self.damaged += 1
        if not holds:
            self.wrong.append(words)


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def mohur(*words):
    subprocess.run([os.environ["MOHUR"], *map(str, words)], check=True,
                   capture_output=True)


def make_keys(folder):
    (folder / "roots").mkdir(parents=True)
    shutil.copy(DATA / "root.crt", folder / "roots")
    for name in ("me.key", "me.crt"):
        shutil.copy(DATA / name, folder)
    openssl("genpkey", "-algorithm", "X25519", "-out", folder / "agency.key")
    for name in ("me", "agency"):
        openssl("pkey", "-in", folder / f"{name}.key", "-pubout", "-out",
                folder / f"{name}.pub")
    (folder / "pass").write_text("a long enough passphrase\n")
    (folder / "pass").chmod(0o600)
    store = ("--store", folder / "store", "--pass-file", folder / "pass", "-q")
    mohur("init", *store, "--argon2-mib", 64)
    for name, purpose in (("me", "sign"), ("agency", "seal")):
        mohur("key", "import", name, "--for", purpose, *store,
              folder / f"{name}.key")


def damages(data):
    """The same with a bit flipped here and there, cut, and with more."""
    places = {0, len(data) // 2, len(data) - 1}
    if FULL:
        places.add(len(data) // 4)
    for place in sorted(places):
        flipped = bytearray(data)
        flipped[place] ^= 0x20
        yield f"bit of byte {place}", bytes(flipped)
    yield "one byte less", data[:-1]
    yield "one byte more", data + b"x"


def judge(reader, made, content, where):
    """The answer of a reader, and whether it handed out what it should."""
    if made.suffix == ".mohur":
        code = reader.ask("open", made, where)
        handed = where / "content"
        right = handed.is_file() and handed.read_bytes() == content.read_bytes()
        released = where.exists()
        shutil.rmtree(where, ignore_errors=True)
        return code, right if code == 0 else not released
    return reader.ask("verify", content, made), True


def try_all(readers, made, content, count, words, good):
    """Every reader on one file: a good one is taken, a damaged one refused
    by all for the same reason."""
    where = made.parent / "out"
    codes = {}
    for reader in readers:
        code, handed = judge(reader, made, content, where)
        codes[reader.title] = code
        holds = handed and (code == 0) == good
        count.check(holds, good, f"{words}, read by {reader.title}: {code}")
    if len(set(codes.values())) > 1:
        count.wrong.append(f"{words}: {codes}")


def one(writer, readers, content, made, count):
    verb = "seal" if made.suffix == ".mohur" else "sign"
    size = content.stat().st_size
    words = f"{verb} of {size} bytes by {writer.title}"
    if writer.ask(verb, content, made) != 0:
        count.wrong.append(f"{words}: it could not")
        return
    try_all(readers, made, content, count, words, True)
    data = made.read_bytes()
    for how, bad in damages(data):
        made.write_bytes(bad)
        try_all(readers, made, content, count, f"{words}, {how}", False)
    made.unlink()


def main(arguments):
    work = Path.cwd()
    make_keys(work / "keys")
    wanted = None
    if arguments[:1] == ["--for"]:
        wanted, arguments = arguments[1], arguments[2:]
    pairs = [argument.split("=", 1) for argument in arguments]
    drivers = [Driver(*pair, work / "keys") for pair in pairs]
    count = Count()
    for size in SIZES:
        content = work / f"{size}" / "content"
        content.parent.mkdir()
        content.write_bytes(bytes(i * 7 & 0xFF for i in range(size)))
        for writer in drivers:
            readers = [d for d in drivers
                       if wanted in (None, writer.title, d.title)]
            for end in ("mohur", "p7s"):
                made = content.parent / f"{writer.title}.{end}"
                one(writer, readers, content, made, count)
    for driver in drivers:
        if driver.end() != 0:
            count.wrong.append(f"the driver {driver.title} did not end well")
    for words in count.wrong[:40]:
        print("not ok -", words)
    print(f"matrix: {' '.join(d.title for d in drivers)}: {count.good} good and "
          f"{count.damaged} damaged combinations, {len(count.wrong)} wrong")
    sys.exit(1 if count.wrong or not count.good else 0)


main(sys.argv[1:])
