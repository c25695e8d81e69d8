# SPDX-License-Identifier: Apache-2.0
"""Where the library is, and the module that is compiled against it.

The first of these that is there is taken:

  MOHUR_BUILD     the environment names a build folder of a checkout
  ../../build     the checkout that this folder belongs to was built
  pkg-config      an installed library
"""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).resolve().parent
SHARED = "libmohur.so"
SOURCE = """
#include <dlfcn.h>
#include <mohur/mohur.h>
#include "initialisers.inc"

/* The file that the library was loaded from. */
static const char *
mohur_py_path(void)
{
    Dl_info info = {0};

    if (dladdr((void *)mohur_abi, &info) == 0 || info.dli_fname == NULL) {
        return "(unknown)";
    }
    return info.dli_fname;
}
"""


class Library:
    """What a compiler must be told, and what a wheel must bring along."""

    def __init__(self, origin, include, folders, libraries, bundled):
        self.origin = origin
        self.include = include
        self.folders = folders
        self.libraries = libraries
        self.bundled = bundled  # the file that goes into the wheel, or None


def source_of(folder):
    """The checkout that was built in this folder."""
    cache = folder / "CMakeCache.txt"
    key = "mohur_SOURCE_DIR:STATIC="
    lines = cache.read_text().split("\n") if cache.exists() else []
    for line in lines:
        if line.startswith(key):
            return Path(line[len(key):])
    return HERE.parents[1]


def in_build(folder, origin):
    """The library of a checkout that was built in this folder."""
    shared = folder / SHARED
    if not shared.exists():
        return None
    return Library(origin, [str(source_of(folder) / "include")], [str(folder)], ["mohur"],
                   shared.resolve())


def installed():
    """The library that pkg-config knows."""
    tool = shutil.which(os.environ.get("PKG_CONFIG", "pkg-config"))
    if tool is None:
        return None
    done = subprocess.run([tool, "--cflags", "--libs", "mohur"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    words = shlex.split(done.stdout)

    def of(flag):
        return [w[2:] for w in words if w.startswith(flag)]

    return Library("pkg-config", of("-I"), of("-L"), of("-l"), None)


def find():
    named = os.environ.get("MOHUR_BUILD")
    if named:
        found = in_build(Path(named).resolve(), "MOHUR_BUILD")
        if found is None:
            raise SystemExit(f"MOHUR_BUILD: there is no {SHARED} in {named}")
        return found
    build = HERE.parents[1] / "build"
    found = in_build(build, "the checkout") or installed()
    if found is None:
        raise SystemExit(
            f"mohur: there is no {build / SHARED} and pkg-config does not "
            "know mohur.\nBuild the library first (./dev build), or install "
            "it, or name a build folder in MOHUR_BUILD.")
    return found


LIBRARY = find()
# A library that comes along is loaded from beside the module, no other.
RPATH = ["-Wl,-rpath,$ORIGIN"] if LIBRARY.bundled else []

ffibuilder = FFI()
ffibuilder.cdef((HERE / "declarations.cdef").read_text())
ffibuilder.set_source(
    "mohur._mohur",
    SOURCE,
    include_dirs=[str(HERE), *LIBRARY.include],
    library_dirs=LIBRARY.folders,
    libraries=LIBRARY.libraries,
    extra_link_args=RPATH,
)
