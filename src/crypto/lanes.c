/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/backends.h"
#include "crypto/front.h"
#include "crypto/hash.h"

#include <stdalign.h>

/*
 * The front of hashing many messages at once.  Without a table for it, one
 * hasher does them one after the other.
 */
struct mohur__lanes {
    const struct mohur__lanes_ops *ops; /* NULL: hasher does the work */
    struct mohur__hasher *hasher;
    size_t len; /* of a digest */
    alignas(max_align_t) uint8_t state[];
};

static mohur_status
new_on_hasher(mohur_ctx *ctx, mohur_alg alg, struct mohur__lanes **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__lanes *l = NULL;
    void *memory           = NULL;

    TRY(mohur__alloc(ctx, sizeof *l, &memory));
    l      = memory;
    l->len = mohur__hash_len(alg);
    TRY(mohur__hasher_new(ctx, alg, &l->hasher));
    *out = l;
    l    = NULL;

out:
    mohur__lanes_free(l);
    return st;
}

mohur_status
mohur__lanes_new(mohur_ctx *ctx, mohur_alg alg, struct mohur__lanes **out)
{
    const struct mohur__lanes_ops *ops = mohur__backends_lanes(ctx, alg);

    *out = NULL;
    if (ops == NULL) {
        return new_on_hasher(ctx, alg, out);
    }
    return mohur__lanes_new_on(ctx, ops, out);
}

mohur_status
mohur__lanes_new_on(mohur_ctx *ctx,
                    const struct mohur__lanes_ops *ops,
                    struct mohur__lanes **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__lanes *l = NULL;
    void *memory           = NULL;

    *out = NULL;
    TRY(mohur__alloc(ctx, sizeof *l + ops->state_size, &memory));
    l      = memory;
    l->ops = ops;
    l->len = ops->len;
    TRY(mohur__crypto_result(ctx, ops->init(l->state), ops->alg, ops->backend));
    *out = l;
    l    = NULL;

out:
    mohur__lanes_free(l);
    return st;
}

/* CT: leaks the lengths. */
static mohur_status
digest_in_turn(struct mohur__lanes *l,
               const mohur__bytes *messages,
               size_t n,
               mohur__span out)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < n; i++) {
        TRY(mohur__hasher_update(l->hasher, messages[i]));
        TRY(mohur__hasher_finish(l->hasher,
                                 mohur__span_sub(out, i * l->len, l->len)));
    }

out:
    return st;
}

mohur_status
mohur__lanes_digest(struct mohur__lanes *l,
                    const mohur__bytes *messages,
                    size_t n,
                    mohur__span out)
{
    if (n > SIZE_MAX / l->len || out.len != n * l->len) {
        return MOHUR_E_ARGUMENT;
    }
    if (n == 0) {
        return MOHUR_OK;
    }
    if (l->ops == NULL) {
        return digest_in_turn(l, messages, n, out);
    }
    return l->ops->digest(l->state, messages, n, out);
}

void
mohur__lanes_free(struct mohur__lanes *l)
{
    if (l == NULL) {
        return;
    }
    if (l->ops != NULL) {
        l->ops->wipe(l->state);
    }
    mohur__hasher_free(l->hasher);
    mohur__free(l);
}
