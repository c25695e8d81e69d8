#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What a header shows and who may change it: --anonymous, a passphrase and a
# key, administrators, several signers.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir papers
echo "the bridge is open" >papers/a.txt

# opens WHO FILE [OPTION...]: WHO gets exactly what was sealed.
opens() {
    who=$1
    archive=$2
    shift 2
    rm -rf opened
    as "$who" open -o opened --from me.pem "$@" "$archive" --quiet &&
        diff -r papers opened/papers
}

# ---- nobody is named ----

exits 0 "sealed for two, named by nobody" \
    as sender seal -r A.pem -r B.pem -s me --anonymous -o anon.mohur papers
fact "A opens it" opens A anon.mohur
fact "B opens it" opens B anon.mohur
exits 0 "nobody is found in it" \
    "$MOHUR" recipient list anon.mohur -r A.pem --json
fact "not even by the public key" json out \
    'not any(s["known"] for s in j["slots"])'

# ---- a passphrase and a key ----

echo "open sesame" >sesame
echo "open barley" >barley
exits 0 "sealed for a key and a passphrase" \
    as sender seal -r A.pem -s me --passphrase-and-key --new-pass-file sesame \
    --argon2-mib 64 --argon2-passes 3 -o both.mohur papers
fact "with both it opens" \
    opens A both.mohur --passphrase-and-key --new-pass-file sesame
exits 3 "not with the key alone" as A open -o no --from me.pem both.mohur
exits 3 "not with the passphrase alone" \
    "$MOHUR" open -o no --from me.pem --passphrase --pass-file sesame both.mohur
exits 3 "not with another passphrase" as A open -o no --from me.pem \
    --passphrase-and-key --new-pass-file barley both.mohur
exits 3 "not with another key" as B open -o no --from me.pem \
    --passphrase-and-key --new-pass-file sesame both.mohur
fact "nothing was written" [ ! -e no ]
exits 0 "the key half is known" as A recipient list both.mohur --json
fact "by its name" json out 'any(s["known"] and
    s["opens_with"] == "passphrase and key" for s in j["slots"])'
exits 0 "who has both adds B" as A recipient add both.mohur -r B.pem \
    --passphrase-and-key --new-pass-file sesame
fact "who opens it with a key" opens B both.mohur --allow-forwarded
exits 2 "one passphrase is for one thing" as sender seal -r A.pem -s me \
    --passphrase --passphrase-and-key -o no.mohur papers

# ---- administrators ----

as sender key create boss --for sign --quiet
as sender key export boss -o boss.pem --quiet
as A key create chief --for sign --quiet
as A key export chief -o chief.pem --quiet
exits 0 "sealed, with an administrator" as sender seal -r A.pem -s me \
    --header-policy admins --admin chief.pem -o admin.mohur papers
exits 6 "41: nobody else adds a recipient" \
    as A recipient add admin.mohur -r B.pem
fact "in two lines" is_two_lines
as A key create other --for sign --quiet
exits 6 "41: not with a key that is not named" \
    as A recipient add admin.mohur -r B.pem -s other
exits 0 "the administrator does" \
    as A recipient add admin.mohur -r B.pem -s chief
fact "A opens it" opens A admin.mohur --admin chief.pem
exits 6 "but not without knowing the administrator" \
    as B open -o no --from me.pem --allow-forwarded admin.mohur
exits 0 "B lists it" as B list --from me.pem --allow-forwarded \
    --admin chief.pem --json admin.mohur
fact "and is told who changed it" json out \
    'j["header"] == "changed by an administrator" and
    len(j["header_admin"]) == 64'
exits 2 "administrators need their policy" as sender seal -r A.pem -s me \
    --admin chief.pem -o no.mohur papers
exits 2 "and it needs them" as sender seal -r A.pem -s me \
    --header-policy admins -o no.mohur papers
exits 2 "there is no such policy" as sender seal -r A.pem -s me \
    --header-policy some -o no.mohur papers
exits 0 "sealed, frozen" as sender seal -r A.pem -s me \
    --header-policy frozen -o frozen.mohur papers
exits 6 "nobody changes it" as A recipient add frozen.mohur -r B.pem
fact "A opens it" opens A frozen.mohur

# ---- what else the sender signs ----

exits 0 "sealed with a label, for nobody else" as sender seal -r A.pem -s me \
    --label "TLP:AMBER 50%" --addressees-only --pad 64K -o only.mohur papers
exits 0 "A is told both" as A open -o only --from me.pem --json only.mohur
fact "in JSON" json out 'j["label"] == "TLP:AMBER 50%" and
    j["addressees_only"] is True'
exits 0 "or in words" as A list --from me.pem only.mohur
fact "escaped" says err "handling label: TLP:AMBER 50%25"
exits 6 "40: nobody is let in" as A recipient add only.mohur -r B.pem
exits 2 "a bucket has bytes" as sender seal -r A.pem -s me --pad 0 \
    -o no.mohur papers
exits 2 "and is no word" as sender seal -r A.pem -s me --pad much \
    -o no.mohur papers

# ---- several signers ----

exits 0 "signed by two" \
    as sender seal -r A.pem -s me -s boss -o two.mohur papers
exits 0 "two of three are needed" as A list --from me.pem --from boss.pem \
    --from chief.pem --threshold 2 --json two.mohur
fact "each signer is told of" json out \
    '[s["signature"] for s in j["signers"]] == ["good", "good"] and
    [s["alg"] for s in j["signers"]] == 2 * ["ECDSA-P256"]'
exits 1 "three of three did not sign" as A open -o no --from me.pem \
    --from boss.pem --from chief.pem --threshold 3 two.mohur
exits 2 "two of one cannot" as A open -o no --from me.pem --threshold 2 \
    two.mohur
exits 0 "one of one is enough" as A list --from me.pem --json two.mohur
fact "the other one is unknown" json out \
    '[s["signature"] for s in j["signers"]] == ["good", "unknown"]'
fact "nothing was written" [ ! -e no ]
finish
