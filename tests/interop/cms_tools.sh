#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Signed documents and three more programs: what we sign NSS, pyHanko and
# pkijs take, and refuse once it is damaged or for another document; what
# pyHanko signs we validate.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

if [ -z "${MOHUR_FULL:-}" ]; then
    echo "SKIP: for the full tier: set MOHUR_FULL"
    exit 77
fi
here=$MOHUR_SOURCE_DIR/tests/interop
. "$here/_authority.sh"

ours="ECDSA-P256 ECDSA-P384 Ed25519 RSASSA-PSS RSASSA-PKCS1-v1_5"
new_store S
for alg in $ours; do
    as S key create "$alg" --for sign --alg $alg --quiet
    as S key csr "$alg" --subject "C=AZ, O=Agency A, CN=$alg" -o "$alg.csr" \
        --quiet
    issue "$alg.csr" middle signer "$alg.crt"
    as S sign -k "$alg" --cert "$alg.crt" --cert both.pem --quiet \
        -o "$alg.p7s" decree
    as S sign -k "$alg" --cert "$alg.crt" --cert both.pem --quiet \
        --attached -o "$alg.p7m" decree
    damaged "$alg.p7s" "damaged-$alg.p7s"
done

# judges NAME COMMAND ALGORITHM...: COMMAND SIGNATURE CONTENT takes ours.
judges() {
    _name=$1
    _command=$2
    shift 2
    for alg in "$@"; do
        fact "$_name takes $alg" $_command "$alg.p7s" decree
        never "$_name refuses $alg for another document" \
            $_command "$alg.p7s" other
        never "$_name refuses $alg damaged" \
            $_command "damaged-$alg.p7s" decree
    done
}

# ---- NSS, which has no Ed25519 in CMS ----

nss() {
    cmsutil -D -d sql:db -i "$1" -c "$2" -u 4 -o /dev/null
}

if command -v cmsutil >/dev/null && command -v certutil >/dev/null; then
    mkdir db
    certutil -N -d sql:db --empty-password
    certutil -A -n ca -t CT,CT,CT -i root.crt -d sql:db
    judges NSS nss ECDSA-P256 ECDSA-P384 RSASSA-PSS RSASSA-PKCS1-v1_5
else
    echo "SKIP: there is no cmsutil (NSS)"
fi

# ---- pyHanko ----

pyhanko() {
    PYTHONPATH=$PWD/pkg python3 -B "$here/cms_pyhanko.py" "$@"
}

pyhanko_verifies() {
    pyhanko verify root.crt "$1" "$2"
}

pyhanko_both_ways() {
    judges pyHanko pyhanko_verifies $ours
    make_signer ec256 $p256
    make_signer ec384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
    make_signer ed25519 -algorithm ED25519
    make_signer rsa3072 -algorithm RSA -pkeyopt rsa_keygen_bits:3072
    for how in "ec256 sha256 plain" "ec384 sha384 plain" \
        "ed25519 sha512 plain" "rsa3072 sha256 plain" "rsa3072 sha256 pss"; do
        fact "pyHanko signs: $how" pyhanko sign $how decree theirs
        exits 0 "we take it" verify --content decree theirs
        exits 1 "not for another document" verify --content other theirs
        damaged theirs damaged
        exits 1 "nor damaged" verify --content decree damaged
    done
    # Its own PSS has a salt as long as the key allows.
    pyhanko sign rsa3072 sha256 pss-long decree theirs
    exits 8 "another salt is refused" verify --content decree theirs
    fact "because of it" says out CRYPTO_CONSTRAINTS_FAILURE
}

wanted=pyhanko==0.36.2
if python3 -m pip install --quiet --disable-pip-version-check \
    --target pkg $wanted >pip.log 2>&1; then
    pyhanko_both_ways
else
    echo "SKIP: pip cannot install $wanted"
fi

# ---- pkijs ----

pkijs() {
    node "$here/cms_pkijs.mjs" "$PWD/node" root.der "$1" "$2"
}

wanted=pkijs@3.2.5
if command -v node >/dev/null && command -v npm >/dev/null &&
    npm install --silent --no-audit --no-fund --fetch-retries=0 \
        --prefix node $wanted >npm.log 2>&1; then
    openssl x509 -in root.crt -outform DER -out root.der
    judges pkijs pkijs ECDSA-P256 ECDSA-P384 RSASSA-PSS RSASSA-PKCS1-v1_5
else
    echo "SKIP: npm cannot install $wanted"
fi
finish
