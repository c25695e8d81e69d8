/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_MOHUR_HPP
#define MOHUR_MOHUR_HPP
inline void
fill(int days)
{
    mohur_x c = MOHUR_X_INIT;
    c.days    = days;
}

inline short
less(long more)
{
    return more;
}
#endif
