#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# clang-format would change something.  The version decides the result, so
# only version 19 is asked; `./dev lint` installs it.
set -eu

cd "${MOHUR_SOURCE_DIR:-$(dirname "$0")/../..}"
if ! command -v clang-format-19 >/dev/null; then
    echo "SKIP format: clang-format-19 is not installed; ./dev lint does it"
    exit 77
fi
find include src tests examples bench bindings \
    \( -name '*.[ch]' -o -name '*.[ch]pp' \) 2>/dev/null |
    grep -v '^tests/lint/bad/' | sort >"${TMPDIR:-/tmp}/format.list" || true
[ -s "${TMPDIR:-/tmp}/format.list" ] || exit 0

# file:line:column: error: text  becomes  file:line: rule
faults=$(xargs clang-format-19 --dry-run -Werror --style=file \
    <"${TMPDIR:-/tmp}/format.list" 2>&1 |
    sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: error:.*/\1: clang-format would change this/p' |
    sort -u -t: -k1,1 -k2,2n)
[ -z "$faults" ] || { echo "$faults"; exit 1; }
