#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What is said of a document when it is signed: that it meets what is expected,
# that OpenSSL takes it, and that it goes through two phases and containers.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store A
as A key create me --for sign --quiet
as A key create kek --for wrap --quiet
as A key csr me --subject "CN=Aysel" -o me.csr --quiet
mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >ext
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile ext -out me.crt 2>/dev/null
echo "the bridge is open" >doc

approval=1.2.840.113549.1.9.16.6.5
said="--attr registration_number=17/2026-ə --attr voen=1234567890
    --attr commitment=$approval"
cat >said.json <<JSON
{"type": "mohur-expect/1", "attributes": {"registration_number": "17/2026-ə",
 "voen": "1234567890", "commitment": "$approval"}}
JSON
sed 's/1234567890/1234567891/' said.json >other.json

sign() {
    as A sign -k me --cert me.crt --quiet "$@"
}

meets() {
    "$MOHUR" verify --trust anchors --no-revocation --expect said.json "$@"
}

# ---- one document ----

exits 0 "signing with all three" sign $said -o doc.p7s doc
exits 0 "is what is expected" meets --content doc --json doc.p7s
fact "and is told" json out '
    [j["signatures"][0]["signer"][k] for k in ("registration_number", "voen")] ==
    ["17/2026-\u0259", "1234567890"]'
exits 1 "is not what else is expected" "$MOHUR" verify --trust anchors \
    --no-revocation --expect other.json --content doc doc.p7s
fact "is accepted by openssl" openssl cms -verify -cades -binary -inform DER \
    -in doc.p7s -content doc -CAfile anchors/root.crt -purpose any \
    -out /dev/null
openssl cms -cmsout -print -inform DER -in doc.p7s >printed 2>/dev/null
fact "which sees the number" grep -q "id-smime-aa-contentIdentifier" printed
exits 0 "signing without" sign -o plain.p7s doc
exits 1 "is not what is expected" meets --content doc plain.p7s

# ---- other ways to sign ----

exits 0 "in a container" sign $said -o doc.asice doc
exits 0 "it is said too" meets doc.asice
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out phone.key \
    2>/dev/null
openssl req -new -key phone.key -subj "/CN=phone" -out csr
openssl x509 -req -in csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile ext -out phone.crt 2>/dev/null
exits 0 "preparing it" as A sign --prepare doc.state --state-key kek \
    --cert phone.crt $said -o doc.dtbs doc
openssl dgst -sha256 -sign phone.key -out doc.sig doc.dtbs
exits 2 "it is too late to say it when that is finished" as A sign \
    --finish doc.state --state-key kek --signature doc.sig $said -o late doc
exits 0 "finishing it" as A sign --finish doc.state --state-key kek \
    --signature doc.sig -o phone.p7s doc
exits 0 "says what was prepared" meets --content doc phone.p7s
fact "and openssl accepts it" openssl cms -verify -cades -binary -inform DER \
    -in phone.p7s -content doc -CAfile anchors/root.crt -purpose any \
    -out /dev/null

# ---- what cannot be said ----

for wrong in voen=123 voen= commitment=approval registration_number= \
    VOEN=1234567890 voen 1234567890; do
    exits 2 "$wrong" sign --attr "$wrong" -o no doc
done
exits 2 "a number twice" sign --attr voen=1234567890 --attr voen=1234567890 \
    -o no doc
exits 2 "of a signature" sign --counter doc.p7s --attr voen=1234567890 -o no
never "nothing was written" test -e no -o -e late
finish
