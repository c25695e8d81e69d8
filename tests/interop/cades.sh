#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Signed documents both ways: what we sign OpenSSL and GnuTLS take, and refuse
# once it is damaged; what OpenSSL signs we validate.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

. "$MOHUR_SOURCE_DIR/tests/interop/_authority.sh"

openssl_takes() {
    openssl cms -verify -cades -binary -inform DER -in "$1" -content "$2" \
        -CAfile root.crt -purpose any -out /dev/null
}

openssl_takes_attached() {
    openssl cms -verify -cades -binary -inform DER -in "$1" \
        -CAfile root.crt -purpose any -out "$2"
}

# ---- what we sign ----

new_store S
for alg in ECDSA-P256 ECDSA-P384 Ed25519 RSASSA-PSS RSASSA-PKCS1-v1_5; do
    exits 0 "$alg: a key" as S key create "$alg" --for sign --alg $alg --quiet
    exits 0 "$alg: a request for a certificate" as S key csr "$alg" \
        --subject "C=AZ, O=Agency A, CN=Aysel Məmmədova, serialNumber=1ABC234" \
        -o "$alg.csr"
    fact "$alg: OpenSSL finds the request genuine" \
        openssl req -in "$alg.csr" -verify -noout
    fact "$alg: a certificate" issue "$alg.csr" middle signer "$alg.crt"

    exits 0 "$alg: signed, detached" as S sign -k "$alg" --cert "$alg.crt" \
        --cert both.pem -o "$alg.p7s" decree
    exits 0 "$alg: we take it" verify --content decree "$alg.p7s"
    fact "$alg: and say who signed" says out "serialNumber=1ABC234"
    exits 1 "$alg: not for another document" \
        verify --content other "$alg.p7s"
    fact "$alg: because of it" says out HASH_FAILURE
    exits 8 "$alg: nor without the document" verify "$alg.p7s"
    damaged "$alg.p7s" damaged.p7s
    exits 1 "$alg: nor damaged" verify --content decree damaged.p7s
    exits 8 "$alg: nor without trust" \
        "$MOHUR" verify --no-revocation --content decree "$alg.p7s"
    fact "$alg: because of it" says out NO_CERTIFICATE_CHAIN_FOUND
    exits 8 "$alg: nor where revocation must be known" \
        "$MOHUR" verify --trust anchors --content decree "$alg.p7s"
    fact "$alg: because of it" says out TRY_LATER

    exits 0 "$alg: signed, attached" as S sign -k "$alg" --cert "$alg.crt" \
        --cert both.pem --attached -o "$alg.p7m" decree
    exits 0 "$alg: what it is can be seen" "$MOHUR" inspect "$alg.p7m" --json
    fact "$alg: without a key" json out 'j["kind"] == "signed document" and
        j["content"] == "inside" and j["algorithms"] == ["'"$alg"'"]'
    exits 0 "$alg: we take that too" verify "$alg.p7m" --json
    fact "$alg: in JSON" json out 'j["verdict"] == "PASSED" and
        j["content"]["place"] == "inside" and j["content"]["bytes"] == 23 and
        j["signatures"][0]["signer"]["serial_number"] == "1ABC234"'
    exits 2 "$alg: but not with a document beside it" \
        verify --content decree "$alg.p7m"

    # OpenSSL 3.0 does no Ed25519 in CMS.
    if [ $alg != Ed25519 ]; then
        fact "$alg: OpenSSL takes it" openssl_takes "$alg.p7s" decree
        never "$alg: OpenSSL refuses another document" \
            openssl_takes "$alg.p7s" other
        never "$alg: OpenSSL refuses it damaged" \
            openssl_takes damaged.p7s decree
        fact "$alg: OpenSSL takes the attached one" \
            openssl_takes_attached "$alg.p7m" taken
        fact "$alg: and finds the document in it" cmp taken decree
    fi
    if command -v certtool >/dev/null; then
        fact "$alg: GnuTLS takes it" certtool --p7-verify --inder \
            --infile "$alg.p7s" --load-data decree \
            --load-ca-certificate root.crt
        never "$alg: GnuTLS refuses it damaged" certtool --p7-verify --inder \
            --infile damaged.p7s --load-data decree \
            --load-ca-certificate root.crt
    else
        echo "SKIP: there is no certtool (GnuTLS)"
    fi
done

exits 2 "another key's certificate is refused" \
    as S sign -k ECDSA-P256 --cert ECDSA-P384.crt -o x.p7s decree

# ---- what OpenSSL signs ----

# openssl_signs NAME OUT SIGN-ARGUMENTS
openssl_signs() {
    _name=$1
    _out=$2
    shift 2
    openssl cms -sign -cades -binary -signer "$_name.crt" -inkey "$_name.key" \
        -certfile middle.crt -in decree -outform DER -out "$_out" "$@"
}

make_signer ec256 $p256
openssl x509 -in ec256.crt -outform DER -out ec256.der
make_signer ec384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
make_signer ec521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
make_signer rsa3072 -algorithm RSA -pkeyopt rsa_keygen_bits:3072
make_signer rsa2048 -algorithm RSA -pkeyopt rsa_keygen_bits:2048
make_signer rsa1024 -algorithm RSA -pkeyopt rsa_keygen_bits:1024
pss="-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1"

for how in "ec256 sha256" "ec384 sha384" "ec521 sha512" "ec256 sha512" \
    "rsa3072 sha256" "rsa3072 sha512" "rsa2048 sha256" \
    "rsa3072 sha256 $pss" "rsa3072 sha384 $pss"; do
    set -- $how
    name=$1
    md=$2
    shift 2
    fact "OpenSSL signs: $how" openssl_signs "$name" theirs.p7s -md "$md" "$@"
    exits 0 "we take it" verify --content decree theirs.p7s
    exits 1 "not for another document" verify --content other theirs.p7s
    damaged theirs.p7s damaged.p7s
    exits 1 "nor damaged" verify --content decree damaged.p7s
    fact "OpenSSL signs, attached" openssl_signs "$name" theirs.p7m \
        -md "$md" -nodetach "$@"
    exits 0 "we take that too" verify theirs.p7m
done

fact "OpenSSL signs: two signers" openssl_signs ec256 theirs.p7s -md sha256 \
    -signer rsa3072.crt -inkey rsa3072.key
exits 0 "we take both" verify --content decree theirs.p7s --json
fact "and report both" json out 'len(j["signatures"]) == 2'

openssl_signs rsa1024 weak.p7s -md sha256
exits 1 "RSA with 1024 bits is refused" verify --content decree weak.p7s
# A newer OpenSSL may refuse to sign with SHA-1 itself.
if openssl_signs rsa3072 sha1.p7s -md sha1 2>/dev/null; then
    exits 8 "SHA-1 is refused" verify --content decree sha1.p7s
    fact "because of it" says out NO_SIGNING_CERTIFICATE_FOUND
else
    echo "SKIP: OpenSSL does not sign with SHA-1 here"
fi
openssl_signs rsa3072 salt.p7s -md sha256 -keyopt rsa_padding_mode:pss \
    -keyopt rsa_pss_saltlen:20
exits 8 "PSS with another salt is refused" verify --content decree salt.p7s
openssl cms -sign -binary -md sha256 -signer ec256.crt -inkey ec256.key \
    -in decree -outform DER -out plain.p7s
exits 8 "a signature that names no certificate is refused" \
    verify --content decree plain.p7s
fact "because of it" says out NO_SIGNING_CERTIFICATE_FOUND
openssl cms -sign -binary -noattr -md sha256 -signer ec256.crt \
    -inkey ec256.key -in decree -outform DER -out bare.p7s
exits 1 "one without signed attributes is refused" \
    verify --content decree bare.p7s
fact "because of it" says out FORMAT_FAILURE
openssl cms -sign -cades -binary -nodetach -stream -md sha256 \
    -signer ec256.crt -inkey ec256.key -in decree -outform DER -out ber.p7m
exits 4 "BER is refused" verify ber.p7m
exits 4 "and not inspected" "$MOHUR" inspect ber.p7m
exits 4 "nor is a certificate" "$MOHUR" inspect ec256.der

finish
