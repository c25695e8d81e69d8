# SPDX-License-Identifier: Apache-2.0
"""Loads the compiled module and looks at what it was linked with."""

from __future__ import annotations

import os
import struct
from typing import Any

from ._errors import LoadError

_AGAIN = (
    "build the library (./dev build) and install the binding again "
    "(pip install ./bindings/python)"
)



def _whole(path: str) -> str:
    """What is wrong with a shared library, "" if nothing is seen.

    The loader would crash on one that was cut: its section table, the last
    thing in it, must be there.
    """
    with open(path, "rb") as f:
        head = f.read(64)
    if len(head) < 64 or head[:4] != b"\x7fELF":
        return "is no shared library"
    if head[4] != 2 or head[5] != 1:
        return ""  # of 32 bits or big-endian: left to the loader
    table, size, count = struct.unpack("<Q", head[40:48]) + struct.unpack(
        "<HH", head[58:62]
    )
    if os.path.getsize(path) < table + size * count:
        return "was cut"
    return ""


def _check_files(folder: str) -> None:
    for name in sorted(os.listdir(folder)):
        if ".so" in name:
            path = os.path.join(folder, name)
            wrong = _whole(path)
            if wrong:
                raise LoadError(f"mohur: {path} {wrong}; {_AGAIN}")


_folder = os.path.dirname(os.path.abspath(__file__))
_check_files(_folder)
try:
    from ._mohur import ffi as _ffi
    from ._mohur import lib as _lib
    from ._origin import ORIGIN
except ImportError as e:
    raise LoadError(
        f"mohur: the compiled module in {_folder} cannot be loaded: {e}; "
        f"{_AGAIN}"
    ) from e

ffi: Any = _ffi
lib: Any = _lib


def text(pointer: Any) -> str:
    """A string of C; what is no UTF-8 is shown as escapes."""
    if pointer == ffi.NULL:
        return ""
    raw: bytes = ffi.string(pointer)
    return raw.decode("utf-8", "backslashreplace")


def library_path() -> str:
    """The file of the library that was loaded."""
    return text(lib.mohur_py_path())


def check_abi() -> None:
    """Refuses a library with another interface than this was built for."""
    found, wanted = int(lib.mohur_abi()), int(lib.MOHUR_ABI)
    if found != wanted:
        raise LoadError(
            f"mohur: {library_path()} has ABI {found}, and this binding was "
            f"built for ABI {wanted}; {_AGAIN}"
        )
    # Before ABI 1 every version may be another interface.
    version, built = text(lib.mohur_version()), text(lib.MOHUR_VERSION)
    if found == 0 and version != built:
        raise LoadError(
            f"mohur: {library_path()} is version {version}, and this binding "
            f"was built for version {built}; {_AGAIN}"
        )


check_abi()

__all__ = ["ORIGIN", "ffi", "lib", "library_path", "text"]
