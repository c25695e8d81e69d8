#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur open of what comes through a pipe: to a folder, to stdout while it is
# not verified, and what can be saved of a damaged archive.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir papers
echo "the bridge is open" >papers/a.txt
head -c 3000000 /dev/urandom >papers/large
head -c 70000 /dev/urandom >papers/small
: >papers/empty
as sender seal -r A.pem -s me -o x.mohur papers --quiet
head -c 2000000 x.mohur >cut.mohur
mkdir work

# piped FILE WORD...: A opens what a pipe gives.
piped() {
    _file=$1
    shift
    cat "$_file" | as A "$@"
}

# ---- to a folder ----

exits 0 "from a pipe" piped x.mohur open -o work/out --from me.pem -
fact "the same comes out" diff -r papers work/out/papers
fact "the verdict is told" says err "signature good: "
fact "nothing is on stdout" is_empty out
fact "nothing is beside it" [ "$(ls -A work)" = out ]
exits 5 "what is there is not replaced" \
    piped x.mohur open -o work/out --from me.pem -
exits 0 "unless it is forced" piped x.mohur open -o work/out --from me.pem - \
    --force papers/a.txt
fact "then only what was asked for is there" \
    [ "$(find work/out -type f)" = work/out/papers/a.txt ]
rm -rf work/out
mkfifo pipe
cat x.mohur >pipe &
exits 0 "from a FIFO" as A open -o work/out --from me.pem pipe --json
fact "with a verdict as JSON" json out 'j["schema"] == "mohur-open" and
    j["verdict"] == "PASSED" and j["trust"] == "signed" and j["entries"] == 5'
fact "the same comes out" diff -r papers work/out/papers
rm -rf work/out
exits 0 "from a file as stdin" \
    sh -c '"$0" "$@" <x.mohur' "$MOHUR" open -o work/out --from me.pem - \
    --store A --pass-file A.pass
fact "the same comes out" diff -r papers work/out/papers
rm -rf work/out

exits 3 "a name that is not in it" \
    piped x.mohur open -o work/out --from me.pem - papers/absent
fact "is named" says err papers/absent
exits 1 "a pipe that ends too early" \
    piped cut.mohur open -o work/out --from me.pem -
fact "is told in two lines" is_two_lines
fact "as what it is" says err "standard input: "
as A key create other --for sign --quiet
as A key export other -o other.pem --quiet
exits 1 "an archive of a stranger" \
    piped x.mohur open -o work/out --from other.pem -
exits 3 "who has no key" sh -c 'cat x.mohur | "$0" "$@"' "$MOHUR" open \
    -o work/out --from me.pem - --store B --pass-file B.pass
exits 4 "what is no archive" piped me.pem open -o work/out --from me.pem -
exits 4 "more than the limit" \
    piped x.mohur open -o work/out --from me.pem - --max-size 1M
fact "all that left nothing" holds_nothing work

# ---- to stdout ----

exits 2 "to stdout it is refused" \
    piped x.mohur open -o - --from me.pem - papers/a.txt
fact "with what to do instead" says err "-o FOLDER; or --provisional"
exits 0 "if it may be provisional" \
    piped x.mohur open -o - --from me.pem - papers/large --provisional
fact "it goes out" cmp out papers/large
fact "and is said to be" says err "provisional until this ends"
exits 1 "the end decides" \
    piped cut.mohur open -o - --from me.pem - papers/a.txt --provisional
fact "what went out" cmp out papers/a.txt
fact "is void" says err "bytes that went out are void"
exits 3 "a name that is not in it" \
    piped x.mohur open -o - --from me.pem - papers/absent --provisional
fact "gives nothing" is_empty out
exits 2 "of several, one is to be named" \
    piped x.mohur open -o - --from me.pem - --provisional
exits 0 "from a file it is verified first as ever" \
    as A open -o - --from me.pem x.mohur papers/a.txt --provisional
never "and not provisional" grep -q provisional err

# ---- salvage ----

exits 1 "a damaged archive does not open" \
    as A open -o work/out --from me.pem cut.mohur
exits 1 "what is whole of it is saved" \
    as A open -o work/saved cut.mohur --salvage
fact "which is told" says err "saved 2 files"
fact "with what it is worth" says err "nobody vouches"
fact "by number" [ "$(ls work/saved | tr '\n' ' ')" = "1 2 " ]
fact "with its content" cmp work/saved/1 papers/a.txt
rm -rf work/saved
exits 8 "a whole archive too" as A open -o work/saved x.mohur --salvage --json
fact "as JSON" json out 'j["schema"] == "mohur-salvage" and
    j["trust"] == "none" and j["entries"] == 4 and j["end"] == "MOHUR_OK"'
rm -rf work/saved
exits 1 "from a pipe" piped cut.mohur open -o work/saved - --salvage
fact "the same" [ "$(ls work/saved | tr '\n' ' ')" = "1 2 " ]
rm -rf work/saved
exits 2 "no name is taken" as A open -o work/saved x.mohur --salvage papers
exits 2 "nobody's word either" \
    as A open -o work/saved x.mohur --salvage --from me.pem
exits 2 "nor stdout" as A open -o - x.mohur --salvage
fact "all that left nothing" holds_nothing work

# ---- interrupted while it waits ----

mkfifo slow
sh -c 'head -c 1500000 x.mohur; exec sleep 60' >slow &
writer=$!
# Not by a function: a background one would be a shell that ignores it.
setsid "$MOHUR" open -o work/out --from me.pem slow --store A \
    --pass-file A.pass 2>err &
reader=$!
i=0
while [ $i -lt 100 ] && [ -z "$(ls -A work)" ]; do
    sleep 0.1
    i=$((i + 1))
done
fact "something waits in a folder of its own" [ -n "$(ls -A work)" ]
kill -TERM $reader
code=0
wait $reader || code=$?
fact "it ends at once: exit 130" [ $code = 130 ]
fact "and leaves nothing" holds_nothing work
kill $writer 2>/dev/null
finish
