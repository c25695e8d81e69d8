#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Streaming through the Node.js binding beside C.  A release build with the
# package and the benchmarks is needed.
#
# usage: bench/node.sh [MIB [RUNS]]
set -eu
cd "$(dirname "$0")/.."
[ -d build/node/package ] ||
    { echo "node.sh: no build/node/package; bindings/node/build.sh" >&2; exit 1; }
[ -x build/bench/bench_stream ] ||
    { echo "node.sh: no build/bench/bench_stream; ./dev build" >&2; exit 1; }
exec node bench/node.mjs build "$@"
