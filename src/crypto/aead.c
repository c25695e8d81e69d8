/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/aead.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/backends.h"
#include "crypto/front.h"

#include <stdalign.h>

/*
 * The front of authenticated encryption: lengths and room are checked here,
 * so that a backend sees only calls that make sense.
 */
struct mohur__aead {
    const struct mohur__aead_ops *ops;
    alignas(max_align_t) uint8_t state[];
};

/* SP 800-38D: 2^32 - 2 blocks; the smallest limit of all algorithms here. */
static const uint64_t PLAIN_MAX = ((uint64_t)1 << 36) - 32;

mohur_status
mohur__aead_new(mohur_ctx *ctx,
                mohur_alg alg,
                mohur__bytes key,
                struct mohur__aead **out)
{
    const struct mohur__aead_ops *ops = mohur__backends_aead(ctx, alg);

    *out = NULL;
    if (ops == NULL) {
        return mohur__crypto_missing(ctx, alg);
    }
    return mohur__aead_new_on(ctx, ops, key, out);
}

/* CT: leaks the length of the key. */
mohur_status
mohur__aead_new_on(mohur_ctx *ctx,
                   const struct mohur__aead_ops *ops,
                   mohur__bytes key,
                   struct mohur__aead **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__aead *a = NULL;
    void *memory          = NULL;

    *out = NULL;
    if (key.len != ops->key_len) {
        return mohur__crypto_bad_length(ctx, ops->alg, "key");
    }
    TRY(mohur__alloc(ctx, sizeof *a + ops->state_size, &memory));
    a      = memory;
    a->ops = ops;
    TRY(mohur__crypto_result(ctx, ops->init(a->state, key), ops->alg,
                             ops->backend));
    *out = a;
    a    = NULL;

out:
    mohur__aead_free(a);
    return st;
}

size_t
mohur__aead_nonce_len(const struct mohur__aead *a)
{
    return a->ops->nonce_len;
}

mohur_status
mohur__aead_seal(struct mohur__aead *a,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes plain,
                 mohur__span out)
{
    mohur_status st = MOHUR_OK;
    size_t need     = 0;

    if (nonce.len != a->ops->nonce_len || plain.len > PLAIN_MAX ||
        !mohur__size_add(plain.len, a->ops->tag_len, &need) || out.len < need) {
        return MOHUR_E_ARGUMENT;
    }
    out = mohur__span_sub(out, 0, need);
    if (!mohur__bytes_disjoint_or_same(plain, mohur__span_bytes(out))) {
        return MOHUR_E_ARGUMENT;
    }
    st = a->ops->seal(a->state, nonce, aad, plain, out);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

mohur_status
mohur__aead_open(struct mohur__aead *a,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes sealed,
                 mohur__span out)
{
    mohur_status st = MOHUR_OK;

    if (sealed.len < a->ops->tag_len) {
        mohur__wipe(out.data, out.len);
        return MOHUR_E_AUTH;
    }
    if (nonce.len != a->ops->nonce_len ||
        sealed.len - a->ops->tag_len > PLAIN_MAX ||
        out.len < sealed.len - a->ops->tag_len) {
        return MOHUR_E_ARGUMENT;
    }
    out = mohur__span_sub(out, 0, sealed.len - a->ops->tag_len);
    if (!mohur__bytes_disjoint_or_same(sealed, mohur__span_bytes(out))) {
        return MOHUR_E_ARGUMENT;
    }
    st = a->ops->open(a->state, nonce, aad, sealed, out);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

void
mohur__aead_free(struct mohur__aead *a)
{
    if (a != NULL) {
        a->ops->wipe(a->state);
        mohur__free(a);
    }
}
