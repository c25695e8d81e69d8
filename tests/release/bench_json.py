#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the benchmark writes keeps to bench/schema.json: short runs, whose
figures say nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("SKIP python3-jsonschema is missing")
    sys.exit(77)

ROOT = Path(os.environ["MOHUR_SOURCE_DIR"])
BUILD = Path(os.environ["MOHUR"]).parent
sys.path.insert(0, str(ROOT / "bench"))

import run  # noqa: E402

if not (BUILD / "bench/bench_keystore").is_file():
    print("SKIP the benchmarks are not built")
    sys.exit(77)
schema = json.loads((ROOT / "bench/schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
check = jsonschema.Draft202012Validator(schema)


def keystore():
    """The module as a user calls it."""
    command = [sys.executable, "-B", ROOT / "bench/run.py", BUILD, "keystore"]
    subprocess.run(
        [*command, "--keys", "500", "--json", "keystore.json"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return json.loads(Path("keystore.json").read_text())


def archive():
    """Its parts, without the archives of many GiB."""
    return {
        "schema": "mohur-bench",
        "version": 2,
        "machine": run.machine(),
        "load": os.getloadavg()[0],
        "raw": {"1": run.lines([f"{BUILD}/bench/bench_crypto", "0.01", "1"])},
        "command": run.interleaved({"nothing": ("true", "true")}, 3, "."),
    }


for name, result in (("keystore", keystore()), ("archive", archive())):
    for fault in check.iter_errors(result):
        sys.exit(f"{name}: {fault.json_path}: {fault.message}")
    # Negative controls: what is missing or wrong is noticed.
    for wrong in ({"machine": ""}, {"rows": [{}]}, {"command": {"cp": {}}}):
        if check.is_valid({**result, **wrong}):
            sys.exit(f"{name}: the schema takes {wrong}")
    print(f"ok {name}")
