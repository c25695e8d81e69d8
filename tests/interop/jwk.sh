#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Public keys as JSON Web Keys, read by jwcrypto: the same key as in the PEM
# file, and the same thumbprint.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

python=/usr/bin/python3
if ! $python -c 'import jwcrypto' 2>/dev/null; then
    echo "SKIP: $python lacks jwcrypto"
    exit 77
fi

# same JWK PEM: both files hold one key; the JWK's id is its thumbprint.
same() {
    $python -c '
import json, sys
from cryptography.hazmat.primitives import serialization
from jwcrypto import common, jwk
text = open(sys.argv[1]).read()
pem = open(sys.argv[2], "rb").read()
ours = jwk.JWK.from_json(text)
assert not ours.has_private
assert ours.thumbprint() == json.loads(text)["kid"]
if json.loads(text).get("crv") == "X25519":  # from_pem does not know it
    raw = serialization.load_pem_public_key(pem).public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    assert json.loads(text)["x"] == common.base64url_encode(raw)
else:
    assert ours.thumbprint() == jwk.JWK.from_pem(pem).thumbprint()
' "$1" "$2"
}

new_store S
for alg in ECDSA-P256 ECDSA-P384 Ed25519 RSASSA-PSS RSASSA-PKCS1-v1_5; do
    as S key create $alg --for sign --alg $alg --quiet
done
for alg in X25519 ECDH-P256 ECDH-P384; do
    as S key create $alg --for seal --alg $alg --quiet
done
for alg in ECDSA-P256 ECDSA-P384 Ed25519 RSASSA-PSS RSASSA-PKCS1-v1_5 X25519 ECDH-P256 ECDH-P384; do
    as S key export $alg -o $alg.pem --quiet
    exits 0 "$alg is exported" as S key export $alg --jwk -o $alg.jwk
    fact "and is the same key to jwcrypto" same $alg.jwk $alg.pem
done
never "which it would not say of two" same X25519.jwk Ed25519.pem
exits 0 "without -o it is on stdout" as S key export Ed25519 --jwk
fact "the same" cmp out Ed25519.jwk
exits 2 "private keys have no such form" as S key export X25519 --jwk --private
finish
