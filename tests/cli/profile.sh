#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur profile: shown, checked, accepted, asked.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

profiles=$MOHUR_SOURCE_DIR/docs/profiles
sample=$MOHUR_SOURCE_DIR/tests/data/profile/sample.json-note
a=authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
b=authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU
c=authority.example/c+359fdb76+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR
named="--authority $a --authority $b --authority $c --threshold 2"

# ---- without a keystore ----

exits 0 "the built-in profile is shown" "$MOHUR" profile show
fact "and says that nobody approved it" grep -q "no authority" out
exits 0 "a file is shown" "$MOHUR" profile show "$profiles/nist-131a.json-note"
fact "with clauses" grep -q "SP 800-131A" out
fact "and days left" grep -q "until 2035-12-31 ([0-9]* days left)" out
exits 0 "--json has the whole body" "$MOHUR" profile show --json \
    "$profiles/bsi-tr02102-2026.json-note"
fact "as it was signed" json out \
    'j["profile"]["id"] == "example/bsi-tr02102-2026" and
     len(j["profile"]["rules"]) >= 40 and len(j["hash"]) == 64'
for name in az-reference-1 bsi-tr02102-2026 cnsa-2.0 eccg-acm-2 nist-131a; do
    exits 0 "$name is consistent and signed" "$MOHUR" profile check --json \
        "$profiles/$name.json-note"
    fact "by two" json out 'j["signatures"]["own"]["signed"] == 2'
done
exits 0 "those who are trusted signed" "$MOHUR" profile check $named \
    "$profiles/nist-131a.json-note"
exits 1 "others did not" "$MOHUR" profile check --authority "$c" \
    "$profiles/nist-131a.json-note"
sed 's/"min_t":3/"min_t":4/' "$profiles/nist-131a.json-note" >altered
exits 1 "an altered file is refused" "$MOHUR" profile check altered
sed 's/"min_t":3/"min_t": 3/' "$profiles/nist-131a.json-note" >spaced
exits 4 "a second spelling is refused" "$MOHUR" profile check spaced
sed '$d' "$profiles/nist-131a.json-note" >once
exits 1 "one signature of two is refused" "$MOHUR" profile check once
head -c 10000000 /dev/zero | tr '\0' a >huge
exits 4 "ten million bytes are refused" "$MOHUR" profile check huge
fact "by their number" grep -q "larger than 256 KiB" err
exits 4 "a later library is wanted" "$MOHUR" profile check "$sample"
fact "and named" grep -q "1\.0\.0" err
exits 5 "a file must be there" "$MOHUR" profile check nothing
exits 2 "a threshold has keys" "$MOHUR" profile check --threshold 2 once

# ---- in a keystore ----

new_store A
exits 0 "keys are made by the built-in profile" as A key create first \
    --for sign --alg Ed25519
exits 1 "an authority is named first" as A profile accept \
    "$profiles/eccg-acm-2.json-note"
fact "which the hint says" grep -q -- "--authority" err
exits 0 "then a profile is accepted" as A profile accept $named \
    "$profiles/eccg-acm-2.json-note" --json
fact "as one of a named authority" json out 'j["change"] == "named"'
exits 0 "again is nothing to do" as A profile accept \
    "$profiles/eccg-acm-2.json-note" --json
fact "and says so" json out 'j["change"] == "same"'
exits 0 "the keystore shows it" as A profile show
fact "by name" grep -q "^example/eccg-acm-2 version 1" out
exits 6 "no new secret goes under a cipher that it refuses" \
    as A key create other --for sign --alg ECDSA-P256
fact "which says what to do" grep -q "XChaCha20-Poly1305.*slot renew" err
exits 0 "what is there is listed" as A key list
exits 0 "a new root key is under another" as A slot renew --json
fact "and no slot is stale" json out 'j["schema"] == "mohur-slot-renew" and
    j["stale"] == 0 and len(j["slots"]) == 1'
exits 0 "which doctor names" as A doctor --json
fact "with the cipher" json out 'j["store"]["cipher"] == "XAES-256-GCM"'
exits 0 "so keys are made again" as A key create other --for sign \
    --alg ECDSA-P256
exits 1 "another one needs its authority named" as A profile accept \
    "$profiles/cnsa-2.0.json-note"
exits 0 "which may be the same" as A profile accept $named \
    "$profiles/cnsa-2.0.json-note"
exits 6 "what no rule allows is refused" as A key create second \
    --for sign --alg Ed25519
fact "with the profile and the reason" grep -q \
    "example/cnsa-2.0 refuses .*NO_RULE" err
exits 4 "and what has no provider is unavailable" as A key create third \
    --for sign
fact "which is said" grep -q "UNAVAILABLE" err
exits 0 "the keystore is whole" as A doctor

# ---- reports ----

new_store B
as B key create me --for sign --alg ECDSA-P256 --quiet
as B key create box --for seal --alg X25519 --quiet
exits 0 "by itself nothing stops soon" as B profile impact --json
fact "but later" json out \
    'not j["stops_soon"] and {"2032-01-01T00:00:00Z", "2036-01-01T00:00:00Z"}
     == {c["from"] for c in j["changes"]}'
exits 6 "another profile would stop keys now" as B profile impact \
    "$profiles/cnsa-2.0.json-note"
fact "and says which" grep -q "box version 1: seal X25519.*STOPS" out
fact "and that the keystore's cipher stops" grep -q \
    "keystore itself: encrypt XChaCha20-Poly1305.*STOPS" out
exits 0 "what needs no name has none" as B cbom
fact "it is CycloneDX 1.7" grep -q '"specVersion":"1.7"' out
never "without names" grep -q '"name":"me"' out
exits 0 "unless asked" as B cbom --names
fact "then it has" grep -q '"name":"me"' out
finish
