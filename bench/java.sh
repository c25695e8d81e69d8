#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Streaming through the Java binding beside C: MiB/s of sealing and opening an
# entry, in turns, by the second of processor time; the median of RUNS.  A
# release build with the jar is needed.
#
# usage: bench/java.sh [MIB [RUNS]]
set -eu
cd "$(dirname "$0")/.."
mib=${1:-1024}
runs=${2:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/mohur-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

jar=build/java/mohur.jar
[ -f $jar ] || { echo "java.sh: no $jar; bindings/java/build.sh" >&2; exit 1; }
cc -O2 -Iinclude -o "$work/stream" bench/java/stream.c -Lbuild -lmohur \
    -Wl,-rpath,"$PWD/build"
javac -cp $jar -d "$work" bench/java/Stream.java
java -cp "$jar:$work" Stream prepare "$mib" "$work/big"

echo "machine: $(nproc) processors, load $(cut -d ' ' -f 1-3 /proc/loadavg)"
for _ in $(seq "$runs"); do
    "$work/stream" "$mib" "$work/big"
    java -cp "$jar:$work" Stream run "$mib" "$work/big"
done >"$work/rows"
sort -k 1,2 -k 3,3n "$work/rows" | awk -v runs="$runs" '
    { key = $1 " " $2; n[key]++; if (n[key] == int((runs + 1) / 2)) m[key] = $3 }
    END {
        for (key in m) {
            split(key, part, " ")
            c = m["C " part[2]]
            printf "%-20s %8.0f %s\n", key, m[key],
                c ? sprintf("MiB/s, %.2f of C", m[key] / c) : "ns a call"
        }
    }' | sort
echo "load afterwards: $(cut -d ' ' -f 1-3 /proc/loadavg)"
