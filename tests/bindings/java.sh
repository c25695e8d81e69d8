#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The tests of the Java binding: its facts, and both its examples.
set -eu

root=$MOHUR_SOURCE_DIR
here=$root/bindings/java/src/test
jar=$(dirname "$MOHUR_LIBRARY")/java/mohur.jar
work=$TMPDIR
heap=-Xmx256m

if [ ! -f "$jar" ]; then
    echo "SKIP: no $jar: it is made in a release build, with default-jdk-headless"
    exit 77
fi

fail() {
    echo "java: $*" >&2
    exit 1
}

mkdir "$work/classes" "$work/facts" "$work/example" "$work/readme"
javac --release 11 -encoding UTF-8 -Xlint:all -Werror -cp "$jar" \
    -d "$work/classes" "$here"/java/mohur/*.java "$root/examples/SealOpen.java"

# ---- the facts, watched by the virtual machine ----

LC_ALL=C.UTF-8 java $heap -Xcheck:jni -cp "$jar:$work/classes" \
    mohur.BindingTest "$work/facts" >"$work/log" 2>&1 ||
    { cat "$work/log"; fail "facts do not hold"; }
! grep -e 'WARNING in native' -e 'FATAL ERROR' "$work/log" ||
    fail "the virtual machine found fault with the native part"
cat "$work/log"

# ---- the examples ----

said=$(java $heap -cp "$jar:$work/classes" SealOpen "$work/example")
[ "$said" = "report.txt: the bridge is open" ] ||
    fail "the example said: $said"
sed -n '/^```java$/,/^```$/p' "$root/bindings/java/README.md" |
    sed '/^```/d' >"$work/readme/First.java"
said=$(cd "$work/readme" && java $heap -cp "$jar" First.java)
[ "$said" = "report.txt: the bridge is open" ] ||
    fail "the example of README.md said: $said"
echo "java: both examples ran"
