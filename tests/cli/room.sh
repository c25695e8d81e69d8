#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur open on a disk that is too small: refused by the signed sizes.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
new_people
mkdir papers
echo salam >papers/a.txt
head -c 6000000 /dev/zero >papers/zeros
as sender seal -r A.pem -s me -o x.mohur papers
mkdir small
if ! mount -t tmpfs -o size=2m none small 2>err; then
    echo "skipped: no small disk can be mounted"
    exit 77
fi
exits 5 "more than the disk has room for" as A open -o small/x --from me.pem x.mohur
fact "is said before anything is written" says err "more than the disk has room for"
never "and leaves nothing" [ -e small/x ]
exits 5 "also of what is named" as A open -o small/x --from me.pem x.mohur papers/zeros
fact "is said before anything is written" says err "more than the disk has room for"
exits 5 "and of what comes through a pipe" sh -c "cat x.mohur |
    '$MOHUR' open -o small/x - --from me.pem --store A --pass-file A.pass"
fact "nothing is left on the disk" holds_nothing small
exits 0 "what is named fits" as A open -o small/x --from me.pem x.mohur papers/a.txt
exits 0 "a folder" as A open -o y --from me.pem x.mohur papers
head -c 4000000 /dev/zero >small/rest 2>err
exits 5 "no keystore is made where there is no room" \
    "$MOHUR" init --store small/store --pass-file A.pass --argon2-mib 64
fact "and the error says where" says err "small/store/keystore"
never "and nothing is left of it" [ -e small/store ]
umount small
finish
