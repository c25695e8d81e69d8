#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A keystore that the command made, read by the second reader, which knows
# nothing but docs/formats/keystore.md.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

python=/usr/bin/python3
reader=$MOHUR_SOURCE_DIR/tests/reader/mohur_keystore.py
whole=$MOHUR_SOURCE_DIR/tests/reader/keystore_whole.py
if ! $python -c 'import cryptography' 2>/dev/null ||
    ! { $python -c 'import argon2' 2>/dev/null ||
        $python -c 'from cryptography.hazmat.primitives.kdf import argon2' \
            2>/dev/null; }; then
    echo "SKIP: $python lacks cryptography, or Argon2id"
    exit 77
fi

# second NAME: what the second reader finds in the store NAME.
second() {
    $python -B "$reader" "$1" <"$1.pass"
}

# same FILE FILE: both say the same of each version of each key.
same() {
    $python -c '
import json, sys
ours = json.load(open(sys.argv[1]))["keys"]
theirs = json.load(open(sys.argv[2]))
assert len(ours) == len(theirs) > 0, (len(ours), len(theirs))
for a, b in zip(ours, theirs):
    assert a["name"] == b["name"], (a, b)
    assert a["version"] == b["version"], (a, b)
    assert a["key_id"] == b["id"], (a, b)
' "$1" "$2"
}

new_store S
for alg in ECDSA-P256 ECDSA-P384 Ed25519; do
    as S key create "sign $alg" --for sign --alg $alg --quiet
done
for alg in X25519 ECDH-P256 ECDH-P384; do
    as S key create "seal $alg" --for seal --alg $alg --quiet
done
as S key create mühür --for wrap --comment "two bytes a letter" --quiet
as S key rotate "sign Ed25519" --quiet
as S key suspend "sign Ed25519" --version 1 --quiet
as S key compromise "seal X25519" --version 1 --quiet

exits 0 "the second reader reads what the command wrote" second S
mv out theirs
exits 0 "the command lists it" as S key list --json
mv out ours
fact "both find the same keys" same ours theirs

echo "another passphrase" >wrong
exits 1 "it refuses another passphrase" \
    $python -B "$reader" S <wrong

# ---- slots, and a second epoch ----

echo "passphrase of the deputy" >deputy.pass
as S slot add --passphrase --label deputy --alg X25519 --quiet \
    --new-pass-file deputy.pass --argon2-mib 64 --argon2-passes 3
exits 0 "the second reader opens a slot with a key pair" \
    $python -B "$whole" S <deputy.pass
as S slot add --passphrase --label guest --quiet \
    --new-pass-file deputy.pass --argon2-mib 64 --argon2-passes 3
as S slot revoke guest --quiet
exits 0 "and in the next epoch the first slot" second S
mv out theirs
fact "with the same keys" same ours theirs
exits 0 "and the one that followed" $python -B "$whole" S <deputy.pass

new_store K
as K key create safe --for seal --alg X25519 --exportable --quiet
as K key export safe -o safe.pem --quiet
as K key export safe --private -o safe.key --new-pass-file K.pass --quiet
$python -c '
import sys
from cryptography.hazmat.primitives import serialization as s
key = s.load_pem_private_key(open("safe.key", "rb").read(),
                             open("K.pass", "rb").read().rstrip(b"\n"))
sys.stdout.buffer.write(key.private_bytes(
    s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))' >safe.raw
as S slot add -r safe.pem --label safe --quiet
exits 0 "a recipient opens it too" $python -B "$whole" S --key=safe.raw

# altered SQL: a copy of the store, changed by somebody without its keys.
altered() {
    rm -rf T
    cp -a S T
    cp S.pass T.pass
    $python -c 'import sqlite3, sys
d = sqlite3.connect("T/keystore.db"); d.executescript(sys.argv[1]); d.commit()
' "$1"
}

# ---- both suites, and a key that is to be rotated ----

# golden NAME: a store that was made long ago, as G.
golden() {
    rm -rf G
    mkdir -m 700 G
    cp "$MOHUR_SOURCE_DIR/tests/golden/keystore/$1.db" G/keystore.db
    : >G/keystore.lock
    chmod 600 G/keystore.db G/keystore.lock
}

printf 'qara deniz\n' >G.pass
chmod 600 G.pass
for name in suite-1 suite-2 rotation; do
    golden $name
    exits 0 "it reads the golden store $name" second G
    fact "to the last byte" \
        cmp out "$MOHUR_SOURCE_DIR/tests/golden/keystore/$name.json"
    mv out theirs
    exits 0 "and the command does" as G key list --json
    mv out ours
    fact "as it does" same ours theirs
    exits 0 "its deputy opens it, by a key pair" \
        $python -B "$whole" G <deputy.pass
done

profiles=$MOHUR_SOURCE_DIR/docs/profiles
a=authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
b=authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU
as K slot add --passphrase --label deputy --alg X25519 --quiet \
    --new-pass-file deputy.pass --argon2-mib 64 --argon2-passes 3
as K slot add -r safe.pem --label safe --quiet
as K profile accept --authority "$a" --authority "$b" --threshold 2 \
    "$profiles/nist-131a.json-note" >accepted
exits 0 "a store goes over to suite 2" as K slot renew \
    --new-pass-file deputy.pass
as K key create later --for wrap --quiet
exits 0 "and the second reader follows" second K
mv out theirs
exits 0 "as the command does" as K key list --json
mv out ours
fact "to the same keys" same ours theirs
exits 0 "by the other passphrase too" $python -B "$whole" K <deputy.pass
exits 0 "and by a recipient's key" $python -B "$whole" K --key=safe.raw

# ---- roles, approvals, an anchor ----

for who in 1 2 3; do
    as S key create "k$who" --for sign --quiet \
        --alg "$([ $who = 2 ] && echo Ed25519 || echo ECDSA-P256)"
    as S role add "$who" "k$who" --caps officer,keymanager --quiet
done
as S role begin --quiet
cp -a S older
as S key suspend "seal ECDH-P256" --version 1 --as k1 --quiet
as S key resume "seal ECDH-P256" --version 1 --request r --quiet
for who in 1 2; do
    as S approve r -s "k$who" -o "r.$who" --quiet
done
as S key resume "seal ECDH-P256" --version 1 --approve r.1 --approve r.2 --quiet
as S anchor create note --quiet
exits 0 "the second reader verifies what was approved" \
    $python -B "$whole" S <S.pass
exits 0 "and finds the anchor in step" \
    $python -B "$whole" S --anchor=note <S.pass
exits 1 "and an older store behind it" \
    $python -B "$whole" older --anchor=note <S.pass

for sql in "UPDATE key SET state = 2 WHERE state = 5" \
    "DELETE FROM key WHERE ver = 2" "UPDATE ring SET level = 3" \
    "DELETE FROM event WHERE n = 3" "UPDATE store SET last_time = 1" \
    "DELETE FROM node WHERE level = 1" "UPDATE store SET suite = 2" \
    "UPDATE store SET suite = 3"; do
    altered "$sql"
    exits 1 "both refuse $sql" second T
    never "as the command does" as T key list
done
finish
