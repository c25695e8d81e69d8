#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Keys of X-Wing: made, sealed to and opened where a backend has ML-KEM-768,
# refused with a reason where none has.  With MOHUR_EXPECT_HYBRID=1 a build
# without it is a failure: so a system that must have it is held to it.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people --alg X25519
echo "the bridge is open" >a.txt

has_hybrid() {
    "$MOHUR" selftest | grep -q -e 'ML-KEM-768'
}

without_it() {
    echo "SKIP of the hybrid half: no backend has ML-KEM-768"
    exits 4 "a hybrid key cannot be made" \
        as A key create post --for seal --alg X-Wing
    fact "which is said" says err "X-Wing"
    never "and nothing is left of it" as A key show post
    fact "a system that must have X-Wing has it" \
        [ "${MOHUR_EXPECT_HYBRID:-0}" = 0 ]
}

with_it() {
    exits 0 "a hybrid key is made" \
        as A key create post --for seal --alg X-Wing
    exits 0 "and its public part exported" as A key export post -o post.pem
    exits 0 "a file is sealed to it" \
        as sender seal -r post.pem -s me -o x.mohur a.txt
    exits 0 "everybody can see under what" "$MOHUR" inspect x.mohur
    fact "by its name" says out "X-Wing"
    exits 0 "it opens" as A open -o got --from me.pem --json x.mohur
    fact "to the same content" cmp a.txt got/a.txt
    fact "and is told to withstand a quantum computer" \
        json out 'j["pq_confidential"] is True'
    exits 3 "not with another key" as B open -o no --from me.pem x.mohur
    exits 6 "hybrid and classical recipients do not mix" \
        as sender seal -r post.pem -r B.pem -s me -o y.mohur a.txt
    never "and nothing is written" [ -e y.mohur ]
    exits 0 "unless that is asked for" as sender seal -r post.pem -r B.pem \
        --allow-mixed-pq -s me -o y.mohur a.txt
    exits 0 "then each opens it" \
        as B open -o mixed --from me.pem --json y.mohur
    fact "and nobody is told what is no longer so" \
        json out 'j["pq_confidential"] is False'
    as A key create kek --for wrap --quiet
    as A key create moves --for seal --alg X-Wing --exportable --quiet
    exits 4 "no form is agreed on in which a hybrid private key leaves" \
        as A key export moves --wrap-with kek -o moves.kwp
    never "and nothing is written of it" [ -e moves.kwp ]
    exits 0 "a hybrid key rotates" as A key rotate post
    exits 0 "and the old version still opens" \
        as A open -o again --from me.pem x.mohur
}

if has_hybrid; then
    with_it
else
    without_it
fi
finish
