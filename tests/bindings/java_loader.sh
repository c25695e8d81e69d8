#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The loader of the Java binding: what it says of libraries that it must not
# load, and of those with other numbers.
set -eu

root=$MOHUR_SOURCE_DIR
here=$root/bindings/java/src/test
jar=$(dirname "$MOHUR_LIBRARY")/java/mohur.jar
work=$TMPDIR
heap=-Xmx128m

if [ ! -f "$jar" ]; then
    echo "SKIP: no $jar: it is made in a release build, with default-jdk-headless"
    exit 77
fi

fail() {
    echo "java: $*" >&2
    exit 1
}

mkdir "$work/classes" "$work/facts"
javac --release 11 -encoding UTF-8 -cp "$jar" -d "$work/classes" \
    "$here/java/mohur/Facts.java" "$here/java/mohur/LoaderFacts.java"
java $heap -cp "$jar:$work/classes" mohur.LoaderFacts "$work/facts"

# ---- libraries with other numbers ----

# other ABI HASH: what is said of a library that answers so.
other() {
    cat >"$work/other.c" <<C
#include <jni.h>
jint Java_mohur_Native_abi(JNIEnv *e, jclass c) { return $1; }
jstring Java_mohur_Native_fingerprint(JNIEnv *e, jclass c)
{ return (*e)->NewStringUTF(e, "$2"); }
C
    home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    cc -shared -fPIC -I "$home/include" -I "$home/include/linux" \
        -o "$work/libmohurjni.so" "$work/other.c"
    java $heap -Dmohur.library.path="$work" -cp "$jar:$work/classes" \
        mohur.LoaderFacts
}

said=$(other 7 x)
case $said in
"$work/libmohurjni.so: its ABI is 7, this jar was made for "*) ;;
*) fail "of another ABI it was said: $said" ;;
esac
said=$(other 0 x)
case $said in
"$work/libmohurjni.so: its interface is x, that of this jar "*) ;;
*) fail "of another interface it was said: $said" ;;
esac
echo "java: both libraries with other numbers were refused"
