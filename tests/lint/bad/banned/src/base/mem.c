/* SPDX-License-Identifier: Apache-2.0 */
f() { free(p); time(0); }
