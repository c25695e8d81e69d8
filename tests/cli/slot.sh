#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur slot: ways to unlock a keystore, added, listed, removed, revoked.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store A
cheap="--argon2-mib 64 --argon2-passes 3"
as A key create me --for sign --quiet
echo "passphrase of the deputy" >deputy.pass
echo "passphrase of the safe" >safe.pass

# by PASS WORD...: the command with keystore A and that passphrase file.
by() {
    _pass=$1
    shift
    "$MOHUR" "$@" --store A --pass-file "$_pass"
}

exits 0 "a slot is added" as A slot add --passphrase --label deputy $cheap \
    --new-pass-file deputy.pass
exits 0 "and opens the store" by deputy.pass key list
exits 0 "one for recovery too" as A slot add --passphrase --label safe \
    --recovery --alg X25519 --new-pass-file safe.pass $cheap --json
fact "--json tells of all" json out \
    'j["schema"] == "mohur-slot-add" and len(j["slots"]) == 3 and
     any(s["id"] == j["added"] and s["recovery"] and s["follows"]
         for s in j["slots"])'
exits 0 "they are listed" as A slot list
fact "a line each" [ "$(wc -l <out)" = 3 ]
exits 5 "a label is taken once" as A slot add --passphrase --label deputy \
    --new-pass-file deputy.pass $cheap
exits 2 "something must open it" as A slot add
exits 2 "a slot follows by a key pair that it can keep" as A slot add \
    --passphrase --alg ECDH-P256 --new-pass-file deputy.pass $cheap
exits 6 "the profile sets the floor" as A slot add --passphrase \
    --argon2-mib 32 --new-pass-file deputy.pass
exits 3 "a slot must be there to be removed" as A slot remove nobody
exits 6 "the last one for recovery cannot go" as A slot remove safe

# ---- revoked: the old copy opens, the new file does not ----

cp -a A old
exits 0 "the deputy's slot is revoked" as A slot revoke deputy --json
fact "the rest goes on" json out \
    'j["revoked"] == "deputy" and j["stale"] == 0 and len(j["slots"]) == 2'
exits 7 "it opens the store no more" by deputy.pass key list
exits 0 "the others do" by safe.pass key list
exits 0 "the key is there" as A key show me
exits 0 "in an old copy it opens what was there" \
    "$MOHUR" key list --store old --pass-file deputy.pass

# ---- a slot that is not shown ----

as A slot add --passphrase --label deputy --new-pass-file deputy.pass \
    $cheap --quiet
as A slot add --passphrase --label guest --new-pass-file safe.pass \
    $cheap --quiet
exits 0 "guest is revoked, the deputy away" as A slot revoke guest
fact "which it says" says err "1 slot is stale now"
exits 7 "a stale slot opens nothing" by deputy.pass key list
exits 0 "and says so" as A slot list
fact "in its line" grep -q "stale.*deputy" out
exits 0 "it can be removed" as A slot remove deputy
as A slot add --passphrase --label deputy --new-pass-file deputy.pass \
    $cheap --quiet
as A slot add --passphrase --label guest --new-pass-file safe.pass \
    $cheap --quiet
exits 0 "shown, it goes on" as A slot revoke guest --new-pass-file deputy.pass
exits 0 "and opens" by deputy.pass key list
exits 0 "nothing is amiss" as A doctor

# ---- shares ----

# some N...: the shares of these numbers, each in a file of its own.
some() {
    for _n in "$@"; do
        printf -- '--share-file share%s ' "$_n"
    done
}

exits 0 "five shares are made, three are needed" \
    as A slot add --shares 3/5 --label council --recovery --alg X25519
fact "one a line, and a share has 33 words" \
    [ "$(wc -lw <out | tr -s ' ')" = " 5 165" ]
n=0
while read -r words; do
    n=$((n + 1))
    echo "$words" >share$n
done <out
exits 0 "three of them open the store" \
    "$MOHUR" key list --store A $(some 1 3 5)
exits 0 "in any order, four too" "$MOHUR" key list --store A $(some 4 2 5 1)
exits 7 "two do not" "$MOHUR" key list --store A $(some 1 3)
fact "which is said" says err "fewer shares than are needed"
exits 7 "nor does one twice" "$MOHUR" key list --store A $(some 1 3 1)
sed 's/\([a-z]*\) \([a-z]*\)$/\2 \1/' share3 >share6
exits 4 "a wrong word is found" "$MOHUR" key list --store A $(some 1 6 5)
fact "and the share named, not the word" says err "share 2 has a wrong word"
as A slot add --shares 3/5 --label other --quiet | head -n 1 >share7
exits 7 "a share of another set is named" \
    "$MOHUR" key list --store A $(some 1 3 7)
fact "by its place" says err "share 3 is of another set"
chmod 640 share1
exits 6 "a file that others can read is not taken" \
    "$MOHUR" key list --store A $(some 1 2 3)
chmod 600 share1
exits 0 "shares follow to a new root key" as A slot revoke deputy
exits 0 "and open it" "$MOHUR" key list --store A $(some 2 3 4)
exits 0 "what is open with shares can be changed" \
    "$MOHUR" slot revoke other --store A $(some 2 3 4) --new-pass-file A.pass

# ---- a private key ----

new_store B
as B key create safe --for seal --alg X25519 --exportable --quiet
as B key export safe -o safe.pem --quiet
echo "passphrase of the key" >key.pass
as B key export safe --private -o safe.key --new-pass-file key.pass --quiet
exits 0 "a slot for a recipient" as A slot add -r safe.pem --label bank
exits 0 "opens with the private key" \
    "$MOHUR" key list --store A --key-file safe.key --pass-file key.pass
exits 7 "another passphrase of the key is refused" \
    "$MOHUR" key list --store A --key-file safe.key --pass-file A.pass
as B key create other --for seal --alg X25519 --exportable --quiet
as B key export other --private -o other.key --new-pass-file key.pass --quiet
exits 7 "so is another key" \
    "$MOHUR" key list --store A --key-file other.key --pass-file key.pass

# ---- both ----

exits 0 "a slot that needs a passphrase and shares" as A slot add --all \
    --passphrase --new-pass-file key.pass --shares 2/2 --label vault $cheap
head -n 1 out >share8
tail -n 1 out >share9
exits 0 "opens with both" \
    "$MOHUR" key list --store A $(some 8 9) --pass-file key.pass
exits 0 "which are two factors" \
    "$MOHUR" doctor --store A $(some 8 9) --pass-file key.pass --json
fact "as a level may want them" json out 'j["store"]["unlock_factors"] == 2'
exits 0 "and a passphrase is one" as A doctor --json
fact "of them" json out 'j["store"]["unlock_factors"] == 1'
exits 7 "not with another passphrase" \
    "$MOHUR" key list --store A $(some 8 9) --pass-file A.pass
exits 7 "not with the shares alone" "$MOHUR" key list --store A $(some 8 9)
exits 2 "a key does not go with them" as A slot add --all --passphrase \
    -r safe.pem

# ---- shares of anything ----

head -c 32 /dev/urandom >secret
exits 0 "a secret is split" "$MOHUR" share split --shares 2/3 secret
sed -n 1p out >part1
sed -n 3p out >part3
exits 0 "and put together" "$MOHUR" share combine -o again part3 part1
fact "the same" cmp secret again
fact "for its owner alone" [ "$(stat -c %a again)" = 600 ]
exits 5 "what is there is not replaced" \
    "$MOHUR" share combine -o again part3 part1
exits 7 "one is not enough" "$MOHUR" share combine -o never part3
never "and leaves nothing" [ -e never ]
head -c 14 secret >short
exits 2 "a secret has 16 bytes at least" \
    "$MOHUR" share split --shares 2/3 short
head -c 17 secret >short
exits 2 "and an even number" "$MOHUR" share split --shares 2/3 short
for k in 1/3 4/3 2/17 3 x/y; do
    exits 2 "there is no $k" "$MOHUR" share split --shares $k secret
done
finish
