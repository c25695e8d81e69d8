/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/kem.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/construct/dhkem.h"
#include "crypto/construct/xwing.h"
#include "crypto/dh.h"
#include "crypto/front.h"

/*
 * The front of key encapsulation: what sizes there are, and who does it.
 */
struct kem {
    mohur_alg alg;
    uint16_t hpke_id;
    uint16_t private_len;
    uint16_t public_len;
    uint16_t enc_len;
    uint16_t shared_len;
};

static const struct kem KEMS[] = {
    {MOHUR_ALG_ECDH_P256, 0x0010, 32, 65, 65, 32},
    {MOHUR_ALG_ECDH_P384, 0x0011, 48, 97, 97, 48},
    {MOHUR_ALG_X25519, 0x0020, 32, 32, 32, 32},
    {MOHUR_ALG_X_WING, 0x647A, 32, 1216, 1120, 32},
};

/* An entry of zeros for what is no KEM. */
static struct kem
find(mohur_alg alg)
{
    for (size_t i = 0; i < sizeof KEMS / sizeof KEMS[0]; i++) {
        if (KEMS[i].alg == alg) {
            return KEMS[i];
        }
    }
    return (struct kem){MOHUR_ALG_NONE, 0, 0, 0, 0, 0};
}

uint16_t
mohur__kem_hpke_id(mohur_alg alg)
{
    return find(alg).hpke_id;
}

size_t
mohur__kem_private_len(mohur_alg alg)
{
    return find(alg).private_len;
}

size_t
mohur__kem_public_len(mohur_alg alg)
{
    return find(alg).public_len;
}

size_t
mohur__kem_enc_len(mohur_alg alg)
{
    return find(alg).enc_len;
}

size_t
mohur__kem_shared_len(mohur_alg alg)
{
    return find(alg).shared_len;
}

bool
mohur__kem_available(const mohur_ctx *ctx, mohur_alg alg)
{
    if (alg == MOHUR_ALG_X_WING) {
        return mohur__xwing_available(ctx);
    }
    return find(alg).hpke_id != 0 && mohur__backends_dh(ctx, alg) != NULL;
}

static mohur_status
check(mohur_ctx *ctx, mohur_alg alg)
{
    return mohur__kem_available(ctx, alg) ? MOHUR_OK
                                          : mohur__crypto_missing(ctx, alg);
}

mohur_status
mohur__kem_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out_private)
{
    mohur_status st = MOHUR_OK;

    TRY(check(ctx, alg));
    if (out_private.len != find(alg).private_len) {
        return mohur__crypto_bad_length(ctx, alg, "private key");
    }
    TRY(alg == MOHUR_ALG_X_WING ? mohur__random(ctx, out_private)
                                : mohur__dh_keygen(ctx, alg, out_private));

out:
    return st;
}

mohur_status
mohur__kem_public_of(mohur_ctx *ctx,
                     mohur_alg alg,
                     mohur__bytes private_key,
                     mohur__span out)
{
    mohur_status st = MOHUR_OK;

    TRY(check(ctx, alg));
    if (private_key.len != find(alg).private_len) {
        return mohur__crypto_bad_length(ctx, alg, "private key");
    }
    if (out.len != find(alg).public_len) {
        return mohur__crypto_bad_length(ctx, alg, "public key");
    }
    TRY(alg == MOHUR_ALG_X_WING
            ? mohur__xwing_public_of(ctx, private_key, out)
            : mohur__dh_public_of(ctx, alg, private_key, out));

out:
    return st;
}

mohur_status
mohur__kem_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key)
{
    mohur_status st = MOHUR_OK;

    TRY(check(ctx, alg));
    TRY(alg == MOHUR_ALG_X_WING ? mohur__xwing_check_public(ctx, public_key)
                                : mohur__dh_check_public(ctx, alg, public_key));

out:
    return st;
}

mohur_status
mohur__kem_encap(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur__bytes public_key,
                 mohur__span out_enc,
                 mohur__span out_shared)
{
    mohur_status st = MOHUR_OK;

    TRY(check(ctx, alg));
    if (out_enc.len != find(alg).enc_len ||
        out_shared.len != find(alg).shared_len) {
        return mohur__crypto_bad_length(ctx, alg, "output");
    }
    TRY(alg == MOHUR_ALG_X_WING
            ? mohur__xwing_encap(ctx, public_key, out_enc, out_shared)
            : mohur__dhkem_encap(ctx, alg, public_key, out_enc, out_shared));

out:
    if (st != MOHUR_OK) {
        mohur__wipe(out_shared.data, out_shared.len);
    }
    return st;
}

mohur_status
mohur__kem_decap(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur__bytes private_key,
                 mohur__bytes enc,
                 mohur__span out_shared)
{
    mohur_status st = MOHUR_OK;

    TRY(check(ctx, alg));
    if (private_key.len != find(alg).private_len) {
        return mohur__crypto_bad_length(ctx, alg, "private key");
    }
    if (out_shared.len != find(alg).shared_len) {
        return mohur__crypto_bad_length(ctx, alg, "output");
    }
    TRY(alg == MOHUR_ALG_X_WING
            ? mohur__xwing_decap(ctx, private_key, enc, out_shared)
            : mohur__dhkem_decap(ctx, alg, private_key, enc, out_shared));

out:
    if (st != MOHUR_OK) {
        mohur__wipe(out_shared.data, out_shared.len);
    }
    return st;
}

mohur_status
mohur__kem_decap_agreed(mohur_ctx *ctx,
                        mohur_alg alg,
                        mohur__bytes public_key,
                        mohur__bytes enc,
                        mohur__bytes dh,
                        mohur__span out_shared)
{
    mohur_status st = MOHUR_OK;

    TRY(check(ctx, alg));
    if (alg == MOHUR_ALG_X_WING || dh.len != mohur__dh_shared_len(alg) ||
        public_key.len != find(alg).public_len ||
        enc.len != find(alg).enc_len ||
        out_shared.len != find(alg).shared_len) {
        return mohur__crypto_bad_length(ctx, alg, "agreement");
    }
    TRY(mohur__dhkem_decap_agreed(ctx, alg, public_key, enc, dh, out_shared));

out:
    return st;
}
