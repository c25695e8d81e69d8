#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes each target for some seconds, from its corpus in the tree.  What is
# found new is kept beside the build: the tree's corpus is changed by hand.
#
# usage: run.sh FOLDER_OF_PROGRAMS [SECONDS [TARGET]]
#
# SECONDS may be -: then MOHUR_FUZZ_SECONDS says, or it is 60.  MOHUR_FUZZ_SEED
# is the seed of what is tried; without it each run tries something else.
set -eu

programs=$1
seconds=${2:--}
[ "$seconds" != - ] || seconds=${MOHUR_FUZZ_SECONDS:-60}
only=${3:-*}
corpus=$(dirname "$0")/corpus
failed=
found=0

for program in "$programs"/fuzz_$only; do
    [ -x "$program" ] || continue
    found=$((found + 1))
    name=$(basename "$program" | sed 's/^fuzz_//')
    new=$programs/new/$name
    mkdir -p "$new" "$corpus/$name"
    log=$programs/$name.log
    if "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$programs/crash-$name-" \
        ${MOHUR_FUZZ_SEED:+-seed="$MOHUR_FUZZ_SEED"} \
        "$new" "$corpus/$name" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "fuzz $name: $runs runs in $seconds s, no fault"
    else
        echo "fuzz $name: FAILED"
        failed="$failed $name"
    fi
    rmdir "$corpus/$name" 2>/dev/null || true
done
[ $found -gt 0 ] || { echo "fuzz: no target $only" >&2; exit 1; }
# What was found comes last, where whoever looks sees it.
for name in $failed; do
    echo "fuzz $name:"
    tail -n 40 "$programs/$name.log"
done
[ -z "$failed" ]
