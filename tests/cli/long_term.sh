#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Levels LT and LTA with lists and time stamps made by OpenSSL: what is put
# into the file is enough for those who have a trust store and nothing else.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$helpers/_tsa.sh"

echo "one passphrase" >pass
"$MOHUR" init --store keys --pass-file pass --quiet --argon2-mib 64
with="--store keys --pass-file pass"
"$MOHUR" key create me --for sign --quiet $with
"$MOHUR" key csr me --subject "CN=Aysel" -o me.csr --quiet $with
mkdir anchors anchors/tsa evidence none
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out root.crt -subj "/CN=Root" -days 99 \
    -addext "keyUsage = critical, keyCertSign, cRLSign" 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >me.ext
openssl x509 -req -in me.csr -CA root.crt -CAkey root.key -set_serial 7 \
    -days 9 -extfile me.ext -out me.crt 2>/dev/null
new_tsa tsa
cp root.crt anchors/
cp tsa/root.crt anchors/tsa/
start_tsa tsa
echo "the bridge is open" >doc
later=$(date -u -d "+20 days" +%Y-%m-%d)
mended=$(date -u -d "1 hour ago" +%y%m%d%H%M%SZ)

# list FOLDER CERT KEY [INDEX]: a list as of now.
list() {
    printf '%s' "${4:-}" >index.txt
    printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\n' >ca.cnf
    openssl ca -gencrl -config ca.cnf -md sha256 -crldays 30 -cert "$2" \
        -keyfile "$3" 2>/dev/null | openssl crl -outform DER \
        -out "$1/$(echo "$2" | tr / -).crl"
}

extend() {
    "$MOHUR" extend --trust anchors "$@"
}

verify() {
    "$MOHUR" verify --trust anchors --content doc "$@"
}

# level FILE LEVEL: it passes offline, by the file alone, and proves so much.
level() {
    verify --json "$1" >report || return 1
    json report "[s['level'] for s in j['signatures']] == ['$2']"
}

exits 0 "signing at level T" "$MOHUR" sign -k me --cert me.crt $with \
    --level T --tsa "$tsa_url/tsa" --trust anchors -o t.p7s doc
sleep 1
list evidence root.crt root.key
list evidence tsa/root.crt tsa/root.key

# ---- level LT ----

exits 6 "without evidence" extend --level LT -o no.p7s t.p7s
fact "says what is missing" grep -q "evidence" err
exits 0 "with it" extend --level LT --evidence evidence -o lt.p7s --json t.p7s
fact "says what it did" grep -q '"level": *"B-LT"' out
exits 8 "level T is nothing without evidence" verify t.p7s
fact "level LT is" level lt.p7s B-LT
exits 0 "also after the signer's end" verify --at "$later" lt.p7s
fact "the document need not be at hand" extend --level LT -o again.p7s lt.p7s
fact "and nothing is there twice" cmp again.p7s lt.p7s
mkdir revoked
list revoked root.crt root.key "$(printf 'R\t991231235959Z\t%s\t07\tunknown\t/CN=Aysel\n ' "$mended")"
list revoked tsa/root.crt tsa/root.key
exits 1 "revoked before it was stamped" \
    extend --level LT --evidence revoked -o no.p7s t.p7s
exits 6 "no time stamp to go on from" sh -c '
    "$MOHUR" sign -k me --cert me.crt '"$with"' -o b.p7s --quiet doc &&
    "$MOHUR" extend --trust anchors --level LT --evidence evidence \
        -o no.p7s b.p7s'
exits 2 "nobody to believe" "$MOHUR" extend --level LT --evidence evidence \
    -o no.p7s t.p7s
exits 2 "nobody to ask" extend --level LT --tsa "$tsa_url/tsa" \
    --evidence evidence -o no.p7s t.p7s
never "nothing was written" test -e no.p7s

# ---- level LTA ----

exits 2 "the document is stamped too" extend --level LTA \
    --tsa "$tsa_url/tsa" -o no.p7s lt.p7s
exits 1 "and must be that one" extend --level LTA --content pass \
    --tsa "$tsa_url/tsa" -o no.p7s lt.p7s
exits 2 "offline" extend --level LTA --offline --tsa "$tsa_url/tsa" \
    --content doc -o no.p7s lt.p7s
never "nothing was written" test -e no.p7s
exits 0 "from level T in one go" extend --level LTA --tsa "$tsa_url/tsa" \
    --content doc --evidence evidence -o lta.p7s t.p7s
fact "proves it" level lta.p7s B-LTA
sleep 1
exits 0 "once more" extend --level LTA --tsa "$tsa_url/tsa" \
    --content doc -o more.p7s lta.p7s
fact "is renewed" level more.p7s B-LTA
exits 0 "in words" verify more.p7s
fact "says so" grep -q "^  archived by" out
fact "openssl cms takes it" openssl cms -verify -cades -binary \
    -inform DER -in more.p7s -content doc -CAfile root.crt -purpose any \
    -out /dev/null
kill "$tsa_pid"
finish
