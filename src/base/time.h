/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_TIME_H
#define MOHUR_SRC_BASE_TIME_H

#include "base/bytes.h"

/* Seconds since 1970 UTC by the system's clock; negative never happens. */
int64_t
mohur__clock_system(void *user);

/* Seconds of a clock that never goes back, for ages. */
int64_t
mohur__clock_monotonic(void *user);

enum {
    MOHUR__TIME_CAP = 21
};

/* RFC 3339 in UTC, "2026-11-21T20:47:00Z"; years 0000 to 9999, else "?". */
void
mohur__time_format(int64_t t, char out[MOHUR__TIME_CAP]);

/* The same form, or a date "2026-11-21" meaning its first second.  Strict. */
bool
mohur__time_parse(mohur__bytes text, int64_t *out);

#endif
