#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called by ./dev bench: measure the release build that is in build/, or, with
# "compare A.json B.json", say what changed between two runs.
set -eu
if [ "${1:-}" = compare ]; then
    shift
    exec /usr/bin/env python3 "$(dirname "$0")/compare.py" "$@"
fi
cd "$(dirname "$0")/.."
exec /usr/bin/env python3 bench/run.py build "$@"
