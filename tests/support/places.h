/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_PLACES_H
#define MOHUR_TESTS_PLACES_H

#include "fixture.h"

#include <pthread.h>

/*
 * A sink that takes bytes anywhere, from any thread, and counts: which bytes
 * came, and whether one came twice.
 */
struct places {
    pthread_mutex_t lock;
    uint8_t *bytes;
    uint8_t *seen; /* one for each byte */
    size_t cap;
    size_t len;       /* of all that came */
    size_t end;       /* behind the last of it */
    size_t pieces;    /* calls */
    size_t backwards; /* of these began before the end */
    size_t fail_at;   /* the nth call fails; 0: none */
    size_t finishes;
    bool doubled; /* a byte came twice, or where none can be */
};

/* Caller's memory.  Release it when the sink is gone. */
void
places_new(size_t cap, struct places *out);
void
places_free(struct places *p);

mohur_sink *
places_sink(mohur_ctx *ctx, struct places *p);

/* Finished once, each byte once, without gaps: what came. */
struct view
places_whole(const struct places *p);

#endif
