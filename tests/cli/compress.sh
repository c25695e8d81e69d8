#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur seal --compress: what gets smaller is made smaller, and opens to the
# same.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people

mkdir papers
seq 1 200000 >papers/numbers
head -c 4000000 /dev/zero >papers/zeros
head -c 300000 /dev/urandom >papers/noise
: >papers/nothing

seal() {
    as sender seal -r A.pem -s me "$@"
}

if ! seal --compress -o x.mohur papers 2>err; then
    says err "no zstd" || wrong "it is compressed" err
    echo "skipped: this build has no zstd"
    exit 77
fi
seal -o stored.mohur papers
fact "it is a third of what it was, and less" \
    [ "$(stat -c %s x.mohur)" -lt $(($(stat -c %s stored.mohur) / 3)) ]
exits 0 "it opens" as A open -o opened --from me.pem x.mohur
fact "to the same" diff -r papers opened/papers
exits 0 "one file of it" \
    as A open -o - --from me.pem x.mohur papers/numbers
fact "to the same too" cmp papers/numbers out
exits 0 "it is listed" as A list --from me.pem --json x.mohur
fact "with what each takes" [ "$(python3 -c '
import json
found = {e["name"]: e for e in json.load(open("out"))["list"]}
for name in ("numbers", "zeros", "noise", "nothing"):
    e = found["papers/" + name]
    print(e["stored"] < e["bytes"], end=" ")')" = "True True False False " ]
seal --compress --jobs 1 -o one.mohur papers
seal --compress --jobs 3 -o three.mohur papers
fact "as long with one thread as with three" \
    [ "$(stat -c %s one.mohur)" = "$(stat -c %s three.mohur)" ]
exits 0 "it comes through a pipe" \
    sh -c "cat x.mohur | '$MOHUR' open -o piped --from me.pem - \
        --store A --pass-file A.pass"
fact "to the same again" diff -r papers piped/papers
exits 0 "it is sealed again, as it is" \
    as A reseal -r B.pem --from me.pem -o again.mohur x.mohur
exits 0 "and opens" \
    as B open --allow-forwarded -o again --from me.pem again.mohur
fact "to the same as well" diff -r papers again/papers
exits 4 "more than a caller wants" \
    as A open -o no --max-size 1M --from me.pem x.mohur
never "leaves nothing" [ -e no ]
finish
