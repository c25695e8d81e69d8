#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur reseal: another key, the same signatures; a header in a file of its
# own, exported, changed, opened with.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir papers
echo "the bridge is open" >papers/a.txt
head -c 200000 /dev/urandom >papers/large

# opens WHO FILE [OPTION...]: WHO gets exactly what was sealed.
opens() {
    who=$1
    archive=$2
    shift 2
    rm -rf opened
    as "$who" open -o opened --from me.pem "$@" "$archive" --quiet &&
        diff -r papers opened/papers
}

as sender seal -r A.pem -s me -o x.mohur papers --quiet

# ---- reseal ----

exits 0 "A seals it again, for B" \
    as A reseal x.mohur -o y.mohur -r B.pem --from me.pem --json
fact "and is told whose word it was" json out 'j["trust"] == "signed" and
    j["recipients"] == 1 and j["output"] == "y.mohur" and
    [s["signature"] for s in j["signers"]] == ["good"]'
fact "42: B opens it, signed by the sender" opens B y.mohur --allow-forwarded
exits 3 "A has no key to it" as A open -o no --from me.pem y.mohur
exits 1 "B was not addressed" as B open -o no --from me.pem y.mohur
exits 0 "82: under another cipher, for A" as A reseal x.mohur -o z.mohur \
    -r A.pem --from me.pem --cipher ChaCha20-Poly1305 --pad power --editable
fact "which inspect shows" sh -c "'$MOHUR' inspect z.mohur --quiet |
    grep -q ChaCha20-Poly1305"
fact "A was addressed and still is" opens A z.mohur
exits 0 "to a pipe" sh -c "'$MOHUR' reseal x.mohur -o - -r A.pem --from me.pem \
    --store A --pass-file A.pass --quiet | cat >pipe.mohur"
fact "it opens" opens A pipe.mohur
exits 0 "from a pipe to a pipe" sh -c "cat x.mohur | '$MOHUR' reseal - -o - \
    -r A.pem --from me.pem --store A --pass-file A.pass --quiet | cat >pipe.mohur"
fact "it opens too" opens A pipe.mohur
mkdir beside
exits 0 "from a pipe to a file" sh -c "cat x.mohur | '$MOHUR' reseal - \
    -o beside/p.mohur -r A.pem --from me.pem --store A --pass-file A.pass"
fact "which opens as well" opens A beside/p.mohur
fact "and nothing else is there" [ "$(ls -A beside)" = p.mohur ]
exits 1 "what is cut is not sealed again" sh -c "head -c 100000 x.mohur |
    '$MOHUR' reseal - -o beside/cut.mohur -r A.pem --from me.pem --store A \
    --pass-file A.pass"
fact "and nothing came of it" [ "$(ls -A beside)" = p.mohur ]
exits 5 "there has to be a folder for it" sh -c "cat x.mohur |
    '$MOHUR' reseal - -o absent/p.mohur -r A.pem --from me.pem --store A \
    --pass-file A.pass"
echo "open sesame" >sesame
exits 0 "for a passphrase" as A reseal x.mohur -o word.mohur --from me.pem \
    --passphrase --new-pass-file sesame --argon2-mib 64 --argon2-passes 3
exits 0 "which opens it" "$MOHUR" list --from me.pem --allow-forwarded \
    --passphrase --pass-file sesame word.mohur
exits 0 "and seals it again, for B" as B reseal word.mohur -o b.mohur -r B.pem \
    --from me.pem --allow-forwarded --with-passphrase --new-pass-file sesame
fact "B opens it" opens B b.mohur --allow-forwarded

exits 3 "who cannot open it cannot reseal it" \
    as B reseal x.mohur -o no.mohur -r B.pem --from me.pem
exits 2 "somebody has to open it" as A reseal x.mohur -o no.mohur --from me.pem
exits 2 "somewhere" as A reseal x.mohur -r B.pem --from me.pem
exits 5 "not over something else" \
    as A reseal x.mohur -o y.mohur -r B.pem --from me.pem
as B key create chief --for sign --quiet
as B key export chief -o B.sign.pem --quiet
exits 1 "only what an accepted sender signed" \
    as A reseal x.mohur -o no.mohur -r B.pem --from B.sign.pem
cp x.mohur broken.mohur
printf X | dd of=broken.mohur bs=1 seek=50000 conv=notrunc 2>dd.log
exits 1 "42: nothing that was changed is sealed again" \
    as A reseal broken.mohur -o no.mohur -r B.pem --from me.pem
as sender seal -r A.pem -s me --header-policy frozen -o frozen.mohur papers \
    --quiet
exits 6 "nothing frozen" \
    as A reseal frozen.mohur -o no.mohur -r B.pem --from me.pem
fact "nothing was written" [ ! -e no.mohur ]

# ---- a header apart ----

exits 0 "its header, in a file" \
    "$MOHUR" inspect x.mohur --export-header x.mohurh
fact "of one page" [ "$(stat -c %s x.mohurh)" = 4096 ]
exits 5 "not over one that is there" \
    "$MOHUR" inspect x.mohur --export-header x.mohurh
exits 0 "is inspected" "$MOHUR" inspect x.mohurh --json
fact "as what it is" json out \
    'j["kind"] == "archive header" and j["payload"] == 0'
exits 2 "a key has none" "$MOHUR" inspect A.pem --export-header no
exits 0 "B is added to the header alone" \
    as A recipient add x.mohurh -r B.pem
exits 3 "not to the archive" as B open -o no --from me.pem x.mohur
fact "with it B opens the archive" \
    opens B x.mohur --header x.mohurh --allow-forwarded
fact "and A" opens A x.mohur --header x.mohurh
exits 4 "it opens no other archive" \
    as A open -o no --from me.pem --header x.mohurh y.mohur
exits 4 "an archive is no header" \
    as A open -o no --from me.pem --header x.mohur x.mohur
cp x.mohur lost.mohur
head -c 3984 /dev/zero | dd of=lost.mohur bs=1 seek=112 conv=notrunc 2>dd.log
exits 4 "an archive without its header does not open" \
    as A open -o no --from me.pem lost.mohur
fact "with it, it does" opens A lost.mohur --header x.mohurh
exits 0 "and is whole again by sealing it again" as A reseal lost.mohur \
    --header x.mohurh -o whole.mohur -r A.pem --from me.pem
fact "it opens" opens A whole.mohur
fact "nothing was written" [ ! -e no ]

# ---- the second reader ----

as A key create out --for seal --exportable --quiet
as A key export out -o out.pem --quiet
as A key export out --private --new-pass-file sesame -o out.key --quiet
if /usr/bin/python3 -c 'import argon2, cryptography' 2>/dev/null &&
    openssl pkey -in out.key -passin file:sesame -out out.clear 2>/dev/null; then
    reader="/usr/bin/python3 -B $MOHUR_SOURCE_DIR/tests/reader/archive.py
        --key out.clear --from me.pem --allow-forwarded"
    as A reseal x.mohur -o r.mohur -r out.pem --from me.pem --anonymous --quiet
    # shellcheck disable=SC2086
    fact "the second reader opens what was sealed again" $reader r.mohur
    as A recipient add x.mohurh -r out.pem --quiet
    # shellcheck disable=SC2086
    fact "and an archive with a header apart" \
        $reader --header x.mohurh x.mohur
    # shellcheck disable=SC2086
    never "but no other one" $reader --header x.mohurh y.mohur
fi

# ---- killed at every call that changes something ----

strace -o trace true 2>/dev/null || {
    echo "SKIP no strace that may trace: killed at no call here"
    finish
}
# A leak checker cannot look at what is traced.
ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
export ASAN_OPTIONS
head -c 1000 papers/large >papers/short && mv papers/short papers/large
as sender seal -r A.pem -r B.pem -s me -o s.mohur papers --quiet
"$MOHUR" inspect s.mohur --export-header good.mohurh --quiet >/dev/null

# killed CHECK WORD...: the command is killed at each call in turn, until it
# comes through; after each, CHECK holds.
killed() {
    check=$1
    shift
    n=0
    broken=0
    for call in write pwrite64 fsync rename renameat2 linkat; do
        nth=1
        while
            cp good.mohurh k.mohurh
            rm -f k.mohur .k.*
            ! strace -f -o trace -e trace=$call \
                -e inject=$call:signal=KILL:when=$nth "$MOHUR" "$@" \
                --store A --pass-file A.pass --quiet >out 2>err
        do
            n=$((n + 1))
            $check >fact.log 2>&1 || {
                broken=$((broken + 1))
                echo "killed at $call $nth"
            }
            nth=$((nth + 1))
            [ $nth -lt 200 ] || break
        done
    done
    rm -f .k.*
    [ $n -gt 2 ] && [ $broken = 0 ]
}

apart_opens() {
    opens A s.mohur --header k.mohurh
}

whole_or_absent() {
    [ ! -e k.mohur ] || opens A k.mohur
}

fact "a header apart is changed whole or not at all" \
    killed apart_opens recipient remove k.mohurh -r B.pem
fact "sealed again, whole or not at all" \
    killed whole_or_absent reseal s.mohur -o k.mohur -r A.pem --from me.pem
finish
