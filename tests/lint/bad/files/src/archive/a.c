/* SPDX-License-Identifier: Apache-2.0 */
int a; // no
const char *b = "http://";
/* TODO: later */
