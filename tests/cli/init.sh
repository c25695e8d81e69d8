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

profile=$MOHUR_SOURCE_DIR/docs/profiles/cnsa-2.0.json-note
a=authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
b=authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU
c=authority.example/c+359fdb76+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR
named="--authority $a --authority $b --authority $c --threshold 2"
exits 0 "a keystore may follow a profile from the beginning" "$MOHUR" init \
    --store ruled --pass-file pass $cheap --profile "$profile" $named --json
fact "which it is under at once" json out 'j["store"]["cipher"] ==
    "XAES-256-GCM" and j["store"]["profile"] == "example/cnsa-2.0" and
    j["store"]["epoch"] == 1 and j["store"]["seq"] == 1'
exits 6 "which refuses" "$MOHUR" key create k --for sign --alg Ed25519 \
    --store ruled --pass-file pass
exits 0 "it is accepted there already" "$MOHUR" profile accept "$profile" \
    --store ruled --pass-file pass --json
fact "and that is said" json out 'j["change"] == "same"'
sed '$d' "$profile" >once
exits 1 "an authority is named" "$MOHUR" init --store never \
    --pass-file pass $cheap --profile "$profile"
fact "which the hint says" says err "--authority"
exits 1 "the one that signed" "$MOHUR" init --store never --pass-file pass \
    $cheap --profile "$profile" --authority $c
exits 1 "with as many keys as it says" "$MOHUR" init --store never \
    --pass-file pass $cheap --profile once $named
exits 4 "a profile is one" \
    "$MOHUR" init --store never --pass-file pass $cheap --profile pass $named
exits 5 "and is there" \
    "$MOHUR" init --store never --pass-file pass $cheap --profile absent $named
exits 6 "its floor counts" "$MOHUR" init --store never --pass-file pass \
    --argon2-mib 64 --argon2-passes 2 --profile "$profile" $named
exits 2 "an authority is that of a profile" \
    "$MOHUR" init --store never --pass-file pass $cheap --authority $a
exits 2 "and a threshold that of an authority" "$MOHUR" init --store never \
    --pass-file pass $cheap --profile "$profile" --threshold 2
never "and nothing is left of these" [ -e never ]

finish
