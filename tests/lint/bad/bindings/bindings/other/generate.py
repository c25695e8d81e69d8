# SPDX-License-Identifier: Apache-2.0
print("bindings/other/made.h:1: not what is made")
