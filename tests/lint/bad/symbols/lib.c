/* SPDX-License-Identifier: Apache-2.0 */
int
mohur_a(void)
{
    return 0;
}

int
mohur__leaked(void)
{
    return 0;
}
