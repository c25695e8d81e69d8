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

# ---- TLS, which is verified in full ----

# certificate NAME SUBJECT-ALT-NAME: one that is its own root.
certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj /CN=server -addext "subjectAltName=$2" -keyout "$1.key" \
        -out "$1.crt" 2>openssl.log
}

# heard: what the server was told by the next client.
heard() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ "$(wc -l <tls.log)" -lt "$clients" ] || break
        sleep 0.2
    done
    tail -n 1 tls.log
}

# knock CODE WORDS ROOT: the command comes to the server, which it knows by ROOT.
knock() {
    clients=$((clients + 1))
    exits "$1" "$2" "$MOHUR" key list --pass-file pass \
        --store "postgresql://me@127.0.0.1:$(cat port)/x?sslrootcert=$PWD/$3"
}

certificate right IP:127.0.0.1
certificate stranger IP:127.0.0.1
certificate elsewhere IP:127.0.0.2
clients=0
for name in right elsewhere; do
    rm -f port
    : >tls.log
    clients=0
    /usr/bin/python3 -B "$MOHUR_SOURCE_DIR/tests/cli/_tls.py" $name.crt $name.key \
        port tls.log &
    tls=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        [ -f port ] || sleep 0.2
    done
    if [ $name = right ]; then
        knock 5 "a server whose certificate nobody issued is refused" stranger.crt
        fact "and told nothing" test "$(heard)" = nothing
        knock 5 "no root is no trust" nowhere.crt
        fact "and the server is told nothing" test "$(heard)" = nothing
        knock 5 "one that is known is talked to" right.crt
        fact "and told who comes" test "$(heard)" != nothing
    else
        knock 5 "a certificate for another place is refused" elsewhere.crt
        fact "and told nothing" test "$(heard)" = nothing
    fi
    kill $tls
    wait $tls || true
done

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
exits 4 "an anchor on its own server is refused" "$MOHUR" anchor create "$uri" \
    --store "$uri" --pass-file pass
fact "and says why" says err "own server"
new_store F
exits 5 "one that is not there is missed" as F key list --anchor "$uri"
exits 0 "a folder's may be there" as F anchor create "$uri"
exits 5 "once" as F anchor create "$uri"
cp -a F older
exits 0 "it moves" as F key create mine --for sign --anchor "$uri"
exits 0 "and the doctor knows it" as F doctor --anchor "$uri" --json
fact "as local" json out 'j["store"]["rollback"] == "local"'
rm -r F
mv older F
exits 1 "an older keystore is noticed" as F key create other --for sign \
    --anchor "$uri"
fact "and named so" says err "ROLLBACK"
exits 0 "it lists" as F key list --anchor "$uri"
exits 0 "and may be accepted" as F anchor accept --anchor "$uri"
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
