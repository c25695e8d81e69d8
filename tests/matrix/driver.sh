#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The driver of the matrix that is the command itself; see run.py.  MOHUR
# names the command.  The keystore in the folder has the keys me and agency.
set -u

folder=$1
keys="--store $folder/store --pass-file $folder/pass"

act() {
    case $1 in
    seal) "$MOHUR" seal $keys -q -r "$folder/agency.pub" -s me -o "$3" "$2" ;;
    open) "$MOHUR" open $keys -q --from "$folder/me.pub" -o "$3" "$2" ;;
    sign) "$MOHUR" sign $keys -q -k me --cert "$folder/me.crt" -o "$3" "$2" ;;
    verify) "$MOHUR" verify -q --trust "$folder/roots" --no-revocation \
        --content "$2" "$3" ;;
    *) return 2 ;;
    esac
}

while read -r verb a b; do
    act "$verb" "$a" "$b" >"$folder/log" 2>&1
    echo $?
done
