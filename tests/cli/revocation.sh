#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What an authority made with openssl says of a signer's certificate, in lists
# and OCSP responses, and what verify makes of it.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

command -v openssl >/dev/null || {
    echo "SKIP no openssl"
    exit 77
}
new_store A

# ---- an authority ----

# when WORDS: a time as openssl takes it.
when() {
    date -u -d "$1" +%Y%m%d%H%M%SZ
}

cat >ca.cnf <<'EOF'
[ca]
default_ca = d
[d]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
default_crl_days = 30
policy = p
unique_subject = no
[p]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[signer]
keyUsage = critical, nonRepudiation
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
EOF
touch index.txt
echo 1000 >serial
echo 01 >crlnumber

# issue SECTION REQUEST FILE KEY [OPTION DAYS]: a certificate that began a month ago.
issue() {
    openssl ca -batch -config ca.cnf -keyfile "$4.key" -in "$2" -notext \
        -extensions "$1" -out "$3" -startdate "$(when '30 days ago')" \
        -enddate "$(when "+${6:-300} days")" ${5:--cert "$4.crt"} 2>>openssl.log
}

# pair NAME FILE: a key and a request.
pair() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$2.key" -out "$2.csr" -subj "/CN=$1" 2>>openssl.log
}

# root NAME FILE: an authority.
root() {
    pair "$1" "$2"
    issue authority "$2.csr" "$2.crt" "$2" -selfsign 3000
}

root Root root
as A key create me --for sign --alg ECDSA-P256 --quiet
as A key csr me --subject "CN=Signer" -o me.csr
issue signer me.csr me.crt root
pair Responder ocsp
issue responder ocsp.csr ocsp.crt root
cp index.txt good.txt

# status LETTER [DATE,REASON]: what the index says of the signer's.
status() {
    awk -F '\t' -v OFS='\t' -v s="$1" -v d="${2:-}" \
        '$4 == "1001" { $1 = s; $3 = d } { print }' good.txt >index.txt
}

# list FILE [FROM [TO [KEY]]]: a list of what the index says, in DER.
list() {
    mkdir -p "${1%/*}"
    openssl ca -gencrl -config ca.cnf \
        -cert "${4:-root}.crt" -keyfile "${4:-root}.key" \
        -crl_lastupdate "$(when "${2:-1 hour ago}")" \
        -crl_nextupdate "$(when "${3:-+7 days}")" 2>>openssl.log |
        openssl crl -outform DER -out "$1"
}

# answer FILE KEY: an OCSP response of what the index says.
answer() {
    mkdir -p "${1%/*}"
    openssl ocsp -sha256 -issuer root.crt -cert me.crt -no_nonce \
        -reqout request >/dev/null 2>&1
    openssl ocsp -index index.txt -CA root.crt -rsigner "$2.crt" \
        -rkey "$2.key" -reqin request -respout "$1" -ndays 1 >>openssl.log 2>&1
}

# short DATE: as the index has it.
short() {
    date -u -d "$1" +%y%m%d%H%M%SZ
}

mkdir anchors
cp root.crt anchors/
echo "a decree" >decree
as A sign -k me --cert me.crt -o decree.p7s decree --quiet

# says CODE REASON WORDS FOLDER [OPTION...]: what verify makes of evidence.
says() {
    _code=$1
    _reason=$2
    _what=$3
    _folder=$4
    shift 4
    exits "$_code" "$_what" "$MOHUR" verify --json --trust anchors \
        --content decree --evidence "$_folder" "$@" decree.p7s
    fact "with the reason '$_reason'" json out "j['reason'] == '$_reason'"
}

# ---- good, or not known ----

mkdir none
says 8 TRY_LATER "without evidence it stays open" none
status V
list good/root.crl
says 0 "" "a list without it is good" good
fact "and is told of" json out \
    "[(e['kind'], e['source'], e['says']) for e in
      j['signatures'][0]['revocation']['evidence']] == [('CRL', 'given', 'good')]"
mkdir pem
openssl crl -inform DER -in good/root.crl -out pem/root.crl
says 0 "" "also in PEM" pem
answer ocsp/me.ocsp ocsp
says 0 "" "an answer of a responder is good" ocsp
fact "and is told of" json out \
    "j['signatures'][0]['revocation']['evidence'][0]['kind'] == 'OCSP'"
answer direct/me.ocsp root
says 0 "" "and one of the authority itself" direct
list stale/root.crl "10 days ago" "3 days ago"
says 8 TRY_LATER "a stale list leaves it open" stale
list future/root.crl "+1 day" "+2 days"
says 8 TRY_LATER "and so does one from the future" future
root Root false
list forged/root.crl "1 hour ago" "+7 days" false
says 8 TRY_LATER "a list of the same name by another key" forged
root Other other
list other/root.crl "1 hour ago" "+7 days" other
says 8 TRY_LATER "a list of another authority" other
answer unnamed/me.ocsp other
says 8 TRY_LATER "an answer by somebody whom nobody named" unnamed
mkdir junk
echo "no list" >junk/root.crl
exits 4 "what is no evidence is refused" "$MOHUR" verify --trust anchors \
    --content decree --evidence junk decree.p7s
exits 5 "and so is a folder that is not there" "$MOHUR" verify \
    --trust anchors --content decree --evidence nowhere decree.p7s

# ---- revoked ----

yesterday=$(date -u -d '1 day ago' +%Y-%m-%dT%H:%M:%SZ)
status R "$(short '2 hours ago'),keyCompromise"
list revoked/root.crl
says 8 REVOKED_NO_POE "revoked, and perhaps signed before" revoked
fact "since when and why is told" json out \
    "j['signatures'][0]['revocation']['standing'] == 'revoked' and
     j['signatures'][0]['revocation']['reason'] == 'keyCompromise'"
says 1 REVOKED "revoked by the time that is asked about" revoked \
    --at "$(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)"
says 0 "" "not revoked before" revoked --at "$yesterday"
fact "with a warning" json out \
    "j['signatures'][0]['revocation']['revoked_later'] is not None"
exits 0 "that people see" "$MOHUR" verify --trust anchors --content decree \
    --evidence revoked --at "$yesterday" decree.p7s
fact "in words" grep -q "warning *revoked later, on 20" out
answer ocsp_revoked/me.ocsp ocsp
says 8 REVOKED_NO_POE "an answer says so too" ocsp_revoked
says 0 "" "it need not be known" revoked --no-revocation

# ---- suspended and restored ----

status R "$(short '5 days ago'),certificateHold"
list held/first.crl "4 days ago" "+1 day"
says 8 TRY_LATER "suspended" held
fact "until there is news" json out \
    "j['signatures'][0]['revocation']['standing'] == 'suspended' and
     j['signatures'][0]['revocation']['until'] is not None"
says 0 "" "not suspended before" held \
    --at "$(date -u -d '6 days ago' +%Y-%m-%dT%H:%M:%SZ)"
fact "with a warning" json out \
    "j['signatures'][0]['revocation']['suspended_later'] is not None"
status V
list held/second.crl
says 0 "" "restored" held
says 8 CHAIN_CONSTRAINTS_FAILURE "suspended then, restored since" held \
    --at "$yesterday"
fact "and that is told" json out \
    "j['signatures'][0]['revocation']['standing'] == 'restored'"

# ---- expired ----

later=$(date -u -d '+400 days' +%Y-%m-%dT%H:%M:%SZ)
says 8 OUT_OF_BOUNDS_NO_POE "expired, and perhaps revoked" good --at "$later"
list long/root.crl "1 hour ago" "+350 days"
says 8 OUT_OF_BOUNDS_NOT_REVOKED "expired, and not revoked" long --at "$later"

finish
