#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called by ./dev bench: measure the release build that is in build/, or, with
# "compare A.json B.json", say what changed between two runs, or, with
# "report A.json -o FILE.html", make a page of one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../build
# The system's own has the modules that ./dev installs.
python3=/usr/bin/python3
[ -x $python3 ] || python3=python3

# A Python that has what draws the plots: the system's, or one of our own,
# made once.
plots_python() {
    if $python3 -c 'import matplotlib' 2>/dev/null; then
        echo $python3
        return
    fi
    if [ ! -e "$build/plots/ready" ]; then
        echo "bench: installing what draws plots in build/plots" >&2
        $python3 -m venv --clear "$build/plots" >&2 &&
            "$build/plots/bin/pip" install --quiet --only-binary :all: \
                --disable-pip-version-check -r "$here/requirements.txt" >&2 &&
            : >"$build/plots/ready" ||
            { echo "bench: no plots without matplotlib" >&2; return 1; }
    fi
    echo "$build/plots/bin/python3"
}

case ${1:-} in
compare)
    shift
    exec $python3 -B "$here/compare.py" "$@"
    ;;
report)
    shift
    plots=$(plots_python)
    exec "$plots" -B "$here/report.py" "$@"
    ;;
python) # for the tests: that Python itself
    shift
    plots=$(plots_python)
    exec "$plots" -B "$@"
    ;;
esac
cd "$here/.."
exec $python3 -B bench/run.py build "$@"
