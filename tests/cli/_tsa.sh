# SPDX-License-Identifier: Apache-2.0
#
# Read by tests that need a time-stamp authority on loopback.

# new_tsa FOLDER: keys and certificates; the root is FOLDER/root.crt.
new_tsa() {
    mkdir "$1"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$1/root.key" -out "$1/root.crt" -subj "/CN=TSA root $1" \
        -addext "keyUsage = critical, keyCertSign, cRLSign" \
        -days 3650 2>/dev/null
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$1/tsa.key" -out "$1/tsa.csr" -subj "/CN=TSA" 2>/dev/null
    printf '%s\n' "extendedKeyUsage = critical, timeStamping" \
        "keyUsage = critical, digitalSignature" >"$1/tsa.ext"
    openssl x509 -req -in "$1/tsa.csr" -CA "$1/root.crt" \
        -CAkey "$1/root.key" -days 3650 -extfile "$1/tsa.ext" \
        -out "$1/tsa.crt" 2>/dev/null
    echo "01 " >"$1/serial"
    cat >"$1/tsa.cnf" <<'TEXT'
[tsa]
default_tsa = usual
[usual]
serial = serial
signer_cert = tsa.crt
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
clock_precision_digits = 3
ess_cert_id_alg = sha256
TEXT
}

# start_tsa FOLDER: serve it; $tsa_url is where, $tsa_pid is who.
start_tsa() {
    rm -f "$1/port"
    python3 -B "$MOHUR_SOURCE_DIR/tests/cli/_tsa.py" "$1" 2>"$1/log" &
    tsa_pid=$!
    for _try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -s "$1/port" ] || break
        sleep 0.2
    done
    tsa_url=http://127.0.0.1:$(cat "$1/port")
}
