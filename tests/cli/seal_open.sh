#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur seal, list, open: what goes in comes out, for those it is meant for.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
new_store stranger
as stranger key create box --for seal --quiet

mkdir -p papers/sub/empty
echo "the bridge is open" >papers/a.txt
printf '#!/bin/sh\necho run\n' >papers/run && chmod 700 papers/run
: >papers/nothing
head -c 3000000 /dev/urandom >papers/sub/large
printf 'x' >"papers/sub/a name with ü"
touch -d 2020-02-29T12:34:56Z papers/a.txt
touch -d 2021-01-01T00:00:00Z papers/sub

# What diff does not compare: kinds, the owner's execute bit, times.
about() {
    (cd "$1" && find . -type f -printf 'f %P %T@ ' -exec sh -c '
        [ -x "$1" ] && echo x || echo -' sh {} \; -o \
        -type d -printf 'd %P %T@\n' | sed 's/\.0000000000//' | sort)
}
# Times are kept in whole seconds.
find papers -exec sh -c 'touch -d "@$(stat -c %Y "$1")" "$1"' sh {} \;

exits 0 "a folder is sealed for two" \
    as sender seal -r A.pem -r B.pem -s me -o x.mohur papers
fact "nothing is on stdout" is_empty out
fact "stderr counts" says err \
    "sealed 5 files and 3 folders, 3000039 bytes, for 2 recipients, signed"
fact "the archive is for its owner alone" [ "$(stat -c %a x.mohur)" = 600 ]

for agency in A B; do
    exits 0 "$agency opens it" \
        as $agency open -o opened-$agency --from me.pem x.mohur
    fact "and is told who signed" says err "signature good"
    fact "to the same content: $agency" diff -r papers opened-$agency/papers
    about papers >papers.about
    about opened-$agency/papers >opened.about
    fact "the same times and execute bits: $agency" \
        cmp papers.about opened.about
done

exits 3 "a third party has no key" \
    as stranger open -o no --from me.pem x.mohur
fact "in two lines" is_two_lines
never "and gets nothing" [ -e no ]
exits 7 "a wrong keystore passphrase" \
    sh -c "echo wrong | '$MOHUR' open -o no --from me.pem x.mohur \
        --store A --pass-fd 0"
never "leaves nothing" [ -e no ]
as stranger key create me --for sign --quiet
as stranger key export me -o other.pem --quiet
exits 1 "a sender who is not accepted" as A open -o no --from other.pem x.mohur
fact "in two lines, with what to do" says err "--from"
exits 1 "nobody is accepted without --from or a key that signs" \
    as A open -o no x.mohur
exits 1 "an archive that is signed is not opened as unsigned" \
    as A open -o no --unsigned x.mohur
never "and nothing is written for any of them" [ -e no ]
exits 2 "--from and --unsigned contradict" \
    as A open -o no --from me.pem --unsigned x.mohur

# ---- list ----

exits 0 "the archive is listed" as A list --from me.pem x.mohur
fact "a line for each entry" [ "$(wc -l <out)" = 8 ]
fact "with time and size" grep -q '^-- *19  2020-02-29T12:34:56Z  papers/a.txt$' out
fact "and the execute bit" grep -q '^-x .*papers/run$' out
exits 3 "a third party lists nothing" as stranger list --from me.pem x.mohur
fact "not one name" is_empty out

# ---- parts ----

exits 0 "one file is opened by its name" \
    as A open -o part --from me.pem x.mohur papers/a.txt
fact "alone" [ "$(find part -type f)" = part/papers/a.txt ]
exits 0 "a folder means all below it" \
    as A open -o sub --from me.pem x.mohur papers/sub
fact "and nothing else" diff -r papers/sub sub/papers/sub
exits 3 "a name that is not there" \
    as A open -o no --from me.pem x.mohur papers/absent
fact "is in the message" says err "papers/absent"
never "and nothing is written" [ -e no ]
exits 0 "-o - writes a file to stdout" \
    as A open -o - --from me.pem x.mohur papers/a.txt
fact "and only that" cmp out papers/a.txt
exits 0 "a large one too" as A open -o - --from me.pem x.mohur papers/sub/large
fact "whole" cmp out papers/sub/large
exits 2 "-o - needs one name" as A open -o - --from me.pem x.mohur
exits 2 "of a file" as A open -o - --from me.pem x.mohur papers
exits 3 "that is there" as A open -o - --from me.pem x.mohur papers/absent
exits 4 "--max-size refuses more" \
    as A open -o no --from me.pem --max-size 1M x.mohur
exits 0 "and takes less" \
    as A open -o max --from me.pem --max-size 3M x.mohur

# ---- the many ways to seal ----

# round WORDS OPTION...: seal with them and open as A.
round() {
    words=$1
    shift
    rm -rf round.mohur round
    exits 0 "sealed: $words" as sender seal -o round.mohur papers "$@"
    exits 0 "opened: $words" as A open -o round --from me.pem round.mohur
    fact "the same: $words" diff -r papers round/papers
}
round "ChaCha20-Poly1305" -r A.pem -s me --cipher ChaCha20-Poly1305
round "without padding" -r A.pem -s me --pad none
round "padded to a power of two" -r A.pem -s me --pad power
cp round.mohur power.mohur
head -c 500000 /dev/urandom >papers/more
round "and with half a megabyte more" -r A.pem -s me --pad power
fact "the length tells nothing" \
    [ "$(stat -c %s round.mohur)" = "$(stat -c %s power.mohur)" ]
rm papers/more
round "by one thread" -r A.pem -s me --jobs 1
for alg in ECDSA-P384 Ed25519; do
    as sender key create $alg --for sign --alg $alg --quiet
    as sender key export $alg -o $alg.pem --quiet
done
rm -rf round.mohur
exits 0 "two sign" as sender seal -o round.mohur papers -r A.pem -s me -s Ed25519
exits 0 "one of them is accepted" \
    as A list --from Ed25519.pem round.mohur --json
fact "the other is told of as unknown" json out \
    'sorted(s["signature"] for s in j["signers"]) == ["good", "unknown"]'
for alg in ECDH-P256 ECDH-P384; do
    as A key create $alg --for seal --alg $alg --quiet
    as A key export $alg -o $alg.pem --quiet
    round "to $alg" -r $alg.pem -s me
done
exits 0 "unsigned, when that is said" \
    as sender seal -r A.pem --unsigned -o unsigned.mohur papers
exits 1 "it is not opened as if it were signed" \
    as A open -o no --from me.pem unsigned.mohur
exits 0 "but when that is said" as A open -o unsigned --unsigned unsigned.mohur
fact "with a remark" says err "nobody signed"
exits 0 "several paths, their last components" \
    as sender seal -r A.pem -s me -o two.mohur papers/a.txt papers/sub/
as A list --from me.pem two.mohur >out 2>err
fact "are the names" sh -c \
    '[ "$(grep -c "  sub/$" out)" = 1 ] && grep -q "  a.txt$" out'
exits 0 "'.' stands for what is in it" \
    sh -c "cd papers && '$MOHUR' seal -r ../A.pem -s me -o ../dot.mohur . \
        --store ../sender --pass-file ../sender.pass"
exits 0 "which opens" as A open -o dot --from me.pem dot.mohur
fact "to the same" diff -r papers dot
exits 0 "a key of the keystore is a recipient" \
    sh -c "'$MOHUR' key create own --for seal --store sender \
        --pass-file sender.pass &&
        '$MOHUR' seal -r own -s me -o own.mohur papers/a.txt \
        --store sender --pass-file sender.pass"
exits 0 "its owner's own signing key is accepted" \
    as sender open -o own own.mohur
exits 0 "so is a wrapping key" \
    sh -c "'$MOHUR' key create kek --for wrap --store sender \
        --pass-file sender.pass &&
        '$MOHUR' seal -r kek -s me -o kek.mohur papers/a.txt \
        --store sender --pass-file sender.pass"
exits 0 "which opens it" as sender open -o kek kek.mohur
as A key rotate box --quiet >out
exits 0 "after a rotation the old archive opens" \
    as A open -o rotated --from me.pem x.mohur

# ---- with a passphrase ----

echo "of the archive" >x.pass
cheap="--argon2-mib 64 --argon2-passes 3"
exits 0 "sealed with a passphrase" as sender seal --passphrase $cheap \
    --new-pass-file x.pass -s me -o pw.mohur papers
exits 0 "opened with it, without a keystore" "$MOHUR" open -o pw \
    --passphrase --new-pass-file x.pass --from me.pem pw.mohur
fact "to the same" diff -r papers pw/papers
exits 7 "not with another" "$MOHUR" open -o no \
    --passphrase --new-pass-file A.pass --from me.pem pw.mohur
exits 3 "nor with the keys of a keystore" \
    as A open -o no --from me.pem pw.mohur
exits 1 "without --from and without a keystore nobody is accepted" \
    "$MOHUR" open -o no --passphrase --new-pass-file x.pass pw.mohur
exits 6 "a passphrase at too low a price is refused" as sender seal \
    --passphrase --argon2-mib 8 --new-pass-file x.pass -s me -o no.mohur papers

# ---- what is there already ----

exits 5 "an archive that is there is not replaced" \
    as sender seal -r A.pem -s me -o x.mohur papers
fact "in two lines" is_two_lines
fact "with what to do" says err "--force"
cp x.mohur before.mohur
exits 5 "nor by a seal that fails later, with --force" \
    as sender seal -r A.pem -s me -f -o x.mohur papers absent
fact "it is as it was" cmp x.mohur before.mohur
exits 0 "with --force it is" as sender seal -r A.pem -s me -f -o x.mohur papers
exits 5 "a folder that is there is not replaced" \
    as A open -o part --from me.pem x.mohur
fact "it is as it was" [ "$(find part -type f)" = part/papers/a.txt ]
exits 0 "with --force it is" as A open -o part -f --from me.pem x.mohur
fact "whole" diff -r papers part/papers
echo file >plain
exits 5 "a file is not replaced by a folder, even so" \
    as A open -o plain -f --from me.pem x.mohur
fact "it is as it was" [ "$(cat plain)" = file ]

finish
