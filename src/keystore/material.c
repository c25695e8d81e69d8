/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/material.h"

#include "base/guard.h"
#include "keystore/pair.h"
#include "keystore/pkcs8.h"

enum {
    WRAP_LEN = 32
};

void
mohur__material_wipe(struct mohur__material *m)
{
    mohur__secret_free(m->secret);
    *m = (struct mohur__material){0};
}

mohur__bytes
mohur__material_public(const struct mohur__material *m)
{
    return mohur__bytes_of(m->public_key, m->public_len);
}

/* CT: leaks the lengths. */
static mohur_status
make_pair(mohur_ctx *ctx, uint32_t bits, struct mohur__material *m)
{
    mohur_status st     = MOHUR_OK;
    mohur__bytes public = MOHUR__NOTHING;

    TRY(mohur__pair_make(ctx, m->alg, bits, &m->secret));
    TRY(mohur__pair_derive(ctx, m->alg, mohur__secret_bytes(m->secret),
                           MOHUR__SPAN(m->public_key), &public));
    m->public_len = public.len;
    TRY(mohur__pair_check(ctx, m->alg, mohur__secret_bytes(m->secret),
                          mohur__material_public(m)));

out:
    return st;
}

uint32_t
mohur__material_bits(const struct mohur__material *m)
{
    return mohur__pair_bits(m->alg, mohur__material_public(m));
}

mohur_status
mohur__material_make(mohur_ctx *ctx,
                     mohur_alg alg,
                     uint32_t bits,
                     struct mohur__material *out)
{
    *out     = (struct mohur__material){0};
    out->alg = alg;
    return alg == MOHUR_ALG_AES_256_WRAP
               ? mohur__secret_random(ctx, WRAP_LEN, &out->secret)
               : make_pair(ctx, bits, out);
}

/* What a file held, tried out once. */
static mohur_status
take_pair(mohur_ctx *ctx, struct mohur__pkcs8 *key, struct mohur__material *out)
{
    out->alg         = key->alg;
    out->secret      = key->private_key;
    key->private_key = NULL;
    out->public_len  = key->public_len;
    mohur__copy(MOHUR__SPAN(out->public_key),
                mohur__bytes_of(key->public_key, key->public_len));
    return mohur__pair_check(ctx, out->alg, mohur__secret_bytes(out->secret),
                             mohur__material_public(out));
}

mohur_status
mohur__material_read(mohur_ctx *ctx,
                     mohur_purpose purpose,
                     const struct mohur__pem_file *file,
                     struct mohur__material *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__pkcs8 key = {0};

    *out = (struct mohur__material){0};
    TRY(mohur__pkcs8_parse_pem(ctx, purpose, file->pem, file->passphrase,
                               &key));
    TRY(take_pair(ctx, &key, out));

out:
    mohur__pkcs8_wipe(&key);
    return st;
}

/* CT: leaks the lengths and whether it was a key. */
mohur_status
mohur__material_read_der(mohur_ctx *ctx,
                         mohur_purpose purpose,
                         mohur__bytes der,
                         struct mohur__material *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__pkcs8 key = {0};

    *out = (struct mohur__material){0};
    TRY(mohur__pkcs8_parse_plain(ctx, purpose, der, &key));
    TRY(mohur__pair_vet(ctx, key.alg, mohur__secret_bytes(key.private_key)));
    TRY(take_pair(ctx, &key, out));

out:
    mohur__pkcs8_wipe(&key);
    return st;
}

/* PKCS#8 has no place for these: they are kept raw. */
static bool
kept_raw(mohur_alg alg)
{
    return alg == MOHUR_ALG_AES_256_WRAP || alg == MOHUR_ALG_X_WING;
}

/* CT: leaks the lengths. */
mohur_status
mohur__material_pack(mohur_ctx *ctx,
                     const struct mohur__material *m,
                     struct mohur__secret **out)
{
    mohur__bytes secret = mohur__secret_bytes(m->secret);

    return kept_raw(m->alg)
               ? mohur__secret_copy(ctx, secret, out)
               : mohur__pkcs8_emit_plain(ctx, m->alg, secret,
                                         mohur__material_public(m), out);
}

/* CT: leaks the lengths. */
mohur_status
mohur__material_unpack(mohur_ctx *ctx,
                       mohur_purpose purpose,
                       mohur_alg alg,
                       struct mohur__secret **packed,
                       struct mohur__secret **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__pkcs8 key = {0};

    if (kept_raw(alg)) {
        *out    = *packed;
        *packed = NULL; /* the caller's, under another name */
        return MOHUR_OK;
    }
    TRY(mohur__pkcs8_parse_plain(ctx, purpose, mohur__secret_bytes(*packed),
                                 &key));
    TRY(mohur__auth_require(ctx, mohur__pair_same_keys(key.alg, alg)));
    *out            = key.private_key;
    key.private_key = NULL;

out:
    mohur__pkcs8_wipe(&key);
    return st;
}
