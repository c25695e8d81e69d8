#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Containers and what is done to them later: time stamps at signing and after
# it, with every document as it was.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
. "$helpers/_tsa.sh"

new_store S
as S key create me --for sign --quiet
as S key csr me --subject "CN=Aysel" -o me.csr --quiet
mkdir anchors anchors/tsa
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 \
    -addext "keyUsage = critical, keyCertSign, cRLSign" 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >me.ext
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile me.ext -out me.crt 2>/dev/null
new_tsa tsa
cp tsa/root.crt anchors/tsa/
start_tsa tsa
to_t="--level T --tsa $tsa_url/tsa --trust anchors"
echo "the bridge is open" >decree
echo "where it stands" >map

sign() {
    as S sign -k me --cert me.crt "$@"
}

verify() {
    "$MOHUR" verify --trust anchors --no-revocation "$@"
}

# level FILE LEVEL...: it passes, and each signature proves so much.
level() {
    verify --json "$1" >report || return 1
    shift
    python3 -c '
import json, sys
found = [s["level"] for s in json.load(open("report"))["signatures"]]
assert found == sys.argv[1:], found' "$@"
}

# kept OLD NEW: every member but the signatures, in the same order.
kept() {
    python3 -c '
import sys, zipfile
def members(name):
    with zipfile.ZipFile(name) as z:
        return [(n, None if n.endswith(".p7s") else z.read(n))
                for n in z.namelist()]
assert members(sys.argv[1]) == members(sys.argv[2])' "$@"
}

# ---- time stamps ----

exits 0 "signing at level B" sign -o b.asice decree map
fact "proves so much" level b.asice B-B
exits 0 "signing at level T" sign $to_t -o t.asice decree map
fact "proves more" level t.asice B-T
exits 0 "signing an ASiC-S at level T" sign $to_t -o t.asics decree
fact "proves as much" level t.asics B-T
exits 0 "adding at level B" sign --add t.asice -o two.asice
fact "proves less of the second" level two.asice B-T B-B
exits 0 "extending" "$MOHUR" extend $to_t --json -o x.asice two.asice
fact "says of what" json out 'j["format"] == "ASiC-E" and j["level"] == "B-T"'
fact "proves as much of both" level x.asice B-T B-T
fact "leaves all else as it was" kept two.asice x.asice
exits 0 "verifying in words" verify x.asice
fact "says the level" says out "level        B-T"
exits 0 "inspecting" "$MOHUR" inspect --json x.asice
fact "says when each was stamped" json out 'len(j["stamped"]) == 3'

# ---- counter-signatures ----

exits 0 "counter-signing a container" sign --json --counter x.asice -o c.asice
fact "says of what" json out 'j["format"] == "ASiC-E" and j["counter"]'
fact "proves as much of both" level c.asice B-T B-T
fact "leaves all else as it was" kept x.asice c.asice
exits 0 "verifying in words" verify c.asice
fact "says who confirmed it" says out "confirmed by CN=Aysel"
exits 0 "a signature by itself" sign -o n.p7s decree
exits 0 "counter-signing it" sign --counter n.p7s -o c.p7s
exits 0 "verifying that" verify --content decree --json c.p7s
fact "tells it in JSON" json out '[c["verdict"] for s in j["signatures"]
    for c in s["counter_signatures"]] == ["PASSED"]'
exits 0 "OpenSSL takes it" openssl cms -verify -cades -binary -inform DER \
    -in c.p7s -content decree -CAfile anchors/root.crt -purpose any \
    -out /dev/null
exits 2 "with a level" sign --counter n.p7s --level T --tsa x -o y.p7s

# ---- later ----

later=$(date -u -d "+20 days" +%Y-%m-%d)
exits 8 "when the certificate has ended" verify --at "$later" b.asice
exits 0 "with a time stamp" verify --at "$later" x.asice

# ---- what validation needs ----

# list CERT KEY: in evidence, as of now, that nothing was revoked.
list() {
    : >index.txt
    printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\n' >ca.cnf
    openssl ca -gencrl -config ca.cnf -md sha256 -crldays 30 -cert "$1" \
        -keyfile "$2" 2>/dev/null | openssl crl -outform DER \
        -out "evidence/$(echo "$1" | tr / -).crl"
}

# offline FILE LEVEL...: as level, by the file alone.
offline() {
    "$MOHUR" verify --trust anchors --json "$1" >report || return 1
    shift
    python3 -c '
import json, sys
found = [s["level"] for s in json.load(open("report"))["signatures"]]
assert found == sys.argv[1:], found' "$@"
}
mkdir evidence
sleep 1
list anchors/root.crt root.key
list tsa/root.crt tsa/root.key
to_lt="--trust anchors --evidence evidence --level LT"
exits 0 "extending to level LT" "$MOHUR" extend $to_lt -o lt.asice x.asice
fact "is enough without evidence" offline lt.asice B-LT B-LT
fact "leaves all else as it was" kept x.asice lt.asice
exits 0 "an ASiC-S too" "$MOHUR" extend $to_lt -o lt.asics t.asics
fact "which is enough as well" offline lt.asics B-LT
exits 6 "without a time stamp" "$MOHUR" extend $to_lt -o none b.asice
python3 -c '
import zipfile
with zipfile.ZipFile("t.asice") as old, zipfile.ZipFile("another", "w") as new:
    for info in old.infolist():
        data = old.read(info)
        new.writestr(info, data.upper() if info.filename == "map" else data)'
exits 1 "with another document" "$MOHUR" extend $to_lt -o none another
exits 2 "with a document beside it" "$MOHUR" extend $to_lt --content decree \
    -o none t.asice
to_lta="--trust anchors --level LTA --tsa $tsa_url/tsa"
exits 0 "an ASiC-S to level LTA" "$MOHUR" extend $to_lta -o lta.asics lt.asics
fact "proves it" offline lta.asics B-LTA
exits 0 "an ASiC-E to level LTA" "$MOHUR" extend $to_lta -o lta.asice lt.asice
fact "proves it" offline lta.asice B-LTA B-LTA
fact "by an archive manifest" python3 -c '
import zipfile
names = zipfile.ZipFile("lta.asice").namelist()
assert names[-2:] == ["META-INF/ASiCArchiveManifest.xml",
                      "META-INF/timestamp001.tst"]'
sleep 1
exits 0 "renewing it" "$MOHUR" extend $to_lta --evidence evidence -o more.asice \
    lta.asice
fact "proves it still" offline more.asice B-LTA B-LTA
exits 4 "back to level T" "$MOHUR" extend $to_t -o none lta.asice
exits 4 "counter-signing what is archived" sign --counter lta.asice -o none
never "writes nothing" test -e none

exits 5 "extending, nobody answers" "$MOHUR" extend --level T \
    --tsa "$tsa_url/absent" -o none b.asice
never "writes nothing" test -e none
kill "$tsa_pid"
new_tsa other
start_tsa other
exits 1 "extending, an authority that is not believed" "$MOHUR" extend \
    --level T --tsa "$tsa_url/tsa" --trust anchors -o none b.asice
never "writes nothing either" test -e none
head -c 500 b.asice >half.asice
exits 4 "extending half a container" "$MOHUR" extend --level T \
    --tsa "$tsa_url/tsa" -o none half.asice

# ---- documents out of it ----

exits 0 "taking documents out" verify -o papers x.asice
fact "they are what was signed" cmp papers/decree decree
fact "both of them" cmp papers/map map
fact "and nothing else" [ "$(ls papers | wc -l)" = 2 ]
exits 5 "into a folder that is there" verify -o papers x.asice
fact "says so" is_two_lines
exits 0 "taking the document out of an ASiC-S" verify --json -o one t.asics
fact "the report is all that it says" json out 'j["verdict"] == "PASSED"'
fact "it is what was signed" cmp one/decree decree
python3 -c '
import zipfile
with zipfile.ZipFile("x.asice") as old, zipfile.ZipFile("more", "w") as new:
    for info in old.infolist():
        new.writestr(info, old.read(info))
    new.writestr("extra", "nobody signed this")'
exits 1 "of what is FAILED" verify -o none more
fact "says so in words" says err "nothing was handed out"
exits 8 "of what is INDETERMINATE" "$MOHUR" verify --trust anchors/tsa \
    --no-revocation -o none x.asice
echo "a device" >con.txt
sign -o device.asice decree con.txt --quiet
exits 4 "where a name is a device elsewhere" verify -o none device.asice
fact "says which" says err "con.txt"
never "nothing of it is there" test -e none
exits 2 "to stdout" verify -o - x.asice
sign -o b.p7s --quiet decree
exits 2 "of what is beside its signature" verify --content decree -o none b.p7s
never "which makes nothing" test -e none
sign --attached -o b.p7m --quiet decree
exits 0 "of what is inside of its signature" verify -o inside b.p7m
fact "it is what was signed" cmp inside decree
exits 5 "into a file that is there" verify -o inside b.p7m
python3 -c '
data = bytearray(open("b.p7m", "rb").read())
data[data.index(b"bridge")] ^= 1
open("forged.p7m", "wb").write(data)'
exits 1 "of what was changed" verify -o none forged.p7m
exits 2 "from a pipe" sh -c \
    'cat b.p7m | "$MOHUR" verify --trust anchors --no-revocation -o none -'
never "makes nothing either" test -e none
fact "nothing is left of the meantime" [ -z "$(ls -A | grep '^\.')" ]
finish
