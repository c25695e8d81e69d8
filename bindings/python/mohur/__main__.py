# SPDX-License-Identifier: Apache-2.0
"""``python -m mohur``: what was loaded, and why."""

import os
import platform
import sys


def main() -> int:
    print(f"python     {platform.python_version()} {sys.executable}")
    try:
        import mohur
        from mohur import _load, _mohur
    except ImportError as e:
        print(e)
        return 1
    folder = os.path.dirname(os.path.abspath(mohur.__file__))
    inside = os.path.dirname(os.path.abspath(mohur.library_path())) == folder
    why = "came with this package" if inside else "found by the loader"
    print(f"package    {folder}")
    print(f"module     {_mohur.__file__}")
    print(f"library    {mohur.library_path()} ({why})")
    print(f"version    {mohur.version()}, built for "
          f"{_load.text(_load.lib.MOHUR_VERSION)} from {_load.ORIGIN}")
    print(f"ABI        {mohur.abi()}, built for {_load.lib.MOHUR_ABI}")
    with mohur.Context() as ctx:
        for row in mohur.build_info(ctx).get("backends", []):
            print(f"backend    {row}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
