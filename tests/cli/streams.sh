#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What goes where: data on stdout, words on stderr, and what happens when
# nobody takes them.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir papers
echo "the bridge is open" >papers/a
head -c 2000000 /dev/urandom >papers/large
printf 'x' >"papers/100%"
as sender seal -r A.pem -s me -o x.mohur --quiet papers

# ---- no words on stdout, no data on stderr ----

exits 0 "seal" as sender seal -r A.pem -s me -o y.mohur papers
fact "has no data" is_empty out
exits 0 "open" as A open -o opened --from me.pem x.mohur
fact "has no data" is_empty out
exits 0 "list --quiet" as A list --from me.pem x.mohur --quiet
fact "has no words" is_empty err
exits 0 "seal --quiet" \
    as sender seal -r A.pem -s me -o z.mohur papers --quiet
fact "has neither: stdout" is_empty out
fact "has neither: stderr" is_empty err
exits 5 "a failure with --quiet" \
    as sender seal -r A.pem -s me -o z.mohur papers --quiet
fact "is said all the same" is_two_lines
exits 0 "nothing is shown of progress" as A open -o again --from me.pem x.mohur
never "without a terminal" grep -q "$(printf '[\r\033]')" err

# ---- an archive through a pipe ----

as sender seal -r A.pem -s me -o - papers 2>err | cat >piped.mohur
exits 0 "what came through a pipe opens" \
    as A open -o piped --from me.pem piped.mohur
fact "to the same" diff -r papers piped/papers
exits 2 "--json and -o - cannot both be" \
    as sender seal -r A.pem -s me -o - papers --json
fact "which is said as JSON" json out 'j["exit"] == 2'

# ---- nobody takes the data ----

# gone COMMAND...: with a reader that is gone already.
gone() {
    python3 -c '
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
sys.exit(subprocess.run(sys.argv[1:], stdout=writer).returncode)
' "$@"
}

# One failure is told, in two lines, whatever else was said.
tells_one() {
    [ "$(grep -c '^mohur: error: cannot write' err)" = 1 ] &&
        [ "$(grep -c '^mohur: hint: ' err)" = 1 ] || {
        cat err
        return 1
    }
}

# untaken WHAT COMMAND...: stdout is a closed pipe, a full disk, closed.
untaken() {
    what=$1
    shift
    exits 5 "$what, to a reader that is gone" gone "$@"
    fact "is told once: $what" tells_one
    code=0
    "$@" >/dev/full 2>err || code=$?
    fact "$what, to a full disk: exit 5" [ $code = 5 ]
    fact "is told once: $what" tells_one
    code=0
    "$@" >&- 2>err || code=$?
    fact "$what, with stdout closed: exit 5" [ $code = 5 ]
    fact "is told once: $what" tells_one
}
untaken "version" "$MOHUR" version
untaken "version --json" "$MOHUR" version --json
untaken "help" "$MOHUR" --help
untaken "list" "$MOHUR" list --from me.pem x.mohur --store A --pass-file A.pass
untaken "key export" "$MOHUR" key export box --store A --pass-file A.pass
untaken "open -o -" "$MOHUR" open -o - --from me.pem x.mohur papers/large \
    --store A --pass-file A.pass
untaken "seal -o -" "$MOHUR" seal -o - -r A.pem -s me papers \
    --store sender --pass-file sender.pass

code=0
{
    "$MOHUR" seal -o - -r A.pem -s me papers --store sender \
        --pass-file sender.pass 2>err || echo $? >code
} | head -c 100000 >part
fact "a reader that goes away: exit 5" [ "$(cat code)" = 5 ]
fact "how much went out is said" grep -q "the [0-9]* bytes .* are void" err
never "and what went out does not open" \
    as A open -o no --from me.pem part

# ---- names that are not what they seem ----

exits 0 "a per cent sign in a name" as A list --from me.pem x.mohur
fact "is escaped, so that no two names look alike" says out 'papers/100%25'
exits 0 "in JSON" as A list --from me.pem x.mohur --json
fact "it is the name" json out \
    'any(e["name"] == "papers/100%" for e in j["list"])'
mkdir turned
printf 'x' >"turned/$(printf 'hidden\342\200\256gpj.txt')"
exits 4 "a name with a mark that turns text" \
    as sender seal -r A.pem -s me -o no.mohur turned
fact "is told with the mark escaped" says err 'hidden%e2%80%aegpj.txt'
exits 5 "an escape in a path" "$MOHUR" inspect "$(printf 'a\033[31mb')"
never "does not reach the terminal" grep -q "$(printf '\033')" err
exits 5 "a byte that is no UTF-8 in a path, in JSON" \
    "$MOHUR" inspect "$(printf 'a\377b')" --json
fact "is escaped" json out '"a%ffb" in j["what"]'

# ---- options ----

exits 0 "options may stand behind the words" \
    "$MOHUR" list x.mohur --from me.pem --store A --pass-file A.pass
exits 0 "or before them, with '='" \
    "$MOHUR" list --from=me.pem --store=A --pass-file=A.pass x.mohur
mkdir dashes
cp x.mohur dashes/--json
exits 0 "'--' ends them" sh -c "cd dashes && '$MOHUR' list --from ../me.pem \
    --store ../A --pass-file ../A.pass -- --json"
fact "so this is a file" says out papers/a
exits 2 "an option that is none" "$MOHUR" version --fast
fact "is named" says err "--fast"
exits 2 "a part of an option" "$MOHUR" version --js
exits 2 "an option of another verb" "$MOHUR" version --force
exits 2 "an option without its value" "$MOHUR" version --store
exits 2 "a number that is none" as A open -o no -j many x.mohur
exits 2 "a word too many" "$MOHUR" version now
exits 2 "a verb that is none" "$MOHUR" sael
fact "and the nearest one" says err "mohur seal"
exits 2 "a second word that is none" "$MOHUR" key crate
fact "and the nearest one" says err "mohur key create"
exits 2 "no verb at all" "$MOHUR"
exits 0 "help" "$MOHUR" --help
fact "goes to stdout" says out "usage: mohur"
for verb in init "key create" "key list" "key show" "key export" \
    "key import" "key rotate" "key activate" "key suspend" "key resume" \
    "key deactivate" "key compromise" seal open list inspect doctor selftest \
    version; do
    fact "help names it: $verb" says out "  $verb "
done
exits 0 "help of one verb" "$MOHUR" seal --help
fact "has examples first" says out "examples:"
exits 0 "the same said otherwise" "$MOHUR" help seal
fact "has its usage" says out "usage: mohur seal"

# More words than a list of options holds.
mkdir many
i=0
while [ $i -lt 300 ]; do
    : >many/$i
    i=$((i + 1))
done
exits 0 "300 paths are sealed" \
    as sender seal -r A.pem -s me -o many.mohur many/*
fact "all of them" says err "sealed 300 files"

finish
