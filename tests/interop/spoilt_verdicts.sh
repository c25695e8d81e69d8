#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Golden archives with a byte flipped, and cut: the library, the reader in
# Python and the command say the same.  MOHUR_SPOILT_STEP=1 asks for every
# byte and every length, which takes an hour.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

program=${MOHUR%/*}/tests/test_interop_spoilt
python=/usr/bin/python3
if [ ! -x "$program" ]; then
    echo "SKIP: $program is not built"
    exit 77
fi
if ! $python -c 'import cryptography, argon2' 2>/dev/null; then
    echo "SKIP: $python lacks cryptography, or argon2"
    exit 77
fi
: "${MOHUR_SPOILT_STEP:=$([ -n "${MOHUR_FULL:-}" ] && echo 37 || echo 499)}"
export MOHUR_SPOILT_STEP
reader=$MOHUR_SOURCE_DIR/tests/reader
golden=$MOHUR_SOURCE_DIR/tests/golden/archive
export MOHUR_SPOILT="$PWD/library"
fact "the library has its verdicts" "$program"
unset MOHUR_SPOILT

# A keystore for each key that opens, which costs nothing to unlock.
for name in x1 x2 x3 n1; do
    new_store $name
    $python -B "$reader/spoilt.py" "$golden" --key $name >$name.key
    openssl pkcs8 -topk8 -in $name.key -passout file:$name.pass \
        -v2 aes-256-cbc -out $name.p8
    as $name key import box --for seal --new-pass-file $name.pass --quiet \
        $name.p8
    as $name slot add --shares 2/2 --quiet >words
    split -l 1 words $name.share.
done
fact "all three agree" $python -B "$reader/spoilt.py" "$golden" \
    --library library --command "$MOHUR"
tail -n 1 fact.log
finish
