#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur key: make, list, show, rotate, move from state to state.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store A

# ---- create ----

for alg in ECDSA-P256 ECDSA-P384 Ed25519; do
    exits 0 "a key that signs with $alg is made" \
        as A key create "sign-$alg" --for sign --alg $alg
done
for alg in X25519 ECDH-P256 ECDH-P384; do
    exits 0 "a key that opens with $alg is made" \
        as A key create "seal-$alg" --for seal --alg $alg
done
exits 0 "P-256 means what the purpose makes of it: sign" \
    as A key create p-sign --for sign --alg P-256 --json
fact "ECDSA" json out 'j["keys"][0]["alg"] == "ECDSA-P256"'
exits 0 "P-256 means what the purpose makes of it: seal" \
    as A key create p-seal --for seal --alg P-256 --json
fact "ECDH" json out 'j["keys"][0]["alg"] == "ECDH-P256"'
exits 0 "a wrapping key is made" as A key create kek --for wrap
exits 0 "without --alg the profile chooses" as A key create me --for sign
fact "one word on it goes to stderr" says err "made key me, version 1"
fact "and none to stdout" is_empty out

exits 0 "a key has an owner, a comment, a level and days" \
    as A key create full --for seal --owner "Agency A" --comment "front desk" \
    --level 1 --days 30 --exportable --json
fact "and --json tells of them" json out \
    'j["schema"] == "mohur-key" and j["keys"][0]["owner"] == "Agency A" and
     j["keys"][0]["comment"] == "front desk" and j["keys"][0]["level"] == 1
     and j["keys"][0]["exportable"] and
     j["keys"][0]["protect_until"] > j["keys"][0]["created"]'

exits 5 "a name that is taken is refused" as A key create me --for sign
exits 2 "a key needs a purpose" as A key create nobody
exits 2 "and one that there is" as A key create nobody --for fun
exits 2 "an algorithm that is none is refused" \
    as A key create nobody --for sign --alg ROT13
exits 2 "so is one for another purpose" \
    as A key create nobody --for sign --alg X25519
exits 2 "an empty name is refused" as A key create "" --for sign
exits 2 "so is one of 129 bytes" \
    as A key create "$(head -c 129 /dev/zero | tr '\0' x)" --for sign
exits 2 "so is one with a control byte" \
    as A key create "$(printf 'a\033[31mb')" --for sign
never "which is not sent to the terminal" grep -q "$(printf '\033')" err
exits 6 "level 3 asks for what a file cannot give" \
    as A key create nobody --for seal --level 3
exits 2 "a level above 3 is none" as A key create nobody --for seal --level 4
never "what was refused is not there" as A key show nobody

# ---- list, show ----

exits 0 "all keys are listed" as A key list
fact "a line each" [ "$(wc -l <out)" = 11 ]
fact "with the head on stderr" says err "algorithm"
exits 0 "--quiet leaves the head away" as A key list --quiet
fact "and nothing is on stderr" is_empty err
exits 0 "--json lists them too" as A key list --json
fact "in one object" json out \
    'j["schema"] == "mohur-key-list" and len(j["keys"]) == 11'
exits 0 "one is shown" as A key show me
fact "with its state" says out "active"
exits 3 "one that is not there is named" as A key show nobody
fact "in the message" says err "nobody"
exits 3 "so is a version that is not there" as A key show me --version 7
exits 3 "without a keystore there is nothing to list" \
    "$MOHUR" key list --store absent
fact "and the folder is named" says err "absent"
exits 7 "the wrong passphrase opens nothing" \
    sh -c "echo wrong | '$MOHUR' key list --store A --pass-fd 0"

# ---- rotate, move ----

exits 0 "a key gets a new version" as A key rotate me
fact "whose number is on stdout" [ "$(cat out)" = 2 ]
exits 0 "the new one protects" as A key show me --version 2 --json
fact "now" json out 'j["keys"][0]["current"]'
exits 0 "a version is made for a later day" \
    as A key rotate me --activate 2099-01-31
exits 0 "it waits" as A key show me --version 3 --json
fact "as pre-active" json out \
    'j["keys"][0]["state"] == "pre-active" and
     j["keys"][0]["activate_at"] == "2099-01-31T00:00:00Z"'
exits 2 "a day that is none is refused" \
    as A key rotate me --activate 2027-02-30
exits 3 "a key that is not there cannot rotate" as A key rotate nobody

exits 2 "a move needs a version" as A key suspend me
for move in suspend:suspended resume:active deactivate:deactivated \
    compromise:compromised; do
    exits 0 "a version moves: ${move%:*}" \
        as A key "${move%:*}" me --version 1 --json
    fact "to ${move#*:}" json out "j['keys'][0]['state'] == '${move#*:}'"
done
exits 6 "there is no way back from compromised" \
    as A key activate me --version 1
fact "in two lines" is_two_lines
exits 0 "a version is put into use before its day" \
    as A key activate me --version 3
exits 3 "what is not there cannot move" as A key suspend me --version 9

exits 0 "what no longer protects is listed" as A key list --stale --json
fact "version by version" json out \
    '[(k["name"], k["version"]) for k in j["keys"]] == [("me", 1), ("me", 2)]'
exits 0 "a key opens for so many days" as A key create brief --for seal \
    --days 10 --process-days 20 --json
fact "and says so" json out \
    'j["keys"][0]["process_until"] > j["keys"][0]["protect_until"]'
exits 6 "the profile bounds how long a key protects" \
    as A key create long --for wrap --days 731
fact "and says how long" says err "730 days"

# ---- when it is to be rotated ----

exits 0 "a key says when it is to be rotated" as A key create gate --for sign \
    --days 30 --rotate-days 20 --activate-delay 3600 --json
fact "by the day, and how the next one waits" json out \
    'j["keys"][0]["created"] < j["keys"][0]["rotate_at"] <
     j["keys"][0]["protect_until"] and not j["keys"][0]["rotate_due"] and
     j["keys"][0]["activate_delay_s"] == 3600'
as A key rotate gate --quiet >out
exits 0 "a new version waits" as A key show gate --version 2 --json
fact "for as long as was said" json out \
    'j["keys"][0]["state"] == "pre-active" and j["keys"][0]["activate_at"]'
exits 0 "unless it is put into use" \
    as A key activate gate --version 2 --quiet
exits 2 "nothing is rotated after its end" \
    as A key create late --for sign --days 30 --rotate-days 31
exits 2 "nor waits for ever" \
    as A key create slow --for sign --activate-delay 31536001
exits 0 "the doctor finds no key that is due" as A doctor --json
fact "yet" json out 'j["store"]["rotate_due"] == {}'

# A store of 2026-01-01 with a key that was to be rotated after 30 days.
mkdir -m 700 old
cp "$MOHUR_SOURCE_DIR/tests/golden/keystore/rotation.db" old/keystore.db
: >old/keystore.lock
printf 'qara deniz\n' >old.pass
exits 0 "the doctor looks at an old store" as old doctor --json
fact "and finds the key that is due" json out \
    'j["store"]["rotate_due"] == {"post": "2026-01-31T00:00:00Z"}'
exits 0 "and says so to people" as old doctor
fact "by name" says out "post "
exits 0 "the list says it too" as old key list
fact "in its line" grep -q "^post .*  to be rotated$" out
exits 0 "what is due still protects" as old key show post --json
fact "as the current version" json out \
    'j["keys"][0]["current"] and j["keys"][0]["rotate_due"]'

# ---- how often a version protects ----

echo "paper" >paper
as A key create lid --for seal --quiet
exits 0 "a key signs so many times" \
    as A key create rare --for sign --max-uses 2 --json
fact "and says so" json out \
    'j["keys"][0]["max_uses"] == 2 and j["keys"][0]["uses"] == 0'
for n in 1 2; do
    exits 0 "use $n" as A seal -r lid -s rare -o "rare$n.mohur" --quiet paper
done
exits 6 "and no more" as A seal -r lid -s rare -o rare3.mohur paper
fact "which is what is said" says err "used as often as it may be; rotate it"
exits 0 "it still verifies" as A list rare2.mohur --from rare --quiet
as A key show rare --json >out
fact "its uses were counted" json out 'j["keys"][0]["uses"] == 2'
as A key rotate rare --quiet >out
exits 0 "its next version begins anew" \
    as A seal -r lid -s rare -o rare3.mohur --quiet paper
exits 0 "what is set aside and not used is given back" \
    as A key create many --for sign --max-uses 1000000 --quiet
as A seal -r lid -s many -o many.mohur --quiet paper
as A key show many --json >out
fact "all but the one" json out 'j["keys"][0]["uses"] == 1'
exits 2 "a limit of none is no limit" \
    as A key create none --for sign --max-uses 0

# ---- under a wrapping key ----

printf '%064d' 0 >zeros
as A key create carrier --for wrap --exportable --quiet
as A key create kept --for wrap --quiet
as A key create goes --for seal --alg X25519 --exportable --quiet
as A key create goes-too --for wrap --exportable --quiet
exits 0 "a private key leaves under a wrapping key" \
    as A key export goes --wrap-with carrier -o goes.kwp --quiet
exits 0 "a wrapping key leaves so too" \
    as A key export goes-too --wrap-with carrier --json
fact "in 40 bytes" json out 'len(j["wrapped"]) == 80 and j["private"]'
exits 6 "but not what was not made to" \
    as A key export kept --wrap-with carrier -o kept.kwp
fact "of which nothing is written" test ! -e kept.kwp
exits 2 "a key leaves in one form" \
    as A key export goes --wrap-with carrier --private
exits 2 "only a wrapping key wraps" as A key export goes --wrap-with me
exits 3 "one that is there" as A key export goes --wrap-with nobody
exits 0 "it enters again" \
    as A key import came --for seal --wrap-with carrier goes.kwp --json
fact "as what it was" json out 'j["keys"][0]["imported"]'
as A key export goes -o goes.pem --quiet
as A key export came -o came.pem --quiet
fact "the same key" cmp goes.pem came.pem
exits 1 "not under another wrapping key" \
    as A key import other --for seal --wrap-with kept goes.kwp
exits 4 "nor as another kind of key" \
    as A key import other --for wrap --wrap-with carrier goes.kwp
exits 1 "nor what was never wrapped" \
    as A key import other --for wrap --wrap-with carrier zeros

# ---- what a state lets a version do ----

echo "the bridge is open" >paper
as A key create inbox --for seal --quiet
as A key create hand --for sign --quiet
as A seal -r inbox -s hand -o x.mohur --quiet paper
as A key rotate inbox --quiet >out
as A key rotate hand --quiet >out
as A seal -r inbox -s hand -o y.mohur --quiet paper
as A key deactivate inbox --version 1 --quiet
exits 0 "a deactivated version still opens" as A list x.mohur
as A key compromise inbox --version 1 --quiet
exits 6 "a compromised one does not" as A list x.mohur
fact "and is named" says err "key inbox"
exits 0 "the next version does what it should" as A list y.mohur
as A key compromise hand --version 1 --quiet
exits 0 "a compromised signing key is no hindrance to others" as A list y.mohur

# ---- several processes, one store ----

as A key create left --for seal --quiet &
as A key create right --for seal --quiet &
wait
fact "two processes made a key each: left" as A key show left
fact "two processes made a key each: right" as A key show right

finish
