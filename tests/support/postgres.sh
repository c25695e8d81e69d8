#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A private PostgreSQL server for tests: a folder of its own, a local socket,
# no network, nothing that survives the tests.
#
# usage: postgres.sh start PLACE     start one; PLACE is a file that names it
#        postgres.sh stop PLACE      stop it, and remove all of it
#        postgres.sh down|up PLACE   have it away for a while
#        postgres.sh run PLACE COMMAND...
#            with MOHUR_TEST_POSTGRES; 77 if there is no server
set -eu

verb=$1
place=$2
shift 2

# The newest that is installed.
bin=
for folder in /usr/lib/postgresql/*/bin; do
    [ ! -x "$folder/initdb" ] || bin=$folder
done

# The server refuses to run as root.
plain() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

stop() {
    [ -f "$place" ] || return 0
    folder=$(cat "$place")
    rm -f "$place"
    [ -d "$folder/data" ] || return 0
    down || true
    rm -rf "$folder"
}

start() {
    stop
    if [ -z "$bin" ]; then
        echo "SKIP: PostgreSQL's server is not installed"
        exit 77
    fi
    if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
        echo "SKIP: there is no user 'postgres' to run the server as"
        exit 77
    fi
    # Not below TMPDIR, which may be closed to who the server runs as.
    folder=$(mktemp -d /tmp/mohur-pg.XXXXXX)
    [ "$(id -u)" != 0 ] || chown postgres "$folder"
    cd "$folder"
    plain "$bin/initdb" -D "$folder/data" -U mohur -A trust --no-sync \
        -E UTF8 --locale=C >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
    # What a power failure would lose does not matter here.
    cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
fsync = off
full_page_writes = off
max_connections = 150
shared_buffers = 32MB
autovacuum = off
CONF
    up
    echo "$folder" >"$place"
}

up() {
    (cd "$folder" && plain "$bin/pg_ctl" -D "$folder/data" \
        -l "$folder/server.log" -w start >/dev/null 2>&1) ||
        { cat "$folder/server.log"; exit 1; }
}

down() {
    (cd "$folder" && plain "$bin/pg_ctl" -D "$folder/data" -m immediate -w \
        stop >/dev/null 2>&1)
}

case $verb in
start) start ;;
stop) stop ;;
up | down)
    folder=$(cat "$place")
    $verb
    ;;
run)
    if [ ! -f "$place" ]; then
        echo "SKIP: there is no PostgreSQL server"
        exit 77
    fi
    MOHUR_TEST_POSTGRES=$(cat "$place")
    export MOHUR_TEST_POSTGRES
    exec "$@"
    ;;
*)
    echo "usage: postgres.sh start|stop|up|down|run PLACE" >&2
    exit 2
    ;;
esac
