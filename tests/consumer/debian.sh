#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds the Debian packages, installs them, builds a program of somebody else
# against them, runs the command, and removes them: nothing is left.  All that
# is written goes to a layer over this system that is thrown away afterwards.
#
# usage: debian.sh [FOLDER]      (packages that are there already)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

skip() {
    echo "consumer: SKIP Debian packages: $*"
    exit 0
}

# ---- within the layer ----

ok() {
    what=$1
    shift
    "$@" >log 2>&1 || {
        echo "consumer: FAILED $what"
        cat log
        exit 1
    }
    echo "consumer: ok $what"
}

says_version() {
    "$@" | grep -q '^mohur [0-9]'
}

says_bridge() {
    [ "$("$@")" = "report.txt: the bridge is open" ]
}

# Files that any of the packages had brought; folders may be others' too.
left_over() {
    while read -r path; do
        [ ! -e "$path" ] || [ -d "$path" ] || echo "$path"
    done <brought
    ls -d /usr/include/mohur /usr/lib/*/cmake/mohur /var/lib/dpkg/info/*mohur* \
        /usr/lib/python3/dist-packages/mohur* 2>/dev/null || true
    dpkg-query -W '*mohur*' 2>/dev/null || true
}

inside() {
    work=$1
    mkdir "$work/inside" && cd "$work/inside"
    ok "the packages are installed" dpkg -i "$work"/deb/*.deb
    names=$(for deb in "$work"/deb/*.deb; do
        dpkg-deb -f "$deb" Package
    done)
    dpkg -L $names | sort -u >brought
    ok "cc against the package" cc "$here/consumer.c" -o packaged \
        $(pkg-config --cflags --libs mohur)
    ok "it runs" says_version ./packaged
    ok "and needs the package" sh -c 'ldd packaged | grep -q " /.*libmohur"'
    ok "CMake finds the package" cmake -S "$here/cmake" -B found
    ok "CMake builds against it" cmake --build found
    ok "shared" says_version found/consumer_mohur
    ok "static" says_version found/consumer_static
    mkdir sealed_static
    ok "static, an example" says_bridge found/seal_open_static sealed_static
    ok "the command" says_version mohur version
    for file in man/man1/mohur.1.gz man/man1/mohur-key-create.1.gz \
        bash-completion/completions/mohur zsh/vendor-completions/_mohur \
        fish/vendor_completions.d/mohur.fish; do
        ok "$file" test -s "/usr/share/$file"
    done
    ok "Python" sh -c '/usr/bin/python3 -m mohur >said && cat said &&
        grep -q "^library  */.*lib/.*/libmohur\.so\.[0-9.]* (found" said'
    mkdir sealed_python
    ok "Python, an example" says_bridge /usr/bin/python3 \
        "$root/examples/seal_open.py" sealed_python
    ok "the packages are purged" dpkg --purge $names
    left_over >left
    ok "nothing is left" sh -c 'cat left && [ ! -s left ]'
}

if [ "${1:-}" = --inside ]; then
    inside "$2"
    exit
fi

# ---- around it ----

command -v dh >/dev/null || skip "debhelper is missing"
command -v dh_python3 >/dev/null || skip "dh-python is missing"
[ "$(id -u)" = 0 ] || skip "installing needs root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/deb"
if [ -n "${1:-}" ]; then
    cp "$1"/*.deb "$1"/*.changes "$1"/*.buildinfo "$work/deb"
else
    # The distribution's own flags are left away: where ccache is installed,
    # what the release build compiled is not compiled again.
    export DEB_BUILD_OPTIONS=noautodbgsym
    export DEB_CFLAGS_SET= DEB_CPPFLAGS_SET= DEB_LDFLAGS_SET=
    if command -v ccache >/dev/null; then
        CCACHE_DIR=$(ccache -k cache_dir)
        export CCACHE_DIR CCACHE_BASEDIR="$work"
    fi
    TMPDIR="$work" sh "$root/src/packaging/debian.sh" "$work/deb"
fi
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$work"/deb/*.changes || { echo "consumer: FAILED lintian"; exit 1; }
    echo "consumer: ok lintian has no error and no warning"
else
    echo "consumer: SKIP lintian is missing"
fi
mkdir "$work/layer"
unshare -m true 2>/dev/null || skip "no layer over the system can be made"
unshare -m sh -eu -c '
    mount -t tmpfs tmpfs "$1/layer" && cd "$1/layer" && mkdir up side whole &&
        mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=side whole ||
        exit 77
    for folder in /proc /dev /sys "$1" "$2"; do
        mkdir -p "whole$folder"
        mount --bind "$folder" "whole$folder"
    done
    exec chroot whole sh "$2/tests/consumer/debian.sh" --inside "$1"
' sh "$work" "$root" || {
    [ $? = 77 ] || exit 1
    skip "no layer over the system can be made"
}
