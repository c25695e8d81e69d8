/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hash.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/backends.h"
#include "crypto/front.h"

#include <stdalign.h>

/*
 * The front of hashing.
 */
struct mohur__hasher {
    const struct mohur__hash_ops *ops;
    alignas(max_align_t) uint8_t state[];
};

size_t
mohur__hash_len(mohur_alg alg)
{
    switch ((uint32_t)alg) {
    case MOHUR_ALG_SHA_256:
        return 32;
    case MOHUR_ALG_SHA_384:
        return 48;
    case MOHUR_ALG_SHA_512:
        return 64;
    default:
        return 0;
    }
}

mohur_status
mohur__hash(mohur_ctx *ctx,
            mohur_alg alg,
            mohur__bytes message,
            mohur__span out)
{
    return mohur__hash_parts(ctx, alg, &message, 1, out);
}

/* CT: leaks the lengths. */
mohur_status
mohur__hash_parts(mohur_ctx *ctx,
                  mohur_alg alg,
                  const mohur__bytes *parts,
                  size_t n,
                  mohur__span out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__hasher *h = NULL;

    TRY(mohur__hasher_new(ctx, alg, &h));
    if (out.len != h->ops->len) {
        st = mohur__crypto_bad_length(ctx, alg, "output");
        goto out;
    }
    for (size_t i = 0; i < n && st == MOHUR_OK; i++) {
        st = mohur__hasher_update(h, parts[i]);
    }
    if (st == MOHUR_OK) {
        st = mohur__hasher_finish(h, out);
    }
    st = mohur__crypto_result(ctx, st, alg, h->ops->backend);

out:
    mohur__hasher_free(h);
    return st;
}

mohur_status
mohur__hasher_new(mohur_ctx *ctx, mohur_alg alg, struct mohur__hasher **out)
{
    const struct mohur__hash_ops *ops = mohur__backends_hash(ctx, alg);

    *out = NULL;
    if (ops == NULL) {
        return mohur__crypto_missing(ctx, alg);
    }
    return mohur__hasher_new_on(ctx, ops, out);
}

mohur_status
mohur__hasher_new_on(mohur_ctx *ctx,
                     const struct mohur__hash_ops *ops,
                     struct mohur__hasher **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__hasher *h = NULL;
    void *memory            = NULL;

    *out = NULL;
    TRY(mohur__alloc(ctx, sizeof *h + ops->state_size, &memory));
    h      = memory;
    h->ops = ops;
    TRY(mohur__crypto_result(ctx, ops->init(h->state), ops->alg, ops->backend));
    *out = h;
    h    = NULL;

out:
    mohur__hasher_free(h);
    return st;
}

/* CT: leaks the length. */
mohur_status
mohur__hasher_update(struct mohur__hasher *h, mohur__bytes data)
{
    return data.len == 0 ? MOHUR_OK : h->ops->update(h->state, data);
}

mohur_status
mohur__hasher_finish(struct mohur__hasher *h, mohur__span out)
{
    if (out.len != h->ops->len) {
        return MOHUR_E_ARGUMENT;
    }
    return h->ops->finish(h->state, out);
}

void
mohur__hasher_free(struct mohur__hasher *h)
{
    if (h != NULL) {
        h->ops->wipe(h->state);
        mohur__free(h);
    }
}
