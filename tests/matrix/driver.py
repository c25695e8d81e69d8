#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The driver of the matrix in Python; see run.py."""

import sys
from pathlib import Path

import mohur

EXITS = {0x03: 5, 0x04: 4, 0x05: 1, 0x06: 3, 0x07: 6}
VERDICTS = {mohur.Verdict.PASSED: 0, mohur.Verdict.FAILED: 1}


class Desk:
    def __init__(self, folder):
        read = lambda name: (folder / name).read_bytes()  # noqa: E731
        sign, seal = mohur.Purpose.SIGN, mohur.Purpose.SEAL
        self.ctx = mohur.Context()
        self.me = mohur.Key.private(self.ctx, read("me.key"), purpose=sign)
        self.agency = mohur.Key.private(self.ctx, read("agency.key"), purpose=seal)
        self.sender = mohur.Key.public(self.ctx, read("me.pub"), purpose=sign)
        self.cert = read("me.crt")
        self.trust = mohur.Trust(self.ctx).add(read("roots/root.crt"))

    def seal(self, content, archive):
        with mohur.ArchiveWriter(
            self.ctx, archive, recipients=[self.agency], signers=[self.me]
        ) as writer, open(content, "rb") as data:
            writer.add("content", data)

    def open(self, archive, folder):
        with mohur.ArchiveReader(
            self.ctx, archive, keys=[self.agency], senders=[self.sender]
        ) as reader:
            reader.extract(folder)

    def sign(self, content, signature):
        mohur.sign(self.ctx, self.me, content, signature, cert=self.cert)

    def verify(self, content, signature):
        report = mohur.verify(
            self.ctx, signature, content=content, trust=self.trust,
            signers=mohur.ANY_SIGNER, revocation=mohur.Revocation.NONE)
        return VERDICTS.get(report.verdict, 8)


def main():
    desk = Desk(Path(sys.argv[1]))
    verbs = {"seal": desk.seal, "open": desk.open,
             "sign": desk.sign, "verify": desk.verify}
    for line in sys.stdin:
        verb, first, second = line.split()
        try:
            code = verbs[verb](first, second) or 0
        except mohur.Error as e:
            code = EXITS.get(int(e.status) >> 8, 70)
        print(code, flush=True)


main()
