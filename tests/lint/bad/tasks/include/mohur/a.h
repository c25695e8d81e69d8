/* SPDX-License-Identifier: Apache-2.0 */
/** Do a. */
MOHUR_API int
mohur_a(void);
