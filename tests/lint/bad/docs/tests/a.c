/* SPDX-License-Identifier: Apache-2.0 */
int f(void) { return mohur_good() + mohur_mute(); }
