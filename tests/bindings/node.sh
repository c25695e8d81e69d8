#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The tests of the Node.js binding by Node's own runner, and both its examples,
# all with the package as it is installed.
set -eu

root=$MOHUR_SOURCE_DIR
here=$root/bindings/node
package=$(dirname "$MOHUR_LIBRARY")/node/mohur.tgz
work=$TMPDIR
node=${MOHUR_NODE:-node}

if [ ! -f "$package" ]; then
    echo "SKIP: no $package: it is made in a release build, with nodejs and libnode-dev"
    exit 77
fi

fail() {
    echo "node: $*" >&2
    exit 1
}

# What `npm install` does with a package without dependencies or scripts.
mkdir -p "$work/node_modules"
tar -C "$work/node_modules" -xzf "$package"
mv "$work/node_modules/package" "$work/node_modules/mohur"
cp -r "$here/test" "$root/examples/seal_open.mjs" "$work"

# ---- the tests ----

cd "$work"
for suite in test/*.test.mjs; do
    "$node" --test "$suite" >log 2>&1 || { cat log; fail "$suite"; }
    # The marks are those of the reporter, which depends on Node's version.
    grep -e ' tests [0-9]' -e ' skipped [0-9]' -e 'node: ' log | tr '\n' ' '
    echo "$suite"
done

# ---- the examples ----

mkdir example readme
said=$("$node" seal_open.mjs "$work/example")
[ "$said" = "report.txt: the bridge is open" ] || fail "the example said: $said"
! "$node" seal_open.mjs "$work/example" 2>err || fail "the example did not fail"
grep -q '^MOHUR_E_EXISTS: ' err || fail "the example failed with: $(cat err)"
sed -n '/^```js$/,/^```$/p' "$here/README.md" | sed '/^```/d' >readme/first.mjs
said=$(cd readme && "$node" first.mjs)
[ "$said" = "report.txt: the bridge is open" ] ||
    fail "the example of README.md said: $said"
echo "node: both examples ran"
