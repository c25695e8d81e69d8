#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Keys and requests of ours read by the JDK, and its keys read by us.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

if [ -z "${MOHUR_FULL:-}" ]; then
    echo "SKIP: for the full tier: set MOHUR_FULL"
    exit 77
fi
if ! command -v javac >/dev/null || ! command -v keytool >/dev/null; then
    echo "SKIP: there is no javac, or no keytool"
    exit 77
fi
javac -d classes "$MOHUR_SOURCE_DIR/tests/interop/java/Keys.java" ||
    { echo "SKIP: this JDK is too old"; exit 77; }
keys="java -cp classes Keys"

new_store A
all=
for key in P-256:sign:ECDSA-P256 P-384:sign:ECDSA-P384 Ed25519:sign:Ed25519 \
    RSA:sign:RSASSA-PSS X25519:seal:X25519 \
    P-256:seal:ECDH-P256 P-384:seal:ECDH-P384; do
    alg=${key##*:} purpose=${key#*:}
    as A key create $alg --for ${purpose%:*} --alg $alg --exportable --quiet
    as A key export $alg -o $alg.pem --quiet
    as A key export $alg --private -o $alg.key --new-pass-file A.pass --quiet
    all="$all ${key%%:*}:$alg"
done
exits 0 "Java reads and uses every pair" $keys read "$(cat A.pass)" $all
fact "all seven" test "$(wc -l <out)" = 7
never "not with another passphrase" $keys read other P-256:ECDSA-P256
for alg in ECDSA-P384 Ed25519 RSASSA-PSS; do
    as A key csr $alg --subject "C=AZ, CN=Aysel" -o $alg.csr --quiet
    exits 0 "keytool reads the request and verifies it: $alg" \
        keytool -printcertreq -file $alg.csr
    fact "with its subject: $alg" says out "CN=Aysel"
done
rm -f ./*.key
$keys write $all >made
for key in $all; do
    alg=${key#*:} purpose=sign
    case $alg in X25519 | ECDH-*) purpose=seal ;; esac
    exits 0 "a key that Java made comes in: $alg" \
        as A key import "java $alg" --for $purpose --alg $alg $alg.key
done
finish
