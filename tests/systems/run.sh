#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs a ./dev command of this tree in another Debian, which debootstrap makes
# in a folder and which is kept for the next time.
#
# usage: run.sh SYSTEM [COMMAND...]     SYSTEM: bookworm, trixie
#
# What is run is the tree as it stands: files that git knows or would add.
# The folder is MOHUR_SYSTEMS/SYSTEM, build/systems/SYSTEM unless that is set.
# It needs root.
set -eu

: "${1:?which system: bookworm, trixie}"
system=$1
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
place=${MOHUR_SYSTEMS:-$root/build/systems}/$system
house=/root/house
vectors=${MOHUR_VECTORS:-$root/../shared/vectors}

die() {
    printf 'systems: %s\n' "$*" >&2
    exit 1
}

# What this machine does not allow is no fault of the tree.
skip() {
    printf 'SKIP systems/%s: %s\n' "$system" "$*" >&2
    exit 0
}

case $system in
bookworm) hybrid=0 ;;
# OpenSSL 3.5 has ML-KEM: a run without hybrids would prove nothing.
trixie) hybrid=1 ;;
*) die "no system '$system': bookworm, trixie" ;;
esac
[ "$(id -u)" = 0 ] || skip "making another system in a folder needs root"
command -v debootstrap >/dev/null || skip "debootstrap is missing"

# ---- the system ----

make_system() {
    detach
    rm -rf "$place"
    mkdir -p "$place"
    debootstrap --variant=minbase --include=ca-certificates,git \
        "$system" "$place" >"$place.log" 2>&1 ||
        { tail -n 20 "$place.log" >&2; skip "debootstrap failed"; }
    : >"$place/.made"
}

attach() {
    mount -t proc proc "$place/proc" || skip "nothing may be mounted here"
    mount -t devpts devpts "$place/dev/pts" 2>/dev/null || true
    [ -e "$place/dev/fd" ] || ln -s /proc/self/fd "$place/dev/fd"
    cp /etc/resolv.conf "$place/etc/resolv.conf"
}

detach() {
    umount "$place/dev/pts" 2>/dev/null || true
    umount "$place/proc" 2>/dev/null || true
}

# ---- the tree ----

bring_tree() {
    mkdir -p "$place$house" "$place/root/shared"
    find "$place$house" -mindepth 1 -maxdepth 1 ! -name build \
        -exec rm -rf {} +
    (cd "$root" && git ls-files -z --cached --others --exclude-standard |
        tar -c --null --no-recursion --ignore-failed-read -T - 2>/dev/null) |
        tar -x -C "$place$house"
    chroot "$place" git -C "$house" init -q
    chroot "$place" git -C "$house" add -A
    rm -rf "$place/root/shared/vectors"
    if [ -d "$vectors" ]; then
        cp -r "$vectors" "$place/root/shared/vectors"
    fi
}

trap detach EXIT
[ -e "$place/.made" ] || make_system
trap 'exit 130' INT TERM
attach
bring_tree
[ $# -gt 0 ] || set -- test
chroot "$place" env -i HOME=/root LANG=C.UTF-8 \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin CI="${CI:-}" MOHUR_EXPECT_HYBRID=$hybrid \
    sh -c 'cd "$0" && exec ./dev "$@"' "$house" "$@" </dev/null
