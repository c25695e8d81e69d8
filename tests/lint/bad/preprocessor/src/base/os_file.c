/* SPDX-License-Identifier: Apache-2.0 */
#ifdef __linux__
static const int linux_here = 1;
#endif

int
mohur__f(void)
{
#if 1
    return 1;
#endif
}
