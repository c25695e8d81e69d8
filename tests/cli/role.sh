#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur role, approve, key destroy, hold: who may change a keystore.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store A
for who in aysel behruz cavid; do
    new_store $who
    as $who key create me --for sign --quiet
    as $who key export me -o $who.pem --quiet
done

# ---- destroying, without roles ----

as A key create old --for seal --quiet
exits 2 "destroying asks how thoroughly" as A key destroy old --version 1
exits 2 "and which version" as A key destroy old --erase E1
exits 6 "an active version is not destroyed" \
    as A key destroy old --version 1 --erase E1
as A key deactivate old --version 1 --quiet
exits 0 "a deactivated one begins to wait" \
    as A key destroy old --version 1 --erase E1 --json
fact "and says until when" json out \
    'j["keys"][0]["state"] == "destroy-pending" and
     j["keys"][0]["destroy_after"] > j["keys"][0]["created"]'
exits 6 "it is not destroyed before that" \
    as A key destroy old --version 1 --erase E1
fact "and the day is named" says err "can be destroyed from"
exits 0 "it can be cancelled" as A key cancel old --version 1
as A key create soon --for seal --activate 2099-01-01 --quiet
as A key destroy soon --version 1 --erase E1 --quiet
exits 0 "a key is held" as A key hold soon --json
fact "which shows" json out 'j["keys"][0]["legal_hold"]'
exits 6 "and is not destroyed then" \
    as A key destroy soon --version 1 --erase E1
exits 0 "the hold is lifted" as A key release soon
exits 4 "a store of files cannot erase to E3" \
    as A key destroy soon --version 1 --erase E3
exits 0 "what was never used is destroyed at once" \
    as A key destroy soon --version 1 --erase E1 -o receipt
fact "with a receipt" says receipt "mohur/1 ledger leaf"
exits 0 "its place stays" as A key show soon --json
fact "empty" json out 'j["keys"][0]["state"] == "destroyed"'

as A key create later --for seal --activate 2099-01-01 --quiet
as A key destroy later --version 1 --erase E2 --quiet
exits 0 "erasing to E2 changes the root key" \
    as A key destroy later --version 1 --erase E2
exits 0 "which shows" as A doctor --json
fact "as a new epoch" json out 'j["store"]["epoch"] == 2'

# ---- roles ----

exits 0 "a keystore begins without roles" as A role list
fact "which is said" says err "no roles"
exits 2 "a role needs caps" as A role add Aysel aysel.pem
exits 2 "that there are" as A role add Aysel aysel.pem --caps king
exits 0 "somebody gets a role" as A role add Aysel aysel.pem --caps officer
exits 5 "but not two" as A role add Aysel2 aysel.pem --caps keymanager
exits 6 "roles count only if there are enough of them" as A role begin
exits 0 "another one gets one" \
    as A role add Behruz behruz.pem --caps officer,custodian --until 2099-01-01
exits 0 "and the one who makes keys" \
    as A role add Cavid cavid.pem --caps keymanager
exits 0 "roles are listed" as A role list --json
fact "with their caps" json out \
    '{r["label"]: r["caps"] for r in j["roles"]}["Behruz"] ==
     ["officer", "custodian"]'
exits 2 "nobody is asked before roles count" \
    as A key create early --for sign --request x.req
never "and no request is left behind" test -e x.req
exits 0 "from now on they count" as A role begin
exits 0 "which the doctor reports" as A doctor --json
fact "as authority" json out 'j["store"]["authority"] == "roles"'

# ---- a change that one approves ----

exits 6 "nobody makes a key alone" as A key create new --for sign
fact "and the one who may is named" says err "KeyManager"
exits 0 "it is asked for" as A key create new --for sign --request new.req
never "and not made" as A key show new
exits 0 "an Officer can sign the request" \
    as aysel approve new.req -s me -o new.aysel
fact "after reading what it is" says err "make the key new"
exits 6 "but may not make keys" as A key create new --for sign \
    --approve new.aysel
exits 0 "the KeyManager signs it" as cavid approve new.req -s me -o new.cavid
exits 1 "not another key is made with that" \
    as A key create other --for sign --approve new.cavid
exits 0 "but this one" as A key create new --for sign --approve new.cavid
exits 5 "once" as A key create new --for sign --approve new.cavid

# ---- a change that two approve ----

as A key suspend new --version 1 --request s.req --quiet
as aysel approve s.req -s me -o s.aysel --quiet
exits 0 "one Officer suspends" as A key suspend new --version 1 \
    --approve s.aysel
as A key resume new --version 1 --request r.req --quiet
as aysel approve r.req -s me -o r.aysel --quiet
as behruz approve r.req -s me -o r.behruz --quiet
exits 6 "one does not resume" as A key resume new --version 1 --approve r.aysel
exits 6 "nor one who signs twice" as A key resume new --version 1 \
    --approve r.aysel --approve r.aysel
exits 0 "two do" as A key resume new --version 1 --approve r.aysel \
    --approve r.behruz
as A key suspend new --version 1 --request s.req --force --quiet
as aysel approve s.req -s me -o s.aysel --force --quiet
as A key suspend new --version 1 --approve s.aysel --quiet
exits 1 "not twice with the same signatures" \
    as A key resume new --version 1 --approve r.aysel --approve r.behruz
exits 4 "what is no approval is refused" \
    as A key resume new --version 1 --approve r.req
exits 4 "what is no request is not signed" \
    as aysel approve r.aysel -s me -o y --quiet
exits 6 "roles cannot be taken away so that too few are left" \
    as A role remove Aysel
exits 3 "there is no role of nobody" as A role remove Nobody

finish
