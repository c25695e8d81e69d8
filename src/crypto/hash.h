/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_HASH_H
#define MOHUR_SRC_CRYPTO_HASH_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Hashes: one message whole, one message in pieces, and many independent
 * messages at once (lanes), which Intel Multi-Buffer does side by side and
 * the others one after the other.  What is called on an instance does not
 * touch the context, so jobs may call it.
 */
enum {
    MOHUR__HASH_MAX   = 64,
    MOHUR__SHA256_LEN = 32,
    MOHUR__SHA512_LEN = 64
};

struct mohur__hash_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t len; /* bytes of a digest */
    size_t state_size;
    bool (*usable)(void); /* NULL: on every CPU */
    mohur_status (*init)(void *state);
    mohur_status (*update)(void *state, mohur__bytes data);
    mohur_status (*finish)(void *state, mohur__span out);
    void (*wipe)(void *state);
};

/* A backend that hashes many messages at once; state is one thread's. */
struct mohur__lanes_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t len;
    size_t state_size;
    bool (*usable)(void);
    mohur_status (*init)(void *state);
    /* out = the digests in order, n * len bytes; n >= 1. */
    mohur_status (*digest)(void *state,
                           const mohur__bytes *messages,
                           size_t n,
                           mohur__span out);
    void (*wipe)(void *state);
};

/* Bytes of a digest; 0 for what is no hash. */
size_t
mohur__hash_len(mohur_alg alg);

/* Hash one message, or the parts one after the other; out.len = digest. */
mohur_status
mohur__hash(mohur_ctx *ctx,
            mohur_alg alg,
            mohur__bytes message,
            mohur__span out);
mohur_status
mohur__hash_parts(mohur_ctx *ctx,
                  mohur_alg alg,
                  const mohur__bytes *parts,
                  size_t n,
                  mohur__span out);

/* In pieces: new, update..., finish once, free. */
struct mohur__hasher;
mohur_status
mohur__hasher_new(mohur_ctx *ctx, mohur_alg alg, struct mohur__hasher **out);
mohur_status
mohur__hasher_new_on(mohur_ctx *ctx,
                     const struct mohur__hash_ops *ops,
                     struct mohur__hasher **out);
mohur_status
mohur__hasher_update(struct mohur__hasher *h, mohur__bytes data);
/* After finish the hasher is ready for the next message. */
mohur_status
mohur__hasher_finish(struct mohur__hasher *h, mohur__span out);
void
mohur__hasher_free(struct mohur__hasher *h);

/* Many independent messages at once: new for each thread, digest, free. */
struct mohur__lanes;
mohur_status
mohur__lanes_new(mohur_ctx *ctx, mohur_alg alg, struct mohur__lanes **out);
mohur_status
mohur__lanes_new_on(mohur_ctx *ctx,
                    const struct mohur__lanes_ops *ops,
                    struct mohur__lanes **out);
/* out = n digests in order.  n = 0 does nothing. */
mohur_status
mohur__lanes_digest(struct mohur__lanes *l,
                    const mohur__bytes *messages,
                    size_t n,
                    mohur__span out);
void
mohur__lanes_free(struct mohur__lanes *l);

#endif
