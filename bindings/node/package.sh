#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Puts the npm package together, with the native part inside: as a folder and
# as a file that npm installs without a network.  npm itself is not needed.
#
# usage: package.sh FOLDER NATIVE VERSION     FOLDER/made is what generate.py made
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
native=$2
version=$3

case $(uname -s)-$(uname -m) in
Linux-x86_64) platform=linux-x64 ;;
Linux-aarch64) platform=linux-arm64 ;;
*) echo "package.sh: no native part for this kind of machine" >&2; exit 1 ;;
esac
libc=glibc
! grep -q ld-musl /proc/self/maps || libc=musl

rm -rf "$out/package"
mkdir -p "$out/package/lib" "$out/package/native"
cp "$here"/lib/* "$out/package/lib"
cp "$out/made/layout.cjs" "$out/made/types.d.ts" "$out/package/lib"
cp "$here/README.md" "$here/../../LICENSE" "$out/package"
sed "s/\"version\": \"[^\"]*\"/\"version\": \"$version\"/" \
    "$here/package.json" >"$out/package/package.json"
cp "$native" "$out/package/native/$platform-$libc.node"
chmod -R u=rwX,go=rX "$out/package"
tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime='2000-01-01 00:00Z' -czf "$out/mohur.tgz.new" package
mv "$out/mohur.tgz.new" "$out/mohur.tgz"
