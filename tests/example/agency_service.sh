#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# examples/agency_service: set up with the command, asked, and with its server
# and its token away.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

server=$MOHUR_SOURCE_DIR/tests/support/postgres.sh
module=
for place in /usr/lib/softhsm /usr/lib64/softhsm /usr/local/lib/softhsm; do
    [ ! -r $place/libsofthsm2.so ] || module=$place/libsofthsm2.so
done
if [ -z "$module" ] || ! command -v softhsm2-util >/dev/null; then
    echo "SKIP: there is no SoftHSM2 (package softhsm2)"
    exit 77
fi
echo "set up once" >pass
"$MOHUR" key list --store "postgresql:///x?host=$PWD" --pass-file pass \
    >out 2>err || true
if says err "this build has no PostgreSQL" >said; then
    echo "SKIP: built without libpq"
    exit 77
fi
code=0
sh "$server" start "$PWD/place" || code=$?
[ $code = 0 ] || exit $code
service=
trap '[ -z "$service" ] || kill $service; sh "$server" stop "$PWD/place"' EXIT

# ---- set up: a token, a keystore that it opens, a key in it, a certificate ----

mkdir tokens
SOFTHSM2_CONF=$PWD/softhsm2.conf
export SOFTHSM2_CONF
echo "directories.tokendir = $PWD/tokens" >"$SOFTHSM2_CONF"
softhsm2-util --init-token --free --label agency --so-pin 1234567 \
    --pin 492817 >softhsm.log
echo 492817 >pin
token="pkcs11:token=agency?module-path=$module&pin-source=file:$PWD/pin"
store="postgresql:///postgres?host=$(cat place)&user=mohur"
agency() { "$MOHUR" "$@" --store "$store" --with-token "$token"; }

"$MOHUR" init --store "$store" --pass-file pass --quiet --argon2-mib 64 \
    --argon2-passes 3
exits 0 "the token opens the keystore" "$MOHUR" slot add --hsm "$token" \
    --store "$store" --pass-file pass
exits 0 "the key is made in it" agency key create decrees --for sign \
    --alg ECDSA-P256 --hsm "$token"
exits 0 "a certificate is asked for" agency key csr decrees \
    --subject "C=AZ, O=Agency, CN=Service" -o agency.csr
new_store asker
as asker key create box --for seal --quiet
mkdir served
as asker key export box -o served/asker.pem --quiet
agency key export decrees -o agency.pem --quiet
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -keyout root.key -out root.crt -subj "/C=AZ/O=Authority/CN=Root" \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>openssl.log
echo "keyUsage = critical, nonRepudiation" >agency.ext
openssl x509 -req -in agency.csr -CA root.crt -CAkey root.key -CAcreateserial \
    -days 2 -extfile agency.ext -out served/agency.crt 2>>openssl.log
mkdir served/inbox served/work served/outbox anchors
cp root.crt anchors

# ---- what is missing is said at the start ----

exits 2 "it says how it is used" "$EXAMPLE"
exits 1 "no server" "$EXAMPLE" "postgresql:///x?host=$PWD" "$token" served
fact "is said" says err "server: MOHUR_E_IO: "
exits 1 "no token" env SOFTHSM2_CONF=/dev/null "$EXAMPLE" "$store" "$token" served
fact "is said" says err "token: MOHUR_E_IO: "
echo 111111 >other.pin
exits 1 "a wrong PIN" "$EXAMPLE" "$store" \
    "pkcs11:token=agency?module-path=$module&pin-source=file:$PWD/other.pin" served
fact "is said" says err "token: MOHUR_E_PASSPHRASE: "
exits 1 "nobody to answer" "$EXAMPLE" "$store" "$token" .
fact "is said" says err "asker.pem: "

# ---- it serves ----

# until_so SECONDS COMMAND...: the command succeeds by then.
until_so() {
    tries=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.1
    done
}

answers() {
    [ "$(ls served/outbox | grep -c '\.mohur$')" = "$1" ]
}

serve() {
    "$EXAMPLE" "$store" "$token" served 2>log &
    service=$!
}

# ends: by SIGTERM, with 0.
ends() {
    kill -TERM $service
    wait $service
}

# ask NAME: put there under another name first, so that it is whole.
ask() {
    echo "the bridge $1 is open" >served/inbox/.coming
    mv served/inbox/.coming "served/inbox/$1"
}

for i in 1 2 3 4 5 6 7 8; do
    ask $i
done
mkdir served/inbox/folder
echo "half done" >served/work/forgotten
serve
fact "every request is answered" until_so 60 answers 9
fact "what is none is refused" until_so 60 test -s served/outbox/folder.refused
fact "what was at work is done again" says log "forgotten: was at work"
for i in 1 8; do
    exits 0 "who asked opens the answer" as asker open --from agency.pem \
        -o opened.$i served/outbox/$i.mohur
    exits 0 "the decree is signed" "$MOHUR" verify --trust anchors \
        --no-revocation -o decree.$i opened.$i/decree.asice
    fact "and says what was asked" says decree.$i/$i "the bridge $i is open"
done

# ---- the server goes away ----

sh "$server" down "$PWD/place"
ask late
fact "a server that is away is said" until_so 60 says log "late: MOHUR_E_IO: "
fact "and nothing is answered" answers 9
fact "or refused" test ! -e served/outbox/late.refused
sh "$server" up "$PWD/place"
fact "when it is back the request is answered" until_so 60 answers 10

# ---- the token goes away ----

mv tokens elsewhere
ask later
fact "a token that is away is said" until_so 60 says log "later: MOHUR_E_"
fact "it ends when it is told to" ends
fact "with the request where it was" says served/inbox/later "later is open"
mv elsewhere tokens
serve
fact "which is answered by the next, with the token" until_so 60 answers 11

# ---- and what is not to be served ----

exits 0 "a key is suspended" agency key suspend decrees --version 1
ask unwanted
fact "it signs no more" until_so 60 test -s served/outbox/unwanted.refused
fact "and why is said" says served/outbox/unwanted.refused "no version of the key is active"
fact "it ends when it is told to" ends
service=
fact "with no request at work" holds_nothing served/work
fact "or waiting" holds_nothing served/inbox
finish
