#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""spoilt.py GOLDEN --library FILE [--command MOHUR]: the verdicts of the
library on spoilt golden archives (tests/interop/spoilt.c wrote them), against
those of the second reader; and every MOHUR_SPOILT_COMMAND-th (8) against the
exit code of the command, which finds in the folder it runs in a keystore,
NAME, and its shares for each key.

spoilt.py GOLDEN --key NAME: that key as PEM.
"""

import argparse
import os
import shutil
import subprocess

from cryptography.hazmat.primitives import serialization

import archive
import cases
import golden

EXIT = {"MOHUR_OK": 0, **archive.EXIT}


def print_key(folder, name):
    print(cases.read_keys(folder)[name].private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()).decode(), end="")


def write_public(path, key):
    with open(path, "wb") as f:
        f.write(key.public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo))


def words_of(case, folder, keys):
    """The command that opens a golden archive, but for its name."""
    words, opens = ["open", "-o", "out", "--quiet", "--jobs", "1"], []
    for word in case.opener.split():
        what, _, value = word.partition("=")
        if what in ("trust", "admin"):
            if not os.path.exists(value + ".pem"):
                write_public(value + ".pem", keys[value][1])
            words += ["--from" if what == "trust" else "--admin",
                      value + ".pem"]
        elif what == "key":
            opens.append(value)
        elif what == "header":
            words += ["--header", os.path.join(folder, value)]
        elif what == "threshold":
            words += ["--threshold", value]
        elif what in ("unsigned", "forwarded"):
            words.append({"unsigned": "--unsigned",
                          "forwarded": "--allow-forwarded"}[what])
    phrases = [name for name in opens if name.startswith("pass")]
    stores = [name for name in opens if not name.startswith("pass")]
    for name in phrases:
        with open(name, "wb") as f:
            f.write(keys[name].text + b"\n")
        words += (["--passphrase-and-key", "--new-pass-file", name] if stores
                  else ["--passphrase", "--pass-file", name])
    for name in stores:
        words += ["--store", name, "--share-file", name + ".share.aa",
                  "--share-file", name + ".share.ab"]
    return words


def exit_of(command, words, data):
    with open("spoilt.mohur", "wb") as f:
        f.write(data)
    code = subprocess.run([command, *words, "spoilt.mohur"],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          check=False).returncode
    left = os.path.exists("out")
    shutil.rmtree("out", ignore_errors=True)
    return code, left


def spoil(data, how, at):
    if how == "cut":
        return data[:at]
    changed = bytearray(data)
    changed[at] ^= 1 << at % 8
    return bytes(changed)


class Golden:
    """One golden archive, and what opens it."""

    def __init__(self, case, folder, keys):
        self.data = golden.read(folder, case.file)
        self.opener = golden.opener_of(case.opener, keys, folder)
        self.words = words_of(case, folder, keys)


def compare(folder, library, command):
    keys = cases.read_keys(folder)
    all_of = {case.name: Golden(case, folder, keys)
              for case in cases.read_cases(folder)}
    every, faults, asked, count = int(os.environ.get(
        "MOHUR_SPOILT_COMMAND", "8")), 0, 0, 0
    with open(library, encoding="ascii") as f:
        for count, line in enumerate(f, 1):
            name, how, at, status = line.split()
            one = all_of[name]
            data = spoil(one.data, how, int(at))
            ours = cases.run(data, one.opener)[0]
            if ours != status:
                print(f"FAIL {name} {how} {at}: {status}, in Python {ours}")
                faults += 1
            if command and count % every == 0:
                asked += 1
                code, left = exit_of(command, one.words, data)
                if code != EXIT[status] or left != (code == 0):
                    print(f"FAIL {name} {how} {at}: {status}, the command "
                          f"ends with {code}")
                    faults += 1
    print(f"{count} verdicts in Python, {asked} of the command, "
          f"{faults} differ")
    return faults != 0 or count == 0 or (command and asked == 0)


def main():
    parser = argparse.ArgumentParser(description="spoilt golden archives")
    parser.add_argument("folder")
    parser.add_argument("--library", metavar="FILE")
    parser.add_argument("--command", metavar="MOHUR")
    parser.add_argument("--key", metavar="NAME")
    args = parser.parse_args()
    if args.key:
        return print_key(args.folder, args.key)
    return compare(args.folder, args.library, args.command)


if __name__ == "__main__":
    raise SystemExit(main())
