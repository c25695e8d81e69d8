#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# mohur anchor: an old keystore is noticed.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_store A
as A key create me --for sign --quiet
exits 0 "an anchor is made" as A anchor create note
exits 5 "but not over another" as A anchor create note
exits 0 "the doctor knows of it" as A doctor --anchor note --json
fact "and says so" json out 'j["store"]["rollback"] == "local"'
exits 0 "and without it" as A doctor --json
fact "says that too" json out 'j["store"]["rollback"] == "none"'
exits 5 "an anchor that is not there is missed" as A key list --anchor absent

cp -a A old
exits 0 "changes move it" as A key rotate me --anchor note
exits 0 "so it is in step" as A key list --anchor note
rm -r A
mv old A
MOHUR_ANCHOR=note
export MOHUR_ANCHOR
exits 1 "an older keystore is noticed" as A key rotate me
fact "and named so" says err "ROLLBACK"
fact "in two lines" is_two_lines
exits 1 "it signs nothing" as A seal -r me -s me -o x A.pass
exits 0 "but lists" as A key list
fact "and warns" says err "set back"
exits 0 "the doctor looks at it" as A doctor --json
fact "and trusts no anchor" json out 'j["store"]["rollback"] == "none"'
exits 0 "it may be accepted" as A anchor accept
exits 2 "once" as A anchor accept
exits 0 "and goes on" as A key rotate me
new_store B
exits 1 "an anchor is of one keystore" as B key list --anchor note
finish
