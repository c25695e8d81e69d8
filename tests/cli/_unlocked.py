#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command that may lock no memory, whoever runs it.
usage: _unlocked.py COMMAND..."""

import ctypes
import os
import resource
import sys

PR_CAPBSET_DROP, CAP_IPC_LOCK = 24, 14

# To root the limit is none while it has this capability; others have not.
ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_IPC_LOCK, 0, 0, 0)
resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
os.execvp(sys.argv[1], sys.argv[1:])
