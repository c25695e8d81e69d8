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

# Keys that came later, into the keystore that was restored of the older one.
as A key rotate me --quiet >rotated
as A key create late --for seal --alg X25519 --quiet
as A backup create -r safe.pem -o later --quiet
merge="$MOHUR backup restore later --merge $safe --store again
    --new-pass-file new.pass"
exits 0 "what would be merged is shown" $merge --dry-run
fact "each version that comes" [ "$(grep -c ^added out)" = 2 ]
fact "and that is there" [ "$(grep -c ^there out)" = 2 ]
exits 3 "and nothing is changed" "$MOHUR" key show late --store again \
    --pass-file new.pass
exits 0 "a key that is named is merged" $merge late --json
fact "and told of" json out 'j["merged"] and \
    j["versions"][0]["fate"] == "added"'
exits 0 "it is there" "$MOHUR" key show late --store again --pass-file new.pass
"$MOHUR" key rotate me --store again --pass-file new.pass --quiet >/dev/null
exits 5 "two versions of one number are not" $merge
fact "and the key is named" says err "version 2 of me is another key"
exits 0 "a dry run tells of it" $merge --dry-run --json
fact "as of the rest" json out 'not j["merged"] and "another-key" in \
    [v["fate"] for v in j["versions"]]'
exits 6 "keys of another keystore that may not leave it are not merged" \
    "$MOHUR" backup restore later --merge $safe --store B \
    --new-pass-file B.pass late
exits 3 "nor such as the backup does not have" $merge nobody
exits 7 "nor without the passphrase" "$MOHUR" backup restore later --merge \
    $safe --store again --new-pass-file B.pass
exits 2 "names are for merging" "$MOHUR" backup restore later me $safe \
    --store fifth --new-pass-file new.pass
exits 2 "beside a keystore nothing is merged" $merge --live A
finish
