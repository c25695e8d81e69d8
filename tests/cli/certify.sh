#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur key certify: certificates that are kept with a key, and signed with.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
new_store A
echo "the bridge is open" >paper

# certificate NAME: NAME.crt of the key, from an authority in root.crt.
certificate() {
    as A key csr "$1" --subject "CN=$1" -o "$1.csr" --force --quiet
    openssl x509 -req -in "$1.csr" -CA anchors/root.crt -CAkey root.key \
        -days 9 -extfile ext.cnf -out "$1.crt" 2>/dev/null
}

mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 9 \
    -addext keyUsage=critical,keyCertSign 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >ext.cnf
for name in me you; do
    as A key create $name --for sign --alg ECDSA-P256 --quiet
    certificate $name
done

exits 2 "nothing is signed without a certificate" \
    as A sign -k me -o x.p7s paper
fact "and it is said where one may come from" says err "key certify"
exits 3 "none is given out" as A key export me --certificates
exits 0 "one is kept" as A key certify me me.crt
exits 0 "and given out" as A key export me --certificates
fact "as it is" sh -c 'openssl x509 -in out -outform der -out out.der &&
    openssl x509 -in me.crt -outform der | cmp - out.der'
exits 0 "a document is signed with it" as A sign -k me -o x.p7s paper
exits 0 "and found good" "$MOHUR" verify --trust anchors --no-revocation \
    --content paper x.p7s
exits 0 "issuers are kept too" as A key certify me me.crt anchors/root.crt
exits 0 "all are given out" as A key export me --certificates -o me.pem
fact "in one file" test "$(grep -c BEGIN me.pem)" = 2
exits 0 "--json has them" as A key export me --certificates --json
fact "as PEM" json out 'j["pem"].count("BEGIN CERTIFICATE") == 2'
exits 2 "that of another key is refused" as A key certify me you.crt
fact "which is said" says err "of another key"
exits 4 "so is what is none" as A key certify me paper
exits 2 "they leave by themselves" as A key export me --certificates --jwk

as A key rotate me --activate 2099-01-01 --quiet >out
exits 2 "a version has its own" as A key certify me me.crt --version 2
exits 3 "or none" as A key export me --certificates --version 2
exits 0 "another one is named" as A sign -k you --cert you.crt -o y.p7s paper
as A key deactivate me --version 1 --quiet
exits 6 "it ends with its version" as A key export me --certificates --version 1
finish
