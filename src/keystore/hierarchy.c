/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/hierarchy.h"

#include "base/guard.h"
#include "crypto/kdf.h"
#include "crypto/labels.h"

enum {
    PRK_LEN = 64,
    KEY_LEN = 32
};

/* CT: leaks the lengths. */
static mohur_status
expand(mohur_ctx *ctx, mohur__bytes prk, mohur__bytes label, mohur__span out)
{
    return mohur__hkdf_expand(ctx, MOHUR_ALG_SHA_512, prk, &label, 1, out);
}

/* CT: leaks the lengths. */
mohur_status
mohur__hierarchy_derive(mohur_ctx *ctx,
                        const uint8_t store_id[16],
                        uint32_t epoch,
                        enum mohur__suite suite,
                        mohur__bytes root_key,
                        struct mohur__hierarchy *h)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__secret *prk = NULL;
    struct mohur__secret *row = NULL;
    uint8_t salt[16 + 4];

    *h       = (struct mohur__hierarchy){0};
    h->epoch = epoch;
    h->suite = suite;
    mohur__copy(MOHUR__SPAN(h->store_id), mohur__bytes_of(store_id, 16));
    mohur__copy(MOHUR__SPAN(salt), mohur__bytes_of(store_id, 16));
    mohur__store32(salt + 16, epoch);

    TRY(mohur__secret_new(ctx, PRK_LEN, &prk));
    TRY(mohur__secret_new(ctx, KEY_LEN, &row));
    TRY(mohur__secret_new(ctx, KEY_LEN, &h->record));
    TRY(mohur__secret_copy(ctx, root_key, &h->root));
    TRY(mohur__hkdf_extract(ctx, MOHUR_ALG_SHA_512, MOHUR__BYTES(salt),
                            root_key, mohur__secret_span(prk)));
    TRY(expand(ctx, mohur__secret_bytes(prk), MOHUR__LABEL_KS_RECORD,
               mohur__secret_span(h->record)));
    TRY(expand(ctx, mohur__secret_bytes(prk), MOHUR__LABEL_KS_ROW,
               mohur__secret_span(row)));
    TRY(expand(ctx, mohur__secret_bytes(prk), MOHUR__LABEL_KS_COMMIT,
               MOHUR__SPAN(h->rk_commit)));
    TRY(mohur__mac_new(ctx, MOHUR_ALG_HMAC_SHA_256, mohur__secret_bytes(row),
                       &h->row));

out:
    mohur__secret_free(prk);
    mohur__secret_free(row);
    if (st != MOHUR_OK) {
        mohur__hierarchy_wipe(h);
    }
    return st;
}

void
mohur__hierarchy_wipe(struct mohur__hierarchy *h)
{
    mohur__secret_free(h->root);
    mohur__secret_free(h->record);
    mohur__secret_free(h->sys);
    mohur__mac_free(h->row);
    *h = (struct mohur__hierarchy){0};
}

/* label, store id, epoch, ids: sticky in aad. */
static void
env_aad(const struct mohur__hierarchy *h,
        const struct mohur__env *env,
        struct mohur__buf *aad)
{
    mohur__buf_bytes(aad, env->label);
    mohur__buf_bytes(aad, MOHUR__BYTES(h->store_id));
    mohur__buf_u32(aad, h->epoch);
    mohur__buf_bytes(aad, env->ids);
}

enum {
    AAD_MAX = 256
};

static struct mohur__suite_key
record_key(const struct mohur__hierarchy *h)
{
    return (struct mohur__suite_key){h->suite, mohur__secret_bytes(h->record)};
}

/* CT: leaks the lengths. */
mohur_status
mohur__env_seal(mohur_ctx *ctx,
                const struct mohur__hierarchy *h,
                const struct mohur__env *env,
                mohur__bytes plain,
                struct mohur__buf *out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__buf aad      = {0};
    mohur__span room           = {0};
    struct mohur__suite_key by = record_key(h);

    mohur__buf_init(&aad, ctx, AAD_MAX);
    env_aad(h, env, &aad);
    TRY(mohur__buf_status(&aad));
    room = mohur__buf_room(out, plain.len + MOHUR__ENV_EXTRA);
    TRY(mohur__buf_status(out));
    TRY(mohur__suite_seal(ctx, &by, mohur__buf_view(&aad), plain, room));

out:
    mohur__buf_wipe(&aad);
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__env_open(mohur_ctx *ctx,
                const struct mohur__hierarchy *h,
                const struct mohur__env *env,
                mohur__bytes sealed,
                struct mohur__secret **out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *plain = NULL;
    struct mohur__buf aad       = {0};
    struct mohur__suite_key by  = record_key(h);

    *out = NULL;
    mohur__buf_init(&aad, ctx, AAD_MAX);
    env_aad(h, env, &aad);
    TRY(mohur__buf_status(&aad));
    TRY(mohur__auth_require(ctx, sealed.len > MOHUR__ENV_EXTRA &&
                                     sealed.len - MOHUR__ENV_EXTRA <=
                                         MOHUR__SECRET_MAX));
    TRY(mohur__secret_new(ctx, sealed.len - MOHUR__ENV_EXTRA, &plain));
    TRY(mohur__suite_open(ctx, &by, mohur__buf_view(&aad), sealed,
                          mohur__secret_span(plain)));
    *out  = plain;
    plain = NULL;

out:
    mohur__secret_free(plain);
    mohur__buf_wipe(&aad);
    return st;
}

/* CT: leaks the length of the name. */
mohur_status
mohur__name_tag(mohur_ctx *ctx,
                const struct mohur__hierarchy *h,
                mohur__bytes name,
                uint8_t out[MOHUR__NAME_TAG_LEN])
{
    mohur__bytes index_key =
        mohur__bytes_sub(mohur__secret_bytes(h->sys), 32, 32);
    const mohur__bytes parts[] = {MOHUR__LABEL_KS_NAME, name};

    return mohur__mac(ctx, MOHUR_ALG_HMAC_SHA_256, index_key, parts, 2,
                      mohur__span_of(out, MOHUR__NAME_TAG_LEN));
}

/* CT: leaks the length of the key. */
mohur_status
mohur__kcv(mohur_ctx *ctx, mohur__bytes key, uint8_t out[MOHUR__KCV_LEN])
{
    return expand(ctx, key, MOHUR__LABEL_KS_KCV,
                  mohur__span_of(out, MOHUR__KCV_LEN));
}
