#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur open, from a file and from a pipe, killed at each call of the system:
# the folder is whole or not there; and of an archive whose sender is not one
# of ours no name is on the disk, at any time, anywhere.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$MOHUR_SOURCE_DIR/tests/cli/_killed.sh"

can_trace || {
    echo "SKIP: no strace that may trace"
    exit 77
}
QUICK_CALLS=6
new_people --alg X25519
new_store stranger
as stranger key create me --for sign --quiet
as stranger key export me -o stranger.pem --quiet
mkdir papers papers/inner place
echo "the bridge is open" >papers/verified.txt
head -c 1200000 /dev/urandom >papers/inner/large.bin
as sender seal -r A.pem -s me -o x.mohur papers --quiet

# opened FROM [OPTION...]: A opens the archive to place/out, from a file or
# from a pipe, accepting the sender or the stranger.
opened() {
    rm -rf place
    mkdir place
    _from=$1
    shift
    strace -f -o trace "$@" "$MOHUR" open -o place/out --from "$sender" \
        "$_from" --quiet --jobs 1 --store A --pass-file A.pass \
        <x.mohur >out 2>err
}
from_file() {
    opened x.mohur "$@"
}
# Behind a pipe, which standard input is not.
from_pipe() {
    mkfifo pipe.mohur 2>/dev/null
    cat x.mohur >pipe.mohur 2>/dev/null &
    opened pipe.mohur "$@"
    _code=$?
    kill $! 2>/dev/null
    wait $! 2>/dev/null
    return $_code
}

is_whole_or_absent() {
    [ ! -e place/out ] || diff -r papers place/out/papers
}
has_no_name() {
    [ ! -e place/out ] &&
        [ -z "$(find place -name papers -o -name inner -o -name verified.txt \
            -o -name large.bin)" ]
}
refused_from_file() {
    from_file "$@"
    [ $? = 1 ]
}
refused_from_pipe() {
    from_pipe "$@"
    [ $? = 1 ]
}
# The code of a run that strace killed is its own.
killed_refused() {
    case " $* " in
    *inject*) "$way" "$@" ;;
    *) "refused_$way" "$@" ;;
    esac
}

for way in from_file from_pipe; do
    touched='openat.*"x.mohur"'
    [ $way = from_file ] || touched='openat.*"pipe.mohur"'
    sender=me.pem
    fact "killed $way, the folder is whole or not there" \
        killed_at_calls $way "$touched" is_whole_or_absent
    tail -n 1 fact.log
    fact "not killed, it is whole" $way
    fact "in all its parts" diff -r papers place/out/papers
    sender=stranger.pem
    fact "killed $way, no name of a stranger's is on the disk" \
        killed_at_calls killed_refused "$touched" has_no_name
    tail -n 1 fact.log
    fact "nor when it is refused" refused_$way
    fact "where nothing is left" holds_nothing place
done
finish
