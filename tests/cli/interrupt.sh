#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A signal ends the command with exit 130, and nothing is left behind.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir work
truncate -s 4000000000 huge

# stopped SIGNAL COMMAND...: sends the signal, once, when something new in
# work/ shows that the work has begun.
stopped() {
    python3 -c '
import os, signal, subprocess, sys, time
before = set(os.listdir("work"))
command = subprocess.Popen(sys.argv[2:], preexec_fn=lambda: signal.signal(
    signal.SIGINT, signal.SIG_DFL))
while set(os.listdir("work")) == before and command.poll() is None:
    time.sleep(0.001)
command.send_signal(getattr(signal, "SIG" + sys.argv[1]))
sys.exit(command.wait(60) % 256)
' "$@"
}

for name in INT TERM HUP; do
    exits 130 "seal, SIG$name" stopped $name "$MOHUR" seal -r A.pem -s me \
        -o work/x huge --store sender --pass-file sender.pass
    fact "says so, SIG$name" says err "interrupted (MOHUR_E_CANCELLED)"
    fact "leaves nothing, SIG$name" holds_nothing work
done
exits 130 "seal --json" stopped INT "$MOHUR" seal -r A.pem -s me \
    -o work/x huge --store sender --pass-file sender.pass --json
fact "answers" json out \
    'j["exit"] == 130 and j["code"] == "MOHUR_E_CANCELLED"'
fact "leaves nothing" holds_nothing work

# What is there already stays as it was.
echo before >work/x
exits 130 "seal --force" stopped INT "$MOHUR" seal -r A.pem -s me -f \
    -o work/x huge --store sender --pass-file sender.pass
fact "keeps what was there" [ "$(cat work/x)" = before ]
fact "and nothing beside it" [ "$(ls -A work)" = x ]
rm work/x

rm huge
truncate -s 300000000 large
as sender seal -r A.pem -s me -o large.mohur --quiet large
exits 130 "open" stopped INT "$MOHUR" open -o work/out --from me.pem \
    large.mohur --store A --pass-file A.pass
fact "says so" says err "interrupted"
fact "leaves nothing" holds_nothing work

# A signal that is ignored stays ignored, as nohup wants it.
exits 0 "an ignored SIGHUP" sh -c "trap '' HUP
    '$MOHUR' open -o work/out --from me.pem large.mohur --store A \
        --pass-file A.pass --quiet & sleep 0.3; kill -HUP \$!; wait \$!"
fact "does no harm" cmp large work/out/large

finish
