#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Documents are verified by the profile of the keystore that is named: what it
# allows is read, what it forbids does not pass; without one, by the built-in
# profile, and no passphrase is asked for.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

command -v openssl >/dev/null || {
    echo "SKIP no openssl"
    exit 77
}

# A profile of one new authority: the built-in one, but for BER, ECDSA-P384 and
# what it asks of lists of anchors.  profile NAME TRUST_LIST
cat >profile.py <<'PYTHON'
import base64, datetime, hashlib, json, subprocess, sys

def run(*words):
    return subprocess.run(words, capture_output=True, check=True).stdout

def key(name):
    run("openssl", "genpkey", "-algorithm", "Ed25519", "-out", name + ".key")
    spki = run("openssl", "pkey", "-in", name + ".key", "-pubout", "-outform",
               "DER")
    data = b"\1" + spki[-32:]
    known = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    return known, f"{name}+{known.hex()}+{base64.b64encode(data).decode()}"

today = datetime.datetime.now(datetime.timezone.utc).date()
day = lambda n: (today + datetime.timedelta(days=n)).isoformat()
mohur, name, trust_list = sys.argv[1:]
body = json.loads(run(mohur, "profile", "show", "--json"))["profile"]
known, vkey = key(name)
no = {"status": "disallowed"}
body["document"]["cms"]["ber_outer"] = True
body["document"]["trust_list"] = trust_list
for rule in body["rules"]:
    if rule["alg"] == "ECDSA-P384":
        rule.update(protect=no, process=no)
body.update(id="example/" + name, version=1, supersedes="",
            issued=day(-1), effective=day(-1), expires=day(365),
            authority={"threshold": 1, "keys": [vkey]},
            recovery={"threshold": 1, "keys": [key("r" + name)[1]]})
text = json.dumps(body, sort_keys=True, separators=(",", ":"),
                  ensure_ascii=False) + "\n"
open("text", "w").write(text)
run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", name + ".key", "-in",
    "text", "-out", "signature")
blob = base64.b64encode(known + open("signature", "rb").read()).decode()
open(name + ".note", "w").write(f"{text}\n\u2014 {name} {blob}\n")
open(name + ".vkey", "w").write(vkey)
PYTHON

profile() {
    python3 -B profile.py "$MOHUR" "$@"
    new_store "$1"
    as "$1" profile accept "$1.note" --authority "$(cat "$1.vkey")" --quiet
}

mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >ext
echo "the bridge is open" >doc

# by CURVE HASH OPTION...: doc is signed by OpenSSL, in CURVE.p7m.
by() {
    _curve=$1
    _hash=$2
    shift 2
    openssl req -newkey ec -pkeyopt "ec_paramgen_curve:$_curve" -nodes \
        -keyout key -subj "/CN=Aysel" -out csr 2>/dev/null
    openssl x509 -req -in csr -CA anchors/root.crt -CAkey root.key -days 9 \
        -CAcreateserial -extfile ext -out crt 2>/dev/null
    openssl cms -sign -cades -binary -nodetach -md "$_hash" -signer crt \
        -inkey key -in doc -outform DER -out "$_curve.p7m" "$@"
}

verify() {
    "$MOHUR" verify --trust anchors --no-revocation "$@"
}

by P-256 sha256 -stream
by P-384 sha384
exits 0 "a profile in a keystore" profile any any
exits 0 "another one" profile signed signed

# ---- the built-in profile ----

exits 4 "BER, by the built-in profile" verify P-256.p7m
exits 0 "ECDSA P-384, by the built-in profile" verify --json P-384.p7m
fact "which the report names" json out 'j["profile"] == "az-reference-1 1"'
export MOHUR_HOME=$PWD/any
exits 4 "a keystore that nobody names" verify P-256.p7m

# ---- that of a keystore ----

exits 0 "BER, by a profile that allows it" as any verify --trust anchors \
    --no-revocation --json P-256.p7m
fact "which the report names" json out 'j["profile"].startswith("example/any 1")'
exits 0 "what unlocks the usual keystore" verify --pass-file any.pass P-256.p7m
exits 8 "ECDSA P-384, by a profile that forbids it" as any verify \
    --trust anchors --no-revocation --json P-384.p7m
fact "for that reason" json out 'j["reason"] == "CRYPTO_CONSTRAINTS_FAILURE"'
exits 6 "anchors without a list, by a profile that wants one" as signed verify \
    --trust anchors --no-revocation P-256.p7m
exits 7 "a wrong passphrase" verify --store any --pass-file signed.pass \
    P-256.p7m
exits 3 "no keystore" verify --store absent --pass-file any.pass P-256.p7m
finish
