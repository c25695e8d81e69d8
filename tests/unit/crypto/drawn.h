/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_UNIT_CRYPTO_DRAWN_H
#define MOHUR_TESTS_UNIT_CRYPTO_DRAWN_H

#include "material.h"

/*
 * A context whose randomness is what a case says, so that the random part
 * of a published vector can be drawn again.
 */
struct drawn {
    mohur__bytes bytes;
    size_t at;
};

static inline int32_t
drawn_next(void *user, uint8_t *out, size_t len)
{
    struct drawn *d = user;

    if (len > d->bytes.len - d->at) {
        return -1;
    }
    memcpy(out, d->bytes.data + d->at, len);
    d->at += len;
    return 0;
}

/* NULL if it could not be made.  Release it with mohur_ctx_free. */
static inline mohur_ctx *
drawn_ctx(struct drawn *d)
{
    mohur_sys sys             = MOHUR_SYS_INIT;
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;

    sys.user    = d;
    sys.random  = drawn_next;
    options.sys = &sys;
    return mohur_ctx_new(&options, &ctx) == MOHUR_OK ? ctx : NULL;
}

#endif
