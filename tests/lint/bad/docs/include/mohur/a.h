/* SPDX-License-Identifier: Apache-2.0 */
/** Fine. */
MOHUR_API int
mohur_good(void);

MOHUR_API int
mohur_mute(void);
/** Nobody calls it. */
MOHUR_API int
mohur_idle(const char *x,
           size_t x_len);
