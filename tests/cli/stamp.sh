#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Time stamps of a local authority: asked for when signing and later, checked
# by OpenSSL too, and answers that are none.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$helpers/_tsa.sh"

echo "one passphrase" >pass
"$MOHUR" init --store keys --pass-file pass --quiet --argon2-mib 64
with="--store keys --pass-file pass"
"$MOHUR" key create me --for sign --quiet $with
"$MOHUR" key csr me --subject "CN=Aysel" -o me.csr --quiet $with
mkdir anchors anchors/tsa
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >me.ext
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile me.ext -out me.crt 2>/dev/null
new_tsa tsa
cp tsa/root.crt anchors/tsa/
start_tsa tsa
echo "the bridge is open" >doc
later=$(date -u -d "+20 days" +%Y-%m-%d)

sign() {
    "$MOHUR" sign -k me --cert me.crt $with "$@"
}

verify() {
    "$MOHUR" verify --trust anchors --no-revocation --content doc "$@"
}

# level FILE LEVEL STAMPS: it passes, and proves so much.
level() {
    verify --json "$1" >report || return 1
    python3 -c '
import json, sys
[s] = json.load(open("report"))["signatures"]
stamps = s["time_stamps"]
assert s["level"] == sys.argv[1], s["level"]
assert len(stamps) == int(sys.argv[2])
assert all(t["verdict"] == "PASSED" for t in stamps), stamps
assert (s["best_signature_time"] or "") == min([t["time"] for t in stamps] or [""])
' "$2" "$3"
}

# ---- as it should be ----

exits 0 "signing at level T" \
    sign --level T --tsa "$tsa_url/tsa" --trust anchors -o t.p7s doc
fact "proves it" level t.p7s B-T 1
exits 0 "signing at level B" sign -o b.p7s doc
fact "proves less" level b.p7s B-B 0
exits 0 "extending" "$MOHUR" extend --level T --tsa "$tsa_url/tsa" \
    --trust anchors -o x.p7s b.p7s
fact "proves as much as signing so" level x.p7s B-T 1
exits 0 "extending again" \
    "$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o y.p7s --json x.p7s
fact "says what it did" grep -q '"level": *"B-T"' out
fact "counts both" level y.p7s B-T 2
exits 0 "verifying in words" verify t.p7s
fact "says who stamped" grep -q "CN=TSA" out

# ---- what it is for: when the certificate has ended ----

exits 8 "without a stamp" verify --at "$later" b.p7s
exits 0 "with a stamp" verify --at "$later" x.p7s
rm anchors/tsa/root.crt
exits 0 "an authority that is not believed changes nothing" verify t.p7s
exits 8 "and proves nothing" verify --at "$later" x.p7s
cp tsa/root.crt anchors/tsa/

# ---- what else it is for: when the time of an algorithm has run out ----

openssl req -newkey rsa:2048 -nodes -keyout old.key -subj "/CN=Old" \
    -out old.csr 2>/dev/null
openssl x509 -req -in old.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile me.ext -out old.crt 2>/dev/null
openssl cms -sign -cades -binary -md sha256 -signer old.crt -inkey old.key \
    -in doc -outform DER -out old.p7s
exits 0 "stamping what is signed with 2048 bits of RSA" "$MOHUR" extend \
    --level T --tsa "$tsa_url/tsa" --trust anchors -o older.p7s old.p7s
exits 0 "which are fine before 2031" verify --json older.p7s
fact "as any" json out 'j["signatures"][0]["legacy"] is False'
exits 8 "and then without a proof not" verify --at 2031-01-01 --json old.p7s
fact "for want of it" json out \
    'j["reason"] == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"'
exits 0 "and with one as what they are" verify --at 2031-01-01 --json older.p7s
fact "by name" json out 'j["signatures"][0]["legacy"] is True'

# ---- OpenSSL thinks the same ----

python3 -B "$helpers/_token.py" x.p7s signature token
fact "openssl ts takes the token for the signature" openssl ts -verify \
    -data signature -token_in -in token -CAfile tsa/root.crt
never "and not for the document" openssl ts -verify \
    -data doc -token_in -in token -CAfile tsa/root.crt
exits 0 "inspecting a time stamp" "$MOHUR" inspect --json token
fact "says what it is over" grep -q "$(sha256sum signature | cut -c1-64)" out
fact "and when" grep -q '"time": *"20' out
exits 0 "inspecting the answer of an authority" "$MOHUR" inspect tsa/reply
exits 0 "inspecting a stamped document" "$MOHUR" inspect x.p7s
fact "says when it was stamped" grep -q "^stamped" out
fact "openssl cms takes the extended file" openssl cms -verify -cades -binary \
    -inform DER -in y.p7s -content doc -CAfile anchors/root.crt -purpose any \
    -out /dev/null

# ---- answers that are none ----

# fails CODE WORDS URL: and nothing is written.
fails() {
    exits "$1" "extending, $2" \
        "$MOHUR" extend --level T --tsa "$3" --trust anchors -o none b.p7s
    never "extending, $2: writes nothing" test -e none
}
fails 5 "a page that is not there" "$tsa_url/absent"
fails 5 "an answer of another type" "$tsa_url/html"
fails 4 "an answer that is none" "$tsa_url/nonsense"
fails 5 "an answer without end" "$tsa_url/long"
fails 5 "a redirect" "$tsa_url/redirect"
fails 5 "another scheme" "file://$PWD/tsa/reply"
fails 5 "a name and a password in the address" \
    "http://a:b@${tsa_url#http://}/tsa"
"$MOHUR" extend --level T --tsa "$tsa_url/again" -o first b.p7s --quiet
fails 1 "the answer to another question" "$tsa_url/again"
new_tsa other
start_tsa other
fails 1 "an authority that is not believed" "$tsa_url/tsa"
fact "it says what to do" grep -q "tsa" err
kill "$tsa_pid"
wait "$tsa_pid" 2>/dev/null
fails 5 "nobody there" "$tsa_url/tsa"
http_proxy=http://127.0.0.1:1 exits 5 "no proxy is asked" \
    "$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o none b.p7s

# ---- offline means offline ----

exits 2 "level T offline" "$MOHUR" extend --level T --offline \
    --tsa http://127.0.0.1/ -o none b.p7s
exits 2 "level T of nobody" sign --level T -o none doc
exits 2 "a level that is none" sign --level LTX --tsa "$tsa_url" -o none doc
exits 2 "extending to nothing" "$MOHUR" extend -o none b.p7s
finish
