#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Slips of whoever types: what was meant is guessed, named, and not done.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

# slip WORDS HINT COMMAND...: a wrong command line, and the hint that it gets.
slip() {
    _slip=$1
    _hint=$2
    shift 2
    exits 2 "$_slip" "$MOHUR" "$@"
    fact "$_slip: in two lines" is_two_lines
    fact "$_slip: $_hint" says err "$_hint"
}

slip "a verb with a letter missing" "did you mean 'mohur open'?" opn x.mohur
fact "is named without what follows" says err "no verb 'opn' "
slip "its second word" "did you mean 'mohur key create'?" key creat me
fact "is named with the first" says err "no verb 'key creat' "
slip "help for no verb" "did you mean 'mohur seal'?" help sael
exits 0 "help for a group is help" "$MOHUR" help key
slip "an option with letters swapped" "did you mean --from?" open --form me x
slip "the beginning of one" "'mohur open --help'" open --allow-f x
slip "nothing like any" "'mohur key list --help'" key list --frobnicate=secret
never "whose value is not repeated" says err secret
slip "one letter that none has" "'mohur open --help'" open -x x
slip "an option of another verb" "'open' takes no --alg" open --alg a x

new_store A
as A key create me --for sign --quiet
as A key create box --for seal --quiet
echo text >text
exits 2 "a key that signs opens nothing" \
    as A seal -r me -s me -o x.mohur text
fact "and is told so" says err "'me' is one --for sign, and this needs one --for seal"
exits 5 "a name that is taken is not replaced" as A key create me --for sign
fact "nor is that offered" says err "choose another name"
as A seal -r box -s me -o x.mohur --quiet text
exits 5 "nor a file" as A seal -r box -s me -o x.mohur text
fact "unless it is asked for" says err "--force replaces"
finish
