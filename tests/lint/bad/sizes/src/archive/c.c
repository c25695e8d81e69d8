/* SPDX-License-Identifier: Apache-2.0 */
#if 1
#endif
#if 1
#endif
int x;
