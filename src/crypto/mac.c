/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mac.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/backends.h"
#include "crypto/front.h"

#include <stdalign.h>

/*
 * The front of message authentication.
 */
struct mohur__mac {
    const struct mohur__mac_ops *ops;
    alignas(max_align_t) uint8_t state[];
};

enum {
    CMAC_KEY_LEN = 32
};

size_t
mohur__mac_len(mohur_alg alg)
{
    switch ((uint32_t)alg) {
    case MOHUR_ALG_HMAC_SHA_256:
        return 32;
    case MOHUR_ALG_HMAC_SHA_384:
        return 48;
    case MOHUR_ALG_HMAC_SHA_512:
        return 64;
    case MOHUR_ALG_AES_256_CMAC:
        return 16;
    default:
        return 0;
    }
}

mohur_alg
mohur__mac_hmac_of(mohur_alg hash)
{
    switch ((uint32_t)hash) {
    case MOHUR_ALG_SHA_256:
        return MOHUR_ALG_HMAC_SHA_256;
    case MOHUR_ALG_SHA_384:
        return MOHUR_ALG_HMAC_SHA_384;
    case MOHUR_ALG_SHA_512:
        return MOHUR_ALG_HMAC_SHA_512;
    default:
        return MOHUR_ALG_NONE;
    }
}

mohur_status
mohur__mac_new(mohur_ctx *ctx,
               mohur_alg alg,
               mohur__bytes key,
               struct mohur__mac **out)
{
    const struct mohur__mac_ops *ops = mohur__backends_mac(ctx, alg);

    *out = NULL;
    if (ops == NULL) {
        return mohur__crypto_missing(ctx, alg);
    }
    return mohur__mac_new_on(ctx, ops, key, out);
}

/* CT: leaks the length of the key. */
mohur_status
mohur__mac_new_on(mohur_ctx *ctx,
                  const struct mohur__mac_ops *ops,
                  mohur__bytes key,
                  struct mohur__mac **out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__mac *m = NULL;
    void *memory         = NULL;

    *out = NULL;
    if (ops->alg == MOHUR_ALG_AES_256_CMAC && key.len != CMAC_KEY_LEN) {
        return mohur__crypto_bad_length(ctx, ops->alg, "key");
    }
    TRY(mohur__alloc(ctx, sizeof *m + ops->state_size, &memory));
    m      = memory;
    m->ops = ops;
    TRY(mohur__crypto_result(ctx, ops->init(m->state, key), ops->alg,
                             ops->backend));
    *out = m;
    m    = NULL;

out:
    mohur__mac_free(m);
    return st;
}

mohur_status
mohur__mac_compute(struct mohur__mac *m,
                   const mohur__bytes *parts,
                   size_t n,
                   mohur__span out)
{
    mohur_status st             = MOHUR_OK;
    uint8_t tag[MOHUR__MAC_MAX] = {0};

    if (out.len > m->ops->len) {
        return MOHUR_E_ARGUMENT;
    }
    TRY(m->ops->compute(m->state, parts, n, mohur__span_of(tag, m->ops->len)));
    mohur__copy(out, MOHUR__BYTES(tag));

out:
    mohur__wipe(tag, sizeof tag);
    return st;
}

void
mohur__mac_free(struct mohur__mac *m)
{
    if (m != NULL) {
        m->ops->wipe(m->state);
        mohur__free(m);
    }
}

mohur_status
mohur__mac(mohur_ctx *ctx,
           mohur_alg alg,
           mohur__bytes key,
           const mohur__bytes *parts,
           size_t n,
           mohur__span out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__mac *m = NULL;

    TRY(mohur__mac_new(ctx, alg, key, &m));
    if (out.len > m->ops->len) {
        st = mohur__crypto_bad_length(ctx, alg, "output");
        goto out;
    }
    TRY(mohur__crypto_result(ctx, mohur__mac_compute(m, parts, n, out), alg,
                             m->ops->backend));

out:
    mohur__mac_free(m);
    return st;
}
