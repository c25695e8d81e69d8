# SPDX-License-Identifier: Apache-2.0
#
# Read by the tests of the Python binding: compiles it against the library
# under test, and words to run it with.

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

# run_tests PATTERN: test files of the binding; says how many there were.
run_tests() {
    watched $python -B -W error -m unittest discover -s "$binding/tests" \
        -p "$1" 2>tests.log || { cat tests.log; exit 1; }
    sed -n '/^Ran /p' tests.log
}
