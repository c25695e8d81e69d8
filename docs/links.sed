# SPDX-License-Identifier: Apache-2.0
#
# For Doxygen: names in the pages become links to what they name; programs are
# copied beside the pages; what is not on the site is no link.
s/`\(mohur_[a-z0-9_]*\)`/\1()/g
s/`\(MOHUR_E_[A-Z_]*\)`/::\1/g
s/](\(\.\.\/\)*examples\/\([a-z_]*\.[a-z]*\))/](\2)/g
s/](\(\.\.\/\)*examples\/SealOpen\.java)/](SealOpen.java)/g
s/\[\([^]]*\)\]([^)]*\(skip\.txt\|\.json\|\/\))/\1/g
