#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur backup: made for others, listed, restored; what was destroyed stays so.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store A
new_store B
cheap="--argon2-mib 64 --argon2-passes 3"
as A key create me --for sign --quiet
as A key create box --for seal --alg X25519 --quiet
as B key create safe --for seal --alg X25519 --exportable --quiet
as B key export safe -o safe.pem --quiet
echo "passphrase of the key" >key.pass
as B key export safe --private -o safe.key --new-pass-file key.pass --quiet
echo "new passphrase" >new.pass
safe="--key-file safe.key --pass-file key.pass"

exits 0 "a backup for a recipient and three shares" \
    as A backup create -r safe.pem --shares 2/3 -o backup
sed -n 1p out >share1
sed -n 3p out >share3
exits 3 "the passphrase of the keystore does not open it" \
    "$MOHUR" key list --store backup --pass-file A.pass
exits 0 "the recipient's key does" "$MOHUR" key list --store backup $safe
fact "and lists the keys" [ "$(wc -l <out)" = 2 ]
exits 0 "so do shares" "$MOHUR" key list --store backup \
    --share-file share1 --share-file share3
exits 6 "it is not used" "$MOHUR" key create x --for sign --store backup $safe
fact "and says so" says err "not used"

exits 0 "a keystore comes from it" "$MOHUR" backup restore backup $safe \
    --store again --new-pass-file new.pass $cheap --json
fact "of the next epoch" json out 'j["store"]["epoch"] == 2'
exits 0 "with a passphrase of its own" \
    "$MOHUR" doctor --store again --pass-file new.pass
as A key export me -o before.pem --quiet
exits 0 "its keys" "$MOHUR" key export me -o after.pem --store again \
    --pass-file new.pass
fact "are the same" cmp before.pem after.pem
exits 5 "what is there is not replaced" "$MOHUR" backup restore backup $safe \
    --store again --new-pass-file new.pass $cheap
exits 2 "a backup is for somebody" as A backup create -o other
exits 2 "and in a place" as A backup create --passphrase
exits 0 "beside the keystore that is there" "$MOHUR" backup restore backup \
    $safe --store third --live A --new-pass-file A.pass $cheap
exits 2 "not beside another" "$MOHUR" backup restore backup $safe \
    --store fourth --live B --new-pass-file B.pass $cheap
never "of which nothing is left" [ -e fourth/keystore.db ]
finish
