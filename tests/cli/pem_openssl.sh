#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Keys as PEM files: openssl reads ours, we read openssl's.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

command -v openssl >/dev/null || {
    echo "SKIP no openssl"
    exit 77
}
new_store A
echo "of the key file" >file.pass
from_file="--new-pass-file file.pass"

# ---- export ----

for key in sign:ECDSA-P256 sign:ECDSA-P384 sign:Ed25519 seal:X25519 \
    seal:ECDH-P256 seal:ECDH-P384 sign:RSASSA-PSS-3072 \
    sign:RSASSA-PKCS1-v1_5-4096; do
    purpose=${key%:*} alg=${key#*:}
    as A key create $alg --for $purpose --alg $alg --exportable --quiet
    exits 0 "the public key is written: $alg" as A key export $alg
    mv out $alg.pem
    fact "and openssl reads it: $alg" \
        openssl pkey -pubin -in $alg.pem -noout -text
    exits 0 "the private key is written: $alg" \
        as A key export $alg --private -o $alg.key $from_file
    fact "for its owner alone: $alg" [ "$(stat -c %a $alg.key)" = 600 ]
    fact "and openssl decrypts it: $alg" \
        openssl pkey -in $alg.key -passin file:file.pass -pubout -out again.pem
    fact "to the same key: $alg" cmp again.pem $alg.pem
    never "with another passphrase it does not: $alg" \
        openssl pkey -in $alg.key -passin pass:other -noout
done
as A key rotate RSASSA-PKCS1-v1_5-4096 --quiet >rotated
as A key export RSASSA-PKCS1-v1_5-4096 -o rotated.pem --quiet
openssl pkey -pubin -in rotated.pem -noout -text >rotated.text
fact "another version of an RSA key is as long" says rotated.text "(4096 bit)"
exits 2 "and no other length is made" \
    as A key create short --for sign --alg RSASSA-PSS-2048
exits 0 "the id of a key is SHA-256 of its SubjectPublicKeyInfo" \
    as A key show X25519 --json
id=$(openssl pkey -pubin -in X25519.pem -outform DER | sha256sum)
fact "as openssl writes it" json out "j['keys'][0]['key_id'] == '${id%% *}'"

exits 0 "--json holds the PEM" as A key export X25519 --json
fact "as text" json out \
    'j["pem"] == open("X25519.pem").read() and not j["private"]'
exits 5 "a file that is there is refused" as A key export X25519 -o X25519.pem
exits 0 "and replaced with --force" \
    as A key export X25519 -o X25519.pem --force
as A key create inside --for seal --quiet
exits 6 "what is not exportable stays inside" \
    as A key export inside --private -o inside.key $from_file
never "and no file is left" [ -e inside.key ]
as A key create kek --for wrap --exportable --quiet
exits 2 "a wrapping key has no public half" as A key export kek
exits 2 "nor a private one for a PEM file" \
    as A key export kek --private $from_file
exits 3 "a key that is not there is named" as A key export nobody
exits 5 "a folder that is not there is named" \
    as A key export X25519 -o absent/X25519.pem
fact "with the path" says err "absent/"

# ---- import ----

# bring NAME PURPOSE FILE: and compare the public halves.
bring() {
    exits 0 "openssl's key is taken: $1" \
        as A key import "$1" --for "$2" "$3" $from_file
    as A key export "$1" -o "$1.theirs" --quiet
    openssl pkey -in "$3" -passin file:file.pass -pubout -out "$1.ours"
    fact "and is the same key: $1" cmp "$1.ours" "$1.theirs"
}

ec() {
    openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:$1" \
        -pkeyopt ec_param_enc:named_curve -out "$2" 2>/dev/null ||
        openssl ecparam -name "$1" -genkey -noout |
        openssl pkcs8 -topk8 -nocrypt -out "$2"
}

openssl genpkey -algorithm ED25519 -out ed.key
openssl genpkey -algorithm X25519 -out x.key
ec P-256 p256.key
ec P-384 p384.key
bring ed sign ed.key
bring x seal x.key
bring p256-sign sign p256.key
bring p256-seal seal p256.key
bring p384-sign sign p384.key
bring p384-seal seal p384.key
bring rsa sign "$MOHUR_SOURCE_DIR/tests/data/pem/rsa3072.pem"
exits 0 "it is for PSS" as A key show rsa --json
fact "unless we say otherwise" json out 'j["keys"][0]["alg"] == "RSASSA-PSS"'
exits 0 "as here" as A key import rsa1 --for sign --alg RSASSA-PKCS1-v1_5 \
    "$MOHUR_SOURCE_DIR/tests/data/pem/rsa3072.pem"
for prf in hmacWithSHA256 hmacWithSHA512; do
    openssl pkcs8 -topk8 -in p256.key -v2 aes-256-cbc -v2prf $prf \
        -passout file:file.pass -out $prf.key
    bring p256-$prf sign $prf.key
done
openssl pkey -in ed.key -aes-256-cbc -passout file:file.pass -out ed-aes.key
bring ed-aes sign ed-aes.key
openssl ec -in p256.key -out sec1.key 2>/dev/null
bring sec1 sign sec1.key
exits 0 "a key comes from a pipe" \
    sh -c "'$MOHUR' key import piped --for sign - --store A \
        --pass-file A.pass <ed.key"
exits 0 "what we wrote comes back" \
    as A key import own --for seal X25519.key $from_file
as A key export own -o own.pem --quiet
fact "as the same key" cmp own.pem X25519.pem

# ---- refused ----

exits 7 "the wrong passphrase of a key file" \
    sh -c "echo wrong | '$MOHUR' key import no --for sign ed-aes.key \
        --store A --pass-file A.pass --new-pass-fd 0"
exits 2 "an encrypted key without a passphrase, nobody to ask" \
    setsid -w "$MOHUR" key import no --for sign ed-aes.key --store A \
    --pass-file A.pass
exits 4 "a key for another purpose: sign with X25519" \
    as A key import no --for sign x.key
exits 4 "a key for another purpose: seal with Ed25519" \
    as A key import no --for seal ed.key
exits 4 "a public key" as A key import no --for sign ECDSA-P256.pem
exits 6 "RSA with 2,048 bits, which the floor refuses" as A key import no \
    --for sign "$MOHUR_SOURCE_DIR/tests/data/pem/rsa2048.pem"
for fault in three-primes near-primes other-modulus e1; do
    exits 4 "RSA with a fault: $fault" as A key import no --for sign \
        "$MOHUR_SOURCE_DIR/tests/data/pem/refused.rsa.$fault.pem"
done
openssl genpkey -algorithm X448 -out x448.key 2>/dev/null
exits 4 "a kind of key that serves nothing here" \
    as A key import no --for sign x448.key
exits 4 "random bytes" as A key import no --for sign A.pass
head -c 70000 /dev/zero | tr '\0' A >large.key
exits 4 "a file of 70 KB" as A key import no --for sign large.key
exits 5 "a file that is not there" as A key import no --for sign absent.key
fact "with its name" says err "absent.key"
exits 2 "a wrapping key from a file" as A key import no --for wrap ed.key
openssl pkcs8 -topk8 -in p256.key -v2 des3 -passout file:file.pass \
    -out des.key 2>/dev/null
exits 4 "a key file under triple DES" \
    as A key import no --for sign des.key $from_file

# Damaged anywhere: a changed line, a cut one.
damage() {
    awk -v n="$2" 'NR == n {
        c = substr($0, 9, 1)
        $0 = substr($0, 1, 8) (c == "A" ? "B" : "A") substr($0, 10)
    } { print }' "$1" >damaged.key
}
for line in 1 2 3 4 5; do
    damage p256.key $line
    code=0
    as A key import no --for sign damaged.key >out 2>err || code=$?
    fact "a plain key with line $line changed: exit 4" [ $code = 4 ]
    damage X25519.key $line
    code=0
    as A key import no --for seal damaged.key $from_file >out 2>err || code=$?
    fact "an encrypted key with line $line changed: exit 4 or 7" \
        [ $code = 4 -o $code = 7 ]
done
for part in 1 2 3; do
    head -n $part p256.key >cut.key
    exits 4 "a key file cut after line $part" \
        as A key import no --for sign cut.key
done
never "nothing of that came in" as A key show no

finish
