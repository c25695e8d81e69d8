#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What a call through each binding costs: a getter, and sealing 100 bytes into
# memory, in nanoseconds of processor time, all threads counted but those of
# Java's compiler and collector; the median of RUNS, taken in turns.  A release
# build with the jar and the package is needed; what is missing is left out.
#
# usage: bench/calls.sh [RUNS]
set -eu
cd "$(dirname "$0")/.."
runs=${1:-5}
here=bench/calls
pem=tests/data/pem/p256.pem
work=$(mktemp -d "${TMPDIR:-/tmp}/mohur-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

link="-Iinclude -Lbuild -lmohur -Wl,-rpath,$PWD/build"
cc -O2 -o "$work/c" $here/calls.c $link
c++ -O2 -std=c++17 -Ibindings/cpp/include -o "$work/cpp" $here/calls.cpp $link
jar=build/java/mohur.jar
[ ! -f $jar ] || javac -cp $jar -d "$work" $here/Calls.java
package=build/node/package
! (cd bindings/python && MOHUR_BUILD=$PWD/../../build /usr/bin/python3 -B \
    setup.py -q build --build-base "$work/python" >"$work/log" 2>&1) ||
    PYTHONPATH=$(echo "$work"/python/lib*)
export PYTHONPATH="${PYTHONPATH:-}"

echo "machine: $(nproc) processors, load $(cut -d ' ' -f 1-3 /proc/loadavg)"
for _ in $(seq "$runs"); do
    "$work/c" $pem
    "$work/cpp" $pem
    [ -z "$PYTHONPATH" ] || /usr/bin/python3 -B $here/calls.py $pem
    [ ! -f $jar ] || java -cp "$jar:$work" Calls $pem
    [ ! -d $package ] || node $here/calls.mjs "$PWD/$package" $pem
done >"$work/rows"
sort -k 2,2 -k 1,1 -k 3,3n "$work/rows" | awk -v runs="$runs" '
    { key = $2 " " $1; n[key]++; if (n[key] == int((runs + 1) / 2)) m[key] = $3 }
    END {
        for (key in m) {
            split(key, part, " ")
            printf "%-4s %-7s %9.0f ns, %8.0f over C\n", part[1], part[2], m[key],
                m[key] - m[part[1] " C"]
        }
    }' | sort
