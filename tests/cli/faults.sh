#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Reading and writing that fails: exit 5, the path in the message, and no
# output left behind.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

new_people
mkdir work
mkdir papers
echo "first" >papers/1-small
head -c 20000000 /dev/zero >papers/2-large
echo "last" >papers/3-small

# fails WORDS TEXT COMMAND...: as described above.
fails() {
    words=$1
    text=$2
    shift 2
    exits 5 "$words" "$@"
    fact "the message tells: $words" says err "$text"
    fact "in two lines: $words" is_two_lines
    fact "nothing is left: $words" holds_nothing work
}

seal="as sender seal -r A.pem -s me"

# ---- what is read ----

fails "a path that is not there" "papers/absent" \
    $seal -o work/x papers papers/absent
# The system tells its length as 0 and gives more.
fails "a file that changes while it is read" "changed while it was read" \
    $seal -o work/x papers /proc/self/status
fails "a file that cannot be read" "/proc/self/mem" \
    $seal -o work/x papers /proc/self/mem
if [ "$(id -u)" != 0 ]; then
    mkdir closed && echo x >closed/file && chmod 0 closed/file
    fails "a file without permission" "closed/file" $seal -o work/x closed
    rm -f closed/file
    mkdir closed/folder && chmod 0 closed/folder
    fails "a folder without permission" "closed/folder" $seal -o work/x closed
    chmod 700 closed/folder
fi

# held COMMAND: seal papers into a pipe, do the command while the sealer stands
# still in the large file because nobody reads on, then read on.
held() {
    mkfifo hold
    code=0
    {
        head -c 1000000 >start
        eval "$1"
        cat >rest
    } <hold &
    reader=$!
    $seal -o - papers >hold 2>err || code=$?
    wait $reader
    rm hold start rest
}
held "mv papers/3-small gone"
fact "a file that disappears: exit 5" [ $code = 5 ]
fact "is named" says err "papers/3-small"
fact "in two lines" is_two_lines
mv gone papers/3-small
held "echo more >>papers/2-large"
fact "a file that grows while it is read: exit 5" [ $code = 5 ]
fact "is named" says err "papers/2-large changed while it was read"
held "head -c 100 /dev/zero >papers/2-large"
fact "a file that shrinks while it is read: exit 5" [ $code = 5 ]
fact "is named" says err "papers/2-large"
held "mv papers papers.old; mkdir papers"
fact "a folder that is replaced is still the one it was: exit 0" [ $code = 0 ]
rm -r papers
mv papers.old papers
head -c 20000000 /dev/zero >papers/2-large

ln -s 1-small papers/link
fails "a symbolic link" "papers/link" $seal -o work/x papers
exits 0 "--skip-unsupported leaves it out" \
    $seal --skip-unsupported -o x.mohur papers
fact "and says so" says err "left out papers/link"
rm papers/link
mkfifo papers/pipe
fails "a pipe" "papers/pipe" $seal -o work/x papers
rm papers/pipe
# A socket in the way of the last name is no file either.
fails "a device" "/dev/null" $seal -o work/x /dev/null
exits 4 "a name that an archive cannot hold" \
    sh -c "echo x >'papers/aux.txt' && '$MOHUR' seal -r A.pem -s me \
        -o work/x papers --store sender --pass-file sender.pass"
fact "is named" says err "papers/aux.txt"
fact "nothing is left" holds_nothing work
rm papers/aux.txt
exits 4 "so is one that is no UTF-8" \
    sh -c "echo x >\"papers/\$(printf 'a\\377')\" && '$MOHUR' seal -r A.pem \
        -s me -o work/x papers --store sender --pass-file sender.pass"
fact "shown with its byte escaped" says err "a%ff"
rm papers/a*

# ---- where it is written ----

fails "the output's folder is not there" "work/absent" \
    $seal -o work/absent/x papers
fails "the output's folder is a file" "me.pem" $seal -o me.pem/x papers
exits 5 "the output is a folder" $seal -o work papers
fact "is named" says err work
exits 2 "the output would be inside what is sealed" $seal -o papers/x papers
fact "is named" says err papers
fact "nothing is left" [ ! -e papers/x ]
exits 2 "deeper in it too" \
    sh -c "mkdir papers/sub && '$MOHUR' seal -r A.pem -s me -o papers/sub/x \
        papers --store sender --pass-file sender.pass"
fact "nothing is left" holds_nothing papers/sub
rmdir papers/sub
exits 2 "by way of a link too" \
    sh -c "ln -s papers way && '$MOHUR' seal -r A.pem -s me -o way/x \
        papers --store sender --pass-file sender.pass"
cp papers/1-small same
exits 2 "the output is what is sealed" $seal --force -o same same
fact "which is as it was" cmp same papers/1-small
exits 2 "stdout is what is sealed" \
    sh -c "cd papers && '$MOHUR' seal -r ../A.pem -s me -o - . \
        --store ../sender --pass-file ../sender.pass >here"
rm papers/here

limited="/usr/bin/python3 $helpers/_limited.py"
full() {
    words=$1
    limit=$2
    shift 2
    exits 5 "$words" $limited "$limit" "$@"
    fact "the message tells: $words" says err "work/"
    fact "in two lines: $words" is_two_lines
    fact "nothing is left: $words" holds_nothing work
}
$seal -o large.mohur --quiet papers
full "the disk is full when sealing" 1000000 \
    "$MOHUR" seal -r A.pem -s me -o work/x papers \
    --store sender --pass-file sender.pass
full "the disk is full for the header" 2000 \
    "$MOHUR" seal -r A.pem -s me -o work/x papers \
    --store sender --pass-file sender.pass
full "the disk is full when opening" 1000000 \
    "$MOHUR" open -o work/out --from me.pem large.mohur \
    --store A --pass-file A.pass
exits 5 "the disk is full when a key is exported" $limited 10 \
    "$MOHUR" key export box -o work/box.pem --store A --pass-file A.pass
fact "nothing is left" holds_nothing work
exits 5 "the disk is full when a keystore is made" $limited 4096 \
    "$MOHUR" init --store work/store --pass-file A.pass \
    --argon2-mib 64 --argon2-passes 3
never "there is none" [ -e work/store/keystore.db ]
exits 0 "its place can be used when there is room" \
    "$MOHUR" init --store work/store --pass-file A.pass \
    --argon2-mib 64 --argon2-passes 3
rm -r work/store
cp -r A before
exits 5 "the disk is full when a key is made" $limited 4096 \
    "$MOHUR" key create more --for seal --store A --pass-file A.pass
exits 0 "the keystore is as it was" as A key list
fact "with the keys it had" [ "$(wc -l <out)" = 1 ]
exits 0 "and takes a key when there is room" as A key create more --for seal

# A small disk, where we may make one.
mkdir disk
if mount -t tmpfs -o size=1m tmpfs disk 2>/dev/null; then
    exits 5 "a small disk when sealing" $seal -o disk/x papers
    fact "the path is told" says err "disk/x"
    fact "nothing is left" holds_nothing disk
    exits 5 "a small disk when opening" \
        as A open -o disk/out --from me.pem large.mohur
    fact "the path is told" says err "disk/out"
    fact "nothing is left" holds_nothing disk
    exits 5 "a small disk when one file is opened" as A open -o disk/out \
        --from me.pem large.mohur papers/2-large
    fact "nothing is left" holds_nothing disk
    umount disk
else
    echo "SKIP a small disk: may not mount one"
fi

# --force does not take away what the command stands on.
mkdir deep
cp large.mohur deep
exits 2 "a folder that holds the archive is not replaced" \
    as A open -f -o deep --from me.pem deep/large.mohur
fact "it is as it was" cmp deep/large.mohur large.mohur
exits 2 "nor one that holds the keystore" \
    as A open -f -o A --from me.pem large.mohur
exits 2 "nor one that we stand in" as A open -f -o . --from me.pem large.mohur
exits 0 "all is as it was" as A key list

finish
