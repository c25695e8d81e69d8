/* SPDX-License-Identifier: Apache-2.0 */
static const char label[] = "mohur/1 stray";
