#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Symbolic links: sealed and made with --links, refused without.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people

mkdir -p papers/sub
echo salam >papers/a.txt
ln -s a.txt papers/link
ln -s ../a.txt papers/sub/up
ln -s nowhere papers/lost

seal() {
    as sender seal -r A.pem -s me "$@"
}

exits 5 "a link stops sealing" seal -o no.mohur papers
fact "and is named, with what to do" says err "papers/link"
fact "namely" says err "which --links seals"
never "nothing is left" [ -e no.mohur ]
exits 0 "links are sealed if asked for" seal --links --json -o x.mohur papers
fact "and counted" says out "\"links\": 3"
exits 4 "who was not asked refuses them" \
    as A open -o no --from me.pem x.mohur
never "and makes nothing" [ -e no ]
exits 0 "who was asked makes them" \
    as A open --links -o opened --from me.pem x.mohur
fact "as they were" [ "$(readlink opened/papers/sub/up)" = ../a.txt ]
fact "to the same" diff -r --no-dereference papers opened/papers
exits 0 "they are listed" as A list --from me.pem x.mohur
fact "with where they lead" says out "papers/sub/up -> ../a.txt"

exits 0 "they are sealed again" \
    as A reseal -r B.pem --from me.pem -o again.mohur x.mohur
exits 0 "for who agrees to them too" \
    as B open --links --allow-forwarded -o again --from me.pem again.mohur
fact "as they were, again" diff -r --no-dereference papers again/papers
exits 0 "they come through a pipe" \
    sh -c "cat x.mohur | '$MOHUR' open --links -o piped --from me.pem - \
        --store A --pass-file A.pass"
fact "and lead where they did" diff -r --no-dereference papers piped/papers

ln -s /etc/passwd papers/absolute
exits 4 "a link that leads out is not sealed" seal --links -o no.mohur papers
fact "and is named" says err "papers/absolute"
exits 0 "it is left out if asked for" \
    seal --links --skip-unsupported -o skipped.mohur papers
fact "and named" says err "left out papers/absolute"
rm papers/absolute
ln -s ../../../outside papers/sub/out
exits 4 "nor one that climbs out" seal --links -o no.mohur papers
finish
