#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The contract of the command as a table: every verb by every exit code that
# it can give.  A failure is two lines on stderr, nothing on stdout, no file
# left, and the keystore as it was.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$helpers/_tsa.sh"

# Verb: exit codes.  70 would be a bug.
cat >table <<'TABLE'
init: 0 1 2 4 5 6 130
key create: 0 1 2 3 4 5 6 7 130
key list: 0 1 2 3 4 5 6 7 130
key show: 0 1 2 3 4 5 6 7 130
key export: 0 1 2 3 4 5 6 7 130
key import: 0 1 2 3 4 5 6 7 130
key rotate: 0 1 2 3 4 5 6 7 130
key activate: 0 1 2 3 4 5 6 7 130
key suspend: 0 1 2 3 4 5 6 7 130
key resume: 0 1 2 3 4 5 6 7 130
key deactivate: 0 1 2 3 4 5 6 7 130
key compromise: 0 1 2 3 4 5 6 7 130
key destroy: 0 1 2 3 4 5 6 7 130
key cancel: 0 1 2 3 4 5 6 7 130
key hold: 0 1 2 3 4 5 6 7 130
key release: 0 1 2 3 4 5 6 7 130
role add: 0 1 2 3 4 5 6 7 130
role remove: 0 1 2 3 4 5 6 7 130
role list: 0 1 2 3 4 5 6 7 130
role begin: 0 1 2 3 4 5 6 7 130
anchor create: 0 1 2 3 4 5 6 7 130
anchor accept: 0 1 2 3 4 5 6 7 130
approve: 0 1 2 3 4 5 6 7 130
slot add: 0 1 2 3 4 5 6 7 130
slot list: 0 1 2 3 4 5 6 7 130
slot remove: 0 1 2 3 4 5 6 7 130
slot revoke: 0 1 2 3 4 5 6 7 130
slot renew: 0 1 2 3 4 5 6 7 130
backup create: 0 1 2 3 4 5 6 7 130
backup restore: 0 1 2 3 4 5 6 7 130
share split: 0 2 5 6
share combine: 0 2 4 5 6 7 130
key csr: 0 1 2 3 4 5 6 7 130
key certify: 0 1 2 3 4 5 6 7 130
seal: 0 1 2 3 4 5 6 7 130
open: 0 1 2 3 4 5 6 7 130
list: 0 1 2 3 4 5 6 7 130
recipient add: 0 1 2 3 4 5 6 7 130
recipient remove: 0 1 2 3 4 5 6 7 130
recipient list: 0 1 2 3 4 5 6 7 130
reseal: 0 1 2 3 4 5 6 7 130
sign: 0 1 2 3 4 5 6 7 130
extend: 0 1 2 4 5 6
verify: 0 1 2 3 4 5 6 7 8 130
inspect: 0 2 4 5
profile show: 0 1 2 3 4 5 6 7 130
profile check: 0 1 2 4 5
profile accept: 0 1 2 3 4 5 6 7 130
profile impact: 0 1 2 3 4 5 6 7 130
cbom: 0 1 2 3 4 5 6 7 130
doctor: 0 1 2 5 6 7
selftest: 0 2 5
version: 0 2 5
TABLE
: >seen

new_people
new_store other
echo "wrong" >wrong.pass
head -c 32 /dev/urandom >secret
echo "passphrase of A" >open.pass && chmod 644 open.pass
openssl genpkey -algorithm ED25519 -out theirs.key 2>/dev/null
mkdir papers work
echo "the bridge is open" >papers/a
as A key create me --for sign --quiet
as A key create states --for wrap --quiet
as A key export me -o A.me.pem --quiet
as A seal -r box -s me -o x.mohur --quiet papers
as A key csr me --subject "CN=A" -o me.csr --quiet
mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 9 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >ext.cnf
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile ext.cnf -out me.crt 2>/dev/null
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -out other.crt 2>/dev/null
as A sign -k me --cert me.crt --attached -o x.p7m --quiet papers/a
new_tsa tsa
start_tsa tsa
cp -r A altered
python3 - <<'PYTHON'
import sqlite3

db = sqlite3.connect("altered/keystore.db")
db.execute("update key set exportable = 1")
db.commit()
open("the.req", "wb").write(
    b"MOHURREQ" + bytes((0, 0, 0, 1)) + bytes(16) + bytes((0, 4)) + bytes(16)
    + bytes((0, 0, 0, 1)) + bytes(7) + bytes((1, 0, 3, 0, 0)) + bytes(8)
    + bytes((0, 0, 0, 5, 0, 0, 0, 1)) + b"k")
PYTHON

profile=$MOHUR_SOURCE_DIR/docs/profiles/nist-131a.json-note
sed '$d' "$profile" >once

# The verb with words that it would succeed with, into `work`.
words_of() {
    case $1 in
    init) echo "--argon2-mib 64 --argon2-passes 3" ;;
    "key create") echo "new --for seal" ;;
    "key list") ;;
    "key show") echo "me" ;;
    "key export") echo "me -o work/me.pem" ;;
    "key import") echo "theirs --for sign theirs.key" ;;
    "key rotate") echo "box" ;;
    "key activate") echo "later --version 1" ;;
    "key suspend") echo "later --version 1" ;;
    "key resume") echo "later --version 1" ;;
    "key deactivate") echo "later --version 1" ;;
    "key compromise") echo "later --version 1" ;;
    "key destroy") echo "later --version 1 --erase E1" ;;
    "key cancel") echo "later --version 1" ;;
    "key hold" | "key release") echo "later" ;;
    "role add") echo "Aysel me.pem --caps officer" ;;
    "role remove") echo "Aysel" ;;
    "role list" | "role begin") ;;
    "anchor create") echo "work/anchor" ;;
    "anchor accept") ;;
    approve) echo "the.req -s me -o work/approval" ;;
    "slot add") echo "--passphrase --label deputy --new-pass-file B.pass
        --argon2-mib 64 --argon2-passes 3" ;;
    "slot list") ;;
    "slot remove") echo "deputy" ;;
    "slot revoke") echo "deputy" ;;
    "slot renew") ;;
    "backup create") echo "-r B.pem -o work/backup" ;;
    "backup restore") echo "backup --new-pass-file B.pass" ;;
    "share split") echo "--shares 2/3 secret" ;;
    "share combine") echo "-o work/again share1 share2" ;;
    "key csr") echo "me --subject CN=A -o work/me.csr" ;;
    "key certify") echo "me me.crt" ;;
    seal) echo "-r box -s me -o work/x papers" ;;
    open) echo "-o work/out x.mohur" ;;
    list) echo "x.mohur" ;;
    "recipient add") echo "x.mohur -r B.pem" ;;
    "recipient remove") echo "x.mohur -r box" ;;
    "recipient list") echo "x.mohur" ;;
    reseal) echo "x.mohur -o work/x -r B.pem" ;;
    sign) echo "-k me --cert me.crt -o work/x.p7s papers/a" ;;
    extend) echo "--level T --tsa $tsa_url/tsa -o work/x.p7m x.p7m" ;;
    verify) echo "--trust anchors --no-revocation x.p7m" ;;
    inspect) echo "x.mohur" ;;
    "profile show" | "profile impact" | cbom) ;;
    "profile check" | "profile accept") echo "$profile" ;;
    esac
}

# row CODE VERB WHY COMMAND...: one cell of the table.
row() {
    cell="$2: $1"
    cell_code=$1
    why=$3
    shift 3
    echo "$cell" >>seen
    cat A/keystore.db* >before
    exits "$cell_code" "$cell, $why" "$@"
    [ "$cell_code" = 0 ] && return
    fact "$cell, $why: two lines" is_two_lines
    fact "$cell, $why: no data" is_empty out
    fact "$cell, $why: no file" holds_nothing work
    cat A/keystore.db* >after
    fact "$cell, $why: the keystore is as it was" cmp before after
}

terminal="python3 -B $helpers/_terminal.py"
has_terminal || {
    echo "SKIP no terminal can be had here: no prompt is interrupted"
    terminal="sh $helpers/_no_terminal.sh"
}
with="--store A --pass-file A.pass"

# ---- every verb: usage, and nobody takes its answer ----

while IFS=: read -r verb codes; do
    row 2 "$verb" "an option that is none" \
        "$MOHUR" $verb $(words_of "$verb") --fast
done <table

# ---- every verb that unlocks a keystore ----

for verb in "key csr" "key certify" sign "key create" "key list" "key show" "key export" "key import" \
    "key rotate" "key activate" "key suspend" "key resume" \
    "key deactivate" "key compromise" "key destroy" "key cancel" "key hold" \
    "key release" "role add" "role remove" "role list" "role begin" approve \
    "anchor create" "anchor accept" \
    "slot add" "slot list" \
    "slot remove" "slot revoke" "slot renew" "backup create" seal open list "recipient add" \
    "recipient remove" "recipient list" reseal verify "profile show" \
    "profile accept" "profile impact" cbom; do
    words=$(words_of "$verb")
    row 1 "$verb" "an altered keystore" \
        "$MOHUR" $verb $words --store altered --pass-file A.pass
    row 3 "$verb" "no keystore" \
        "$MOHUR" $verb $words --store absent --pass-file A.pass
    row 4 "$verb" "a key file that is none" \
        "$MOHUR" $verb $words --store A --key-file A.pass
    row 5 "$verb" "no such passphrase file" \
        "$MOHUR" $verb $words --store A --pass-file absent.pass
    row 6 "$verb" "a passphrase file that others may read" \
        "$MOHUR" $verb $words --store A --pass-file open.pass
    row 7 "$verb" "a wrong passphrase" \
        "$MOHUR" $verb $words --store A --pass-file wrong.pass
    echo "$verb: 130" >>seen
    exits 130 "$verb: 130, interrupted" $terminal "wait:Passphrase of" \
        key:int -- "$MOHUR" $verb $words --store A
    fact "$verb: 130, interrupted: no file" holds_nothing work
done
row 1 doctor "an altered keystore" \
    "$MOHUR" doctor --store altered --pass-file A.pass
row 5 doctor "no such passphrase file" \
    "$MOHUR" doctor --store A --pass-file absent.pass
row 6 doctor "a passphrase file that others may read" \
    "$MOHUR" doctor --store A --pass-file open.pass
row 7 doctor "a wrong passphrase" \
    "$MOHUR" doctor --store A --pass-file wrong.pass

# ---- init ----

cheap="--argon2-mib 64 --argon2-passes 3"
row 2 init "an empty passphrase" \
    "$MOHUR" init --store work/new --pass-file /dev/null $cheap
row 1 init "a profile of nobody who is trusted" "$MOHUR" init \
    --store work/new --pass-file A.pass $cheap --profile "$profile"
row 4 init "no profile" "$MOHUR" init --store work/new --pass-file A.pass \
    $cheap --profile A.pass
row 5 init "a keystore is there" "$MOHUR" init $with $cheap
row 5 init "no folder to make it in" \
    "$MOHUR" init --store absent/new --pass-file A.pass $cheap
row 6 init "below the profile's floor" "$MOHUR" init --store work/new \
    --pass-file A.pass --argon2-mib 8
echo "init: 130" >>seen
exits 130 "init: 130, interrupted" $terminal "wait:New passphrase" key:int \
    -- "$MOHUR" init --store work/new
fact "init: 130, interrupted: no file" holds_nothing work
row 0 init "as it should" \
    "$MOHUR" init --store made --pass-file A.pass $cheap

# ---- keys ----

row 2 "key create" "no purpose" "$MOHUR" key create new $with
row 5 "key create" "the name is taken" \
    "$MOHUR" key create me --for sign $with
row 6 "key create" "level 3" "$MOHUR" key create new --for seal --level 3 $with
row 0 "key create" "as it should" "$MOHUR" key create later --for seal \
    --activate 2099-01-01 $with
row 0 "key list" "as it should" "$MOHUR" key list $with
row 3 "key show" "no such key" "$MOHUR" key show nobody $with
row 0 "key show" "as it should" "$MOHUR" key show me $with
row 3 "key export" "no such key" "$MOHUR" key export nobody $with
row 5 "key export" "no such folder" \
    "$MOHUR" key export me -o work/absent/me.pem $with
row 6 "key export" "not exportable" "$MOHUR" key export me --private \
    -o work/me.key --new-pass-file A.pass $with
row 0 "key export" "as it should" "$MOHUR" key export me $with
row 4 "key import" "no key" "$MOHUR" key import new --for sign A.pass $with
row 5 "key import" "no such file" \
    "$MOHUR" key import new --for sign absent.key $with
row 0 "key import" "as it should" \
    "$MOHUR" key import theirs --for sign theirs.key $with
row 3 "key rotate" "no such key" "$MOHUR" key rotate nobody $with
row 0 "key rotate" "as it should" "$MOHUR" key rotate box $with
for move in activate suspend resume deactivate compromise; do
    row 3 "key $move" "no such version" \
        "$MOHUR" key $move later --version 9 $with
    row 2 "key $move" "no version said" "$MOHUR" key $move later $with
    row 0 "key $move" "as it should" \
        "$MOHUR" key $move later --version 1 $with
done
for move in activate suspend resume deactivate; do
    row 6 "key $move" "no way back from compromised" \
        "$MOHUR" key $move later --version 1 $with
done

destroy="key destroy later --version"
row 3 "key destroy" "no such version" "$MOHUR" $destroy 9 --erase E1 $with
row 4 "key destroy" "no hardware key" "$MOHUR" $destroy 1 --erase E3 $with
row 0 "key destroy" "as it should" "$MOHUR" $destroy 1 --erase E1 $with
row 6 "key destroy" "before its day" "$MOHUR" $destroy 1 --erase E1 $with
row 0 "key cancel" "as it should" "$MOHUR" key cancel later --version 1 $with
row 6 "key cancel" "nothing to cancel" \
    "$MOHUR" key cancel later --version 1 $with
for verb in hold release; do
    row 3 "key $verb" "no such key" "$MOHUR" key $verb nobody $with
    row 0 "key $verb" "as it should" "$MOHUR" key $verb later $with
done

# ---- roles ----

row 0 "role add" "as it should" \
    "$MOHUR" role add Aysel me.pem --caps officer $with
row 5 "role add" "the key has one" \
    "$MOHUR" role add Behruz me.pem --caps officer $with
row 0 "role list" "as it should" "$MOHUR" role list $with
row 6 "role begin" "too few roles" "$MOHUR" role begin $with
row 3 "role remove" "no such role" "$MOHUR" role remove nobody $with
row 0 "role remove" "as it should" "$MOHUR" role remove Aysel $with
new_store council
for who in 1 2 3; do
    as council key create "k$who" --for sign --quiet
    as council role add "$who" "k$who" --caps officer,keymanager --quiet
done
row 0 "role begin" "as it should" \
    "$MOHUR" role begin --store council --pass-file council.pass
row 5 "anchor create" "no such folder" \
    "$MOHUR" anchor create work/absent/anchor $with
cp -a A set_back
row 0 "anchor create" "as it should" "$MOHUR" anchor create note $with
as A key create newest --for sign --anchor note --quiet
row 2 "anchor accept" "nothing to accept" "$MOHUR" anchor accept $with
row 0 "anchor accept" "as it should" "$MOHUR" anchor accept --anchor note \
    --store set_back --pass-file A.pass
row 4 approve "no request" "$MOHUR" approve A.pass -s me -o work/a $with
row 5 approve "no such file" "$MOHUR" approve absent -s me -o work/a $with
row 0 approve "as it should" "$MOHUR" approve the.req -s me -o approval $with

# ---- slots ----

deputy=$(words_of "slot add")
row 2 "slot add" "nothing to open with" "$MOHUR" slot add $with
row 6 "slot add" "below the profile's floor" "$MOHUR" slot add --passphrase \
    --new-pass-file B.pass --argon2-mib 8 $with
row 0 "slot list" "as it should" "$MOHUR" slot list $with
row 0 "slot renew" "as it should" "$MOHUR" slot renew $with
for verb in remove revoke; do
    row 3 "slot $verb" "no such slot" "$MOHUR" slot $verb nobody $with
    row 6 "slot $verb" "the last one" "$MOHUR" slot $verb passphrase $with
    row 0 "slot add" "as it should" "$MOHUR" slot add $deputy $with
    row 5 "slot add" "the label is taken" "$MOHUR" slot add $deputy $with
    row 0 "slot $verb" "as it should" "$MOHUR" slot $verb deputy $with
done

# ---- backups ----

row 2 "backup create" "for nobody" "$MOHUR" backup create -o work/b $with
row 4 "backup create" "a recipient that is no key" \
    "$MOHUR" backup create -r A.pass -o work/b $with
row 0 "backup create" "as it should" "$MOHUR" backup create --passphrase \
    --new-pass-file B.pass $cheap -o backup $with
row 5 "backup create" "there is something" \
    "$MOHUR" backup create -r B.pem -o backup $with
cp -r backup backup.altered
python3 - <<'PYTHON'
import sqlite3

db = sqlite3.connect("backup.altered/keystore.db")
db.execute("update key set exportable = 1")
db.commit()
PYTHON
words="--store work/again --new-pass-file A.pass $cheap"
row 1 "backup restore" "an altered backup" \
    "$MOHUR" backup restore backup.altered $words --pass-file B.pass
row 3 "backup restore" "no such backup" \
    "$MOHUR" backup restore absent $words --pass-file B.pass
row 4 "backup restore" "a key file that is none" \
    "$MOHUR" backup restore backup $words --key-file A.pass
row 5 "backup restore" "a keystore is there" "$MOHUR" backup restore backup \
    --store A --new-pass-file A.pass $cheap --pass-file B.pass
row 6 "backup restore" "a passphrase file that others may read" \
    "$MOHUR" backup restore backup $words --pass-file open.pass
row 7 "backup restore" "a wrong passphrase" \
    "$MOHUR" backup restore backup $words --pass-file wrong.pass
echo "backup restore: 130" >>seen
exits 130 "backup restore: 130, interrupted" $terminal "wait:Passphrase of" \
    key:int -- "$MOHUR" backup restore backup $words
fact "backup restore: 130, interrupted: no file" holds_nothing work
row 0 "backup restore" "as it should" "$MOHUR" backup restore backup \
    --store again.store --new-pass-file A.pass $cheap --pass-file B.pass

# ---- shares ----

row 2 "share split" "how many is not said" "$MOHUR" share split secret
row 5 "share split" "no such file" "$MOHUR" share split --shares 2/3 absent
row 6 "share split" "a file that others may read" \
    "$MOHUR" share split --shares 2/3 open.pass
row 0 "share split" "as it should" "$MOHUR" share split --shares 2/3 secret
sed -n 1p out >share1
sed -n 2p out >share2
cp share1 open.share && chmod 644 open.share
row 2 "share combine" "no share in the file" \
    "$MOHUR" share combine -o work/again /dev/null
row 4 "share combine" "no share" "$MOHUR" share combine -o work/again A.pass
row 5 "share combine" "no such file" \
    "$MOHUR" share combine -o work/again absent
row 6 "share combine" "a file that others may read" \
    "$MOHUR" share combine -o work/again open.share
row 7 "share combine" "too few" "$MOHUR" share combine -o work/again share1
echo "share combine: 130" >>seen
exits 130 "share combine: 130, interrupted" $terminal "wait:Share 1" key:int \
    -- "$MOHUR" share combine -o work/again
fact "share combine: 130, interrupted: no file" holds_nothing work
row 0 "share combine" "as it should" \
    "$MOHUR" share combine -o again share1 share2

# ---- profiles ----

authority=authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
row 4 "profile show" "no profile" "$MOHUR" profile show A.pass
row 0 "profile show" "as it should" "$MOHUR" profile show $with
row 1 "profile check" "one signature of two" "$MOHUR" profile check once
row 4 "profile check" "no profile" "$MOHUR" profile check A.pass
row 5 "profile check" "no such file" "$MOHUR" profile check absent
row 0 "profile check" "as it should" "$MOHUR" profile check "$profile"
row 1 "profile accept" "nobody is named" \
    "$MOHUR" profile accept "$profile" $with
row 4 "profile accept" "no profile" "$MOHUR" profile accept A.pass $with
row 4 "profile impact" "no profile" "$MOHUR" profile impact A.pass $with
row 0 "profile impact" "as it should" "$MOHUR" profile impact $with
row 0 cbom "as it should" "$MOHUR" cbom $with
new_store ruled
row 0 "profile accept" "as it should" "$MOHUR" profile accept "$profile" \
    --authority $authority --store ruled --pass-file ruled.pass

# ---- archives ----

row 3 seal "no such recipient" \
    "$MOHUR" seal -r nobody -s me -o work/x papers $with
row 4 seal "a recipient that is no key" \
    "$MOHUR" seal -r A.pass -s me -o work/x papers $with
row 5 seal "no such path" "$MOHUR" seal -r box -s me -o work/x absent $with
row 6 seal "a recipient out of use" \
    "$MOHUR" seal -r later -s me -o work/x papers $with
head -c 5000 x.mohur >cut.mohur
python3 -c '
data = bytearray(open("x.mohur", "rb").read())
data[5000] ^= 1
open("changed.mohur", "wb").write(data)'
for verb in list open; do
    out=$([ $verb = list ] || echo "-o work/out")
    row 1 $verb "a changed archive" "$MOHUR" $verb $out changed.mohur $with
    row 1 $verb "a sender who is not accepted" \
        "$MOHUR" $verb $out --from me.pem x.mohur $with
    row 3 $verb "no key that fits" "$MOHUR" $verb $out --from A.me.pem \
        x.mohur --store other --pass-file other.pass
    row 4 $verb "no archive" "$MOHUR" $verb $out A.pem $with
    row 4 $verb "more than --max-size" \
        "$MOHUR" $verb $out --max-size 10 x.mohur $with
    row 5 $verb "no such file" "$MOHUR" $verb $out absent.mohur $with
done
row 5 open "no such folder" "$MOHUR" open -o work/absent/out x.mohur $with
row 0 seal "as it should" "$MOHUR" seal -r box -s me -o y.mohur papers $with
row 0 list "as it should" "$MOHUR" list x.mohur $with
row 0 open "as it should" "$MOHUR" open -o opened x.mohur $with
for verb in add remove; do
    row 1 "recipient $verb" "a changed archive" \
        "$MOHUR" recipient $verb changed.mohur -r B.pem $with
    row 2 "recipient $verb" "nobody named" \
        "$MOHUR" recipient $verb x.mohur $with
    row 3 "recipient $verb" "no such recipient" \
        "$MOHUR" recipient $verb x.mohur -r nobody $with
    row 4 "recipient $verb" "a recipient that is no key" \
        "$MOHUR" recipient $verb x.mohur -r A.pass $with
    row 4 "recipient $verb" "no archive" \
        "$MOHUR" recipient $verb A.pem -r B.pem $with
    row 5 "recipient $verb" "no such file" \
        "$MOHUR" recipient $verb absent.mohur -r B.pem $with
done
row 3 "recipient remove" "who is not there" \
    "$MOHUR" recipient remove x.mohur -r B.pem $with
row 6 "recipient add" "a recipient out of use" \
    "$MOHUR" recipient add x.mohur -r later $with
row 4 "recipient list" "no archive" "$MOHUR" recipient list A.pem $with
row 5 "recipient list" "no such file" \
    "$MOHUR" recipient list absent.mohur $with
row 0 "recipient add" "as it should" \
    "$MOHUR" recipient add y.mohur -r B.pem $with
row 0 "recipient remove" "as it should" \
    "$MOHUR" recipient remove y.mohur -r B.pem $with
row 0 "recipient list" "as it should" "$MOHUR" recipient list y.mohur $with
row 1 reseal "a changed archive" \
    "$MOHUR" reseal changed.mohur -o work/x -r B.pem $with
row 2 reseal "nowhere to write" "$MOHUR" reseal x.mohur -r B.pem $with
row 3 reseal "no such recipient" \
    "$MOHUR" reseal x.mohur -o work/x -r nobody $with
row 4 reseal "no archive" "$MOHUR" reseal A.pem -o work/x -r B.pem $with
row 5 reseal "no such file" \
    "$MOHUR" reseal absent.mohur -o work/x -r B.pem $with
row 6 reseal "a recipient out of use" \
    "$MOHUR" reseal x.mohur -o work/x -r later $with
row 0 reseal "as it should" "$MOHUR" reseal x.mohur -o z.mohur -r B.pem $with

# ---- documents ----

row 3 "key csr" "no such key" "$MOHUR" key csr nobody --subject CN=A $with
row 2 "key csr" "a subject that is none" \
    "$MOHUR" key csr me --subject nobody $with
row 5 "key csr" "no such folder" \
    "$MOHUR" key csr me --subject CN=A -o work/absent/me.csr $with
row 0 "key csr" "as it should" "$MOHUR" key csr me --subject CN=A $with
row 2 sign "no certificate" "$MOHUR" sign -k me -o work/x papers/a $with
row 2 sign "a format that is none" "$MOHUR" sign -k me --cert me.crt \
    --format pades -o work/x papers/a $with
row 2 sign "a VOEN that is none" "$MOHUR" sign -k me --cert me.crt \
    --attr voen=123 -o work/x papers/a $with
row 3 sign "no such key" \
    "$MOHUR" sign -k nobody --cert me.crt -o work/x papers/a $with
row 4 sign "a certificate that is none" \
    "$MOHUR" sign -k me --cert papers/a -o work/x papers/a $with
row 5 sign "no such document" \
    "$MOHUR" sign -k me --cert me.crt -o work/x absent $with
row 6 sign "a certificate for something else" "$MOHUR" sign -k me \
    --cert other.crt -o work/x papers/a $with
row 0 sign "as it should" \
    "$MOHUR" sign -k me --cert me.crt -o y.p7s papers/a $with
row 1 extend "an authority that is not believed" "$MOHUR" extend --level T \
    --tsa "$tsa_url/tsa" --trust anchors -o work/x x.p7m
row 2 extend "nobody to ask" "$MOHUR" extend --level T -o work/x x.p7m
row 2 extend "no level" "$MOHUR" extend -o work/x x.p7m
row 2 extend "nobody to believe" \
    "$MOHUR" extend --level LT -o work/x x.p7m
row 2 extend "issuers and offline" "$MOHUR" extend --level LT \
    --trust anchors --fetch-issuers --offline -o work/x x.p7m
row 6 extend "nothing to validate with" \
    "$MOHUR" extend --level LT --trust anchors -o work/x x.p7m
row 4 extend "no signature" \
    "$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o work/x A.pem
row 5 extend "nobody answers" \
    "$MOHUR" extend --level T --tsa "$tsa_url/absent" -o work/x x.p7m
row 5 extend "no such file" \
    "$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o work/x absent.p7m
row 0 extend "as it should" \
    "$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o y.p7m x.p7m
kill "$tsa_pid"
sed -i 's/^signer_digest.*/signer_digest = sha1/' tsa/tsa.cnf
start_tsa tsa
row 6 extend "an authority that hashes with SHA-1" \
    "$MOHUR" extend --level T --tsa "$tsa_url/tsa" -o work/x x.p7m
kill "$tsa_pid"
row 2 sign "a state without a key for it" \
    "$MOHUR" sign --prepare work/x --cert me.crt -o work/y papers/a $with
row 2 sign "two phases at once" "$MOHUR" sign --prepare work/x --finish x.p7m \
    --state-key states --cert me.crt -o work/y papers/a $with
row 5 sign "no such state" "$MOHUR" sign --finish absent --signature x.p7m \
    --state-key states -o work/x papers/a $with
row 4 sign "a state that is none" "$MOHUR" sign --finish x.p7m \
    --signature x.p7m --state-key states -o work/x papers/a $with
row 0 sign "the first of two phases" "$MOHUR" sign --prepare a.state \
    --state-key states --cert me.crt -o a.dtbs papers/a $with
row 1 sign "a signature that is none" "$MOHUR" sign --finish a.state \
    --signature x.p7m --state-key states -o work/x papers/a $with
row 0 sign "into a container" \
    "$MOHUR" sign -k me --cert me.crt -o y.asice papers/a A.pem $with
row 0 sign "another signature" \
    "$MOHUR" sign -k me --cert me.crt --add y.asice -o z.asice $with
row 0 sign "the signatures of a container" \
    "$MOHUR" sign -k me --cert me.crt --counter z.asice -o c.asice $with
row 2 sign "signatures and a document" \
    "$MOHUR" sign -k me --cert me.crt --counter z.asice -o work/x papers/a $with
row 4 sign "signatures where there are none" \
    "$MOHUR" sign -k me --cert me.crt --counter A.pem -o work/x $with
row 2 "key certify" "another key's certificate" \
    "$MOHUR" key certify me anchors/root.crt $with
row 3 "key certify" "no such key" "$MOHUR" key certify nobody me.crt $with
row 4 "key certify" "a certificate that is none" \
    "$MOHUR" key certify me papers/a $with
row 5 "key certify" "no such file" "$MOHUR" key certify me absent $with
row 3 "key export" "no certificate" \
    "$MOHUR" key export me --certificates -o work/x $with
row 0 "key certify" "as it should" "$MOHUR" key certify me me.crt $with
row 0 "key export" "its certificate" \
    "$MOHUR" key export me --certificates -o y.crt $with
row 0 sign "the certificate that is kept" \
    "$MOHUR" sign -k me -o kept.p7s papers/a $with
row 2 sign "a container with a document more" \
    "$MOHUR" sign -k me --cert me.crt --add y.asice -o work/x papers/a $with
row 2 sign "nothing" "$MOHUR" sign -k me --cert me.crt -o work/x $with
row 2 sign "several without a container" \
    "$MOHUR" sign -k me --cert me.crt -o work/x papers/a A.pem $with
row 4 sign "what is no container" \
    "$MOHUR" sign -k me --cert me.crt --add A.pem -o work/x $with
python3 -c '
data = bytearray(open("x.p7m", "rb").read())
data[-1] ^= 1
open("changed.p7m", "wb").write(data)'
# verdict CODE WORDS COMMAND...: an answer, and no failure.
verdict() {
    echo "verify: $1" >>seen
    exits "$1" "verify: $1, $2" "$MOHUR" verify --no-revocation "$3" "$4" "$5"
    fact "verify: $1, $2: it says so" says out "$6"
}
verdict 1 "a changed signature" --trust anchors changed.p7m FAILED
verdict 8 "nobody to believe" --trust papers x.p7m INDETERMINATE
python3 -c '
import zipfile
with zipfile.ZipFile("z.asice", "a") as z:
    z.writestr("more", "unsigned")'
verdict 1 "a document that nobody signed" --trust anchors z.asice FAILED
row 0 verify "a container" \
    "$MOHUR" verify --trust anchors --no-revocation y.asice
row 4 verify "no signature" "$MOHUR" verify --trust anchors A.pem
row 5 verify "no such file" "$MOHUR" verify --trust anchors absent.p7m
row 5 verify "no such folder" "$MOHUR" verify --trust absent x.p7m
row 5 verify "a page that is there already" "$MOHUR" verify \
    --trust anchors --no-revocation --report A.pem x.p7m
row 2 verify "a page on stdout" "$MOHUR" verify \
    --trust anchors --no-revocation --report - x.p7m
row 2 verify "online and offline" \
    "$MOHUR" verify --trust anchors --online --offline x.p7m
row 2 verify "issuers and offline" \
    "$MOHUR" verify --trust anchors --fetch-issuers x.p7m
echo '{"type":"mohur-expect/1","quorum":1}' >wrong.json
row 4 verify "expectations that are none" \
    "$MOHUR" verify --trust anchors --expect wrong.json x.p7m
fact "says where it is said what they are" grep -q "hint: .*section 13" err
row 5 verify "no such expectations" \
    "$MOHUR" verify --trust anchors --expect absent x.p7m
row 5 verify "no such evidence" \
    "$MOHUR" verify --trust anchors --evidence absent x.p7m
row 0 verify "by the profile of a keystore" \
    "$MOHUR" verify --trust anchors --no-revocation x.p7m $with
row 0 verify "as it should" \
    "$MOHUR" verify --trust anchors --no-revocation x.p7m
row 4 inspect "no archive and no key" "$MOHUR" inspect A.pass
row 5 inspect "no such file" "$MOHUR" inspect absent
row 0 inspect "as it should" "$MOHUR" inspect x.mohur
row 0 inspect "a container" "$MOHUR" inspect y.asice

# ---- about itself ----

row 0 doctor "as it should" "$MOHUR" doctor $with
for verb in selftest version; do
    row 0 $verb "as it should" "$MOHUR" $verb
    echo "$verb: 5" >>seen
    code=0
    "$MOHUR" $verb >/dev/full 2>err || code=$?
    fact "$verb: 5, nobody takes the answer" [ $code = 5 ]
done

# ---- the table is whole ----

while IFS=: read -r verb codes; do
    for code in $codes; do
        fact "shown above, $verb: $code" grep -qx "$verb: $code" seen
    done
done <table
sort -u seen >seen.cells
while IFS=: read -r verb code; do
    fact "in the table, $verb:$code" sh -c \
        'grep "^$1: " table | cut -d: -f2 | grep -qw "$2"' sh "$verb" $code
done <seen.cells
"$MOHUR" --help | sed -n 's/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' |
    sed 's/ *$//' >verbs
while read -r verb; do
    fact "has a row: $verb" grep -q "^$verb: " table
done <verbs
fact "help names as many verbs as the table" \
    [ "$(wc -l <verbs)" = "$(wc -l <table)" ]

finish
