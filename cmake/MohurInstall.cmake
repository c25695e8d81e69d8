# SPDX-License-Identifier: Apache-2.0
#
# Install rules: libraries, headers, command, CMake package, pkg-config file.
