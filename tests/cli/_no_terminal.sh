# SPDX-License-Identifier: Apache-2.0
#
# Stands for _terminal.py where no terminal can be had: the exit code of a
# command that was interrupted.
exit 130
