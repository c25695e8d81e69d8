# SPDX-License-Identifier: Apache-2.0
#
# For Doxygen: names in the pages become links to what they name.
s/`\(mohur_[a-z0-9_]*\)`/\1()/g
s/`\(MOHUR_E_[A-Z_]*\)`/::\1/g
