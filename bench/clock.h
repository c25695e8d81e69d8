/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_BENCH_CLOCK_H
#define MOHUR_BENCH_CLOCK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/*
 * Time by the wall, a fatal check, since a benchmark that fails says so, and
 * samples as a member of a JSON object, of many those at equal distances.
 */
enum {
    BENCH_SAMPLES_MAX = 200
};

static inline double
bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* This thread's time on the processor, which a busy machine changes less. */
static inline double
bench_worked(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
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

static inline void
bench_print_samples(const char *name, const double *samples, size_t n)
{
    size_t step = (n + BENCH_SAMPLES_MAX - 1) / BENCH_SAMPLES_MAX;

    printf(",\"%s\":[", name);
    for (size_t i = 0; i < n; i += step) {
        printf("%s%.4g", i > 0 ? "," : "", samples[i]);
    }
    printf("]");
}

#endif
