#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Compiles the Java part and makes the jar, with the native part inside.
#
# usage: jar.sh FOLDER NATIVE VERSION     FOLDER/made is what generate.py made
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
native=$2
version=$3

case $(uname -s)-$(uname -m) in
Linux-x86_64 | Linux-aarch64) platform=linux-$(uname -m) ;;
*) echo "jar.sh: no native part for this kind of machine" >&2; exit 1 ;;
esac

classes=$out/classes
rm -rf "$classes"
mkdir -p "$classes/mohur/native/$platform"
javac --release 11 -encoding UTF-8 -Xlint:all -Werror -d "$classes" \
    "$here"/src/main/java/mohur/*.java "$out"/made/java/mohur/*.java

place=$classes/mohur/native/$platform/libmohurjni.so
cp "$native" "$place"
sha256sum "$native" | cut -d ' ' -f 1 >"$place.sha256"

printf 'Automatic-Module-Name: mohur\nImplementation-Title: mohur\n%s\n' \
    "Implementation-Version: $version" >"$out/manifest.mf"
# So that `mvn install:install-file` knows what it is.
maven=$classes/META-INF/maven/mohur/mohur
mkdir -p "$maven"
cat >"$maven/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>mohur</groupId>
  <artifactId>mohur</artifactId>
  <version>$version</version>
</project>
XML
rm -f "$out/mohur.jar" "$out/mohur-sources.jar"
jar cfm "$out/mohur.jar.new" "$out/manifest.mf" -C "$classes" mohur \
    -C "$classes" META-INF/maven
jar cf "$out/mohur-sources.jar" -C "$here/src/main/java" mohur \
    -C "$out/made/java" mohur
mv "$out/mohur.jar.new" "$out/mohur.jar"
