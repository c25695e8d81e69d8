/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_DRIP_H
#define MOHUR_TESTS_DRIP_H

#include "fixture.h"

/* Bytes as a stream: each once, in pieces, with no way back. */
struct drip {
    struct view data;
    size_t at;
    size_t step; /* bytes of one read at most; 0: all that is asked for */
    size_t reads;
};

/* A source that gives what is left of it. */
mohur_source *
drip_source(mohur_ctx *ctx, struct drip *d);

#endif
