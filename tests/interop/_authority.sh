# SPDX-License-Identifier: Apache-2.0
#
# Read by the tests of signed documents: an authority with a root and one
# below it, made with OpenSSL, a document, and words for both.

cat >ca.cnf <<'CNF'
[req]
distinguished_name = dn
prompt = no
[dn]
C = AZ
O = Test authority
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[middle]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CNF

p256="-algorithm EC -pkeyopt ec_paramgen_curve:P-256"

# issue REQUEST ISSUER EXTENSIONS OUT: a certificate for a year.
issue() {
    openssl x509 -req -in "$1" -CA "$2.crt" -CAkey "$2.key" -days 365 -sha256 \
        -extfile ca.cnf -extensions "$3" -out "$4" 2>/dev/null
}

openssl genpkey $p256 -out root.key 2>/dev/null
openssl req -x509 -new -key root.key -config ca.cnf -extensions root -days 400 \
    -subj "/C=AZ/O=Test authority/CN=Root" -out root.crt
openssl genpkey $p256 -out middle.key 2>/dev/null
openssl req -new -key middle.key -config ca.cnf \
    -subj "/C=AZ/O=Test authority/CN=Middle" -out middle.csr
issue middle.csr root middle middle.crt
mkdir anchors
cp root.crt anchors/root.crt
cat root.crt middle.crt >both.pem

printf 'a decree\r\nof two lines\n' >decree
printf 'a decree\r\nof three lines\n' >other

# lists ISSUER...: in crls, that nothing was revoked, younger than what they
# are about.
lists() {
    mkdir -p crls
    for _issuer in "$@"; do
        _name=$(echo "$_issuer" | tr / -)
        : >"$_name.index"
        printf '[ca]\ndefault_ca = list\n[list]\ndatabase = %s\n%s\n' \
            "$_name.index" 'default_md = sha256' >crl.cnf
        openssl ca -gencrl -config crl.cnf -cert "$_issuer.crt" \
            -keyfile "$_issuer.key" -crldays 30 -out "$_name.pem" 2>/dev/null
        openssl crl -in "$_name.pem" -outform DER -out "crls/$_name.crl"
    done
}

verify() {
    "$MOHUR" verify --trust anchors --no-revocation "$@"
}

# damaged FILE OUT: one bit of the last octet is another, which is in the
# signature.
damaged() {
    python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[-1] ^= 1
open(sys.argv[2], "wb").write(data)' "$1" "$2"
}

# make_signer NAME KEY-ARGUMENTS: a key that is not ours, and its certificate.
make_signer() {
    _name=$1
    shift
    openssl genpkey "$@" -out "$_name.key" 2>/dev/null
    openssl req -new -key "$_name.key" -config ca.cnf \
        -subj "/C=AZ/CN=$_name" -out "$_name.csr"
    issue "$_name.csr" middle signer "$_name.crt"
}
