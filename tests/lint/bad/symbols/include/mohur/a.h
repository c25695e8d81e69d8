/* SPDX-License-Identifier: Apache-2.0 */
MOHUR_API int
mohur_a(void);
MOHUR_API void mohur_b(int x);
MOHUR_API int
mohur_new(void);
