#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command that may write files of so many bytes, as if the disk were
full there.  usage: _limited.py BYTES COMMAND..."""

import os
import resource
import signal
import sys

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
os.execvp(sys.argv[2], sys.argv[2:])
