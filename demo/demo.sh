#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The main job on real input, each step with its command: two agencies and a
# sender make keys, the sender seals a folder for both and signs it, each
# agency opens it, a third party and a damaged copy are refused.
#
#   MOHUR=build/mohur demo/demo.sh [FOLDER]
set -eu

mohur=$(realpath "${MOHUR:-build/mohur}")
PATH=$(dirname "$mohur"):$PATH
tree=${1:-/usr/share/doc}
work=$(mktemp -d "${TMPDIR:-/tmp}/mohur-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
umask 077

step() {
    printf '\n# %s\n' "$*"
}

run() {
    printf '$ %s\n' "$*"
    "$@"
}

# Run a command that must be refused with the exit code given first.
refused() {
    want=$1
    shift
    printf '$ %s\n' "$*"
    code=0
    "$@" || code=$?
    printf '  exit %s\n' "$code"
    [ "$code" = "$want" ] || {
        echo "demo: exit code $code, expected $want" >&2
        exit 1
    }
}

step "a passphrase for each of the four (a person would be asked for it)"
for who in sender A B stranger; do
    printf '$ %s\n' "head -c 18 /dev/urandom | base64 > $who.pass"
    head -c 18 /dev/urandom | base64 >"$who.pass"
done

step "keystores and keys: the sender signs, the agencies open"
for who in sender A B stranger; do
    run mohur init --store "$who" --pass-file "$who.pass"
done
run mohur key create me --for sign --store sender --pass-file sender.pass
run mohur key create box --for seal --store A --pass-file A.pass
run mohur key create box --for seal --alg ECDH-P384 --store B --pass-file B.pass
run mohur key create box --for seal --store stranger --pass-file stranger.pass
run mohur key list --store A --pass-file A.pass

step "public keys are exchanged as ordinary PEM files"
run mohur key export box --store A --pass-file A.pass -o A.pem
run mohur key export box --store B --pass-file B.pass -o B.pem
run mohur key export me --store sender --pass-file sender.pass -o sender.pem
run openssl pkey -pubin -in B.pem -noout -text

step "the papers: a copy of $tree without what an archive cannot hold: links, and names that differ only in case"
run cp -Rp "$tree" papers
run find papers -not -type f -not -type d -delete
twins='tolower($0) == last { print } { last = tolower($0) }'
find papers | LC_ALL=C sort -f | awk "$twins" | while read -r name; do
    run rm -rf "$name"
done
printf '%s files, %s\n' "$(find papers -type f | wc -l)" \
    "$(du -sh papers | cut -f1)"

step "seal them for both agencies, signed"
run mohur seal -r A.pem -r B.pem -s me -o papers.mohur \
    --store sender --pass-file sender.pass papers
run ls -l papers.mohur

step "what anybody can see of it"
run mohur inspect papers.mohur

step "agency A lists and opens it; the signature is checked first"
printf '$ %s\n' "mohur list --from sender.pem --store A \
    --pass-file A.pass papers.mohur | tail -n 3"
mohur list --from sender.pem --store A --pass-file A.pass papers.mohur >A.list
tail -n 3 A.list
run mohur open -o A.opened --from sender.pem --store A --pass-file A.pass \
    papers.mohur
run diff -r papers A.opened/papers

step "agency B opens it with another kind of key"
run mohur open -o B.opened --from sender.pem --store B --pass-file B.pass \
    papers.mohur
run diff -r papers B.opened/papers

step "a stranger has no key that fits: exit 3"
refused 3 mohur open -o stranger.opened --from sender.pem --store stranger \
    --pass-file stranger.pass papers.mohur

step "one byte changed in the middle: exit 1, and nothing is written"
run cp papers.mohur damaged.mohur
size=$(stat -c %s papers.mohur)
printf '$ %s\n' "flip the last bit of byte $((size / 2)) of damaged.mohur"
python3 -c "
f = open('damaged.mohur', 'r+b'); f.seek($size // 2); b = f.read(1)[0]
f.seek($size // 2); f.write(bytes([b ^ 1]))"
refused 1 mohur open -o damaged.opened --from sender.pem --store A \
    --pass-file A.pass damaged.mohur
[ ! -e damaged.opened ]

step "the keys rotate; what was sealed to the old version still opens"
run mohur key rotate box --store A --pass-file A.pass
run mohur open -o A.again --from sender.pem --store A --pass-file A.pass \
    papers.mohur
run diff -r papers A.again/papers

step "done: what was opened equals what was sealed"
