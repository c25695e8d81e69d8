/* SPDX-License-Identifier: Apache-2.0 */
/*
#if 0
*/
#if MOHUR_HAVE_OPENSSL
static const int here = 1;
#endif
