#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A second PKCS#11 module beside SoftHSM2: the software token of NSS.  It wants
# to be told where its keys are, and forgets CKA_LOCAL of those that it keeps,
# for which the command refuses them; the module of tests/token says both.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

shim=$(dirname "$MOHUR")/libmohur_token_module.so
softokn=
for place in /usr/lib/*/libsoftokn3.so /usr/lib/*/nss/libsoftokn3.so \
    /usr/lib64/libsoftokn3.so; do
    [ ! -r "$place" ] || softokn=$place
done
if [ -z "$softokn" ] || [ ! -r "$shim" ] || ! command -v certutil >/dev/null; then
    echo "SKIP: there is no NSS (libnss3, libnss3-tools), or no test module"
    exit 77
fi
mkdir nss
echo "Test-pin-1" >pin
echo "Test-pin-2" >wrong.pin
certutil -N -d "sql:$PWD/nss" -f pin
TOKEN_REAL=$softokn
TOKEN_INIT="configdir='sql:$PWD/nss' certPrefix='' keyPrefix='' secmod='secmod.db'"
export TOKEN_REAL TOKEN_INIT
hsm="pkcs11:token=NSS%20Certificate%20DB?module-path=$shim"
pin="--pin-file pin"

new_store A
for alg in ECDSA-P256 ECDSA-P384; do
    exits 0 "a key is made in it: $alg" \
        as A key create $alg --for sign --alg $alg --hsm "$hsm" $pin
done
exits 0 "and one to seal to" as A key create box --for seal --hsm "$hsm" $pin
exits 4 "an algorithm that it lacks is refused" \
    as A key create no --for sign --alg Ed25519 --hsm "$hsm" $pin
echo salam >text
exits 0 "it signs" as A seal -r box -s ECDSA-P384 $pin -o text.mohur text
exits 0 "and opens" as A open -o opened $pin text.mohur
fact "what was sealed" cmp text opened/text
exits 0 "its request is verified by OpenSSL" \
    as A key csr ECDSA-P256 --subject CN=Aysel $pin -o me.csr
fact "as genuine" openssl req -in me.csr -verify -noout
exits 0 "and an RSA key" \
    as A key create rsa --for sign --alg RSASSA-PSS --hsm "$hsm" $pin
exits 0 "that signs a request" as A key csr rsa --subject CN=Aysel $pin -o rsa.csr
fact "which OpenSSL verifies" openssl req -in rsa.csr -verify -noout
exits 0 "a wrapping key is made in it" \
    as A key create kek --for wrap --hsm "$hsm" $pin
exits 0 "and sealed to" as A seal --unsigned -r kek $pin -o kek.mohur text
exits 0 "it opens" as A open --unsigned -o kek.out $pin kek.mohur
fact "what was sealed" cmp text kek.out/text
exits 0 "a slot is made in it" as A slot add --hsm "$hsm" $pin --label nss
with="--store A --with-token $hsm"
exits 0 "and opens the keystore" "$MOHUR" key list $with $pin --json
fact "with all keys" json out 'len(j["keys"]) == 5'
exits 7 "not with a wrong PIN" "$MOHUR" key list $with --pin-file wrong.pin
exits 0 "the doctor finds every key" as A doctor --json --pin-file pin
fact "and none is missing" json out '[(t["versions"], t["missing"]) for t in
    j["store"]["custody"]["tokens"].values()] == [(5, 0)]'
finish
