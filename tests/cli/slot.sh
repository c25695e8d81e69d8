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
finish
