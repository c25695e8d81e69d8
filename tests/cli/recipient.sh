#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur recipient add, remove, list: the header is changed, the content is
# not; killed at any call, the archive opens as before or as it was to be.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people --alg X25519
new_store C
as C key create box --for seal --alg X25519 --quiet
as C key export box -o C.pem --quiet
mkdir papers
echo "the bridge is open" >papers/a.txt
head -c 200000 /dev/urandom >papers/large
as sender seal -r A.pem -s me --editable -o x.mohur papers --quiet

# opens WHO FILE [OPTION...]: WHO gets exactly what was sealed.
opens() {
    who=$1
    archive=$2
    shift 2
    rm -rf opened
    as "$who" open -o opened --from me.pem "$@" "$archive" --quiet &&
        diff -r papers opened/papers
}

# header FILE: how long its header is, in bytes.
header() {
    "$MOHUR" inspect "$1" --quiet | sed -n 's/^header *//p'
}

# payload FILE: the digest of what is behind its header.
payload() {
    tail -c +$(($(header "$1") + 1)) "$1" | sha256sum
}

# generation FILE
generation() {
    "$MOHUR" inspect "$1" --quiet | sed -n 's/^generation *//p'
}

# ---- add and remove ----

fact "the header has two areas" [ "$(header x.mohur)" = 8192 ]
payload x.mohur >before
inode=$(stat -c %i x.mohur)

exits 3 "B has no key" as B open -o no --from me.pem x.mohur
exits 0 "A adds B" as A recipient add x.mohur -r B.pem
fact "and is told the generation" says err "added 1 recipient; the header is of generation 1"
fact "nothing is on stdout" is_empty out
fact "in place" [ "$(stat -c %i x.mohur)" = "$inode" ]
fact "the content did not move" [ "$(payload x.mohur)" = "$(cat before)" ]
fact "nothing is beside it" [ "$(ls -A | grep -c '\.tmp$')" = 0 ]
exits 1 "40: for B it was forwarded" as B open -o no --from me.pem x.mohur
fact "B opens it with consent" opens B x.mohur --allow-forwarded
fact "A opens it still" opens A x.mohur
exits 0 "the change is reported" as A list --from me.pem x.mohur
fact "in words" says err "changed who else can"

exits 2 "B cannot be added twice" as A recipient add x.mohur -r B.pem
fact "in two lines" is_two_lines
exits 2 "not twice in one call either" \
    as A recipient add x.mohur -r C.pem -r C.pem
exits 3 "who cannot open it cannot change it" \
    as C recipient add x.mohur -r C.pem
exits 3 "who is not there cannot be removed" \
    as A recipient remove x.mohur -r C.pem
exits 2 "nobody is named" as A recipient add x.mohur
exits 5 "there is no such file" as A recipient add absent.mohur -r B.pem
ln -s x.mohur link.mohur
exits 5 "a link is not followed" as A recipient add link.mohur -r C.pem
exits 4 "a key is no archive" as A recipient add A.pem -r C.pem
fact "all that changed nothing" [ "$(generation x.mohur)" = 1 ]

exits 0 "B adds C, and says so" as B recipient add x.mohur -r C.pem --json
fact "as JSON" json out 'j["schema"] == "mohur-recipient-add" and
    j["added"] == 1 and j["generation"] == 2 and j["slots"] >= 3'
exits 0 "A removes B" as A recipient remove x.mohur -r B.pem
fact "and is told what that does not do" says err "only sealing it again"
exits 3 "B has no key any more" as B open -o no --from me.pem x.mohur
exits 0 "C removes A, by the key's name" \
    as A recipient remove x.mohur -r box
exits 3 "A has no key any more" as A open -o no --from me.pem x.mohur
exits 2 "the last one cannot be removed" as C recipient remove x.mohur -r box
fact "C opens it" opens C x.mohur --allow-forwarded
fact "the content never moved" [ "$(payload x.mohur)" = "$(cat before)" ]

# ---- passphrases ----

echo "open sesame" >sesame
exits 0 "a passphrase is added" as C recipient add x.mohur --passphrase \
    --new-pass-file sesame --argon2-mib 64 --argon2-passes 3
exits 2 "not a second one" as C recipient add x.mohur --passphrase \
    --new-pass-file sesame --argon2-mib 64 --argon2-passes 3
exits 0 "it opens the header for B" as B recipient add x.mohur -r B.pem \
    --with-passphrase --new-pass-file sesame
echo "wrong" >wrong-pass
exits 7 "a wrong one does not" as B recipient add x.mohur -r A.pem \
    --with-passphrase --new-pass-file wrong-pass
exits 0 "it is removed" as B recipient remove x.mohur --passphrase
exits 3 "there is none to remove now" \
    as B recipient remove x.mohur --passphrase

# ---- list ----

exits 0 "without a keystore, types are listed" \
    "$MOHUR" recipient list x.mohur
exits 3 "but not without one that is named" \
    "$MOHUR" recipient list x.mohur --store none
exits 0 "types are listed" "$MOHUR" recipient list x.mohur
fact "as what they are" says out "X25519"
exits 0 "one's own key is marked" as B recipient list x.mohur
fact "by its name" grep -q "X25519 .*box" out
exits 0 "a public key is looked for" \
    "$MOHUR" recipient list x.mohur -r C.pem --json
fact "and found" json out 'j["schema"] == "mohur-recipient-list" and
    [s["known"] for s in j["slots"]].count(True) == 1'

# ---- rotated keys ----

as sender seal -r A.pem -r B.pem -s me -o y.mohur papers --quiet
as A key rotate box --quiet >/dev/null
exits 0 "an older version of a key is removed by its name" \
    as A recipient remove y.mohur -r box
exits 3 "so that it opens nothing" as A open -o no --from me.pem y.mohur

# ---- one area is made two, once ----

as sender seal -r A.pem -s me -o one.mohur papers --quiet
fact "without --editable the header has one area" \
    [ "$(header one.mohur)" = 4096 ]
payload one.mohur >before
exits 0 "a recipient is added by a copy" as A recipient add one.mohur -r B.pem
fact "which has two" [ "$(header one.mohur)" = 8192 ]
fact "and the same content" [ "$(payload one.mohur)" = "$(cat before)" ]
inode=$(stat -c %i one.mohur)
exits 0 "the next one" as A recipient add one.mohur -r C.pem
fact "is added in place" [ "$(stat -c %i one.mohur)" = "$inode" ]
fact "A opens it" opens A one.mohur
fact "B too" opens B one.mohur --allow-forwarded

# ---- a full header is moved to a larger one ----

as sender seal -r A.pem -s me -o z.mohur papers --quiet
payload z.mohur >before
chmod 640 z.mohur
many=
i=0
while [ $i -lt 40 ]; do
    openssl genpkey -quiet -algorithm X25519 2>/dev/null |
        openssl pkey -pubout -out k$i.pem 2>/dev/null || break
    many="$many -r k$i.pem"
    i=$((i + 1))
done
if [ $i = 40 ]; then
    # shellcheck disable=SC2086
    exits 0 "79: forty more need more pages" as A recipient add z.mohur $many
    fact "the header grew" [ "$(header z.mohur)" -gt 8192 ]
    fact "the content is the same" [ "$(payload z.mohur)" = "$(cat before)" ]
    fact "the permissions too" [ "$(stat -c %a z.mohur)" = 640 ]
    fact "A opens it" opens A z.mohur
fi

# ---- the second reader ----

as A key create out --for seal --alg X25519 --exportable --quiet
as A key export out -o out.pem --quiet
as A key export out --private --new-pass-file sesame -o out.key --quiet
if /usr/bin/python3 -c 'import argon2, cryptography' 2>/dev/null &&
    openssl pkey -in out.key -passin file:sesame -out out.clear 2>/dev/null; then
    exits 0 "one more" as B recipient add x.mohur -r out.pem
    fact "the second reader opens what was changed five times and more" \
        /usr/bin/python3 -B "$MOHUR_SOURCE_DIR/tests/reader/archive.py" \
        --key out.clear --from me.pem --allow-forwarded x.mohur
    fact "and what was moved" as A recipient add z.mohur -r out.pem
    fact "it too" \
        /usr/bin/python3 -B "$MOHUR_SOURCE_DIR/tests/reader/archive.py" \
        --key out.clear --from me.pem --allow-forwarded z.mohur
fi

# ---- killed at every call ----

. "$MOHUR_SOURCE_DIR/tests/cli/_killed.sh"
can_trace || {
    echo "SKIP no strace that may trace: killed at no call here"
    finish
}
# Of those that change something all, here too; the library's own tests also
# kill it within each write.
QUICK_CALLS=100

# killed WORDS FILE WORD...: the command is killed at each call in turn; A
# opens FILE whatever happened.
killed() {
    what=$1
    archive=$2
    shift 2
    words="$*"
    cp "$archive" good
    fact "killed at each call: $what" \
        killed_at_calls changed "openat.*\"$archive\"" opens_still
    tail -n 1 fact.log
    cp good "$archive"
}
changed() {
    cp good "$archive"
    # shellcheck disable=SC2086
    strace -f -o trace "$@" "$MOHUR" recipient $words \
        --store A --pass-file A.pass --quiet >out 2>err
}
opens_still() {
    rm -f ."$archive".*.tmp
    opens A "$archive"
}

echo small >papers/large
as A key export box -o A.pem --force --quiet
as sender seal -r A.pem -r B.pem -s me --editable -o k.mohur papers --quiet
killed "add in place" k.mohur add k.mohur -r C.pem
killed "remove in place" k.mohur remove k.mohur -r B.pem
if [ $i = 40 ]; then
    # shellcheck disable=SC2086
    killed "add to a full header" k.mohur add k.mohur $many
fi
as sender seal -r A.pem -s me -o one.mohur papers --quiet --force
killed "add by a copy" one.mohur add one.mohur -r C.pem
finish
