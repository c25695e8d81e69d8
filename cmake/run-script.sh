#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs one script of the tests, or one example, in a fresh temporary folder,
# which is TMPDIR and the working directory, and removes it afterwards.  A
# program gets the folder and what else is said here.
set -eu

script=$1
shift
folder=$(mktemp -d "${TMPDIR:-/tmp}/mohur-test.XXXXXX")
trap 'chmod -R u+rwX "$folder" && rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
export TMPDIR="$folder"
cd "$folder"

case $script in
*.py) /usr/bin/python3 -B "$script" "$@" ;;
*.sh) if head -n 1 "$script" | grep -q bash; then
          bash "$script"
      else
          sh "$script"
      fi ;;
*) "$script" "$folder" "$@" ;;
esac </dev/null
