# SPDX-License-Identifier: Apache-2.0
"""Loading: the package beside a library that is wrong, cut, or not there."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import mohur

from support import ROOT, alone

PACKAGE = Path(mohur.__file__).parent
WRONG = "unsigned mohur_abi(void) { return 77; }\n"


class Loaded(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mohur-python."))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_python(self, *words, first=None, path=None):
        """Runs Python with a library loaded before all others."""
        env = dict(os.environ, PYTHONPATH=str(path or PACKAGE.parent))
        if first:
            loaded = [os.environ.get("LD_PRELOAD", ""), str(first)]
            env["LD_PRELOAD"] = " ".join(filter(None, loaded))
        return subprocess.run(
            [sys.executable, "-B", *words], env=env, cwd=self.folder,
            capture_output=True, text=True, check=False)

    def copy(self):
        shutil.copytree(PACKAGE, self.folder / "copy" / "mohur")
        return self.folder / "copy"

    def test_another_abi_is_refused_with_both_numbers_and_the_file(self):
        source = self.folder / "wrong.c"
        source.write_text(WRONG)
        wrong = self.folder / "libwrong.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", wrong, source],
                       check=True, env=alone())
        done = self.run_python("-c", "import mohur", first=wrong)
        self.assertNotEqual(done.returncode, 0)
        last = done.stderr.strip().split("\n")[-1]
        self.assertIn("LoadError", last)
        self.assertIn(f"{wrong} has ABI 77", last)
        self.assertIn("built for ABI 0", last)
        self.assertIn("./dev build", last)
        shown = self.run_python("-m", "mohur", first=wrong)
        self.assertEqual(shown.returncode, 1)
        self.assertIn("ABI 77", shown.stdout + shown.stderr)

    @unittest.skipUnless(list(PACKAGE.glob("libmohur.so*")),
                         "the library is not in the package")
    def test_a_library_that_is_missing_or_cut_is_named(self):
        path = self.copy()
        library = next((path / "mohur").glob("libmohur.so*"))
        whole = library.read_bytes()
        for left in (whole[:5000], b"", b"not a library", None):
            library.unlink(missing_ok=True)
            if left is not None:
                library.write_bytes(left)
            done = self.run_python("-c", "import mohur", path=path)
            self.assertNotEqual(done.returncode, 0)
            last = done.stderr.strip().split("\n")[-1]
            self.assertIn("LoadError", last)
            self.assertIn(library.name, last)

    def test_a_package_without_its_module_says_how_to_get_it(self):
        path = self.copy()
        for module in (path / "mohur").glob("_mohur*.so"):
            module.unlink()
        done = self.run_python("-c", "import mohur", path=path)
        self.assertIn("LoadError", done.stderr)
        self.assertIn("pip install", done.stderr)

    def test_it_tells_what_was_loaded_and_why(self):
        done = self.run_python("-m", "mohur")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(mohur.library_path(), done.stdout)
        self.assertIn("came with this package", done.stdout)
        self.assertIn(f"ABI        {mohur.abi()}, built for", done.stdout)


class Readme(unittest.TestCase):
    def test_its_first_example_runs(self):
        text = (ROOT / "bindings" / "python" / "README.md").read_text()
        program = text.split("```python\n")[1].split("```")[0]
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-B", "-c", program], cwd=folder,
                capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout, "report.txt b'the bridge is open'\n")


if __name__ == "__main__":
    unittest.main()
