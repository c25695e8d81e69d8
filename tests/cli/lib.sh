# SPDX-License-Identifier: Apache-2.0
#
# Read by the tests of the command.  MOHUR names the command; a test runs in
# an empty folder of its own, which run-script.sh removes afterwards.  Names
# of variables with "_" in front are used here, the others are the test's.
set -u
umask 077
: "${MOHUR:?names the command}"
: "${MOHUR_SOURCE_DIR:?names the source tree}"
unset MOHUR_HOME MOHUR_ANCHOR
HOME=$PWD/home
export HOME
mkdir home
helpers=$MOHUR_SOURCE_DIR/tests/cli
passed=0
failed=0

# ---- facts ----

right() {
    passed=$((passed + 1))
    echo "ok - $1"
}

# wrong WORDS FILE...: and what the files say.
wrong() {
    failed=$((failed + 1))
    echo "not ok - $1"
    shift
    sed 's/^/    /' "$@"
}

# fact WORDS COMMAND...: the command succeeds.
fact() {
    _words=$1
    shift
    if "$@" >fact.log 2>&1; then
        right "$_words"
    else
        wrong "$_words: $*" fact.log
    fi
}

# never WORDS COMMAND...: it fails.
never() {
    _words=$1
    shift
    if "$@" >fact.log 2>&1; then
        wrong "$_words: $*" fact.log
    else
        right "$_words"
    fi
}

# exits CODE WORDS COMMAND...: the command ends with this code; what it wrote
# is in the files out and err.
exits() {
    _want=$1
    _words=$2
    shift 2
    _code=0
    "$@" >out 2>err || _code=$?
    if [ "$_code" = "$_want" ]; then
        right "$_words: exit $_want"
    else
        wrong "$_words: exit $_code, not $_want: $*" out err
    fi
}

# Can a terminal be had?  Not in a bare folder that is used as a root.
has_terminal() {
    python3 -B -c 'import os; os.openpty()' 2>/dev/null
}

# The closing line, and the end.
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
    exit
}

# ---- for facts ----

is_empty() {
    [ ! -s "$1" ]
}

# Nothing is in the folder, not even a hidden file.
holds_nothing() {
    [ -z "$(ls -A "$1")" ] || {
        ls -lA "$1"
        return 1
    }
}

# says FILE TEXT: the text occurs in it.
says() {
    grep -qF -e "$2" "$1" || {
        cat "$1"
        return 1
    }
}

# Two lines: what went wrong, and what to do.
is_two_lines() {
    [ "$(wc -l <err)" = 2 ] &&
        grep -q '^mohur: error: .* ([A-Za-z_]*)$' err &&
        grep -q '^mohur: hint: .' err || {
        cat err
        return 1
    }
}

# json FILE CONDITION: one object, schema and version first, of which the
# condition holds; j is the object.
json() {
    python3 -c '
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
j = json.loads(text)
assert list(j)[:2] == ["schema", "version"], text
assert j["version"] == 1, text
assert eval("(" + sys.argv[2] + ")"), text
' "$1" "$2"
}

# ---- keystores ----

# new_store NAME: a cheap one, with its passphrase in NAME.pass.
new_store() {
    echo "passphrase of $1" >"$1.pass"
    "$MOHUR" init --store "$1" --pass-file "$1.pass" --quiet \
        --argon2-mib 64 --argon2-passes 3
}

# as NAME WORD...: the command with the keystore NAME.
as() {
    _name=$1
    shift
    "$MOHUR" "$@" --store "$_name" --pass-file "$_name.pass"
}

# new_people [OPTION...]: a sender that signs as "me", A and B that open with
# "box", made with these options, and their public keys me.pem, A.pem, B.pem.
new_people() {
    new_store sender
    as sender key create me --for sign --quiet
    as sender key export me -o me.pem --quiet
    for agency in A B; do
        new_store $agency
        as $agency key create box --for seal --quiet "$@"
        as $agency key export box -o $agency.pem --quiet
    done
}
