#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What any of C, the command, C++, Python, Java and Node.js seals or signs, each
# of them opens and verifies, and refuses when it was damaged.
set -eu

if [ -z "${MOHUR_FULL:-}" ]; then
    echo "SKIP: all six with MOHUR_FULL=1 alone; matrix/pairs has most of them"
    exit 77
fi
build=$(dirname "$MOHUR_LIBRARY")
for part in matrix/matrix_c matrix/matrix_cpp java/mohur.jar node/package; do
    if [ ! -e "$build/$part" ]; then
        echo "SKIP: no $build/$part: it is made in a release build"
        exit 77
    fi
done
. "$MOHUR_SOURCE_DIR/tests/bindings/_python.sh"

here=$root/tests/matrix
$python -B "$here/run.py" \
    "c=$build/matrix/matrix_c" \
    "command=sh $here/driver.sh" \
    "cpp=$build/matrix/matrix_cpp" \
    "python=$python -B $here/driver.py" \
    "java=java -Xmx128m -cp $build/java/mohur.jar $here/Driver.java" \
    "node=${MOHUR_NODE:-node} $here/driver.cjs $build/node/package"
