# SPDX-License-Identifier: Apache-2.0
"""The wheel: the module in Python's limited API, and beside it the library
of the checkout that it was compiled against.  See pyproject.toml."""

import os
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from build_mohur import LIBRARY  # noqa: E402


class BuildWithLibrary(build_py):
    """Copies the library into the package, under the name it is loaded by."""

    def run(self):
        super().run()
        package = Path(self.build_lib) / "mohur"
        text = f'ORIGIN = "{LIBRARY.origin}"\n'
        if LIBRARY.bundled:
            name = ".".join(LIBRARY.bundled.name.split(".")[:4])
            shutil.copyfile(LIBRARY.bundled, package / name)
        (package / "_origin.py").write_text(
            "# SPDX-License-Identifier: Apache-2.0\n"
            '"""Where the library was found when this was built."""\n\n'
            + text)


setup(
    cffi_modules=["build_mohur.py:ffibuilder"],
    cmdclass={"build_py": BuildWithLibrary},
    # The headers are not among the sources that are looked at for changes.
    options={
        "bdist_wheel": {"py_limited_api": "cp39"},
        "build_ext": {"force": True},
    },
)
