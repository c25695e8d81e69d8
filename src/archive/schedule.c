/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/schedule.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/kdf.h"
#include "crypto/labels.h"
#include "crypto/mac.h"

/*
 * One extract, then one expand for each use.  The preamble is the salt, so
 * nothing derived fits under another salt, suite or version.
 */
enum {
    PRK_LEN        = 64,
    KEY_LEN        = 32,
    HEADER_KEY_LEN = 64,
    KEY_NONCE_LEN  = KEY_LEN + MOHUR__CHUNK_NONCE_LEN
};

static const struct {
    uint16_t suite;
    mohur_alg aead;
} suites[] = {
    {0x0101, MOHUR_ALG_AES_256_GCM},
    {0x0102, MOHUR_ALG_CHACHA20_POLY1305},
};

mohur_alg
mohur__suite_aead(uint16_t suite)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        if (suites[i].suite == suite) {
            return suites[i].aead;
        }
    }
    return MOHUR_ALG_NONE;
}

uint16_t
mohur__suite_of(mohur_alg aead)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        if (suites[i].aead == aead) {
            return suites[i].suite;
        }
    }
    return 0;
}

static mohur_status
expand(mohur_ctx *ctx,
       const struct mohur__schedule *s,
       const mohur__bytes *info,
       size_t n,
       mohur__span out)
{
    return mohur__hkdf_expand(ctx, MOHUR_ALG_SHA_512,
                              mohur__secret_bytes(s->prk), info, n, out);
}

/* CT: leaks nothing of the keys. */
static mohur_status
derive_payload(mohur_ctx *ctx, struct mohur__schedule *s)
{
    const mohur__bytes info     = MOHUR__LABEL_PAYLOAD;
    uint8_t both[KEY_NONCE_LEN] = {0};
    mohur__bytes view           = MOHUR__BYTES(both);
    mohur_status st             = MOHUR_OK;

    TRY(expand(ctx, s, &info, 1, MOHUR__SPAN(both)));
    TRY(mohur__secret_copy(ctx, mohur__bytes_sub(view, 0, KEY_LEN),
                           &s->payload_key));
    mohur__copy(MOHUR__SPAN(s->n0),
                mohur__bytes_sub(view, KEY_LEN, MOHUR__CHUNK_NONCE_LEN));

out:
    mohur__wipe(both, sizeof both);
    return st;
}

/* CT: leaks nothing of file_key. */
mohur_status
mohur__schedule_init(mohur_ctx *ctx,
                     mohur__bytes imm,
                     mohur__bytes file_key,
                     struct mohur__schedule *out)
{
    const mohur__bytes commitment = MOHUR__LABEL_COMMITMENT;
    const mohur__bytes header_mac = MOHUR__LABEL_HEADER_MAC;
    mohur_status st               = MOHUR_OK;

    *out = (struct mohur__schedule){.prk = NULL};
    REQUIRE(ctx,
            imm.len == MOHUR__IMM_LEN && file_key.len == MOHUR__FILE_KEY_LEN,
            MOHUR_E_INTERNAL, "a preamble or file key of another length");
    TRY(mohur__secret_new(ctx, PRK_LEN, &out->prk));
    TRY(mohur__hkdf_extract(ctx, MOHUR_ALG_SHA_512, imm, file_key,
                            mohur__secret_span(out->prk)));
    TRY(expand(ctx, out, &commitment, 1, MOHUR__SPAN(out->commitment)));
    TRY(derive_payload(ctx, out));
    TRY(mohur__secret_new(ctx, HEADER_KEY_LEN, &out->header_key));
    TRY(expand(ctx, out, &header_mac, 1, mohur__secret_span(out->header_key)));

out:
    return st;
}

/* CT: leaks the length of the header. */
mohur_status
mohur__schedule_header_mac(mohur_ctx *ctx,
                           const struct mohur__schedule *s,
                           mohur__bytes used,
                           mohur__span out)
{
    return mohur__mac(ctx, MOHUR_ALG_HMAC_SHA_512,
                      mohur__secret_bytes(s->header_key), &used, 1,
                      mohur__span_sub(out, 0, MOHUR__HEADER_MAC_LEN));
}

/* CT: leaks nothing of the keys. */
mohur_status
mohur__schedule_ext(mohur_ctx *ctx,
                    const struct mohur__schedule *s,
                    mohur__bytes salt,
                    mohur__span out_key,
                    mohur__span out_nonce)
{
    const mohur__bytes info[]   = {MOHUR__LABEL_EXT, salt};
    uint8_t both[KEY_NONCE_LEN] = {0};
    mohur__bytes view           = MOHUR__BYTES(both);
    mohur_status st             = MOHUR_OK;

    TRY(expand(ctx, s, info, 2, MOHUR__SPAN(both)));
    mohur__copy(out_key, mohur__bytes_sub(view, 0, KEY_LEN));
    mohur__copy(out_nonce,
                mohur__bytes_sub(view, KEY_LEN, MOHUR__CHUNK_NONCE_LEN));

out:
    mohur__wipe(both, sizeof both);
    return st;
}

void
mohur__schedule_wipe(struct mohur__schedule *s)
{
    mohur__secret_free(s->payload_key);
    mohur__secret_free(s->header_key);
    mohur__secret_free(s->prk);
    mohur__wipe(s, sizeof *s);
}
