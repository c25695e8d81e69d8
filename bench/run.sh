#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called by ./dev bench: measure the release build that is in build/, or, with
# "compare A.json B.json", say what changed between two runs.
set -eu
cd "$(dirname "$0")/.."
# The system's own has the modules that ./dev installs.
python3=/usr/bin/python3
[ -x $python3 ] || python3=python3
case ${1:-} in
compare)
    tool=$1
    shift
    exec $python3 -B "bench/$tool.py" "$@"
    ;;
esac
exec $python3 -B bench/run.py build "$@"
