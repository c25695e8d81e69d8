/* SPDX-License-Identifier: Apache-2.0 */
f() { free(p); strcpy(a, b); printf("x"); }
