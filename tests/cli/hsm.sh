#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur key create --hsm: keys that stay in a PKCS#11 token (SoftHSM2).
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

module=
for place in /usr/lib/softhsm /usr/lib64/softhsm /usr/local/lib/softhsm; do
    [ ! -r $place/libsofthsm2.so ] || module=$place/libsofthsm2.so
done
if [ -z "$module" ] || ! command -v softhsm2-util >/dev/null; then
    echo "SKIP: there is no SoftHSM2 (package softhsm2)"
    exit 77
fi

mkdir tokens
SOFTHSM2_CONF=$PWD/softhsm2.conf
export SOFTHSM2_CONF
printf 'directories.tokendir = %s\nlog.level = ERROR\n' "$PWD/tokens" \
    >"$SOFTHSM2_CONF"
softhsm2-util --init-token --free --label agency --so-pin 1234567 \
    --pin 492817 >softhsm.log
echo 492817 >pin
echo 111111 >wrong.pin
hsm="pkcs11:token=agency?module-path=$module"

new_store A
exits 0 "a key is made in a token" \
    as A key create me --for sign --hsm "$hsm" --pin-file pin
exits 0 "it is shown" as A key show me --json
fact "as one of the token" json out 'j["keys"][0]["custody"] == "hsm" and
    j["keys"][0]["token"].startswith("pkcs11:token=agency?") and
    not j["keys"][0]["exportable"]'
exits 0 "and one to seal to" \
    as A key create box --for seal --hsm "$hsm" --pin-file pin
exits 0 "its public key needs no PIN" as A key export box
mv out box.pem
as A key export me >me.pem
fact "and is one" openssl pkey -pubin -in me.pem -noout

# ---- used ----

echo "bir, iki, üç" >text
exits 0 "the token signs and others seal to it" \
    as A seal -r box.pem -s me --pin-file pin -o text.mohur text
exits 0 "what was sealed opens" \
    as A open -o opened --from me.pem --pin-file pin text.mohur
fact "as it was" cmp text opened/text
exits 2 "nobody is there to ask for the PIN" as A open -o again --from me.pem text.mohur
fact "in two lines" is_two_lines
exits 7 "not with a wrong one" \
    as A open -o again --from me.pem --pin-file wrong.pin text.mohur
fact "in two lines" is_two_lines
fact "and nothing is left" test ! -e again
exits 0 "the token signs a request" \
    as A key csr me --subject "C=AZ, CN=Aysel" --pin-file pin -o me.csr
fact "that OpenSSL verifies" openssl req -in me.csr -verify -noout
exits 6 "the private key does not leave" \
    as A key export me --private --new-pass-file pin -o me.key
if command -v pkcs11-tool >/dev/null; then
    pkcs11-tool --module "$module" --token-label agency --login --pin 492817 \
        -O >objects 2>objects.log
    fact "pkcs11-tool lists them" \
        test "$(grep -c '^Private Key Object; EC' objects)" = 2
    fact "as what never leaves" says objects "never extractable"
fi

# ---- where the PIN comes from ----

chmod 600 pin
exits 0 "the URI may name a file with the PIN" as A key create auto \
    --for sign --alg P-384 --hsm "$hsm&pin-source=file:$PWD/pin"
exits 0 "which is read when it is needed" \
    as A seal -r box.pem -s auto -o auto.mohur text
exits 2 "a PIN in the URI is refused" \
    as A key create no --for sign --hsm "$hsm&pin-value=492817"
never "and not repeated" says err 492817
exits 2 "so is a PIN as an option" \
    as A key create no --for sign --hsm "$hsm" --pin 492817
exits 2 "a URI must name a module" \
    as A key create no --for sign --hsm pkcs11:token=agency --pin-file pin
exits 5 "a module must be there" as A key create no --for sign \
    --hsm "pkcs11:token=agency?module-path=/nowhere.so" --pin-file pin
exits 5 "and a token" as A key create no --for sign \
    --hsm "pkcs11:token=none?module-path=$module" --pin-file pin
exits 0 "and none of these was made" as A key list --json
fact "but three" json out 'len(j["keys"]) == 3'

# ---- the keystore unlocked by a token ----

softhsm2-util --init-token --free --label other --so-pin 1234567 \
    --pin 492817 >>softhsm.log
other="pkcs11:token=other?module-path=$module"
with="--store A --with-token $hsm"
exits 0 "a slot is made for a secret in a token" as A slot add --hsm "$hsm" \
    --pin-file pin --label card
exits 0 "the token unlocks the keystore" \
    "$MOHUR" slot list $with --pin-file pin --json
fact "and is named, without a PIN" json out '[s["token"] for s in j["slots"]
    if s["opens_with"] == "token"] == ["'"$hsm"'"]'
exits 0 "one PIN from a pipe is enough" \
    sh -c 'cat pin | "$@" --pin-fd 0' sh "$MOHUR" seal $with \
    -r box.pem -s me -o piped.mohur text
exits 7 "a wrong PIN does not" "$MOHUR" slot list $with --pin-file wrong.pin
fact "and is told as one of few tries" says err "few tries are left"
exits 0 "it was shown once, so the token still opens" \
    "$MOHUR" slot list $with --pin-file pin
exits 3 "another token does not" \
    "$MOHUR" slot list --store A --with-token "$other" --pin-file pin
fact "and it is said" says err "this token has nothing"
exits 5 "nor does one that is not there" env SOFTHSM2_CONF=/dev/null \
    "$MOHUR" slot list $with --pin-file pin
exits 0 "one slot may need a passphrase too" as A slot add --all --passphrase \
    --hsm "$other" --pin-file pin --new-pass-file A.pass --argon2-mib 64 \
    --argon2-passes 3
exits 0 "and opens with both" "$MOHUR" slot list --store A \
    --with-token "$other" --pin-file pin --pass-file A.pass
exits 3 "not with the token alone" \
    "$MOHUR" slot list --store A --with-token "$other" --pin-file pin
exits 0 "its slot follows to a new root key" \
    "$MOHUR" slot revoke passphrase $with --pin-file pin
exits 0 "and opens then" "$MOHUR" slot list $with --pin-file pin
exits 3 "that of the passphrase is gone" as A slot list
cp A.pass new.pass
exits 0 "a passphrase is added again" "$MOHUR" slot add --passphrase $with \
    --pin-file pin --new-pass-file new.pass --argon2-mib 64 --argon2-passes 3
reader=$MOHUR_SOURCE_DIR/tests/reader/keystore_whole.py
if command -v pkcs11-tool >/dev/null &&
    /usr/bin/python3 -c 'import cryptography' 2>/dev/null; then
    tool="pkcs11-tool --module $module --token-label agency --login --pin 492817"
    id=$($tool -O --type secrkey 2>>objects.log | sed -n 's/^ *ID: *//p')
    /usr/bin/python3 -c 'import sys
sys.stdout.buffer.write(b"mohur/1 keystore token\0" + bytes.fromhex(sys.argv[1]))
' "$id" >question
    exits 0 "another program asks the token" $tool --sign -m SHA256-HMAC \
        --id "$id" -i question -o answer
    exits 0 "and the second reader opens the keystore with the answer" \
        /usr/bin/python3 -B "$reader" A --answer=answer
fi

# ---- anchors in a token ----

new_store N
with_n="--store N --pass-file N.pass --pin-file pin"
"$MOHUR" key create me --for sign --quiet $with_n
exits 0 "an anchor is made in a token" "$MOHUR" anchor create "$hsm" $with_n
exits 5 "but not over another" "$MOHUR" anchor create "$hsm" $with_n
exits 0 "the doctor knows of it" \
    "$MOHUR" doctor --anchor "$hsm" --json $with_n
fact "and says so" json out 'j["store"]["rollback"] == "local"'
exits 5 "one that is not there is missed" \
    "$MOHUR" key list --anchor "$other" $with_n
exits 7 "it takes the PIN" "$MOHUR" key list --anchor "$hsm" --store N \
    --pass-file N.pass --pin-file wrong.pin
exits 2 "which nobody is there to type" \
    "$MOHUR" key list --anchor "$hsm" --store N --pass-file N.pass
exits 2 "and which its URI does not say" \
    "$MOHUR" key list --anchor "$hsm&pin-value=492817" $with_n
never "nor the answer" says err 492817
exits 2 "a URI names a module" \
    "$MOHUR" key list --anchor pkcs11:token=agency $with_n
exits 0 "one PIN from a pipe is enough" sh -c 'cat pin | "$@" --pin-fd 0' sh \
    "$MOHUR" key rotate me --anchor "$hsm" --store N --pass-file N.pass
cp -a N older
exits 0 "changes move it" "$MOHUR" key rotate me --anchor "$hsm" $with_n
rm -r N && mv older N
exits 1 "an older keystore is noticed" \
    "$MOHUR" key rotate me --anchor "$hsm" $with_n
fact "and named so" says err "ROLLBACK"
exits 0 "it lists" "$MOHUR" key list --anchor "$hsm" $with_n
exits 0 "it may be accepted" "$MOHUR" anchor accept --anchor "$hsm" $with_n
exits 0 "and goes on" "$MOHUR" key rotate me --anchor "$hsm" $with_n
if command -v pkcs11-tool >/dev/null; then
    tool="pkcs11-tool --module $module --token-label agency"
    $tool -O --type data >objects 2>objects.log
    never "without the PIN nobody sees it" says objects "mohur anchor"
    $tool --login --pin 492817 -O --type data >objects 2>objects.log
    label=$(sed -n "s/^.*label: *'\{0,1\}\(mohur anchor [0-9a-f]\{32\}\).*/\1/p" objects)
    fact "with it, one" test "$(echo "$label" | grep -c .)" = 1
    fact "which is a record" $tool --login --pin 492817 --read-object \
        --type data --label "$label" --application-label mohur -o record
    fact "of 160 bytes" test "$(head -c 10 record | od -An -tx1 |
        tr -d ' \n')$(wc -c <record)" = 4d4f485552414e430104160
    if /usr/bin/python3 -c 'import cryptography, argon2' 2>/dev/null; then
        exits 0 "that the second reader holds against the keystore" \
            sh -c '/usr/bin/python3 -B "$1" N --anchor=record <N.pass' sh "$reader"
    fi
    $tool --write-object pin --type data --label "$label" \
        --application-label mohur >tool.log 2>&1
    exits 0 "what was laid beside it without the PIN is no anchor" \
        "$MOHUR" key list --anchor "$hsm" $with_n
    $tool --login --pin 492817 --write-object pin --private --type data \
        --label "$label" --application-label mohur >tool.log 2>&1
    exits 4 "what was laid there with it stops it" \
        "$MOHUR" key list --anchor "$hsm" $with_n
fi

# ---- its life ----

exits 0 "it is rotated in the token" as A key rotate me --pin-file pin
exits 0 "the doctor knows where keys are" \
    as A doctor --json --pass-file A.pass --pin-file pin
fact "all of them" json out '[t["versions"] for t in
    j["store"]["custody"]["tokens"].values()] == [1, 3] or [t["versions"]
    for t in j["store"]["custody"]["tokens"].values()] == [3, 1]'
fact "and that none is missing" json out 'all(t["missing"] == t["pending"] == 0
    for t in j["store"]["custody"]["tokens"].values())'
if command -v pkcs11-tool >/dev/null; then
    pkcs11-tool --module "$module" --token-label agency --login --pin 492817 \
        --keypairgen --key-type EC:prime256v1 --id 01 >tool.log 2>&1
    as A doctor --json --pass-file A.pass --pin-file pin >out
    fact "a key of somebody else is told" json out 'any(t["unknown"] == 1
        for t in j["store"]["custody"]["tokens"].values())'
fi
exits 0 "a store without its token still lists" env \
    SOFTHSM2_CONF=/dev/null "$MOHUR" key list --store A --pass-file A.pass
exits 5 "but does not sign" env SOFTHSM2_CONF=/dev/null "$MOHUR" seal \
    --store A --pass-file A.pass --pin-file pin -r box.pem -s me -o no text
fact "and leaves nothing" test ! -e no

# ---- RSA ----

new_store R
with_r="--store R --pass-file R.pass --pin-file pin"
mkdir anchors
echo "keyUsage = critical, nonRepudiation" >rsa.ext
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 2>/dev/null
for alg in RSASSA-PSS RSASSA-PKCS1-v1_5; do
    exits 0 "a key of $alg is made in the token" \
        "$MOHUR" key create $alg --for sign --alg $alg --hsm "$hsm" $with_r
    exits 0 "the token signs a request" \
        "$MOHUR" key csr $alg --subject "C=AZ, CN=Aysel" -o $alg.csr $with_r
    fact "that OpenSSL verifies" openssl req -in $alg.csr -verify -noout
    openssl x509 -req -in $alg.csr -CA anchors/root.crt -CAkey root.key \
        -days 9 -extfile rsa.ext -out rsa.crt 2>/dev/null
    exits 0 "and a document" \
        "$MOHUR" sign -k $alg --cert rsa.crt -o $alg.p7s text $with_r
    exits 0 "that we verify" "$MOHUR" verify --trust anchors --no-revocation \
        $alg.p7s --content text
    fact "and OpenSSL" openssl cms -verify -binary -inform DER -in $alg.p7s \
        -content text -CAfile anchors/root.crt -purpose any -out signed
    fact "over what it is" cmp text signed
    exits 6 "the private key does not leave" "$MOHUR" key export $alg \
        --private --new-pass-file pin -o no.key $with_r
done
exits 4 "4096 bits cannot live there" "$MOHUR" key create no --for sign \
    --alg RSASSA-PSS-4096 --hsm "$hsm" $with_r
fact "which is said" says err "an RSA key in a token has 3072 bits"

# ---- wrapping keys ----

new_store W
with_w="--store W --pass-file W.pass --pin-file pin"
exits 0 "a wrapping key is made in the token" \
    "$MOHUR" key create kek --for wrap --hsm "$hsm" $with_w
exits 0 "and another" \
    "$MOHUR" key create other --for wrap --hsm "$hsm" $with_w
exits 0 "it is sealed to" "$MOHUR" seal --unsigned -r kek -o w.mohur text $with_w
exits 0 "which the archive says" "$MOHUR" inspect --json w.mohur
fact "as of hardware" json out '"wrapping key in hardware" in j["opens_with"]'
exits 0 "it opens" "$MOHUR" open --unsigned -o w.out w.mohur $with_w
fact "what was sealed" cmp text w.out/text
exits 2 "not without its PIN" "$MOHUR" open --unsigned -o w.no w.mohur \
    --store W --pass-file W.pass
exits 7 "nor with a wrong one" "$MOHUR" open --unsigned -o w.no w.mohur \
    --store W --pass-file W.pass --pin-file wrong.pin
fact "and leaves nothing" test ! -e w.no
exits 0 "nobody in particular may be named" "$MOHUR" seal --unsigned \
    --anonymous -r kek -r other -r box.pem -o hidden.mohur text $with_w
exits 0 "it still opens" "$MOHUR" open --unsigned -o hidden.out hidden.mohur \
    $with_w
cp w.mohur x.mohur
exits 0 "another is added to the header" \
    "$MOHUR" recipient add x.mohur -r other $with_w
exits 0 "and the first taken away" \
    "$MOHUR" recipient remove x.mohur -r kek $with_w
exits 0 "what is left opens" "$MOHUR" open --unsigned --allow-forwarded \
    -o x.out x.mohur $with_w
exits 0 "it is rotated" "$MOHUR" key rotate kek $with_w
exits 0 "and the old version opens" \
    "$MOHUR" open --unsigned -o w.again w.mohur $with_w
exits 0 "a key that may leave" \
    "$MOHUR" key create out --for sign --exportable $with_w
exits 0 "leaves under it" \
    "$MOHUR" key export out --wrap-with kek -o out.kwp $with_w
exits 0 "and comes back" "$MOHUR" key import back --for sign \
    --wrap-with kek out.kwp $with_w
exits 6 "it does not leave itself" \
    "$MOHUR" key export kek --wrap-with other -o no $with_w
if command -v pkcs11-tool >/dev/null; then
    pkcs11-tool --module "$module" --token-label agency --login --pin 492817 \
        -O --type secrkey >objects 2>objects.log
    fact "pkcs11-tool lists three versions" \
        test "$(grep -c '^Secret Key Object; AES length 32' objects)" = 3
    fact "as what never leaves" says objects "never extractable"
    # Somebody else destroys them all, and lays down another key.
    sed -n 's/^ *ID: *\(.\{40\}\)$/\1/p' objects >ids
    while read -r id; do
        pkcs11-tool --module "$module" --token-label agency --login \
            --pin 492817 --delete-object --type secrkey --id "$id" >tool.log 2>&1
    done <ids
    exits 3 "a key that is gone from its token opens nothing" \
        "$MOHUR" open --unsigned -o w.no w.mohur $with_w
    fact "which leaves nothing" test ! -e w.no
    exits 0 "the doctor finds them missing" "$MOHUR" doctor --json $with_w
    fact "all three" json out '[t["missing"] for t in
        j["store"]["custody"]["tokens"].values()] == [3]'
fi

# A token whose keys the test knows: the second reader opens with the bytes.
shim=$(dirname "$MOHUR")/libmohur_token_module.so
if [ -r "$shim" ] && /usr/bin/python3 -c 'import cryptography, argon2' 2>/dev/null; then
    new_store K
    export TOKEN_REAL="$module"
    known="pkcs11:token=other?module-path=$shim"
    with_k="--store K --pass-file K.pass --pin-file pin"
    exits 0 "a key with bytes that the test knows" env TOKEN_FAULT=known \
        "$MOHUR" key create kek --for wrap --hsm "$known" --json $with_k
    ring=$(sed -n 's/.*"ring_id": "\([0-9a-f]*\)".*/\1/p' out)
    exits 0 "is sealed to" \
        "$MOHUR" seal --unsigned -r kek -o k.mohur text $with_k
    exits 0 "and the second reader opens it" /usr/bin/python3 -B \
        "$MOHUR_SOURCE_DIR/tests/reader/archive.py" --unsigned --out k.out \
        --kek-in-token "$ring:1:$(printf %02x $(seq 128 159))" k.mohur
    fact "as it was" cmp text k.out/text
    exits 3 "not with other bytes" /usr/bin/python3 -B \
        "$MOHUR_SOURCE_DIR/tests/reader/archive.py" --unsigned \
        --kek-in-token "$ring:1:$(printf %02x $(seq 0 31))" k.mohur
    exits 4 "a token without AES is told" env TOKEN_FAULT=no-mechanism \
        "$MOHUR" key create no --for wrap --hsm "$known" $with_k
    fact "and what it lacks" says err "does not know this algorithm"
    exits 70 "one that does not decrypt is not sealed with" \
        env TOKEN_FAULT=decrypt \
        "$MOHUR" seal --unsigned -r kek -o no.mohur text $with_k
    fact "and nothing is left" test ! -e no.mohur
fi

# ---- a key that nobody has any more ----

new_store E
with_e="--store E --with-token $hsm --pin-file pin"
as E slot add --hsm "$hsm" --pin-file pin --label first --quiet
exits 0 "only a token opens the keystore" \
    "$MOHUR" slot revoke passphrase $with_e
"$MOHUR" key create gone --for sign --activate 2099-01-01 --quiet $with_e
cp -a E older
"$MOHUR" key destroy gone --version 1 --erase E2 --quiet $with_e
exits 6 "E3 comes after E2" \
    "$MOHUR" key destroy gone --version 1 --erase E3 $with_e
exits 0 "a key is erased to E2" \
    "$MOHUR" key destroy gone --version 1 --erase E2 $with_e
exits 0 "the token still opens an older copy" \
    "$MOHUR" key list --store older --with-token "$hsm" --pin-file pin
exits 6 "something must open the keystore after E3" \
    "$MOHUR" key destroy gone --version 1 --erase E3 $with_e
fact "which is said" says err "add another first"
exits 0 "a slot is added" "$MOHUR" slot add --hsm "$hsm" --label next $with_e
exits 0 "the key is erased to E3" \
    "$MOHUR" key destroy gone --version 1 --erase E3 -o receipt $with_e
fact "with a receipt" says receipt "mohur/1 ledger leaf"
exits 0 "the keystore opens" "$MOHUR" slot list --json $with_e
fact "by the new slot alone" json out \
    '[s["label"] for s in j["slots"]] == ["next"]'
exits 3 "the older copy does not open any more" \
    "$MOHUR" key list --store older --with-token "$hsm" --pin-file pin
finish
