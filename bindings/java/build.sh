#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# From a checkout to build/java/mohur.jar, by one command.
set -eu
cd "$(dirname "$0")/../.."
./dev deps
for tool in javac jar; do
    command -v $tool >/dev/null ||
        { echo "build.sh: no $tool; apt-get install default-jdk-headless" >&2; exit 1; }
done
cmake --preset release >/dev/null
cmake --build build -j "$(nproc)" --target mohur_java -- --quiet
ls -l build/java/mohur.jar
