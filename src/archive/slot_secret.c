/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot_secret.h"

#include "archive/schedule.h"
#include "base/guard.h"
#include "crypto/kdf.h"
#include "crypto/labels.h"
#include "crypto/pwhash.h"

enum {
    SUITE_OFF = 10
};

static const uint8_t zero_nonce[MOHUR__CHUNK_NONCE_LEN] = {0};

mohur__bytes
mohur__slot_nonce(void)
{
    return MOHUR__BYTES(zero_nonce);
}

mohur__bytes
mohur__slot_wc(const struct mohur__slot_keys *keys)
{
    return mohur__bytes_sub(MOHUR__BYTES(keys->both), MOHUR__SLOT_WK_LEN,
                            MOHUR__SLOT_CHECK_LEN);
}

mohur__span
mohur__slot_ikm_stretched(struct mohur__slot_ikm *ikm)
{
    return mohur__span_sub(MOHUR__SPAN(ikm->bytes), 0, MOHUR__SLOT_WK_LEN);
}

mohur__span
mohur__slot_ikm_exported(struct mohur__slot_ikm *ikm)
{
    return mohur__span_sub(MOHUR__SPAN(ikm->bytes), MOHUR__SLOT_WK_LEN,
                           MOHUR__SLOT_KEYS_LEN);
}

mohur_status
mohur__slot_aead_new(mohur_ctx *ctx,
                     mohur__bytes imm,
                     const struct mohur__slot_keys *keys,
                     struct mohur__aead **out)
{
    mohur_alg alg = mohur__suite_aead(
        mohur__load16(mohur__bytes_sub(imm, SUITE_OFF, 2).data));

    return mohur__aead_new(
        ctx, alg,
        mohur__bytes_sub(MOHUR__BYTES(keys->both), 0, MOHUR__SLOT_WK_LEN), out);
}

struct mohur__hpke_suite
mohur__slot_hpke_suite(mohur_alg kem)
{
    return (struct mohur__hpke_suite){kem, MOHUR_ALG_SHA_512, MOHUR_ALG_NONE};
}

struct mohur__slot_hpke_info
mohur__slot_hpke_info(mohur__bytes imm)
{
    struct mohur__slot_hpke_info info;
    size_t at = mohur__copy(MOHUR__SPAN(info.bytes), MOHUR__LABEL_SLOT);

    mohur__copy(mohur__span_sub(MOHUR__SPAN(info.bytes), at, imm.len), imm);
    return info;
}

/* CT: leaks the lengths. */
mohur_status
mohur__slot_keys_derive(mohur_ctx *ctx,
                        mohur__bytes imm,
                        mohur__bytes ikm,
                        mohur__bytes context,
                        struct mohur__slot_keys *out)
{
    const mohur__bytes info[] = {MOHUR__LABEL_SLOT, context};

    return mohur__hkdf(ctx, MOHUR_ALG_SHA_512, imm, ikm, info, 2,
                       MOHUR__SPAN(out->both));
}

/* CT: leaks the length of the passphrase. */
mohur_status
mohur__slot_stretch(mohur_ctx *ctx,
                    const struct mohur__slot *slot,
                    mohur__bytes passphrase,
                    mohur__span out)
{
    return mohur__pwhash(ctx, passphrase, slot->salt,
                         (struct mohur__pwhash_cost){slot->m_kib, slot->t},
                         mohur__span_sub(out, 0, MOHUR__SLOT_WK_LEN));
}
