#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Containers both ways with EU DSS: ours it takes at levels B, T, LT and LTA,
# signed at once, extended or renewed, and refuses once damaged; those that it
# signs we validate, extend and add to.  Counter-signatures both it and
# BouncyCastle take.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$MOHUR_SOURCE_DIR/tests/interop/_java.sh"

have_java
. "$MOHUR_SOURCE_DIR/tests/interop/_authority.sh"
. "$MOHUR_SOURCE_DIR/tests/cli/_tsa.sh"

new_tsa tsa
mkdir anchors/tsa
cp tsa/root.crt anchors/tsa/
start_tsa tsa
to_t="--level T --tsa $tsa_url/tsa --trust anchors"
new_store S
as S key create me --for sign --quiet
as S key csr me --subject "C=AZ, O=Agency A, CN=Aysel" -o me.csr --quiet
issue me.csr middle signer me.crt
printf 'where it stands\n' >map

sign() {
    as S sign -k me --cert me.crt --cert both.pem --quiet "$@"
}

# changed CONTAINER MEMBER OUT: one bit of this member is another, and the
# container fits it.
changed() {
    python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as old, \
        zipfile.ZipFile(sys.argv[3], "w") as new:
    for info in old.infolist():
        data = bytearray(old.read(info))
        if info.filename == sys.argv[2]:
            data[-1] ^= 1
        new.writestr(info, bytes(data))' "$@"
}

# ---- ours ----

sign -o e-b.asice decree map
sign -o s-b.asics decree
sign $to_t -o e-t.asice decree map
sign $to_t -o s-t.asics decree
for kind in e-b.asice s-b.asics; do
    "$MOHUR" extend $to_t --quiet -o "extended-$kind" $kind
done
sign $to_t --add e-t.asice -o two.asice
sign --counter s-b.asics -o counter.asics
sign -o n.p7s decree
sign --counter n.p7s -o counter.p7s
damaged counter.p7s counter-damaged.p7s
make_signer ec256 $p256
make_signer rsa3072 -algorithm RSA -pkeyopt rsa_keygen_bits:3072
sleep 1 # a list is younger than what it is about
lists root middle tsa/root
to_lt="--level LT --trust anchors --evidence crls"
for kind in e-t.asice s-t.asics; do
    "$MOHUR" extend $to_lt --quiet -o "lt-$kind" $kind
done
to_lta="--level LTA --tsa $tsa_url/tsa --trust anchors --evidence crls"
for file in lt-s-t.asics lt-e-t.asice two.asice; do
    "$MOHUR" extend $to_lta --quiet -o "lta-${file#lt-}" $file
done
sleep 1
"$MOHUR" extend $to_lta --quiet -o renewed.asice lta-e-t.asice
changed renewed.asice decree renewed-document.asice
changed lta-e-t.asice META-INF/ASiCArchiveManifest.xml archive.asice
changed lt-e-t.asice decree lt-document.asice
changed e-t.asice decree document.asice
changed s-t.asics decree document.asics
changed e-t.asice META-INF/ASiCManifest001.xml manifest.asice
changed e-b.asice META-INF/signature001.p7s signature.asice
changed s-b.asics META-INF/signature.p7s signature.asics
for file in *.asice *.asics; do
    echo "dss $file"
done >jobs
for file in lta-e-t.asice renewed.asice lta-two.asice; do
    echo "dss-alone $file"
done >>jobs
for file in counter.p7s counter-damaged.p7s; do
    echo "bc-counter $file"
    echo "dss $file decree"
done >>jobs

# ---- theirs ----

theirs="ec256:ECDSA_SHA256 rsa3072:RSA_SSA_PSS_SHA256_MGF1"
for how in $theirs; do
    for level in B T LT LTA; do
        name=${how%:*}
        start="dss-asic $name ${how#*:}"
        echo "$start E $level $tsa_url/tsa dss-$name-e-$level decree map"
        echo "$start S $level $tsa_url/tsa dss-$name-s-$level decree"
    done
done >>jobs
fact "EU DSS runs" oracle jobs answers

# dss_says FILE WORDS: that is its answer, and for each signature.
dss_says() {
    fact "EU DSS says $2 of $1" answered answers "dss $1" "$2"
}
for file in e-b.asice s-b.asics; do
    dss_says $file "TOTAL_PASSED null CAdES-BASELINE-B"
done
for file in e-t.asice s-t.asics extended-e-b.asice extended-s-b.asics; do
    dss_says $file "TOTAL_PASSED null CAdES-BASELINE-T"
done
t="TOTAL_PASSED null CAdES-BASELINE-T"
dss_says two.asice "$t $t"
for file in lt-e-t.asice lt-s-t.asics; do
    dss_says $file "TOTAL_PASSED null CAdES-BASELINE-LT\$"
done
lta="TOTAL_PASSED null CAdES-BASELINE-LTA"
for file in lta-s-t.asics lta-e-t.asice renewed.asice; do
    dss_says $file "$lta\$"
done
dss_says lta-two.asice "$lta $lta\$"
for file in lta-e-t.asice renewed.asice; do
    fact "EU DSS says so of $file by itself" \
        answered answers "dss-alone $file" "$lta\$"
    fact "and we" sh -c '"$MOHUR" verify --trust anchors --json "$1" |
        grep -q "\"level\":\"B-LTA\""' - $file
done
exits 1 "we refuse another document" verify renewed-document.asice
fact "we say LT without the archive" sh -c '"$MOHUR" verify --trust anchors \
    --json archive.asice | grep -q "\"level\":\"B-LT\""'
b="TOTAL_PASSED null CAdES-BASELINE-B"
dss_says counter.asics "$b"
fact "EU DSS takes a counter-signature" \
    answered answers "dss counter.p7s decree" "$b"
fact "so does BouncyCastle" answered answers "bc-counter counter.p7s" good
for file in document.asice document.asics lt-document.asice \
    renewed-document.asice; do
    dss_says $file "TOTAL_FAILED HASH_FAILURE"
done
dss_says manifest.asice "TOTAL_FAILED FORMAT_FAILURE"
for file in signature.asice signature.asics; do
    dss_says $file "TOTAL_FAILED SIG_CRYPTO_FAILURE"
done
for file in document.asice document.asics manifest.asice signature.asice \
    signature.asics; do
    exits 1 "we refuse $file" verify $file
done

# level FILE LEVEL: it passes, and proves so much.
level() {
    verify --json "$1" >report && grep -q "\"level\":\"$2\"" report
}
for file in dss-*; do
    fact "we take $file" level "$file" "B-${file##*-}"
    changed "$file" decree damaged
    exits 1 "not with another document" verify damaged
done
for file in dss-*-LT dss-*-LTA; do
    fact "and $file by itself" sh -c '"$MOHUR" verify --trust anchors --json \
        "$1" | grep -q "\"level\":\"B-${1##*-}\""' - "$file"
done
for file in dss-*-B dss-*-T; do
    fact "we extend $file" "$MOHUR" extend $to_t --quiet -o extended "$file"
    fact "and take it" level extended B-T
    rm extended
done
sleep 1
for file in dss-*-LT dss-*-LTA; do
    fact "we extend $file" "$MOHUR" extend $to_lta --quiet -o "more-$file" \
        "$file"
    fact "and take it" level "more-$file" B-LTA
done
for file in more-dss-*; do
    echo "dss-alone $file"
done >jobs
fact "EU DSS runs once more" oracle jobs answers
for file in more-dss-*; do
    fact "EU DSS takes what it signed and we extended, $file" \
        answered answers "dss-alone $file" "$lta\$"
done
sign --add dss-ec256-e-T -o both.asice
fact "we add to an ASiC-E of theirs" verify both.asice
finish
