#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python binding: calls, archives, documents, what a new user does first,
# and, where everything is asked for, types, a wheel in an empty environment,
# and leaks.
set -eu
. "$MOHUR_SOURCE_DIR/tests/bindings/_python.sh"

watched $python -B -m mohur
run_tests 'test_[!k]*.py'
mkdir example
watched $python -B "$root/examples/seal_open.py" example >said
[ "$(cat said)" = "report.txt: the bridge is open" ] ||
    { echo "the example says something else:"; cat said; exit 1; }

# What Python makes the others read, and the other way round; where everything
# is asked for, matrix.sh does that.
matrix=$root/tests/matrix
others="$MOHUR_BUILD/matrix/matrix_c"
if [ -z "${MOHUR_FULL:-}" ] && [ -x "$others" ] && [ -x "$MOHUR" ]; then
    mkdir matrix
    package=$MOHUR_BUILD/node/package
    node=
    [ ! -d "$package" ] || node="node=node $matrix/driver.cjs $package"
    (cd matrix && $python -B "$matrix/run.py" --for python "c=$others" ${node:+"$node"} \
        "cpp=$MOHUR_BUILD/matrix/matrix_cpp" "command=sh $matrix/driver.sh" \
        "python=env LD_PRELOAD=$watcher ASAN_OPTIONS=detect_leaks=0 \
        $python -B $matrix/driver.py")
fi

if [ -n "${MOHUR_FULL:-}" ] && [ -z "$watcher" ]; then
    sh "$root/tests/bindings/_python_full.sh"
fi
echo "bindings/python: ok"
