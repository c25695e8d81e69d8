/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_BENCH_CLOCK_H
#define MOHUR_BENCH_CLOCK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Time by the wall, and a fatal check: a benchmark that fails says so. */
static inline double
bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void
bench_must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench: %s failed\n", what);
        exit(1);
    }
}

#endif
