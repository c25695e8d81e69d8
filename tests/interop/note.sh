#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Signed notes against the package of the Go project, both ways: it opens what
# is in docs/profiles, and what it signs is checked here.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

cat >go.mod <<'EOF'
module interop

go 1.21

require golang.org/x/mod v0.17.0
EOF
cat >main.go <<'EOF'
package main

import (
    "bytes"
    "crypto/ed25519"
    "encoding/base64"
    "fmt"
    "os"

    "golang.org/x/mod/sumdb/note"
)

func must(err error) {
    if err != nil {
        fmt.Fprintln(os.Stderr, err)
        os.Exit(1)
    }
}

// The test key of a name, whose seed is one byte 32 times.
func keys(name string, b byte) (note.Signer, note.Verifier) {
    seed := bytes.Repeat([]byte{b}, 32)
    public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
    vkey, err := note.NewEd25519VerifierKey(name, public)
    must(err)
    v, err := note.NewVerifier(vkey)
    must(err)
    text := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, v.KeyHash(),
        base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
    s, err := note.NewSigner(text)
    must(err)
    return s, v
}

func main() {
    file, err := os.ReadFile(os.Args[1])
    must(err)
    a, va := keys("authority.example/a", 1)
    b, vb := keys("authority.example/b", 2)
    opened, err := note.Open(file, note.VerifierList(va, vb))
    must(err)
    if len(opened.Sigs) != 2 || len(opened.UnverifiedSigs) != 0 {
        must(fmt.Errorf("not two signatures"))
    }
    signed, err := note.Sign(&note.Note{Text: opened.Text}, a, b)
    must(err)
    must(os.WriteFile(os.Args[2], signed, 0o600))
}
EOF
if ! command -v go >/dev/null ||
    ! GOFLAGS=-mod=mod GONOSUMDB='*' go build -o note main.go >go.log 2>&1; then
    echo "SKIP: go, or its golang.org/x/mod, cannot be had"
    exit 77
fi
for file in "$MOHUR_SOURCE_DIR"/docs/profiles/*.json-note; do
    name=$(basename "$file")
    exits 0 "Go opens $name" ./note "$file" signed
    fact "and signs the same bytes" cmp "$file" signed
    exits 0 "which are checked here" "$MOHUR" profile check signed
done
finish
