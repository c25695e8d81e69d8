#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# On a terminal: passphrases that are asked for, progress, no binary data.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

has_terminal || {
    echo "SKIP no terminal can be had here: nothing is asked on one"
    exit 77
}
new_people
terminal="python3 -B $helpers/_terminal.py"
cheap="--argon2-mib 64 --argon2-passes 3"

# ---- passphrases ----

exits 0 "a new passphrase is asked for twice" $terminal \
    "wait:New passphrase of the new keystore: " "type:correct horse" \
    "wait:The same again: " "type:correct horse" \
    -- "$MOHUR" init --store asked $cheap
never "and not shown" grep -q horse out
exits 0 "an old one once" $terminal \
    "wait:Passphrase of keystore asked: " "type:correct horse" \
    -- "$MOHUR" key list --store asked
never "and not shown" grep -q horse out
exits 7 "a wrong one is refused" $terminal \
    "wait:Passphrase of " "type:wrong horse" \
    -- "$MOHUR" key list --store asked
exits 2 "two that differ are refused" $terminal \
    "wait:New passphrase" "type:correct horse" "wait:again" "type:battery" \
    -- "$MOHUR" init --store never $cheap
exits 2 "so is an empty one" $terminal "wait:New passphrase" "type:" \
    -- "$MOHUR" init --store never $cheap
exits 130 "Ctrl-C at the question ends it" $terminal \
    "wait:New passphrase" "key:int" -- "$MOHUR" init --store never $cheap
exits 130 "so does a terminal that goes away" $terminal \
    "wait:New passphrase" "end:" -- "$MOHUR" init --store never $cheap
never "nothing is made" [ -e never ]
exits 0 "the echo is back after Ctrl-C" $terminal \
    "wait:New passphrase" "key:int" "wait:speed" \
    -- sh -c "trap : INT; '$MOHUR' init --store never; stty -a"
fact "as before" grep -q '[^-]echo ' out
exits 0 "the question goes to the terminal, not to stdout" $terminal \
    --out answer "wait:Passphrase of" "type:correct horse" \
    -- "$MOHUR" key list --store asked --json
fact "where the data go" json answer 'j["keys"] == []'
exits 2 "a descriptor that is a terminal is not read in silence" $terminal \
    -- "$MOHUR" key list --store asked --pass-fd 0

mkdir papers
echo "the bridge is open" >papers/a
printf 'two\000\033[2Jbinary' >papers/b
exits 0 "the passphrase of an archive is asked for" $terminal \
    "wait:New passphrase of the archive: " "type:for the bridge" \
    "wait:again" "type:for the bridge" \
    -- "$MOHUR" seal --passphrase $cheap -s me -o pw.mohur papers \
    --store sender --pass-file sender.pass
exits 0 "twice when sealing, once when opening" $terminal \
    "wait:Passphrase of the archive: " "type:for the bridge" \
    -- "$MOHUR" open -o pw --passphrase --from me.pem pw.mohur
fact "it opens to the same" diff -r papers pw/papers

# ---- data and terminals ----

as sender seal -r A.pem -s me -o x.mohur --quiet papers
exits 2 "an archive is not for a terminal" $terminal \
    -- "$MOHUR" seal -r A.pem -s me -o - papers \
    --store sender --pass-file sender.pass
exits 0 "a text is" $terminal -- "$MOHUR" open -o - --from me.pem x.mohur \
    papers/a --store A --pass-file A.pass
fact "as it is" says out "the bridge is open"
exits 2 "what steers a terminal is not" $terminal -- "$MOHUR" open -o - \
    --from me.pem x.mohur papers/b --store A --pass-file A.pass
never "and does not reach it" grep -q "$(printf '\033')" out

# ---- progress ----

# Nobody reads the archive for a second, so there is time for progress.
truncate -s 60000000 large
mkfifo slow
{
    head -c 1000000 >start
    sleep 1
    cat >rest
} <slow &
exits 0 "progress is shown on a terminal" $terminal --out slow \
    -- "$MOHUR" seal -r A.pem -s me -o - large \
    --store sender --pass-file sender.pass
wait
fact "in MiB" grep -q 'MiB/s' out
fact "and of how many" grep -q '[0-9] %,' out
{
    head -c 1000000 >start
    sleep 1
    cat >rest
} <slow &
exits 0 "--quiet shows none" $terminal --out slow \
    -- "$MOHUR" seal -r A.pem -s me -o - large --quiet \
    --store sender --pass-file sender.pass
wait
never "at all" grep -q 'MiB' out

finish
