#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The second reader of archives, on its own: the known answer, everything
# that hostile.py makes, and what the library wrote once and for all.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

python=/usr/bin/python3
if ! $python -c 'import cryptography, argon2' 2>/dev/null; then
    echo "SKIP: $python lacks cryptography, or argon2"
    exit 77
fi

reader=$MOHUR_SOURCE_DIR/tests/reader
golden=$MOHUR_SOURCE_DIR/tests/golden/archive
fact "the second reader tests itself" $python -B "$reader/selftest.py"
fact "it opens the golden archives, whole and unchanged" \
    $python -B "$reader/golden.py" "$golden"
finish
