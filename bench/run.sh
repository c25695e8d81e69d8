#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called by ./dev bench: measure the release build that is in build/.
set -eu
cd "$(dirname "$0")/.."
exec /usr/bin/env python3 bench/run.py build "$@"
