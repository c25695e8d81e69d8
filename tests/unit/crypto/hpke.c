/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hpke.h"

#include "crypto/kem.h"
#include "drawn.h"

/* RFC 9180 A.2, A.5 and A.7, base mode. */
static const struct {
    struct mohur__hpke_suite suite;
    const char *ephemeral; /* skEm */
    const char *private_key;
    const char *public_key;
    const char *enc;
    const char *shared;
    const char *sealed; /* sequence number 0; NULL for export-only */
    const char *exported[3];
} KNOWN[] = {
    {{MOHUR_ALG_X25519, MOHUR_ALG_SHA_256, MOHUR_ALG_CHACHA20_POLY1305},
     "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
     "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
     "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
     "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
     "0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7",
     "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
     "21993c62ce81883d2dd1b51a28",
     {"4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e",
      "8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69",
      "5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53"}},
    {{MOHUR_ALG_ECDH_P256, MOHUR_ALG_SHA_256, MOHUR_ALG_CHACHA20_POLY1305},
     "7550253e1147aae48839c1f8af80d2770fb7a4c763afe7d0afa7e0f42a5b3689",
     "a4d1c55836aa30f9b3fbb6ac98d338c877c2867dd3a77396d13f68d3ab150d3b",
     "04a697bffde9405c992883c5c439d6cc358170b51af72812333b015621dc0f40ba"
     "d9bb726f68a5c013806a790ec716ab8669f84f6b694596c2987cf35baba2a006",
     "04c07836a0206e04e31d8ae99bfd549380b072a1b1b82e563c935c095827824fc1"
     "559eac6fb9e3c70cd3193968994e7fe9781aa103f5b50e934b5b2f387e381291",
     "806520f82ef0b03c823b7fc524b6b55a088f566b9751b89551c170f4113bd850",
     "6469c41c5c81d3aa85432531ecf6460ec945bde1eb428cb2fedf7a29f5a685b4"
     "ccb0d057f03ea2952a27bb458b",
     {"9b13c510416ac977b553bf1741018809c246a695f45eff6d3b0356dbefe1e660",
      "6c8b7be3a20a5684edecb4253619d9051ce8583baf850e0cb53c402bdcaf8ebb",
      "477a50d804c7c51941f69b8e32fe8288386ee1a84905fe4938d58972f24ac938"}},
    {{MOHUR_ALG_X25519, MOHUR_ALG_SHA_256, MOHUR_ALG_NONE},
     "095182b502f1f91f63ba584c7c3ec473d617b8b4c2cec3fad5af7fa6748165ed",
     "33d196c830a12f9ac65d6e565a590d80f04ee9b19c83c87f2c170d972a812848",
     "194141ca6c3c3beb4792cd97ba0ea1faff09d98435012345766ee33aae2d7664",
     "e5e8f9bfff6c2f29791fc351d2c25ce1299aa5eaca78a757c0b4fb4bcd830918",
     "e81716ce8f73141d4f25ee9098efc968c91e5b8ce52ffff59d64039e82918b66",
     NULL,
     {"7a36221bd56d50fb51ee65edfd98d06a23c4dc87085aa5866cb7087244bd2a36",
      "d5535b87099c6c3ce80dc112a2671c6ec8e811a2f284f948cec6dd1708ee33f0",
      "ffaabc85a776136ca0c378e5d084c9140ab552b78f039d2e8775f26efff4c70e"}},
};

static const char INFO[]            = "Ode on a Grecian Urn";
static const char PLAIN[]           = "Beauty is truth, truth beauty";
static const char *const CONTEXTS[] = {"", "00", "54657374436f6e74657874"};

enum {
    KNOWN_LEN = sizeof KNOWN / sizeof KNOWN[0],
    ENC_MAX   = 97
};

static void
exports_the_secrets_of_rfc_9180(void **state)
{
    struct fixture *t    = *state;
    uint8_t enc[ENC_MAX] = {0};
    uint8_t secret[32]   = {0};

    for (size_t k = 0; k < KNOWN_LEN; k++) {
        for (size_t c = 0; c < 3; c++) {
            struct drawn drawn = {hex(t, KNOWN[k].ephemeral), 0};
            mohur_ctx *ctx     = drawn_ctx(&drawn);
            mohur__bytes want  = hex(t, KNOWN[k].enc);
            mohur__bytes key   = hex(t, KNOWN[k].private_key);

            drawn.at = 0;
            CHECK_OK(mohur__hpke_send_export(
                ctx, KNOWN[k].suite, hex(t, KNOWN[k].public_key),
                MOHUR__TEXT(INFO), hex(t, CONTEXTS[c]), room(enc, want.len),
                MOHUR__SPAN(secret)));
            CHECK_BYTES(want, room(enc, want.len));
            CHECK_BYTES(hex(t, KNOWN[k].exported[c]), MOHUR__BYTES(secret));
            memset(secret, 0, sizeof secret);
            CHECK_OK(mohur__hpke_receive_export(
                ctx, KNOWN[k].suite, key, want, MOHUR__TEXT(INFO),
                hex(t, CONTEXTS[c]), MOHUR__SPAN(secret)));
            CHECK_BYTES(hex(t, KNOWN[k].exported[c]), MOHUR__BYTES(secret));
            mohur_ctx_free(ctx);
        }
    }
}

static void
exports_in_two_steps_too(void **state)
{
    struct fixture *t  = *state;
    uint8_t secret[32] = {0};
    uint8_t shared[32] = {0};

    for (size_t k = 0; k < KNOWN_LEN; k++) {
        CHECK_OK(mohur__kem_decap(t->ctx, KNOWN[k].suite.kem,
                                  hex(t, KNOWN[k].private_key),
                                  hex(t, KNOWN[k].enc), MOHUR__SPAN(shared)));
        CHECK_BYTES(hex(t, KNOWN[k].shared), MOHUR__BYTES(shared));
        CHECK_OK(mohur__hpke_export(t->ctx, KNOWN[k].suite,
                                    MOHUR__BYTES(shared), MOHUR__TEXT(INFO),
                                    hex(t, CONTEXTS[2]), MOHUR__SPAN(secret)));
        CHECK_BYTES(hex(t, KNOWN[k].exported[2]), MOHUR__BYTES(secret));
    }
}

static void
seals_the_bytes_of_rfc_9180(void **state)
{
    struct fixture *t    = *state;
    uint8_t enc[ENC_MAX] = {0};
    uint8_t out[64]      = {0};

    for (size_t k = 0; k < KNOWN_LEN && KNOWN[k].sealed != NULL; k++) {
        struct drawn drawn = {hex(t, KNOWN[k].ephemeral), 0};
        mohur_ctx *ctx     = drawn_ctx(&drawn);
        mohur__bytes want  = hex(t, KNOWN[k].sealed);
        mohur__bytes e     = hex(t, KNOWN[k].enc);
        mohur__bytes key   = hex(t, KNOWN[k].private_key);

        drawn.at = 0;
        CHECK_OK(mohur__hpke_seal(
            ctx, KNOWN[k].suite, hex(t, KNOWN[k].public_key), MOHUR__TEXT(INFO),
            MOHUR__TEXT("Count-0"), MOHUR__TEXT(PLAIN), room(enc, e.len),
            room(out, want.len)));
        CHECK_BYTES(e, room(enc, e.len));
        CHECK_BYTES(want, room(out, want.len));
        CHECK_OK(mohur__hpke_open(ctx, KNOWN[k].suite, key, e,
                                  MOHUR__TEXT(INFO), MOHUR__TEXT("Count-0"),
                                  want, room(out, want.len - 16)));
        CHECK_BYTES(MOHUR__TEXT(PLAIN), room(out, want.len - 16));
        mohur_ctx_free(ctx);
    }
}

/* The suites that files use, with no published vectors of their own. */
static void
opens_what_it_sealed_in_every_suite(void **state)
{
    struct fixture *t       = *state;
    const mohur_alg KEMS[]  = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                               MOHUR_ALG_ECDH_P384};
    const mohur_alg KDFS[]  = {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384,
                               MOHUR_ALG_SHA_512};
    const mohur_alg AEADS[] = {MOHUR_ALG_AES_256_GCM,
                               MOHUR_ALG_CHACHA20_POLY1305};
    uint8_t d[48]           = {0};
    uint8_t q[ENC_MAX]      = {0};
    uint8_t enc[ENC_MAX]    = {0};
    uint8_t out[64]         = {0};

    for (size_t i = 0; i < 18; i++) {
        const struct mohur__hpke_suite s = {KEMS[i % 3], KDFS[i / 3 % 3],
                                            AEADS[i / 9]};
        mohur__span key    = room(d, mohur__kem_private_len(s.kem));
        mohur__span public = room(q, mohur__kem_public_len(s.kem));
        mohur__span e      = room(enc, mohur__kem_enc_len(s.kem));
        mohur__bytes k     = mohur__span_bytes(key);

        CHECK_OK(mohur__kem_keygen(t->ctx, s.kem, key));
        CHECK_OK(mohur__kem_public_of(t->ctx, s.kem, k, public));
        CHECK_OK(mohur__hpke_seal(t->ctx, s, mohur__span_bytes(public),
                                  MOHUR__NOTHING, MOHUR__NOTHING,
                                  MOHUR__TEXT("salam"), e, room(out, 21)));
        CHECK_OK(mohur__hpke_open(t->ctx, s, k, mohur__span_bytes(e),
                                  MOHUR__NOTHING, MOHUR__NOTHING,
                                  first(out, 21), room(out, 5)));
        CHECK_BYTES(MOHUR__TEXT("salam"), room(out, 5));
    }
}

static mohur_status
open_with(struct fixture *t, mohur__bytes info, mohur__bytes aad, uint8_t flip)
{
    uint8_t sealed[45] = {0};
    uint8_t out[29]    = {0};
    mohur__bytes key   = hex(t, KNOWN[0].private_key);

    mohur__error_clear(t->ctx);
    mohur__copy(MOHUR__SPAN(sealed), hex(t, KNOWN[0].sealed));
    sealed[44] ^= flip;
    return mohur__hpke_open(t->ctx, KNOWN[0].suite, key, hex(t, KNOWN[0].enc),
                            info, aad, MOHUR__BYTES(sealed), MOHUR__SPAN(out));
}

static void
opens_only_what_is_genuine(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes info  = MOHUR__TEXT(INFO);
    mohur__bytes aad   = MOHUR__TEXT("Count-0");
    mohur__bytes other = MOHUR__TEXT("Count-1");

    CHECK_OK(open_with(t, info, aad, 0));
    CHECK_STATUS(MOHUR_E_AUTH, open_with(t, info, aad, 1));
    CHECK_STATUS(MOHUR_E_AUTH, open_with(t, info, other, 0));
    CHECK_STATUS(MOHUR_E_AUTH, open_with(t, other, aad, 0));
}

static void
refuses_suites_it_does_not_know(void **state)
{
    struct fixture *t                    = *state;
    uint8_t secret[32]                   = {0};
    uint8_t enc[32]                      = {0};
    const struct mohur__hpke_suite BAD[] = {
        {MOHUR_ALG_ED25519, MOHUR_ALG_SHA_256, MOHUR_ALG_NONE},
        {MOHUR_ALG_X25519, MOHUR_ALG_HMAC_SHA_256, MOHUR_ALG_NONE},
        {MOHUR_ALG_X25519, MOHUR_ALG_SHA_256, MOHUR_ALG_XCHACHA20_POLY1305},
    };

    for (size_t i = 0; i < 3; i++) {
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                     mohur__hpke_export(t->ctx, BAD[i], MOHUR__BYTES(secret),
                                        MOHUR__NOTHING, MOHUR__NOTHING,
                                        MOHUR__SPAN(secret)));
    }
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__hpke_seal(t->ctx, KNOWN[2].suite,
                                  hex(t, KNOWN[2].public_key), MOHUR__NOTHING,
                                  MOHUR__NOTHING, MOHUR__NOTHING,
                                  MOHUR__SPAN(enc), room(secret, 16)));
    CHECK_MESSAGE("HPKE without an AEAD can only export");
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    uint8_t out[64]   = {0};
    uint8_t enc[32]   = {0};

    for (size_t nth = 1;; nth++) {
        mohur_status st = MOHUR_OK;

        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__hpke_seal(t->ctx, KNOWN[0].suite,
                              hex(t, KNOWN[0].public_key), MOHUR__NOTHING,
                              MOHUR__NOTHING, MOHUR__TEXT("salam"),
                              MOHUR__SPAN(enc), room(out, 21));
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            CHECK(nth > 5);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(exports_the_secrets_of_rfc_9180),
        CASE(exports_in_two_steps_too),
        CASE(seals_the_bytes_of_rfc_9180),
        CASE(opens_what_it_sealed_in_every_suite),
        CASE(opens_only_what_is_genuine),
        CASE(refuses_suites_it_does_not_know),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("HPKE", cases, NULL, NULL);
}
