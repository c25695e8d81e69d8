#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command on a terminal of its own, and types.

usage: _terminal.py [--out FILE] [--err FILE] [STEP]... -- COMMAND...

A step is `wait:TEXT` (until the terminal shows it), `type:TEXT` (and Enter),
`key:int` (Ctrl-C) or `end:` (the terminal goes away).  --out and --err send
those streams to a file instead.  Prints what the terminal showed, without
its carriage returns; the exit code is the command's, or 128 and the signal.
"""

import os
import pty
import select
import signal
import sys
import time

SECONDS = 30


def parse(words):
    steps, files = [], {}
    while words[0] != "--":
        word = words.pop(0)
        if word in ("--out", "--err"):
            files[1 if word == "--out" else 2] = words.pop(0)
        else:
            steps.append(word.split(":", 1))
    return steps, files, words[1:]


def start(command, files):
    child, terminal = pty.fork()
    if child == 0:
        # A test in the background has these ignored, a terminal does not.
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        for number, path in files.items():
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.execvp(command[0], command)
    return child, terminal


def read_some(terminal):
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if not ready:
        return b""
    try:
        return os.read(terminal, 65536) or None
    except OSError:
        return None


def main():
    steps, files, command = parse(sys.argv[1:])
    child, terminal = start(command, files)
    shown, seen = b"", 0
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if steps and steps[0][0] == "wait":
            at = shown.find(steps[0][1].encode(), seen)
            if at >= 0:
                seen = at + len(steps.pop(0)[1].encode())
                continue
        elif steps:
            kind, text = steps.pop(0)
            typed = {"type": text.encode() + b"\n", "key": b"\x03", "end": b""}[kind]
            if kind == "end":
                os.kill(child, signal.SIGHUP)
            os.write(terminal, typed)
            continue
        more = read_some(terminal)
        if more is None:
            break
        shown += more
    else:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
    if steps:
        sys.exit(f"never came to: {steps}")
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


main()
