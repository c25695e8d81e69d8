/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/seen.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "crypto/labels.h"

enum {
    SEEN_LEN = 4096, /* a power of two, of which an entry has 12 bits */
    KEY_LEN  = MOHUR__SHA256_LEN
};

struct mohur__seen {
    uint8_t keys[SEEN_LEN][KEY_LEN]; /* zeros: empty; no digest is that */
};

/* The whole certificate and the whole key: lengths keep the two apart. */
static mohur_status
key_of(mohur_ctx *ctx,
       const struct mohur__cert *cert,
       const struct mohur__cert *issuer,
       uint8_t out[KEY_LEN])
{
    uint8_t len[4] = {0};
    mohur__bytes parts[4];

    for (size_t i = 0; i < sizeof len; i++) {
        len[i] = (uint8_t)(issuer->spki.len >> (24 - 8 * i));
    }
    parts[0] = MOHUR__LABEL_SEEN;
    parts[1] = MOHUR__BYTES(len);
    parts[2] = issuer->spki;
    parts[3] = cert->der;
    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 4,
                             mohur__span_of(out, KEY_LEN));
}

static mohur__span
entry_of(struct mohur__seen *seen, const uint8_t key[KEY_LEN])
{
    size_t i = ((size_t)key[0] << 8 | key[1]) % SEEN_LEN;

    return MOHUR__SPAN(seen->keys[i]);
}

static bool
holds(const mohur_ctx *ctx, const uint8_t key[KEY_LEN])
{
    return ctx->seen != NULL &&
           mohur__bytes_equal(mohur__span_bytes(entry_of(ctx->seen, key)),
                              mohur__bytes_of(key, KEY_LEN));
}

mohur_status
mohur__seen_has(mohur_ctx *ctx,
                const struct mohur__cert *cert,
                const struct mohur__cert *issuer,
                bool *out)
{
    mohur_status st      = MOHUR_OK;
    uint8_t key[KEY_LEN] = {0};

    *out = false;
    TRY(key_of(ctx, cert, issuer, key));
    *out = holds(ctx, key);

out:
    return st;
}

mohur_status
mohur__seen_verify(mohur_ctx *ctx,
                   const struct mohur__cert *cert,
                   const struct mohur__cert *issuer)
{
    mohur_status st      = MOHUR_OK;
    uint8_t key[KEY_LEN] = {0};

    TRY(key_of(ctx, cert, issuer, key));
    if (holds(ctx, key)) {
        return MOHUR_OK;
    }
    TRY(mohur__cert_verify(ctx, cert, &issuer->key));
    if (ctx->seen == NULL) {
        TRY(MOHUR__NEW(ctx, &ctx->seen));
    }
    mohur__copy(entry_of(ctx->seen, key), mohur__bytes_of(key, KEY_LEN));

out:
    return st;
}
