#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The package as npm installs it, and its types as TypeScript takes them: what
# is right compiles, each line marked as an error is one.
set -eu

root=$MOHUR_SOURCE_DIR
package=$(dirname "$MOHUR_LIBRARY")/node/mohur.tgz

if [ -z "${MOHUR_FULL:-}" ]; then
    echo "SKIP: TypeScript is fetched with MOHUR_FULL=1 alone"
    exit 77
fi
if [ ! -f "$package" ]; then
    echo "SKIP: no $package: it is made in a release build, with nodejs and libnode-dev"
    exit 77
fi
if ! command -v npm >/dev/null; then
    echo "SKIP: no npm"
    exit 77
fi

cd "$TMPDIR"
echo '{"private": true}' >package.json
npm install --offline --no-audit --no-fund "$package" >log 2>&1 ||
    { cat log; echo "node: npm does not install it" >&2; exit 1; }
if ! npm install --no-audit --no-fund --ignore-scripts typescript@5.4.5 \
    @types/node@18.19.50 >log 2>&1; then
    echo "SKIP: npm cannot fetch TypeScript: $(tail -n 1 log)"
    exit 77
fi
cp "$root"/bindings/node/test/types.ts .
cp types.ts types.mts
for module in node16 commonjs; do
    resolution=node16
    kind=node16
    files='types.ts types.mts'
    [ $module = node16 ] || { resolution=node kind=commonjs files=types.ts; }
    npx --no-install tsc --strict --noEmit --target es2022 --lib es2022 \
        --module $kind --moduleResolution $resolution --types node $files
done
node -e "require('mohur').version" && node --input-type=module -e "import 'mohur';"
echo "node: the types compile, and what is wrong does not"
