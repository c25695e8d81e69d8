#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Signing in two phases: OpenSSL has the key, signs what is prepared, and
# takes what is finished.  What does not belong together is refused, and
# leaves no file.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

command -v openssl >/dev/null || {
    echo "SKIP no openssl"
    exit 77
}
new_store A
as A key create kek --for wrap --quiet
as A key create other --for wrap --quiet
mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >ext
echo "the bridge is open" >doc

# phone NAME ALG OPTION...: a key that is nowhere else, and its certificate.
phone() {
    _phone=$1
    shift
    openssl genpkey -algorithm "$@" -out "$_phone.key" 2>/dev/null
    openssl req -new -key "$_phone.key" -subj "/CN=$_phone" -out csr
    openssl x509 -req -in csr -CA anchors/root.crt -CAkey root.key -days 9 \
        -CAcreateserial -extfile ext -out "$_phone.crt" 2>/dev/null
}

# prepare NAME OPTION..., finish NAME OPTION...
prepare() {
    _who=$1
    shift
    as A sign --prepare "$_who.state" --state-key kek --cert "$_who.crt" \
        -o "$_who.dtbs" doc "$@"
}

finish_it() {
    _who=$1
    shift
    as A sign --finish "$_who.state" --state-key kek \
        --signature "$_who.sig" -o "$_who.out" doc "$@"
}

takes() {
    "$MOHUR" verify --trust anchors --no-revocation "$@"
}

# ---- as it should be ----

phone p256 EC -pkeyopt ec_paramgen_curve:P-256
phone rsa RSA -pkeyopt rsa_keygen_bits:3072
phone ed25519 ED25519
for who in p256 rsa; do
    exits 0 "preparing for $who" prepare $who
    openssl dgst -sha256 -sign $who.key -out $who.sig $who.dtbs
    exits 0 "finishing for $who" finish_it $who
    exits 0 "is accepted" takes --content doc $who.out
    fact "by openssl too" openssl cms -verify -cades -binary -inform DER \
        -in $who.out -content doc -CAfile anchors/root.crt -purpose any \
        -out /dev/null
done
exits 0 "preparing for Ed25519, the document inside" prepare ed25519 --attached
openssl pkeyutl -sign -rawin -inkey ed25519.key -in ed25519.dtbs \
    -out ed25519.sig
exits 0 "finishing it" finish_it ed25519
exits 0 "is accepted by itself" takes ed25519.out

# Who signs a hash is told it; both steps tell the same id.
rm p256.state p256.dtbs p256.sig p256.out
exits 0 "preparing tells the hash" prepare p256 --json --days 2
fact "and the id" json out 'len(j["id"]) == 32 and j["alg"] == "ECDSA-P256"'
python3 -c 'import json; j = json.load(open("out"))
open("hash", "wb").write(bytes.fromhex(j["hash"]))
open("id", "w").write(j["id"])'
openssl pkeyutl -sign -inkey p256.key -in hash -out p256.sig
exits 0 "finishing what was signed as a hash" finish_it p256 --json
fact "tells the id again" json out 'j["id"] == open("id").read()'
exits 0 "is accepted as well" takes --content doc p256.out

# ---- what does not belong together ----

rm p256.out
cp doc kept
echo "the bridge is shut" >doc
exits 1 "another document" finish_it p256
cp kept doc
cp p256.sig good.sig
cp rsa.sig p256.sig
exits 1 "another signature" finish_it p256
cp good.sig p256.sig
exits 1 "another key" as A sign --finish p256.state --state-key other \
    --signature p256.sig -o p256.out doc
cp p256.state good.state
head -c 300 good.state >p256.state
exits 4 "half of a state" finish_it p256
cp doc p256.state
exits 4 "something else than a state" finish_it p256
cp good.state p256.state
never "leaves a file" [ -e p256.out ]

# ---- what is no request ----

exits 2 "a signature without a state" as A sign --signature p256.sig \
    --state-key kek -o p256.out doc
exits 2 "a state without a signature" as A sign --finish p256.state \
    --state-key kek -o p256.out doc
exits 2 "a key for something that is prepared" prepare p256 -k kek
exits 2 "no key for the state" as A sign --prepare x.state --cert p256.crt \
    -o p256.out doc
exits 2 "more than thirty days" as A sign --prepare x.state --state-key kek \
    --cert p256.crt --days 31 -o p256.out doc
exits 5 "a state that is there already" as A sign --prepare p256.state \
    --state-key kek --cert p256.crt -o p256.out doc
mkdir folder
exits 5 "bytes that cannot be written" as A sign --prepare x.state \
    --state-key kek --cert p256.crt -o folder/absent/x doc
never "leaves a state" [ -e x.state ]
as A sign --prepare x.state --state-key kek --cert p256.crt -o - doc \
    >/dev/full 2>err
fact "nor bytes that went nowhere" [ $? = 5 ]
never "leave a state" [ -e x.state ]
never "leaves bytes to sign" [ -e p256.out ]
finish
