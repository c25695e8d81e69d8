#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What each part of the benchmark writes keeps to bench/schema.json: runs so
short that their figures say nothing."""

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
PARTS = {"archive": ["--only", "memory"], "document": [], "keystore": [], "crypto": [], "pwhash": []}
WRONG = (
    {"machine": {}},
    {"version": 2},
    {"parts": {}},
    {"parts": {"others": {}}},
    {"parts": {"archive": {"seconds": 1, "notes": [], "figures": []}}},
    {"parts": {"archive": {"seconds": 1, "notes": [], "figures": [{}]}}},
)

if not (BUILD / "bench/bench_keystore").is_file():
    print("SKIP the benchmarks are not built")
    sys.exit(77)
schema = json.loads((ROOT / "bench/schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
check = jsonschema.Draft202012Validator(schema)

for part, words in PARTS.items():
    command = [sys.executable, "-B", ROOT / "bench/run.py", BUILD, part]
    subprocess.run(
        [*command, "--short", *words, "--json", f"{part}.json"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    result = json.loads(Path(f"{part}.json").read_text())
    for fault in check.iter_errors(result):
        sys.exit(f"{part}: {fault.json_path}: {fault.message}")
    figures = result["parts"][part]["figures"]
    names = [(f["group"], f["name"]) for f in figures]
    if len(set(names)) != len(names):
        sys.exit(f"{part}: two figures of one name")
    # Negative controls: what is missing or wrong is noticed.
    for wrong in WRONG:
        if check.is_valid({**result, **wrong}):
            sys.exit(f"{part}: the schema takes {wrong}")
    print(f"ok {part}: {len(figures)} figures")
