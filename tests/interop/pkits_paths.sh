#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The paths of NIST PKITS, whose certificates come in a package of vectors.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

vectors=cryptography-vectors==44.0.0
program=${MOHUR%/*}/tests/test_interop_pkits
if [ ! -x "$program" ]; then
    echo "SKIP: $program is not built"
    exit 77
fi
if ! python3 -m pip install --quiet --disable-pip-version-check --no-deps \
    --target pkg $vectors >pip.log 2>&1; then
    echo "SKIP: pip cannot install $vectors"
    exit 77
fi
MOHUR_PKITS=$PWD/pkg/cryptography_vectors/x509/PKITS_data
export MOHUR_PKITS
fact "every path comes out as the suite says" "$program"
grep PKITS: fact.log
finish
