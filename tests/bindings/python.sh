#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python binding, compiled against the library under test: its own tests,
# what a new user does first, and, where everything is asked for, types, a
# wheel in an empty environment, and leaks.
set -eu

root=$MOHUR_SOURCE_DIR
binding=$root/bindings/python
python=/usr/bin/python3
MOHUR_BUILD=$(dirname "$MOHUR_LIBRARY")
export MOHUR_BUILD
unset PYTHONPATH PYTHONHOME

if ! $python - <<'PY'
import os, sysconfig
import cffi, setuptools
os.stat(os.path.join(sysconfig.get_paths()["include"], "Python.h"))
PY
then
    echo "SKIP: python3-cffi, python3-setuptools or python3-dev is missing"
    exit 77
fi

(cd "$binding" && CFLAGS=-O0 $python -B setup.py -q build \
    --build-base "$TMPDIR/build" >"$TMPDIR/build.log" 2>&1) ||
    { cat "$TMPDIR/build.log"; exit 1; }
PYTHONPATH=$(echo "$TMPDIR"/build/lib*)
export PYTHONPATH

# An instrumented library wants its runtime before all others.
watcher=
if readelf -d "$MOHUR_LIBRARY" | grep -q 'libasan'; then
    watcher=$(gcc -print-file-name=libasan.so)
fi
watched() {
    env LD_PRELOAD="$watcher" ASAN_OPTIONS=detect_leaks=0 "$@"
}

watched $python -B -m mohur
watched $python -B -W error -m unittest discover -s "$binding/tests" \
    2>tests.log || { cat tests.log; exit 1; }
sed -n '/^Ran /p' tests.log

mkdir example
watched $python -B "$root/examples/seal_open.py" example >said
[ "$(cat said)" = "report.txt: the bridge is open" ] ||
    { echo "the example says something else:"; cat said; exit 1; }

if [ -n "${MOHUR_FULL:-}" ] && [ -z "$watcher" ]; then
    sh "$root/tests/bindings/_python_full.sh"
fi
echo "bindings/python: ok"
