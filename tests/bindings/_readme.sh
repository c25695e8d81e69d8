#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The path of a new user: what README of a binding says, to the letter, in this
# checkout, which is best a fresh one on a clean machine.  The first block of
# `sh` are the commands; the first of the language is the program they run.
#
# usage: tests/bindings/_readme.sh cpp|python|java|node
set -eu
cd "$(dirname "$0")/../.."

case ${1:?which binding} in
cpp) language=cpp program=first.cpp ;;
python) language=python program=first.py ;;
java) language=java program=First.java ;;
node) language=js program=first.mjs ;;
*) echo "no binding $1" >&2; exit 2 ;;
esac

block() {
    awk -v mark="\`\`\`$1" '
        $0 == mark && !done { on = 1; next }
        on && $0 == "```" { done = 1; on = 0 }
        on' "bindings/$2/README.md"
}

rm -rf keys report.mohur
block $language "$1" >$program
block sh "$1" >walk.sh
started=$(date +%s)
sh -eux walk.sh
echo "readme: $1: $(($(date +%s) - started)) s"
