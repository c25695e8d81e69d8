#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur init: where a keystore is made, and with what passphrase.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

echo "a good passphrase" >pass
cheap="--argon2-mib 64 --argon2-passes 3"

exits 0 "a keystore is made where --store says" \
    "$MOHUR" init --store here --pass-file pass $cheap
fact "nothing is on stdout" is_empty out
fact "the folder is named on stderr" says err "made a keystore in here"
fact "the folder is for its owner alone" [ "$(stat -c %a here)" = 700 ]
fact "so is every file in it" \
    [ -z "$(find here -type f -perm /077)" ]

exits 5 "a second one in its place is refused" \
    "$MOHUR" init --store here --pass-file pass $cheap
fact "in two lines" is_two_lines
fact "with the folder" says err "keystore in here already"
exits 0 "and the first one is as it was" \
    "$MOHUR" key list --store here --pass-file pass

exits 0 "--quiet says nothing" \
    "$MOHUR" init --store quiet --pass-file pass $cheap --quiet
fact "on stderr" is_empty err
fact "or on stdout" is_empty out

exits 0 "--json answers" \
    "$MOHUR" init --store answered --pass-file pass $cheap --json
fact "with one object that tells of the store" json out \
    'j["schema"] == "mohur-init" and j["store"]["epoch"] == 1'
fact "and says nothing else" is_empty err

exits 0 "MOHUR_HOME is a default" \
    env MOHUR_HOME="$PWD/of/the/house" "$MOHUR" init --pass-file pass $cheap
fact "its folders are made" [ -f of/the/house/keystore.db ]
exits 0 "the home folder is the last default" \
    "$MOHUR" init --pass-file pass $cheap
fact "below .local/share" [ -f home/.local/share/mohur/keystore.db ]
exits 2 "without a home there is no default" \
    env -u HOME "$MOHUR" init --pass-file pass $cheap

exits 5 "a folder above --store is not made" \
    "$MOHUR" init --store no/such/folder --pass-file pass $cheap
fact "the path is in the message" says err "no/such/folder"
never "and nothing is made" [ -e no ]

mkdir full && echo "mine" >full/notes
exits 5 "a folder with something else in it is refused" \
    "$MOHUR" init --store full --pass-file pass $cheap
fact "and keeps what it has" [ "$(ls -A full)" = notes ]

# ---- the passphrase ----

exits 0 "from a descriptor" \
    "$MOHUR" init --store by-fd --pass-fd 7 $cheap 7<pass
exits 0 "the newline at the end of a file is no part of it" \
    sh -c "printf 'a good passphrase' |
        '$MOHUR' key list --store by-fd --pass-fd 0"
exits 7 "another passphrase does not open it" \
    sh -c "printf 'a bad passphrase' |
        '$MOHUR' key list --store by-fd --pass-fd 0"
fact "in two lines" is_two_lines

chmod 640 pass
exits 6 "a file that others may read is refused" \
    "$MOHUR" init --store never --pass-file pass $cheap
fact "with what to do" says err "chmod 600"
chmod 600 pass
exits 5 "a file that is not there is named" \
    "$MOHUR" init --store never --pass-file absent.pass $cheap
fact "in the message" says err "absent.pass"
exits 5 "so is a folder" "$MOHUR" init --store never --pass-file . $cheap
: >empty.pass
exits 2 "an empty passphrase is refused" \
    "$MOHUR" init --store never --pass-file empty.pass $cheap
head -c 1025 /dev/zero | tr '\0' x >long.pass
exits 2 "so is one of 1025 bytes" \
    "$MOHUR" init --store never --pass-file long.pass $cheap
head -c 1024 /dev/zero | tr '\0' x >longest.pass
exits 0 "one of 1024 bytes is taken" \
    "$MOHUR" init --store longest --pass-file longest.pass $cheap
exits 5 "a descriptor that is closed is an error" \
    "$MOHUR" init --store never --pass-fd 9 $cheap
exits 2 "without a terminal nobody is asked" \
    setsid -w "$MOHUR" init --store never $cheap
fact "and the options are named" says err "--pass-file"

for word in --pass=x --password --pin=1234 --passwd pw:hunter2; do
    exits 2 "a secret in the command line is refused: $word" \
        "$MOHUR" init --store never $word hunter2
    never "and is not repeated: $word" grep -q -e hunter2 -e 1234 err
done

# ---- the profile ----

exits 6 "less memory than the profile asks is refused" \
    "$MOHUR" init --store never --pass-file pass --argon2-mib 63
exits 6 "so are fewer passes" \
    "$MOHUR" init --store never --pass-file pass --argon2-mib 64 \
    --argon2-passes 2
never "what was refused left nothing" [ -e never ]

finish
