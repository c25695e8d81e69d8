#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Trust anchors by a signed list: those that it names, and by whom it is signed.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store S
as S key create me --for sign --quiet
as S key csr me --subject "CN=Aysel" -o me.csr --quiet
mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 \
    -addext "keyUsage = critical, keyCertSign, cRLSign" 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >me.ext
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile me.ext -out me.crt 2>/dev/null
echo "the bridge is open" >decree
as S sign -k me --cert me.crt --attached -o a.p7m --quiet decree

# A list of anchors/root.crt, signed with two new Ed25519 keys; vkey-1, vkey-2.
cat >list.py <<'PYTHON'
import base64, datetime, hashlib, json, subprocess, sys

der = subprocess.run(["openssl", "x509", "-in", "anchors/root.crt", "-outform",
                      "DER"], capture_output=True, check=True).stdout
today = datetime.datetime.now(datetime.timezone.utc).date()
day = lambda n: (today + datetime.timedelta(days=n)).isoformat()
body = {"anchors": [{"file": "root.crt", "from": "2020-01-01",
                     "roles": sys.argv[1].split(","),
                     "to": day(int(sys.argv[2])),
                     "sha256": hashlib.sha256(der).hexdigest()}],
        "expires": day(30), "issued": day(-1), "type": "mohur-anchors/1",
        "version": 3}
if len(sys.argv) > 3:
    body["anchors"][0]["policies"] = sys.argv[3:]
text = json.dumps(body, sort_keys=True, separators=(",", ":")) + "\n"
open("text", "w").write(text)
note = text + "\n"
for n in "12":
    subprocess.run(["openssl", "genpkey", "-algorithm", "Ed25519", "-out",
                    "key-" + n], check=True)
    spki = subprocess.run(["openssl", "pkey", "-in", "key-" + n, "-pubout",
                           "-outform", "DER"], capture_output=True,
                          check=True).stdout
    subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey",
                    "key-" + n, "-in", "text", "-out", "signature"],
                   check=True)
    name, key = "list.example/" + n, b"\1" + spki[-32:]
    known = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    blob = known + open("signature", "rb").read()
    note += "\u2014 %s %s\n" % (name, base64.b64encode(blob).decode())
    open("vkey-" + n, "w").write("%s+%s+%s" % (
        name, known.hex(), base64.b64encode(key).decode()))
open("anchors/anchors.note", "w").write(note)
PYTHON

list() {
    python3 list.py "$@"
    named="--authority $(cat vkey-1) --authority $(cat vkey-2)"
}

verify() {
    "$MOHUR" verify --trust anchors --no-revocation "$@"
}

exits 0 "a folder by itself" verify --json a.p7m
fact "is not signed" json out 'j["trust_list"] == "unsigned" and
    j["trust_version"] == 0'
exits 2 "an authority of no list" verify --authority x a.p7m
list sign 90
exits 2 "a list, by nobody" verify a.p7m
exits 0 "a list, by its authority" verify $named --json a.p7m
fact "is signed" json out 'j["trust_list"] == "signed" and
    j["trust_version"] == 3'
cp anchors/root.crt anchors/other.crt
exits 0 "a file that it does not name" verify $named a.p7m
for role in tsa ocsp seal archive seal,tsa,ocsp,archive; do
    list $role 90
    exits 8 "as $role" verify $named --json a.p7m
    fact "leads to no anchor for this" json out '"believed for this" in
        j["signatures"][0]["detail"]'
done
list other 90
exits 4 "in a role that is none" verify $named a.p7m
fact "which is named" says err "none of sign, tsa, ocsp, seal and archive"
list seal,sign 90 1.2.3
exits 8 "under a policy that it does not have" verify $named a.p7m
list sign -1
exits 8 "after the sunset" verify $named a.p7m
list sign 90
old=$named
list sign 90
exits 1 "by others" verify $old a.p7m
sed -i 's/"version":3/"version":4/' anchors/anchors.note
exits 1 "altered" verify $named a.p7m
list sign 90
cp anchors/root.crt other.crt
cp me.crt anchors/root.crt
exits 1 "with another certificate" verify $named a.p7m
rm anchors/root.crt
exits 4 "without it" verify $named a.p7m

# Folders for roles, with nobody's signature: a person's certificate, a seal's.
mkdir folders folders/seal folders/ocsp folders/archive
qc_type=30:15:30:13:06:06:04:00:8e:46:01:06:30:09:06:07
echo "keyUsage = critical, nonRepudiation
1.3.6.1.5.5.7.1.3 = DER:$qc_type:04:00:8e:46:01:06:02" >seal.ext
openssl x509 -req -in me.csr -CA other.crt -CAkey root.key -days 9 \
    -extfile seal.ext -out seal.crt 2>/dev/null
as S sign -k me --cert seal.crt --attached -o seal.p7m --quiet decree
cp other.crt folders/ocsp/root.crt
cp other.crt folders/archive/root.crt
in_folders() {
    "$MOHUR" verify --trust folders --no-revocation "$@"
}
exits 8 "an anchor for answers and archives" in_folders a.p7m
cp other.crt folders/seal/root.crt
exits 8 "a person under an anchor for seals" in_folders a.p7m
exits 0 "a seal under it" in_folders --json seal.p7m
fact "is told as one" json out 'j["signatures"][0]["signer"]["role"] == "seal"'
mv folders/seal/root.crt folders/
exits 0 "a person under one for people" in_folders --json a.p7m
fact "is told as one" json out 'j["signatures"][0]["signer"]["role"] == "sign"'
exits 8 "a seal under that" in_folders seal.p7m

# What the signer did not say.
echo '{"type":"mohur-expect/1","attributes":{"voen":"1234567890"}}' >voen.json
exits 1 "without a VOEN" in_folders --expect voen.json --json a.p7m
fact "is not what was expected" json out '
    j["reason"] == "GENERIC" and j["expectations"][0]["rule"] == "attributes" and
    j["signatures"][0]["verdict"] == "PASSED"'
echo '{"type":"mohur-expect/1","attributes":{}}' >none.json
exits 4 "expectations of nothing" in_folders --expect none.json a.p7m
fact "says so" says err "attributes expects nothing of a signature"
finish
