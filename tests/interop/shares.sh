#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Shares against the reference implementation of SLIP-0039, both ways: what
# one splits the other combines, and shares of a slot give what opens it.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

reference=shamir-mnemonic==0.3.0
if ! python3 -m pip install --quiet --disable-pip-version-check --no-deps \
    --target pkg $reference >pip.log 2>&1; then
    echo "SKIP: pip cannot install $reference"
    exit 77
fi
PYTHONPATH=$PWD/pkg
export PYTHONPATH

cat >combine.py <<'EOF'
import sys
from shamir_mnemonic import combine_mnemonics
words = [open(p).read().strip() for p in sys.argv[1:]]
sys.stdout.buffer.write(combine_mnemonics(words, b""))
EOF
cat >split.py <<'EOF'
import sys
from shamir_mnemonic import generate_mnemonics
k, n, extendable, exponent = map(int, sys.argv[1:5])
secret = open(sys.argv[5], "rb").read()
for group in generate_mnemonics(1, [(k, n)], secret, b"", bool(extendable),
                                exponent):
    print("\n".join(group))
EOF

# parts: each line of out in a file part1, part2, ...
parts() {
    rm -f part*
    _i=0
    while read -r _words; do
        _i=$((_i + 1))
        echo "$_words" >part$_i
    done <out
}

for len in 16 18 32 64; do
    head -c $len /dev/urandom >secret
    for k in 2 3 7; do
        exits 0 "$len bytes are split $k of 7" \
            "$MOHUR" share split --shares $k/7 secret
        parts
        exits 0 "the reference combines them" \
            python3 combine.py $(ls part* | tail -n $k)
        fact "to the same" cmp secret out
    done
    for kind in "1 0" "1 1" "0 0" "0 2"; do
        exits 0 "the reference splits $len bytes ($kind)" \
            python3 split.py 3 5 $kind secret
        parts
        exits 0 "which are combined here" \
            "$MOHUR" share combine part5 part1 part3
        fact "to the same" cmp secret out
    done
done

# ---- the shares of a slot ----

new_store S
as S key create me --for sign --quiet
exits 0 "a slot for shares" as S slot add --shares 2/3 --alg X25519
parts
cp out ours

# The second reader of the keystore, with the words of the reference.
reader=$MOHUR_SOURCE_DIR/tests/reader/keystore_whole.py
if python3 -c 'import cryptography' 2>/dev/null; then
    head -n 2 ours >two
    exits 0 "and opens for the second reader" \
        python3 -B "$reader" S --shares=two
    as S slot add --all --passphrase --shares 2/2 --label vault --quiet \
        --new-pass-file S.pass --argon2-mib 64 --argon2-passes 3 >both
    exits 0 "as does one of two factors" \
        python3 -B "$reader" S --shares=both --pass=S.pass
fi
exits 0 "which the reference combines" python3 combine.py part1 part3
[ "$(wc -c <out)" = 32 ] && right "to 32 bytes" || wrong "to 32 bytes" out
cp out secret
exits 0 "it splits them again" python3 split.py 2 3 1 0 secret
parts
exits 7 "but those are not the ones that were made" \
    "$MOHUR" key list --store S --share-file part1 --share-file part2
cp ours out
parts
exits 0 "the first ones open it" \
    "$MOHUR" key list --store S --share-file part2 --share-file part3
finish
