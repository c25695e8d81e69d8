/* SPDX-License-Identifier: Apache-2.0 */
/* mohur_missed is only named in a comment. */
inline void
call()
{
    mohur_called();
}
