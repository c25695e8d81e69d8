# SPDX-License-Identifier: Apache-2.0
#
# The long part of python.sh: leaks, the types of the package and of the
# example, and the wheel in an environment that has nothing.
set -eu

root=$MOHUR_SOURCE_DIR
binding=$root/bindings/python

/usr/bin/python3 -B "$binding/tests/leaks.py"

unset PYTHONPATH
python3=/usr/bin/python3
if ! $python3 -m venv "$TMPDIR/tools" >venv.log 2>&1; then
    echo "SKIP types and wheel: no environment can be made (python3-venv)"
    exit 0
fi
if ! "$TMPDIR/tools/bin/pip" install --quiet --disable-pip-version-check \
    mypy==1.14.1 typing_extensions==4.12.2 >pip.log 2>&1; then
    echo "SKIP types and wheel: pip cannot install mypy"
    exit 0
fi

cp -r "$binding" "$TMPDIR/package"
cp "$root/examples/seal_open.py" "$TMPDIR/package/"
(cd "$TMPDIR/package" && "$TMPDIR/tools/bin/mypy" mohur seal_open.py)

# The one command of README, with what pyproject.toml pins.
$python3 -m venv "$TMPDIR/empty"
(cd "$root" && "$TMPDIR/empty/bin/pip" wheel --quiet --no-deps \
    --disable-pip-version-check --wheel-dir "$TMPDIR/wheel" \
    "$TMPDIR/package") >pip.log 2>&1 || { tail -n 40 pip.log; exit 1; }
ls "$TMPDIR/wheel"/mohur-*-cp39-abi3-linux_*.whl
"$TMPDIR/empty/bin/pip" install --quiet --disable-pip-version-check \
    "$TMPDIR/wheel"/mohur-*.whl
env -u MOHUR_BUILD "$TMPDIR/empty/bin/python" -m mohur
mkdir wheel_example
"$TMPDIR/empty/bin/python" "$root/examples/seal_open.py" wheel_example
