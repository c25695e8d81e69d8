# SPDX-License-Identifier: Apache-2.0
"""What the tests of this binding share."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import mohur

ROOT = Path(__file__).resolve().parents[3]
# The least that the profile allows, so that tests are quick.
CHEAP = {"m_kib": 64 * 1024, "t": 3}
PASSPHRASE = b"a passphrase of tests"


def pem(name):
    return (ROOT / "tests" / "data" / "pem" / name).read_bytes()


def alone():
    """The environment without what watches the library."""
    return {k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}


def openssl(*words, folder):
    return subprocess.run(
        ["openssl", *map(str, words)], cwd=folder, check=True,
        capture_output=True, env=alone()).stdout


class Case(unittest.TestCase):
    """A folder and a context for each test, and keys that are in no store."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mohur-python."))
        self.addCleanup(shutil.rmtree, self.folder)
        self.ctx = mohur.Context()
        self.addCleanup(self.ctx.close)

    def key(self, name="p256.pem", purpose=mohur.Purpose.SEAL):
        return mohur.Key.private(self.ctx, pem(name), purpose=purpose)

    def store(self, name="keys"):
        return mohur.Keystore.create(
            self.ctx, self.folder / name, PASSPHRASE, **CHEAP)

    def raises(self, kind, status):
        return _Raises(self, kind, status)


class _Raises:
    """Like assertRaises, and looks at the status too."""

    def __init__(self, case, kind, status):
        self.case = case
        self.status = status
        self.inner = case.assertRaises(kind)

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *what):
        done = self.inner.__exit__(*what)
        self.case.assertEqual(self.inner.exception.status, self.status)
        self.case.assertTrue(self.inner.exception.hint)
        return done
