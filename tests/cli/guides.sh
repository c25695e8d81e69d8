#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The guides: each block of shell in them is run, in order, as it stands.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

mkdir bin
ln -s "$MOHUR" bin/mohur
PATH=$PWD/bin:$PATH
export PATH

# blocks FILE: the lines between ```sh and ```.
blocks() {
    awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$1"
}

for guide in "$MOHUR_SOURCE_DIR"/docs/guides/*.md; do
    name=$(basename "$guide" .md)
    mkdir "$name"
    blocks "$guide" >"$name.sh"
    fact "$name has something to run" [ -s "$name.sh" ]
    fact "$name runs to its end" sh -ec 'cd "$1" && . "../$1.sh"' sh "$name"
done
# Negative control: a block that fails is seen.
mkdir broken
printf '```sh\ntrue\nfalse\n```\n' >broken.md
blocks broken.md >broken.sh
never "a guide that is wrong fails" sh -ec '. ./broken.sh'
finish
