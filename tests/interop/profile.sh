#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Profiles by other people's eyes: canonical JSON by rfc8785, the bill of
# materials by the published schema of CycloneDX 1.7.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

wanted="rfc8785==0.1.4 cyclonedx-python-lib[json-validation]==11.12.0"
if ! python3 -m pip install --quiet --disable-pip-version-check \
    --target pkg $wanted >pip.log 2>&1; then
    echo "SKIP: pip cannot install $wanted"
    exit 77
fi
PYTHONPATH=$PWD/pkg
export PYTHONPATH

cat >canonical.py <<'EOF'
import json, sys
import rfc8785
text = open(sys.argv[1], "rb").read().split(b"\n\n")[0]
sys.exit(rfc8785.dumps(json.loads(text)) != text)
EOF
for file in "$MOHUR_SOURCE_DIR"/docs/profiles/*.json-note \
    "$MOHUR_SOURCE_DIR/tests/data/profile/sample.json-note"; do
    fact "$(basename "$file") is canonical JSON" python3 canonical.py "$file"
done

new_store A
for alg in Ed25519 ECDSA-P256 ECDSA-P384; do
    as A key create "sign $alg" --for sign --alg $alg --quiet
done
for alg in X25519 ECDH-P256 ECDH-P384; do
    as A key create "seal $alg" --for seal --alg $alg --days 30 --quiet
done
as A key create "sign RSA" --for sign --alg RSASSA-PSS --quiet 2>rsa.log ||
    says rsa.log UNSUPPORTED
as A key create wrap --for wrap --quiet
as A key rotate wrap --activate 2099-01-01 --quiet >rotated
as A key suspend "sign Ed25519" --version 1 --quiet
as A key compromise "seal X25519" --version 1 --quiet
as A cbom >keys.json
fact "the bill of materials is valid" \
    python3 "$MOHUR_SOURCE_DIR/tests/interop/cbom.py" keys.json
as A cbom --names >named.json
fact "and with names" \
    python3 "$MOHUR_SOURCE_DIR/tests/interop/cbom.py" named.json
finish
