#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# --json: every verb answers with one object, schema and version first, and
# fails with one too.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people --alg X25519
mkdir papers
echo "the bridge is open" >papers/a
echo "of the file" >file.pass

# answers SCHEMA CONDITION COMMAND...: and says nothing on stderr.
answers() {
    schema=$1
    condition=$2
    shift 2
    exits 0 "$schema" "$@" --json
    fact "$schema: what it tells" json out "j['schema'] == '$schema' and
        ($condition)"
    fact "$schema: no words" is_empty err
}

answers mohur-init 'len(j["store"]["store_id"]) == 32' "$MOHUR" init \
    --store new --pass-file A.pass --argon2-mib 64 --argon2-passes 3
answers mohur-key 'j["keys"][0]["name"] == "ex"' \
    as A key create ex --for seal --alg X25519 --exportable
answers mohur-key-list '[k["name"] for k in j["keys"]] == ["box", "ex"]' \
    as A key list
answers mohur-key 'len(j["keys"][0]["key_id"]) == 64' as A key show ex
answers mohur-key-export '"BEGIN PUBLIC KEY" in j["pem"]' as A key export ex
answers mohur-key-export 'j["output"] == "ex.pem" and "pem" not in j' \
    as A key export ex -o ex.pem
answers mohur-key-export '"BEGIN ENCRYPTED PRIVATE KEY" in j["pem"]' \
    as A key export ex --private --new-pass-file file.pass
answers mohur-key-export 'j["private"]' \
    as A key export ex --private --new-pass-file file.pass -o ex.key
answers mohur-key 'j["keys"][0]["imported"]' as B key import ex --for seal \
    ex.key --new-pass-file file.pass
answers mohur-key 'j["keys"][0]["version"] == 2' as A key rotate ex
answers mohur-key 'j["keys"][0]["state"] == "suspended"' \
    as A key suspend ex --version 1
answers mohur-seal \
    'j["files"] == 1 and j["folders"] == 1 and j["bytes"] == 19 and
     j["recipients"] == 2 and j["signers"] == 1 and j["left_out"] == 0' \
    as sender seal -r A.pem -r B.pem -s me -o x.mohur papers
answers mohur-list \
    'j["verdict"] == "PASSED" and j["trust"] == "signed" and j["intended"] and
     j["header"] == "original" and j["signers"][0]["signature"] == "good" and
     [e["name"] for e in j["list"]] == ["papers", "papers/a"] and
     j["list"][1]["bytes"] == 19 and j["list"][1]["kind"] == "file"' \
    as A list --from me.pem x.mohur
answers mohur-open 'j["output"] == "opened" and j["bytes"] == 19' \
    as A open -o opened --from me.pem x.mohur
answers mohur-recipient-list \
    'j["generation"] == 0 and
     [s["name"] for s in j["slots"] if s["known"]] == ["box"]' \
    as A recipient list x.mohur
cp x.mohur more.mohur
answers mohur-recipient-add \
    'j["path"] == "more.mohur" and j["added"] == 1 and j["generation"] == 1' \
    as A recipient add more.mohur -r ex.pem
answers mohur-recipient-remove \
    'j["removed"] == 1 and j["generation"] == 2 and j["slots"] >= 2' \
    as A recipient remove more.mohur -r B.pem
answers mohur-inspect \
    'j["kind"] == "archive" and j["format"] == 1 and
     j["cipher"] == "AES-256-GCM" and j["opens_with"].count("X25519") == 2' \
    "$MOHUR" inspect x.mohur
answers mohur-inspect 'j["kind"] == "public key" and j["alg"] == ["X25519"]' \
    "$MOHUR" inspect A.pem
answers mohur-inspect 'j["alg"] == ["ECDSA-P256", "ECDH-P256"]' \
    "$MOHUR" inspect me.pem
answers mohur-inspect 'j["kind"] == "encrypted private key"' \
    "$MOHUR" inspect ex.key
answers mohur-doctor \
    'j["store"]["integrity"] == "checked" and
     "libsodium" in j["build"]["backends"] and
     j["machine"]["core_dumps"] == "off"' as A doctor
answers mohur-doctor 'j["store"]["integrity"] == "not checked"' \
    "$MOHUR" doctor --store A
answers mohur-doctor 'j["store"] is None' "$MOHUR" doctor --store absent
answers mohur-selftest 'j["passed"] and len(j["tests"]) > 10' "$MOHUR" selftest
answers mohur-version 'j["mohur"] == j["build"]["library"]' "$MOHUR" version

# ---- failures ----

# refuses EXIT CODE COMMAND...
refuses() {
    code_wanted=$1
    status=$2
    shift 2
    exits "$code_wanted" "$status" "$@" --json
    fact "$status: is an answer" json out "j['schema'] == 'mohur-error' and
        j['exit'] == $code_wanted and j['code'] == '$status' and
        j['what'] and j['hint'] and len(j) == 6"
    fact "$status: and nothing else" is_empty err
}

cp x.mohur changed.mohur
python3 -c '
f = open("changed.mohur", "r+b")
f.seek(5000); b = f.read(1)[0]; f.seek(5000); f.write(bytes([b ^ 1]))'
refuses 1 MOHUR_E_AUTH as A open -o no --from me.pem changed.mohur
refuses 1 MOHUR_E_UNTRUSTED as A open -o no x.mohur
refuses 2 usage "$MOHUR" sael
refuses 2 usage "$MOHUR" version --fast
refuses 2 usage "$MOHUR" init --password hunter2
refuses 3 MOHUR_E_NO_KEY as sender open -o no x.mohur
refuses 4 MOHUR_E_FORMAT "$MOHUR" inspect A.pass
refuses 5 MOHUR_E_IO "$MOHUR" inspect absent
refuses 5 MOHUR_E_EXISTS as A open -o opened --from me.pem x.mohur
refuses 6 MOHUR_E_POLICY as A key create no --for seal --level 3
as A key compromise ex --version 1 --quiet
refuses 6 MOHUR_E_KEY_STATE as A key activate ex --version 1
refuses 7 MOHUR_E_PASSPHRASE "$MOHUR" key list --store A --pass-file B.pass

finish
