#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# From a checkout to build/node/mohur.tgz, by one command.
set -eu
cd "$(dirname "$0")/../.."
./dev deps
command -v node >/dev/null || command -v nodejs >/dev/null ||
    { echo "build.sh: no node; apt-get install nodejs libnode-dev" >&2; exit 1; }
cmake --preset release >/dev/null
cmake --build build -j "$(nproc)" --target mohur_node -- --quiet
ls -l build/node/mohur.tgz
