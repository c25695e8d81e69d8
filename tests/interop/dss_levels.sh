#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Levels T, LT and LTA before EU DSS: what we extend it finds valid at that
# level, from LT on by the file and anchors alone, and not once damaged.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$MOHUR_SOURCE_DIR/tests/interop/_java.sh"

have_java
. "$MOHUR_SOURCE_DIR/tests/interop/_authority.sh"
. "$MOHUR_SOURCE_DIR/tests/cli/_tsa.sh"

new_tsa tsa
mkdir anchors/tsa
cp tsa/root.crt anchors/tsa/
start_tsa tsa
new_store S

extend() {
    "$MOHUR" extend --quiet --trust anchors "$@"
}

# ---- ours ----

ours="ECDSA-P256 ECDSA-P384 RSASSA-PSS RSASSA-PKCS1-v1_5"
for alg in $ours; do
    as S key create "$alg" --for sign --alg $alg --quiet
    as S key csr "$alg" --subject "C=AZ, O=Agency A, CN=$alg" -o "$alg.csr" \
        --quiet
    issue "$alg.csr" middle signer "$alg.crt"
    as S sign -k "$alg" --cert "$alg.crt" --cert both.pem --quiet --level T \
        --tsa "$tsa_url/tsa" --trust anchors -o "T-$alg" decree
done
sleep 1 # a list is younger than what it is about
lists root middle tsa/root
for alg in $ours; do
    fact "LT of $alg" extend --level LT --evidence crls -o "LT-$alg" "T-$alg"
    fact "LTA of $alg" extend --level LTA --tsa "$tsa_url/tsa" \
        --content decree -o "LTA-$alg" "LT-$alg"
done
sleep 1
fact "renewed" extend --level LTA --tsa "$tsa_url/tsa" --content decree \
    -o LTA-renewed LTA-ECDSA-P256

# changed FILE OUT WHERE: a bit behind the last place of these bytes (hex).
changed() {
    python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[data.rindex(bytes.fromhex(sys.argv[3])) + len(sys.argv[3]) // 2 + 8] ^= 1
open(sys.argv[2], "wb").write(data)' "$@"
}
# In the index of the archive time stamp; in the digest that is signed.
changed LTA-ECDSA-P256 index-LTA 060704008195320105
for level in LT LTA; do
    python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(bytes.fromhex("06092a864886f70d010904")) + 20
data[at] ^= 1
open(sys.argv[2], "wb").write(data)' $level-ECDSA-P256 digest-$level
done

for alg in $ours; do
    echo "dss T-$alg decree"
    for level in LT LTA; do
        echo "dss-alone $level-$alg decree"
        echo "dss-alone $level-$alg other"
    done
done >jobs
for file in LTA-renewed digest-LT digest-LTA index-LTA; do
    echo "dss-alone $file decree"
done >>jobs

fact "EU DSS judges" oracle jobs answers

valid="TOTAL_PASSED null CAdES-BASELINE"
for alg in $ours; do
    fact "EU DSS says T of $alg" \
        answered answers "dss T-$alg decree" "$valid-T\$"
    for level in LT LTA; do
        fact "EU DSS says $level of $alg" \
            answered answers "dss-alone $level-$alg decree" "$valid-$level\$"
        fact "and refuses it for another document" \
            answered answers "dss-alone $level-$alg other" \
            "TOTAL_FAILED HASH_FAILURE"
    done
done
fact "EU DSS says LTA of the renewed one" \
    answered answers "dss-alone LTA-renewed decree" "$valid-LTA\$"
for level in LT LTA; do
    fact "EU DSS refuses what was signed with another digest, $level" \
        answered answers "dss-alone digest-$level decree" TOTAL_FAILED
done

fact "we say LT where the index was changed" sh -c '"$0" verify \
    --trust anchors --content decree --json index-LTA | grep -q \"B-LT\"' \
    "$MOHUR"
kill "$tsa_pid"
finish
