/* SPDX-License-Identifier: Apache-2.0 */
/** Do b. */
MOHUR_API int
mohur_b(void);
