#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The program in the README of the C++ binding, compiled and run as it stands.
set -eu

root=$MOHUR_SOURCE_DIR
library=$(dirname "$MOHUR_LIBRARY")

if readelf -d "$MOHUR_LIBRARY" | grep -q 'lib[a-z]*san'; then
    echo "SKIP: the library is instrumented; the release build has this test"
    exit 77
fi
sed -n '/^```cpp$/,/^```$/p' "$root/bindings/cpp/README.md" |
    sed '/^```/d' >first.cpp
c++ -std=c++17 -Wall -Wextra -Werror -I "$root/include" \
    -I "$root/bindings/cpp/include" -o first first.cpp -L "$library" -lmohur \
    "-Wl,-rpath,$library"
said=$(./first)
[ "$said" = "report.txt: the bridge is open" ] ||
    { echo "the program of README.md said: $said" >&2; exit 1; }
echo "cpp: the program of README.md ran"
