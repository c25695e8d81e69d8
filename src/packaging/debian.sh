#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds the packages for Debian: puts debian/ at the top of a copy of the
# tree, and runs dpkg-buildpackage there.  The version, the date and the
# exported names are those of the tree.
#
# usage: debian.sh FOLDER        (where the packages are put)
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

version=$(sed -n 's/^project(mohur VERSION \([0-9.]*\).*/\1/p' \
    "$root/CMakeLists.txt")
date=$(sed -n 's/^set(MOHUR_DATE \(.*\))$/\1/p' "$root/CMakeLists.txt")
soname=${version%.*}
[ -n "$version" ] && [ -n "$date" ] ||
    { echo "debian: CMakeLists.txt names no version or no date" >&2; exit 1; }

tree=$work/mohur-$version
mkdir "$tree"
(cd "$root" && tar -cf - --exclude=./build --exclude=./.git .) |
    tar -xf - -C "$tree"
cp -r "$root/src/packaging/debian" "$tree/debian"
cd "$tree/debian"

# The number of the interface is in names: libmohur0.1.
sed -i "s/@SONAME@/$soname/g" control
mv libmohur.install "libmohur$soname.install"
{
    echo "libmohur.so.$soname libmohur$soname #MINVER#"
    echo " MOHUR_$soname@MOHUR_$soname $version"
    sed -n "s/^\([a-z].*\)/ \1@MOHUR_$soname $version/p" \
        "$root/src/mohur.symbols"
} >"libmohur$soname.symbols"
{
    echo "mohur ($version) unstable; urgency=medium"
    echo
    echo "  * The changes are in docs/changes of the source."
    echo
    echo " -- $(sed -n 's/^Maintainer: //p' control)  $(date -u -R -d "$date")"
} >changelog

cd "$tree"
dpkg-buildpackage -b -us -uc >"$work/log" 2>&1 ||
    { tail -n 60 "$work/log" >&2; exit 1; }
cp "$work"/*.deb "$work"/*.changes "$work"/*.buildinfo "$folder"
ls "$folder"
