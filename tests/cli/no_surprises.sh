#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the command asks of the system while it seals and opens: no network,
# no other program, no thread unless it was asked for, no locale, and no file
# is written but those that it was told to write.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

if ! strace -o trace true 2>/dev/null; then
    echo "SKIP no surprises: strace is missing or forbidden (10 facts not run)"
    exit 77
fi
# A sanitizer looks for leaks by tracing too, and two cannot.
ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

new_people
mkdir papers
echo "the bridge is open" >papers/a.txt
head -c 3000000 /dev/urandom >papers/large

# traced NAME WORD...: as `as`, with the calls in the file trace.
traced() {
    name=$1
    shift
    rm -f trace
    strace -f -qq -o trace "$MOHUR" "$@" --store "$name" \
        --pass-file "$name.pass"
}

# Calls by these names, the program's own start aside.
calls() {
    grep -E "^[0-9]+ +($1)\(" trace | grep -v 'execve("'"$MOHUR"'"'
}

# Files opened to be written that lie elsewhere; a build that counts lines
# writes down its counts.
written_elsewhere() {
    grep -E 'O_(WRONLY|RDWR|CREAT)' trace | grep -E '"/' |
        grep -v -e "\"$PWD/" -e '"/dev/tty"' -e '"/dev/null"' -e '\.gcda"'
}

check_trace() {
    never "$1: no network" \
        calls 'socket|connect|bind|listen|accept4?|sendto|sendmsg|socketpair'
    never "$1: no other program" calls 'execve|execveat|vfork|fork'
    never "$1: no locale is read" grep -E 'locale-archive|/locale/' trace
    never "$1: nothing is written elsewhere" written_elsewhere
}

exits 0 "sealing is traced" \
    traced sender seal -j 1 -r A.pem -s me -o x.mohur papers
check_trace sealing
never "sealing: no thread" calls 'clone3?'
exits 0 "opening is traced" traced A open -j 1 -o back --from me.pem x.mohur
check_trace opening
never "opening: no thread" calls 'clone3?'
fact "it is the same" diff -r papers back/papers

exits 0 "sealing with two jobs is traced" \
    traced sender seal -j 2 -r A.pem -s me -o y.mohur papers
fact "and has threads, which this test can see" calls 'clone3?'
check_trace "two jobs"
finish
