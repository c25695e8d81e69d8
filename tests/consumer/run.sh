#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds a program of somebody else in every way that is documented, against
# an installed copy that was moved afterwards, and runs it.
#
# usage: run.sh BUILD_FOLDER
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
prefix=$work/moved
libdir=$(dirname "$(find "$prefix" -name libmohur.so)")
export LD_LIBRARY_PATH="$libdir"
export PKG_CONFIG_PATH="$libdir/pkgconfig"

if grep -rIl -e "$work/first" -e "$source" "$prefix"; then
    echo "an installed file names a place of the build" >&2
    exit 1
fi

ran() {
    what=$1
    shift
    "$@" | grep -q '^mohur [0-9]' || { echo "consumer: FAILED $what"; exit 1; }
    echo "consumer: ok $what"
}

# seals WHAT COMMAND...: an example, which needs every part of the library.
seals() {
    what=$1
    shift
    rm -rf "$work/sealed"
    mkdir "$work/sealed"
    [ "$("$@" "$work/sealed")" = "report.txt: the bridge is open" ] ||
        { echo "consumer: FAILED $what"; exit 1; }
    echo "consumer: ok $what"
}

cmake -S "$here/cmake" -B "$work/found" -DCMAKE_PREFIX_PATH="$prefix" \
    >/dev/null
cmake --build "$work/found" >/dev/null
ran "find_package, shared" "$work/found/consumer_mohur"
ran "find_package, static" env -u LD_LIBRARY_PATH "$work/found/consumer_static"
seals "find_package, shared, an example" "$work/found/seal_open_mohur"
seals "find_package, static, an example" \
    env -u LD_LIBRARY_PATH "$work/found/seal_open_static"
ran "find_package, C++" "$work/found/consumer_cpp"

cmake -S "$here/cmake" -B "$work/added" -DMOHUR_SOURCE="$source" >/dev/null
cmake --build "$work/added" -j 2 >/dev/null
ran "add_subdirectory, shared" "$work/added/consumer_mohur"
ran "add_subdirectory, static" "$work/added/consumer_static"
ran "add_subdirectory, C++" "$work/added/consumer_cpp"
seals "add_subdirectory, static, an example" "$work/added/seal_open_static"

# The words of pkg-config are arguments, so they are split.
cc "$here/consumer.c" -o "$work/pc" $(pkg-config --cflags --libs mohur)
ran "pkg-config, shared" "$work/pc"
cc "$here/consumer.c" -o "$work/pcs" $(pkg-config --cflags mohur) \
    "$libdir/libmohur.a" $(pkg-config --static --libs mohur |
        sed 's/-lmohur//')
ran "pkg-config, static" env -u LD_LIBRARY_PATH "$work/pcs"
cc "$source/examples/seal_open.c" -o "$work/pce" $(pkg-config --cflags mohur) \
    "$libdir/libmohur.a" $(pkg-config --static --libs mohur |
        sed 's/-lmohur//')
seals "pkg-config, static, an example" env -u LD_LIBRARY_PATH "$work/pce"

c++ -std=c++17 "$here/consumer.cpp" -o "$work/pcc" \
    $(pkg-config --cflags --libs mohur)
ran "pkg-config, C++" "$work/pcc"

cc "$here/consumer.c" -o "$work/plain" -I"$prefix/include" -L"$libdir" -lmohur
ran "cc and nothing else" "$work/plain"
if [ -x "$prefix/bin/mohur" ]; then
    for page in man/man1/mohur.1 man/man1/mohur-key-create.1 \
        bash-completion/completions/mohur zsh/site-functions/_mohur \
        fish/vendor_completions.d/mohur.fish; do
        [ -s "$prefix/share/$page" ] ||
            { echo "consumer: FAILED $page is not installed"; exit 1; }
    done
    ran "the installed command" env -u LD_LIBRARY_PATH \
        "$prefix/bin/mohur" version
fi
