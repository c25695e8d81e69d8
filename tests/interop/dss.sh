#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Signed documents both ways with EU DSS and with BouncyCastle: what we sign
# they take, and refuse once it is damaged or for another document; what they
# sign we validate.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$MOHUR_SOURCE_DIR/tests/interop/_java.sh"

have_java
. "$MOHUR_SOURCE_DIR/tests/interop/_authority.sh"

# ---- what we sign ----

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
    damaged "$alg.p7m" "damaged-$alg.p7m"
    for tool in dss bc; do
        echo "$tool $alg.p7s decree"
        echo "$tool $alg.p7s other"
        echo "$tool $alg.p7m"
        echo "$tool damaged-$alg.p7s decree"
        echo "$tool damaged-$alg.p7m"
    done
done >jobs

# ---- what they sign ----

make_signer ec256 $p256
make_signer ec384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
make_signer ed25519 -algorithm ED25519
make_signer rsa3072 -algorithm RSA -pkeyopt rsa_keygen_bits:3072
theirs="ec256:ECDSA_SHA256 ec384:ECDSA_SHA384 ed25519:ED25519
    rsa3072:RSA_SHA256 rsa3072:RSA_SSA_PSS_SHA256_MGF1"
for how in $theirs; do
    for tool in dss bc; do
        for form in detached attached; do
            name=${how%:*}
            alg=${how#*:}
            echo "$tool-sign $name $alg $form decree $tool-$alg-$form"
        done
    done
done >>jobs

# EU DSS wants to know that nothing was revoked, from lists that are younger
# than the certificates.
lists root middle
fact "EU DSS and BouncyCastle run" oracle jobs answers

for alg in $ours; do
    # Its policy has no EdDSA, whatever it verifies.
    case $alg in
    Ed25519) word="INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE" ;;
    *) word="TOTAL_PASSED null" ;;
    esac
    fact "EU DSS says $word of $alg" answered answers \
        "dss $alg.p7s decree" "$word CAdES-BASELINE-B"
    fact "EU DSS says $word of $alg, attached" answered answers \
        "dss $alg.p7m" "$word CAdES-BASELINE-B"
    fact "EU DSS refuses $alg for another document" \
        answered answers "dss $alg.p7s other" "TOTAL_FAILED HASH_FAILURE"
    fact "BouncyCastle takes $alg" answered answers "bc $alg.p7s decree" PASSED
    fact "BouncyCastle takes $alg, attached" \
        answered answers "bc $alg.p7m" PASSED
    fact "BouncyCastle refuses $alg for another document" \
        answered answers "bc $alg.p7s other" FAILED
    for file in "damaged-$alg.p7s decree" "damaged-$alg.p7m"; do
        fact "EU DSS refuses $file" \
            answered answers "dss $file" "TOTAL_FAILED SIG_CRYPTO_FAILURE"
        fact "BouncyCastle refuses $file" answered answers "bc $file" FAILED
    done
done

for how in $theirs; do
    alg=${how#*:}
    for tool in dss bc; do
        file=$tool-$alg-detached
        exits 0 "we take $file" verify --content decree "$file"
        exits 1 "not for another document" verify --content other "$file"
        damaged "$file" damaged
        exits 1 "nor damaged" verify --content decree damaged
        exits 0 "we take $tool-$alg-attached" verify "$tool-$alg-attached"
    done
done
finish
