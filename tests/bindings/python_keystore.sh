#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python binding: keystores, with slots, roles, anchors and backups.
set -eu
. "$MOHUR_SOURCE_DIR/tests/bindings/_python.sh"

run_tests 'test_k*.py'
echo "bindings/python_keystore: ok"
