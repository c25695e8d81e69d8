#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Revocation data that the command fetches from where certificates say, over
# HTTP from a server on loopback: good, revoked, stale, somebody else's, none,
# and what no server should answer.  Nobody is asked unless it is asked for.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$helpers/_tsa.sh"

echo "one passphrase" >pass
"$MOHUR" init --store keys --pass-file pass --quiet --argon2-mib 64
with="--store keys --pass-file pass"
"$MOHUR" key create me --for sign --quiet $with
"$MOHUR" key csr me --subject "CN=Aysel" -o me.csr --quiet $with
mkdir -p web/www anchors/tsa
: >web/moods
: >web/asked
echo "unique_subject = no" >web/index.txt.attr
echo "the bridge is open" >doc

# start_web: serve it; $web is where, $web_pid is who.
start_web() {
    rm -f web/port
    python3 -B "$helpers/_web.py" web 2>web/log &
    web_pid=$!
    for _try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -s web/port ] || break
        sleep 0.2
    done
    web=http://127.0.0.1:$(cat web/port)
}
start_web

# ---- an authority, and another of the same name ----

# root NAME FILE: an authority.
root() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$2.key" -out "$2.crt" -subj "/CN=$1" -days 99 \
        -addext "keyUsage = critical, keyCertSign, cRLSign" 2>/dev/null
}

# issue REQUEST FILE SERIAL LINE...: a certificate of the authority $by.
by=root
issue() {
    _csr=$1
    _crt=$2
    _serial=$3
    shift 3
    printf '%s\n' "$@" >ext
    openssl x509 -req -in "$_csr" -CA "$by.crt" -CAkey "$by.key" \
        -set_serial "$_serial" -days 9 -extfile ext -out "$_crt" 2>/dev/null
}

# signer FILE SERIAL LINE...: a certificate for the key that signs.
signer() {
    _file=$1
    _number=$2
    shift 2
    issue me.csr "$_file.crt" "$_number" \
        "keyUsage = critical, nonRepudiation" "$@"
    "$MOHUR" sign -k me --cert "$_file.crt" $with --quiet -o "$_file.p7s" doc
}

# list OUT CERT KEY [INDEX [DAYS]]: a list as of now, or as of DAYS ago.
list() {
    printf '%s' "${4:-}" >index.txt
    printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\n' >ca.cnf
    openssl ca -gencrl -config ca.cnf -md sha256 -cert "$2" -keyfile "$3" \
        -crl_lastupdate "$(date -u -d "${5:-0} days ago" +%Y%m%d%H%M%SZ)" \
        -crl_nextupdate "$(date -u -d "+$((7 - 5 * ${5:-0})) days" +%Y%m%d%H%M%SZ)" \
        2>/dev/null | openssl crl -outform DER -out "$1"
}

# gone SERIAL: revoked an hour ago, as an index has it.
gone() {
    printf 'R\t991231235959Z\t%s\t%s\tunknown\t/CN=Aysel\n ' \
        "$(date -u -d '1 hour ago' +%y%m%d%H%M%SZ)" "$1"
}

# known SERIAL: in good standing.
known() {
    printf 'V\t991231235959Z\t\t%s\tunknown\t/CN=Aysel\n' "$1"
}

root Root root
root Root false
cp root.crt anchors/
cp root.crt web/ca.crt
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout web/ocsp.key -out ocsp.csr -subj "/CN=Responder" 2>/dev/null
issue ocsp.csr web/ocsp.crt 50 "keyUsage = critical, digitalSignature" \
    "extendedKeyUsage = OCSPSigning" "noCheck = ignored"
point="crlDistributionPoints = URI:$web"
ocsp="authorityInfoAccess = OCSP;URI:$web/ocsp"
signer by_list 17 "$point/root.crl"
signer by_answer 18 "$ocsp"
signer by_both 19 "$ocsp" "$point/root.crl"
signer nowhere 20
signer elsewhere 21 "crlDistributionPoints = URI:file://$PWD/web/www/root.crl"
signer secretly 22 "crlDistributionPoints = URI:https://127.0.0.1:${web##*:}/root.crl"
signer named 23 "crlDistributionPoints = URI:http://a:b@${web#http://}/root.crl"
signer slowly 25 "authorityInfoAccess = OCSP;URI:$web/slow"
signer twice 24 "crlDistributionPoints = URI:$web/none.crl, URI:$web/root.crl"

# feel PATH MOOD: from now on.
feel() {
    echo "$1 $2" >>web/moods
}

# well: all is as it should be.
well() {
    : >web/moods
    : >web/asked
    list web/www/root.crl root.crt root.key
    { known 11; known 12; known 13; } >web/index.txt
}

verify() {
    "$MOHUR" verify --trust anchors --content doc "$@"
}

# online CODE REASON WORDS FILE: what verify makes of it.
online() {
    exits "$1" "$3" verify --online --json "$4.p7s"
    fact "with the reason '$2'" json out "j['reason'] == '$2'"
}

# asked TEXT: these requests, and no others, were made since.
asked() {
    printf '%s' "${1:+$1
}" >wanted
    cmp web/asked wanted
    _same=$?
    : >web/asked
    return $_same
}

# open_at PATH MOOD WORDS FILE: the list does not come, and that is said.
open_at() {
    well
    feel "$1" "$2"
    online 8 TRY_LATER "$3" "$4"
    fact "says why" json out "all(f['failure'].startswith('$web$1: ') and
        f['bytes'] == 0 for f in j['fetches']) and len(j['fetches']) == 1"
    exits 8 "$3, in words" verify --online "$4.p7s"
    fact "says where and why" grep -q "nothing came from $web$1: " err
}

# ---- an answer that never ends, while all else is tried ----

well
feel /slow slow
verify --online slowly.p7s >slow.out 2>slow.err &
slow_pid=$!
for _try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    ! grep -q slow web/asked || break
    sleep 0.2
done
fact "one that is slow is asked" asked "POST /slow"

# ---- offline means offline ----

well
exits 8 "nobody is asked unless it is asked for" verify by_both.p7s
fact "and it is said how" grep -q -e "--online" err
exits 8 "nor offline" verify --offline by_both.p7s
exits 2 "both" verify --online --offline by_both.p7s
fact "asked nobody" asked ""

# ---- lists ----

online 0 "" "a good list" by_list
fact "is told to be fetched" json out \
    "[(e['kind'], e['source'], e['says']) for e in
      j['signatures'][0]['revocation']['evidence']] == [('CRL', 'fetched', 'good')]"
fact "and from where" json out \
    "[(f['kind'], f['url'], f['bytes'] > 99, f['failure']) for f in
      j['fetches']] == [('CRL', '$web/root.crl', True, '')]"
fact "asked once" asked "GET /root.crl"
exits 0 "in words" verify --online --verbose by_list.p7s
fact "says who was asked" grep -q "bytes from $web/root.crl" err
openssl crl -inform DER -in web/www/root.crl -out web/www/pem
mv web/www/pem web/www/root.crl
online 0 "" "a list in PEM" by_list
well
online 0 "" "the second address, if the first has none" twice
fact "asked both" asked "GET /none.crl
GET /root.crl"
list web/www/root.crl root.crt root.key "$(gone 11)"
online 8 REVOKED_NO_POE "revoked, and perhaps signed before" by_list
list web/www/root.crl root.crt root.key "" 3
online 8 TRY_LATER "a stale list" by_list
list web/www/root.crl false.crt false.key
online 8 TRY_LATER "a list of somebody else of the same name" by_list
online 8 TRY_LATER "no address" nowhere
online 8 TRY_LATER "a file" elsewhere
: >web/asked
well
online 8 TRY_LATER "an https address" secretly
online 8 TRY_LATER "a name and a password in the address" named
fact "asked nobody" asked ""
open_at /root.crl 404 "a list that is not there" by_list
open_at /root.crl endless "a list without end" by_list
open_at /root.crl file "a redirect to a file" by_list
open_at /root.crl round "a redirect to itself" by_list
open_at /root.crl "to:http://a:b@${web#http://}/root.crl" \
    "a redirect with a password" by_list
well
feel /root.crl html
online 8 TRY_LATER "a page in the place of a list" by_list
well
feel /root.crl empty
online 8 TRY_LATER "nothing in the place of a list" by_list
well
feel /root.crl "to:$web/moved.crl"
mv web/www/root.crl web/www/moved.crl
online 0 "" "a redirect" by_list

# ---- answers ----

well
online 0 "" "a good answer" by_answer
fact "is told to be fetched" json out \
    "[(e['kind'], e['source']) for e in
      j['signatures'][0]['revocation']['evidence']] == [('OCSP', 'fetched')]"
fact "asked once" asked "POST /ocsp"
fact "with a nonce of 32 bytes" sh -c \
    'openssl ocsp -reqin web/request -req_text -noverify | grep -q "0420"'
feel /ocsp again
online 8 TRY_LATER "the answer to another question" by_answer
well
gone 12 >web/index.txt
online 8 REVOKED_NO_POE "revoked" by_answer
known 11 >web/index.txt
online 8 TRY_LATER "nobody whom the responder knows" by_answer
well
feel /ocsp busy
online 8 TRY_LATER "a responder that is busy" by_answer
open_at /ocsp 503 "a responder that is not there" by_answer
open_at /ocsp endless "an answer without end" by_answer
open_at /ocsp "to:$web/root.crl" "a redirected question" by_answer
well
cp false.crt web/ocsp.crt.false
mv web/ocsp.crt ocsp.crt
cp web/ocsp.key ocsp.key
cp false.crt web/ocsp.crt
cp false.key web/ocsp.key
online 8 TRY_LATER "an answer by somebody whom nobody named" by_answer
cp ocsp.crt ocsp.key web/
well
online 0 "" "an answer is enough" by_both
fact "and the list is not asked for" asked "POST /ocsp"
feel /ocsp 404
online 0 "" "a list in the place of an answer" by_both
fact "asked both" asked "POST /ocsp
GET /root.crl"

# ---- of what does not hold nobody is asked ----

well
echo "the bridge is closed" >other
exits 1 "another document" "$MOHUR" verify --trust anchors --online \
    --content other by_both.p7s
exits 8 "an authority that is not believed" sh -c \
    'mkdir -p nobody && cp false.crt nobody/ &&
     "$MOHUR" verify --trust nobody --online --content doc by_both.p7s'
fact "asked nobody" asked ""

# ---- level LT ----

new_tsa tsa
printf '%s\n' "$point/tsa.crl" >>tsa/tsa.ext
openssl x509 -req -in tsa/tsa.csr -CA tsa/root.crt -CAkey tsa/root.key \
    -days 3650 -extfile tsa/tsa.ext -out tsa/tsa.crt 2>/dev/null
cp tsa/root.crt anchors/tsa/
start_tsa tsa
extend() {
    "$MOHUR" extend --trust anchors "$@"
}
exits 0 "level T" extend --level T --tsa "$tsa_url/tsa" -o t.p7s by_both.p7s
fact "asked nobody else" asked ""
sleep 1
well
list web/www/tsa.crl tsa/root.crt tsa/root.key
exits 6 "level LT offline" extend --level LT --offline -o no.p7s t.p7s
fact "asked nobody" asked ""
exits 0 "level LT" extend --level LT -o lt.p7s t.p7s
fact "asked what was missing" asked "GET /tsa.crl
POST /ocsp"
exits 0 "once more" extend --level LT -o again.p7s lt.p7s
fact "asked nobody" asked ""
fact "for nothing was missing" cmp lt.p7s again.p7s
rm web/www/tsa.crl
exits 6 "a list that is not there" extend --level LT --json -o no.p7s t.p7s
fact "is told in JSON too" json out "'$web/tsa.crl' in j['what'] and
    '404' in j['what'] and j['exit'] == 6"
gone 13 >web/index.txt
list web/www/tsa.crl tsa/root.crt tsa/root.key
exits 1 "revoked before it was stamped" extend --level LT -o no.p7s t.p7s
never "nothing was written" test -e no.p7s
well
exits 0 "level LTA" extend --level LTA --tsa "$tsa_url/tsa" --content doc \
    -o lta.p7s t.p7s
"$MOHUR" sign -k me --cert by_both.crt $with --quiet --level T \
    --tsa "$tsa_url/tsa" -o t.asice doc
sleep 1
well
list web/www/tsa.crl tsa/root.crt tsa/root.key
exits 0 "level LTA of a container" extend --level LTA --tsa "$tsa_url/tsa" \
    -o lta.asice t.asice

# ---- issuers that are missing ----

# middle NAME FILE SERIAL LINE...: an authority under the authority.
middle() {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$2.key" -out "$2.csr" -subj "/CN=$1" 2>/dev/null
    _name=$2
    _number=$3
    shift 3
    issue "$_name.csr" "$_name.crt" "$_number" \
        "basicConstraints = critical, CA:TRUE" \
        "keyUsage = critical, keyCertSign, cRLSign" "$@"
}
above="authorityInfoAccess = caIssuers;URI:$web"
middle Middle middle 60 "$point/root.crl"
by=middle
signer below 61 "$above/middle.crt" "$point/middle.crl"
middle Lower lower 62 "$above/middle.crt" "$point/middle.crl"
by=lower
signer deep 63 "$above/lower.crt" "$point/lower.crl"

# issuers: all as it should be, and served.
issuers() {
    well
    cp middle.crt web/www/
    openssl x509 -in lower.crt -outform DER -out web/www/lower.crt
    for _ca in middle lower; do
        list web/www/$_ca.crl $_ca.crt $_ca.key
    done
    list web/www/tsa.crl tsa/root.crt tsa/root.key
}

issuers
exits 8 "nobody vouches for where an issuer is" verify --online below.p7s
fact "and it is said how to ask" grep -q -e "--fetch-issuers.*$web/middle.crt" err
exits 8 "in JSON" verify --online --json below.p7s
fact "it is told that nobody asked" json out \
    "[(f['kind'], f['url']) for f in j['fetches']] == [('issuer', '$web/middle.crt')]
     and '--fetch-issuers' in j['fetches'][0]['failure']"
exits 2 "offline" verify --fetch-issuers below.p7s
fact "asked nobody" asked ""
exits 0 "an issuer that is fetched" verify --online --fetch-issuers below.p7s
fact "asked for it, and then about it" asked "GET /middle.crt
GET /middle.crl
GET /root.crl"
exits 0 "two of them" verify --online --fetch-issuers deep.p7s

openssl crl2pkcs7 -nocrl -certfile middle.crt -certfile lower.crt -outform DER \
    -out both.p7c
cp both.p7c web/www/lower.crt
rm web/www/middle.crt
exits 0 "both in one envelope" verify --online --fetch-issuers deep.p7s
issuers

# missing MOOD WORDS: the issuer does not come.
missing() {
    issuers
    feel /middle.crt "$1"
    exits 8 "$2" verify --online --fetch-issuers --json below.p7s
    fact "with the reason" json out "j['reason'] == 'NO_CERTIFICATE_CHAIN_FOUND'"
    fact "asked once" asked "GET /middle.crt"
}
missing 404 "an issuer that is not there"
missing html "a page in the place of an issuer"
missing endless "an issuer without end"
missing file "an issuer in a file"
issuers
cp false.crt web/www/middle.crt
exits 8 "somebody else in the place of an issuer" \
    verify --online --fetch-issuers below.p7s
cp lower.crt web/www/middle.crt
exits 8 "issuers that go round" verify --online --fetch-issuers deep.p7s
issuers
"$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o below_t.p7s --quiet below.p7s
sleep 1
issuers
exits 1 "level LT without the issuer" extend --level LT -o no.p7s below_t.p7s
fact "says what is wrong with the signature" grep -q "error: signature 1: " err
fact "says where it is" grep -q "may be at $web/middle.crt" err
exits 1 "nobody vouches for the signer" \
    extend --level LT --content doc -o no.p7s below_t.p7s
fact "asked nobody about it" asked "GET /tsa.crl
GET /tsa.crl"
never "nothing was written" test -e no.p7s
exits 0 "level LT with it" extend --level LT --fetch-issuers -o below_lt.p7s \
    below_t.p7s
exits 0 "level LT with issuers in an envelope" \
    extend --level LT --cert both.p7c -o below_p7c.p7s below_t.p7s
openssl req -new -key tsa/tsa.key -out tsa/tsa.csr -subj "/CN=TSA" 2>/dev/null
cp tsa/root.crt tsaroot.crt
cp tsa/root.key tsaroot.key
by=tsaroot
middle "TSA middle" tsamiddle 64 "$point/tsa.crl"
by=tsamiddle
issue tsa/tsa.csr tsa/tsa.crt 65 "extendedKeyUsage = critical, timeStamping" \
    "keyUsage = critical, digitalSignature" "$above/tsamiddle.crt" \
    "$point/tsamiddle.crl"
"$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o tsa_t.p7s --quiet by_list.p7s
sleep 1
issuers
cp tsamiddle.crt web/www/
list web/www/tsamiddle.crl tsamiddle.crt tsamiddle.key
exits 0 "an issuer of the authority for time stamps" \
    extend --level LT --fetch-issuers -o tsa_lt.p7s tsa_t.p7s
_code=0
wait "$slow_pid" || _code=$?
fact "one that is slow: 8" [ $_code = 8 ]
fact "is not waited for" grep -q "nothing came from $web/slow: " slow.err
kill "$web_pid"
wait "$web_pid" 2>/dev/null
exits 8 "nobody there" verify --online by_list.p7s
fact "is told" grep -q "nothing came from $web/root.crl: " err
for file in lt below_lt tsa_lt lta; do
    exits 0 "level $file by the file alone" verify --json $file.p7s
done
fact "is proven" json out "[s['level'] for s in j['signatures']] == ['B-LTA']"
exits 0 "and of a container" "$MOHUR" verify --trust anchors --json lta.asice
fact "is proven" json out "[s['level'] for s in j['signatures']] == ['B-LTA']"
kill "$tsa_pid"
finish
