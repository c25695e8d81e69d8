#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Manual pages: one for each verb, with what its help says; a formatter finds
# nothing to complain of.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"
pages=$(dirname "$MOHUR")/pages/man1

"$MOHUR" --help | sed -n 's/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' |
    sed 's/ *$//' >verbs
fact "help names verbs" [ "$(wc -l <verbs)" -gt 50 ]

# plain PAGE: its text, without what makes it bold or keeps a hyphen.
plain() {
    sed 's/\\f[BIR]//g; s/\\-/-/g; s/\\(aq/'"'"'/g; s/\\(ti/~/g; s/\\&//g' "$1"
}

# The page of a verb against its help: examples, then each option's line.
tells_all() {
    plain "$2" >page
    "$MOHUR" $1 --help >help
    sed -n '/^examples:$/,/^$/p' help | sed '1d; /^$/d' >examples
    sed -n '/^\.SH EXAMPLES$/,/^\.fi$/p' page | grep '^  ' | cmp - examples &&
        sed -n '/^usage: /,$p' help | sed -n 's/^  \(-.*\)/\1/p' |
        tr -s ' ' >options &&
        sed -n '/^\.SH OPTIONS$/,/^\.SH EXIT/p' page | grep -v '^\.' |
        paste -d ' ' - - | tr -s ' ' | diff - options
}

while read -r verb; do
    name=$(echo "mohur $verb" | tr ' ' -)
    fact "$name tells what help tells" tells_all "$verb" "$pages/$name.1"
    echo "$name.1"
    echo "mohur-${verb%% *}.1"
done <verbs >said
grep '^mohur' said >wanted
grep -v '^mohur' said
echo mohur.1 >>wanted
ls "$pages" | sort >there
sort -u wanted >wanted.sorted
fact "no page is missing, and none is of nothing" diff there wanted.sorted

for code in 0 1 2 3 4 5 6 7 8 70 130; do
    fact "exit code $code is explained" \
        grep -qx "\\\\fB$code\\\\fR" "$pages/mohur.1"
done
sed -n 's/.*getenv("\([A-Z_]*\)").*/\1/p' "$MOHUR_SOURCE_DIR"/src/cli/*.c |
    sort -u >variables
while read -r name; do
    fact "$name is explained" grep -q "^.fB$name.fR" "$pages/mohur.1"
done <variables

# ---- formatters ----

# complains COMMAND...: of any page, in words that are kept.
formats_all() {
    for page in "$pages"/*.1; do
        "$@" "$page"
    done >complaints 2>&1
    [ ! -s complaints ] || {
        cat complaints
        return 1
    }
}

if command -v groff >/dev/null; then
    fact "groff has no warning" formats_all groff -man -Tutf8 -ww -z
else
    echo "SKIP groff is missing"
fi
if command -v mandoc >/dev/null; then
    fact "mandoc has no warning" formats_all mandoc -T lint -W warning
else
    echo "SKIP mandoc is missing"
fi
finish
