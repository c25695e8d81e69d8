#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# --store with the URI of a PostgreSQL database, from the first key to the
# last, as with a folder.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

server=$MOHUR_SOURCE_DIR/tests/support/postgres.sh
echo "a good passphrase" >pass
cheap="--argon2-mib 64 --argon2-passes 3"
echo "a letter" >letter

exits 4 "a password is no part of a URI" \
    "$MOHUR" key list --store "postgresql://me:secret@/x" --pass-file pass
if says err "this build has no PostgreSQL"; then
    echo "SKIP: built without libpq"
    exit 77
fi
never "and is not repeated" says err secret
exits 4 "nor is a weaker sslmode" "$MOHUR" key list \
    --store "postgresql://localhost/x?sslmode=require" --pass-file pass
exits 5 "a server that is not there is an error of input and output" \
    "$MOHUR" key list --store "postgresql:///x?host=$PWD" --pass-file pass

code=0
sh "$server" start "$PWD/place" || code=$?
[ $code = 0 ] || exit $code
trap 'sh "$server" stop "$PWD/place"' EXIT
uri="postgresql:///postgres?host=$(cat place)&user=mohur"

exits 4 "a database without a keystore is none" \
    "$MOHUR" key list --store "$uri" --pass-file pass
fact "which is said" says err "no keystore in this database"
exits 0 "a keystore is made in a database" \
    "$MOHUR" init --store "$uri" --pass-file pass $cheap
exits 5 "once" "$MOHUR" init --store "$uri" --pass-file pass $cheap
exits 0 "it has keys" \
    "$MOHUR" key create me --for sign --store "$uri" --pass-file pass
exits 0 "of every kind" \
    "$MOHUR" key create box --for seal --store "$uri" --pass-file pass
exits 0 "which rotate" \
    "$MOHUR" key rotate me --store "$uri" --pass-file pass
exits 0 "and are listed" \
    "$MOHUR" key list --store "$uri" --pass-file pass --json
fact "all" json out 'len(j["keys"]) == 3'
exits 7 "with the right passphrase" \
    sh -c 'echo "a bad passphrase" >bad; "$0" key list --store "$1" \
        --pass-file bad' "$MOHUR" "$uri"

exits 0 "an archive is sealed" "$MOHUR" seal -r box -s me -o letter.mohur \
    letter --store "$uri" --pass-file pass
exits 0 "and opened; MOHUR_HOME names the keystore too" \
    env MOHUR_HOME="$uri" "$MOHUR" open -o opened letter.mohur --pass-file pass
fact "with what was in it" cmp letter opened/letter

exits 0 "the keystore has an anchor" "$MOHUR" anchor create anchor --store "$uri" \
    --pass-file pass
exits 0 "the doctor looks at all of it" \
    "$MOHUR" doctor --store "$uri" --pass-file pass --anchor anchor
exits 0 "a backup goes to a folder" "$MOHUR" backup create --passphrase \
    --new-pass-file pass $cheap -o backup --store "$uri" --pass-file pass
exits 4 "not to a server" "$MOHUR" backup create --passphrase \
    --new-pass-file pass $cheap -o "$uri" --store "$uri" --pass-file pass
exits 0 "and comes back from there" "$MOHUR" backup restore backup \
    --pass-file pass --store again --new-pass-file pass $cheap
exits 0 "with every key" \
    "$MOHUR" key list --store again --pass-file pass --json
fact "again" json out 'len(j["keys"]) == 3'
finish
