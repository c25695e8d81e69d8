/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hpke.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/aead.h"
#include "crypto/construct/labeled.h"
#include "crypto/front.h"
#include "crypto/hash.h"
#include "crypto/kem.h"

/*
 * HPKE, RFC 9180, base mode: the key schedule of section 5.1 and what is
 * made from it.
 */
enum {
    MODE_BASE      = 0x00,
    SUITE_ID_LEN   = 10,
    CONTEXT_MAX    = 1 + 2 * MOHUR__HASH_MAX,
    ID_AES_256_GCM = 0x0002,
    ID_CHACHA20    = 0x0003,
    ID_EXPORT_ONLY = 0xFFFF,
    ID_NONE        = 0x0000,
    NONCE_LEN      = 12
};

/* A key schedule under way: the suite, and what its secrets come from. */
struct schedule {
    struct mohur__labeled labeled;
    uint8_t suite_id[SUITE_ID_LEN];
    size_t hash_len;
    uint8_t context[CONTEXT_MAX];
    size_t context_len;
    uint8_t secret[MOHUR__HASH_MAX];
};

static uint16_t
kdf_id(mohur_alg hash)
{
    switch ((uint32_t)hash) {
    case MOHUR_ALG_SHA_256:
        return 0x0001;
    case MOHUR_ALG_SHA_384:
        return 0x0002;
    case MOHUR_ALG_SHA_512:
        return 0x0003;
    default:
        return ID_NONE;
    }
}

static uint16_t
aead_id(mohur_alg aead)
{
    switch ((uint32_t)aead) {
    case MOHUR_ALG_AES_256_GCM:
        return ID_AES_256_GCM;
    case MOHUR_ALG_CHACHA20_POLY1305:
        return ID_CHACHA20;
    case MOHUR_ALG_NONE:
        return ID_EXPORT_ONLY;
    default:
        return ID_NONE;
    }
}

static mohur_status
begin(mohur_ctx *ctx, struct mohur__hpke_suite suite, struct schedule *s)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            mohur__kem_hpke_id(suite.kem) != 0 &&
                kdf_id(suite.kdf) != ID_NONE && aead_id(suite.aead) != ID_NONE,
            MOHUR_E_UNSUPPORTED, "HPKE does not go with %s and %s",
            mohur_alg_name(suite.kem), mohur_alg_name(suite.kdf));
    mohur__copy(MOHUR__SPAN(s->suite_id), MOHUR__TEXT("HPKE"));
    mohur__store16(&s->suite_id[4], mohur__kem_hpke_id(suite.kem));
    mohur__store16(&s->suite_id[6], kdf_id(suite.kdf));
    mohur__store16(&s->suite_id[8], aead_id(suite.aead));
    s->labeled.ctx      = ctx;
    s->labeled.hash     = suite.kdf;
    s->labeled.suite_id = MOHUR__BYTES(s->suite_id);
    s->hash_len         = mohur__hash_len(suite.kdf);

out:
    return st;
}

/*
 * KeySchedule of section 5.1 without a pre-shared key.
 * CT: leaks the lengths.
 */
static mohur_status
run(struct schedule *s, mohur__bytes shared, mohur__bytes info)
{
    mohur_status st   = MOHUR_OK;
    mohur__span whole = MOHUR__SPAN(s->context);
    size_t len        = s->hash_len;

    s->context[0]  = MODE_BASE;
    s->context_len = 1 + 2 * len;
    TRY(mohur__labeled_extract(&s->labeled, MOHUR__NOTHING,
                               MOHUR__TEXT("psk_id_hash"), MOHUR__NOTHING,
                               mohur__span_sub(whole, 1, len)));
    TRY(mohur__labeled_extract(&s->labeled, MOHUR__NOTHING,
                               MOHUR__TEXT("info_hash"), info,
                               mohur__span_sub(whole, 1 + len, len)));
    TRY(mohur__labeled_extract(&s->labeled, shared, MOHUR__TEXT("secret"),
                               MOHUR__NOTHING, mohur__span_of(s->secret, len)));

out:
    return st;
}

/* One of the secrets that the schedule gives.  CT: leaks the lengths. */
static mohur_status
secret(const struct schedule *s, mohur__bytes label, mohur__span out)
{
    return mohur__labeled_expand(
        &s->labeled, mohur__bytes_of(s->secret, s->hash_len), label,
        mohur__bytes_of(s->context, s->context_len), out);
}

/* CT: leaks the lengths. */
mohur_status
mohur__hpke_export(mohur_ctx *ctx,
                   struct mohur__hpke_suite suite,
                   mohur__bytes shared,
                   mohur__bytes info,
                   mohur__bytes exporter_context,
                   mohur__span out_secret)
{
    mohur_status st                   = MOHUR_OK;
    struct schedule s                 = {.hash_len = 0};
    uint8_t exporter[MOHUR__HASH_MAX] = {0};
    mohur__span exporter_span         = {NULL, 0};

    TRY(begin(ctx, suite, &s));
    exporter_span = mohur__span_of(exporter, s.hash_len);
    TRY(run(&s, shared, info));
    TRY(secret(&s, MOHUR__TEXT("exp"), exporter_span));
    TRY(mohur__labeled_expand(&s.labeled, mohur__span_bytes(exporter_span),
                              MOHUR__TEXT("sec"), exporter_context,
                              out_secret));

out:
    mohur__wipe(&s, sizeof s);
    mohur__wipe(exporter, sizeof exporter);
    return st;
}

mohur_status
mohur__hpke_send_export(mohur_ctx *ctx,
                        struct mohur__hpke_suite suite,
                        mohur__bytes public_key,
                        mohur__bytes info,
                        mohur__bytes exporter_context,
                        mohur__span out_enc,
                        mohur__span out_secret)
{
    mohur_status st                       = MOHUR_OK;
    uint8_t shared[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span span = mohur__span_of(shared, mohur__kem_shared_len(suite.kem));

    TRY(mohur__kem_encap(ctx, suite.kem, public_key, out_enc, span));
    TRY(mohur__hpke_export(ctx, suite, mohur__span_bytes(span), info,
                           exporter_context, out_secret));

out:
    mohur__wipe(shared, sizeof shared);
    return st;
}

mohur_status
mohur__hpke_receive_export(mohur_ctx *ctx,
                           struct mohur__hpke_suite suite,
                           mohur__bytes private_key,
                           mohur__bytes enc,
                           mohur__bytes info,
                           mohur__bytes exporter_context,
                           mohur__span out_secret)
{
    mohur_status st                       = MOHUR_OK;
    uint8_t shared[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span span = mohur__span_of(shared, mohur__kem_shared_len(suite.kem));

    TRY(mohur__kem_decap(ctx, suite.kem, private_key, enc, span));
    TRY(mohur__hpke_export(ctx, suite, mohur__span_bytes(span), info,
                           exporter_context, out_secret));

out:
    mohur__wipe(shared, sizeof shared);
    return st;
}

/*
 * The AEAD of the first message and its nonce, which is the base nonce.
 * CT: leaks the lengths.
 */
static mohur_status
first_message(mohur_ctx *ctx,
              struct mohur__hpke_suite suite,
              mohur__bytes shared,
              mohur__bytes info,
              mohur__span nonce,
              struct mohur__aead **out)
{
    mohur_status st                  = MOHUR_OK;
    struct schedule s                = {.hash_len = 0};
    uint8_t key[MOHUR__AEAD_KEY_LEN] = {0};

    REQUIRE(ctx, suite.aead != MOHUR_ALG_NONE, MOHUR_E_ARGUMENT,
            "HPKE without an AEAD can only export");
    TRY(begin(ctx, suite, &s));
    TRY(run(&s, shared, info));
    TRY(secret(&s, MOHUR__TEXT("key"), MOHUR__SPAN(key)));
    TRY(secret(&s, MOHUR__TEXT("base_nonce"), nonce));
    TRY(mohur__aead_new(ctx, suite.aead, MOHUR__BYTES(key), out));

out:
    mohur__wipe(&s, sizeof s);
    mohur__wipe(key, sizeof key);
    return st;
}

mohur_status
mohur__hpke_seal(mohur_ctx *ctx,
                 struct mohur__hpke_suite suite,
                 mohur__bytes public_key,
                 mohur__bytes info,
                 mohur__bytes aad,
                 mohur__bytes plain,
                 mohur__span out_enc,
                 mohur__span out_sealed)
{
    mohur_status st                       = MOHUR_OK;
    struct mohur__aead *a                 = NULL;
    uint8_t nonce[NONCE_LEN]              = {0};
    uint8_t shared[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span span = mohur__span_of(shared, mohur__kem_shared_len(suite.kem));

    TRY(mohur__kem_encap(ctx, suite.kem, public_key, out_enc, span));
    TRY(first_message(ctx, suite, mohur__span_bytes(span), info,
                      MOHUR__SPAN(nonce), &a));
    st = mohur__aead_seal(a, MOHUR__BYTES(nonce), aad, plain, out_sealed);
    TRY(mohur__crypto_result(ctx, st, suite.aead, MOHUR_BACKEND_DEFAULT));

out:
    mohur__aead_free(a);
    mohur__wipe(shared, sizeof shared);
    return st;
}

mohur_status
mohur__hpke_open(mohur_ctx *ctx,
                 struct mohur__hpke_suite suite,
                 mohur__bytes private_key,
                 mohur__bytes enc,
                 mohur__bytes info,
                 mohur__bytes aad,
                 mohur__bytes sealed,
                 mohur__span out_plain)
{
    mohur_status st                       = MOHUR_OK;
    struct mohur__aead *a                 = NULL;
    uint8_t nonce[NONCE_LEN]              = {0};
    uint8_t shared[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span span = mohur__span_of(shared, mohur__kem_shared_len(suite.kem));

    TRY(mohur__kem_decap(ctx, suite.kem, private_key, enc, span));
    TRY(first_message(ctx, suite, mohur__span_bytes(span), info,
                      MOHUR__SPAN(nonce), &a));
    st = mohur__aead_open(a, MOHUR__BYTES(nonce), aad, sealed, out_plain);
    TRY(mohur__crypto_result(ctx, st, suite.aead, MOHUR_BACKEND_DEFAULT));

out:
    mohur__aead_free(a);
    mohur__wipe(shared, sizeof shared);
    return st;
}
