# SPDX-License-Identifier: Apache-2.0
"""What was built and what was loaded."""

from __future__ import annotations

import json
from typing import Any, Dict, cast

from ._context import Context
from ._io import Sink, written
from ._load import lib, text


def version() -> str:
    """Version of the library that was loaded."""
    return text(lib.mohur_version())


def abi() -> int:
    """ABI of the library that was loaded."""
    return int(lib.mohur_abi())


def status_name(status: int) -> str:
    """The name of a status, "MOHUR_E_AUTH"."""
    return text(lib.mohur_status_name(status))


def build_info(ctx: Context) -> Dict[str, Any]:
    """Version, backends, and which does each algorithm."""
    found = written(ctx, lambda sink: ctx._call(
        lib.mohur_build_info, ctx._open(), sink))
    return cast(Dict[str, Any], json.loads(found))


def selftest(ctx: Context) -> Dict[str, Any]:
    """Run a known answer through every algorithm of every backend."""
    with Sink.memory(ctx) as sink:
        ctx._call(lib.mohur_selftest, ctx._open(), sink._open())
        return cast(Dict[str, Any], json.loads(sink.getvalue()))
