/* SPDX-License-Identifier: Apache-2.0 */
f() { memcpy(a, b, 1); assert(1); }
