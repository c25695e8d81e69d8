#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Damaged archives and what is no archive: refused, and nothing is written.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir -p papers/sub
head -c 20000 /dev/urandom >papers/a
head -c 5000 /dev/urandom >papers/sub/b
as sender seal -r A.pem -s me -o x.mohur --quiet papers
len=$(stat -c %s x.mohur)
mkdir work

# An archive is opened with a passphrase here where the keystore does not
# matter: that is quicker.
echo "of the archive" >x.pass
as sender seal --passphrase --argon2-mib 64 --argon2-passes 3 \
    --new-pass-file x.pass -s me -o pw.mohur --quiet papers

# try FILE: opens it into work; code is the exit code.
try() {
    code=0
    as A open -o work/out --from me.pem "$1" >out 2>err || code=$?
}

flip() {
    python3 -c '
import sys
data = bytearray(open("x.mohur", "rb").read())
data[int(sys.argv[1])] ^= int(sys.argv[2])
open("damaged.mohur", "wb").write(data)
' "$1" "$2"
}

# The header has a page; a byte of slack in it, which is checked too.
for at in 0 8 10 32 64 96 100 104 108 112 120 140 200 300 4000 4088 4095 \
    4096 4100 5000 10000 20000 $((len / 2)) $((len - 5000)) $((len - 200)) \
    $((len - 17)) $((len - 1)); do
    flip $at 1
    try damaged.mohur
    fact "byte $at changed: exit 1, 3 or 4" \
        [ $code = 1 -o $code = 3 -o $code = 4 ]
    fact "byte $at changed: two lines" is_two_lines
    fact "byte $at changed: nothing is written" holds_nothing work
done
flip $((len / 2)) 128
try damaged.mohur
fact "a byte of content changed: exit 1" [ $code = 1 ]
exits 1 "the same with -o -" \
    as A open -o - --from me.pem damaged.mohur papers/a
fact "not a byte came out" is_empty out

for cut in 0 1 100 4095 4096 4112 8192 $((len - 4096)) $((len - 16)) \
    $((len - 1)); do
    head -c $cut x.mohur >damaged.mohur
    try damaged.mohur
    fact "cut to $cut bytes: exit 1 or 4" [ $code = 1 -o $code = 4 ]
    fact "cut to $cut bytes: nothing is written" holds_nothing work
done
{ cat x.mohur && printf x; } >damaged.mohur
try damaged.mohur
fact "a byte too many: exit 1 or 4" [ $code = 1 -o $code = 4 ]
cat x.mohur x.mohur >damaged.mohur
try damaged.mohur
fact "twice in a row: exit 1 or 4" [ $code = 1 -o $code = 4 ]
fact "nothing is written" holds_nothing work

# ---- no archive ----

for kind in "" text zeros random; do
    case $kind in
    "") : >garbage ;;
    text) echo "these are no papers" >garbage ;;
    zeros) head -c 10000 /dev/zero >garbage ;;
    random) head -c 10000 /dev/urandom >garbage ;;
    esac
    exits 4 "no archive: ${kind:-nothing}" \
        as A open -o work/out --from me.pem garbage
    exits 4 "not to be listed: ${kind:-nothing}" \
        as A list --from me.pem garbage
    exits 4 "not to be inspected: ${kind:-nothing}" "$MOHUR" inspect garbage
    fact "in two lines: ${kind:-nothing}" is_two_lines
done
flip 8 3
exits 4 "another version of the format" \
    as A open -o work/out --from me.pem damaged.mohur
exits 5 "an archive that is not there" \
    as A open -o work/out --from me.pem absent.mohur
fact "is named" says err absent.mohur
exits 5 "a folder is no archive" as A open -o work/out --from me.pem papers
exits 4 "nor is an empty pipe" \
    as A open -o work/out --from me.pem - </dev/null
exits 2 "a list is not made from a pipe" \
    as A list --from me.pem - </dev/null
mkfifo pipe
exits 5 "nothing is written to a folder that is not there" \
    as A open -o work/absent/out --from me.pem x.mohur
fact "which is named" says err work/absent
fact "nothing is written for any of them" holds_nothing work

# ---- keys that are none ----

exits 4 "a recipient's file with something else in it" \
    as sender seal -r x.pass -s me -o work/x papers
fact "is named" says err x.pass
exits 3 "a recipient who is not there" \
    as sender seal -r nobody -s me -o work/x papers
fact "is named" says err nobody
exits 3 "a signer who is not there" \
    as sender seal -r A.pem -s nobody -o work/x papers
exits 2 "a public key cannot sign" \
    as sender seal -r A.pem -s me.pem -o work/x papers
as sender key create ed --for sign --alg Ed25519 --quiet
as sender key export ed -o ed.pem --quiet
exits 4 "a key that only signs is no recipient" \
    as sender seal -r ed.pem -s me -o work/x papers
exits 2 "the same recipient twice" \
    as sender seal -r A.pem -r A.pem -s me -o work/x papers
as sender key create box --for seal --quiet
exits 2 "a key of the keystore for another purpose" \
    as sender seal -r A.pem -s box -o work/x papers
exits 2 "nobody to open it" as sender seal -s me -o work/x papers
exits 2 "nobody to sign it" as sender seal -r A.pem -o work/x papers
exits 2 "-s and --unsigned contradict" \
    as sender seal -r A.pem -s me --unsigned -o work/x papers
exits 2 "nothing to seal" as sender seal -r A.pem -s me -o work/x
exits 2 "nowhere to put it" as sender seal -r A.pem -s me papers
fact "nothing is written for any of them" holds_nothing work

# ---- states of keys ----

as sender key suspend me --version 1 --quiet
exits 6 "a suspended key does not sign" \
    as sender seal -r A.pem -s me -o work/x papers
fact "nothing is written" holds_nothing work
as sender key resume me --version 1 --quiet
exits 0 "resumed, it does" as sender seal -r A.pem -s me -o y.mohur papers

# ---- an altered keystore ----

echo "passphrase of A" >altered.pass
for change in "update ring set level = 3" "update ring set meta_ct = x'00'" \
    "update key set exportable = 1" "update key set state = 5" \
    "update store set seq = seq + 1" "update event set leaf = x'00'" \
    "delete from event where n = 1" "delete from key" "delete from ring" \
    "update slot set label_ct = x'00'"; do
    rm -rf altered
    cp -r A altered
    python3 - "$change" <<'PYTHON'
import sqlite3
import sys

db = sqlite3.connect("altered/keystore.db")
db.execute(sys.argv[1])
db.commit()
PYTHON
    exits 1 "an altered store does not open: $change" as altered doctor
done
exits 1 "nor for any other verb" as altered key list
echo "no database" >altered/keystore.db
code=0
as altered key list >out 2>err || code=$?
fact "a store that is none: exit 1 or 4" [ $code = 1 -o $code = 4 ]

finish
