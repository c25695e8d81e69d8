#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur where no memory may be locked: it works, and says that it is not.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

# unlocked WORD...: the command with the keystore A, and no memory to lock.
unlocked() {
    python3 -B "$helpers/_unlocked.py" "$MOHUR" "$@" \
        --store A --pass-file A.pass
}

# A sanitizer says yes to mlock, whatever the system says.
level=none
if grep -q -e __asan_init -e __tsan_init "$MOHUR"; then
    level=locked
fi

echo "passphrase of A" >A.pass
exits 0 "a keystore is made" \
    unlocked init --quiet --argon2-mib 64 --argon2-passes 3
exits 0 "keys are" unlocked key create me --for sign --quiet
exits 0 "to seal to as well" unlocked key create box --for seal --quiet
echo "salam" >paper
exits 0 "they protect" unlocked seal -r box -s me -o x.mohur --quiet paper
exits 0 "and open" unlocked open -o y --from me --quiet x.mohur
fact "what was sealed" cmp y/paper paper
exits 0 "the doctor looks" unlocked doctor --json
fact "and says that nothing can be locked" json out \
    "j['machine']['memlock_limit'] == 0 and
     j['machine']['secret_memory'] == '$level' and
     j['store']['memory'] == '$level' and
     j['store']['integrity'] == 'checked'"
exits 0 "to people too" unlocked doctor
fact "in a line" grep -q "^  memory  *$level\$" out
finish
