/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/kdf.h"
#include "material.h"

/* RFC 5869 A.1 to A.3, and the same inputs with SHA-512. */
static const struct {
    mohur_alg hash;
    const char *ikm;
    const char *salt;
    const char *info;
    const char *prk;
    const char *okm;
} KNOWN[] = {
    {MOHUR_ALG_SHA_256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
     "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
     "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
     "34007208d5b887185865"},
    {MOHUR_ALG_SHA_256,
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
     "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
     "404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
     "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef"
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
     "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
     "cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {MOHUR_ALG_SHA_256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
     "9d201395faa4b61a96c8"},
    {MOHUR_ALG_SHA_512, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
     "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
     "665799823737ded04a88e47e54a5890bb2c3d247c7a4254a8e61350723590a26"
     "c36238127d8661b88cf80ef802d57e2f7cebcf1e00e083848be19929c61b4237",
     "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c14815793"
     "38da362cb8d9f925d7cb"},
};

static void
gives_the_keys_of_rfc_5869(void **state)
{
    struct fixture *t = *state;
    uint8_t out[100]  = {0};

    for (size_t k = 0; k < sizeof KNOWN / sizeof KNOWN[0]; k++) {
        mohur__bytes prk  = hex(t, KNOWN[k].prk);
        mohur__bytes okm  = hex(t, KNOWN[k].okm);
        mohur__bytes info = hex(t, KNOWN[k].info);
        mohur__bytes salt = hex(t, KNOWN[k].salt);
        mohur__bytes ikm  = hex(t, KNOWN[k].ikm);

        CHECK_OK(mohur__hkdf_extract(t->ctx, KNOWN[k].hash, salt, ikm,
                                     room(out, prk.len)));
        CHECK_BYTES(prk, room(out, prk.len));
        CHECK_OK(mohur__hkdf_expand(t->ctx, KNOWN[k].hash, prk, &info, 1,
                                    room(out, okm.len)));
        CHECK_BYTES(okm, room(out, okm.len));
        memset(out, 0, sizeof out);
        CHECK_OK(mohur__hkdf(t->ctx, KNOWN[k].hash, salt, ikm, &info, 1,
                             room(out, okm.len)));
        CHECK_BYTES(okm, room(out, okm.len));
    }
}

static void
takes_info_in_parts(void **state)
{
    struct fixture *t          = *state;
    mohur__bytes prk           = hex(t, KNOWN[0].prk);
    mohur__bytes info          = hex(t, KNOWN[0].info);
    const mohur__bytes parts[] = {mohur__bytes_sub(info, 0, 3), MOHUR__NOTHING,
                                  mohur__bytes_sub(info, 3, 99)};
    uint8_t out[42]            = {0};

    CHECK_OK(mohur__hkdf_expand(t->ctx, MOHUR_ALG_SHA_256, prk, parts, 3,
                                MOHUR__SPAN(out)));
    CHECK_BYTES(hex(t, KNOWN[0].okm), MOHUR__BYTES(out));
}

/* Each length is the beginning of the longest. */
static void
gives_up_to_255_blocks(void **state)
{
    struct fixture *t = *state;
    mohur__bytes prk  = hex(t, KNOWN[0].prk);
    static uint8_t all[255 * 32];
    static uint8_t some[255 * 32 + 1];

    CHECK_OK(mohur__hkdf_expand(t->ctx, MOHUR_ALG_SHA_256, prk, NULL, 0,
                                MOHUR__SPAN(all)));
    for (size_t len = 0; len <= sizeof all; len += 31) {
        CHECK_OK(mohur__hkdf_expand(t->ctx, MOHUR_ALG_SHA_256, prk, NULL, 0,
                                    room(some, len)));
        CHECK_BYTES(room(all, len), room(some, len));
    }
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__hkdf_expand(t->ctx, MOHUR_ALG_SHA_256, prk, NULL, 0,
                                    MOHUR__SPAN(some)));
}

static void
refuses_what_is_no_hash(void **state)
{
    struct fixture *t = *state;
    uint8_t out[32]   = {0};

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__hkdf_expand(t->ctx, MOHUR_ALG_HMAC_SHA_256,
                                    MOHUR__NOTHING, NULL, 0, MOHUR__SPAN(out)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__hkdf(t->ctx, MOHUR_ALG_NONE, MOHUR__NOTHING,
                             MOHUR__NOTHING, NULL, 0, MOHUR__SPAN(out)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__hkdf_extract(t->ctx, MOHUR_ALG_SHA_512, MOHUR__NOTHING,
                                     MOHUR__NOTHING, MOHUR__SPAN(out)));
}

static void
refuses_info_of_too_many_parts(void **state)
{
    struct fixture *t            = *state;
    uint8_t out[32]              = {0};
    const mohur__bytes parts[15] = {MOHUR__NOTHING};

    CHECK_OK(mohur__hkdf_expand(t->ctx, MOHUR_ALG_SHA_256, MOHUR__NOTHING,
                                parts, 14, MOHUR__SPAN(out)));
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__hkdf_expand(t->ctx, MOHUR_ALG_SHA_256, MOHUR__NOTHING,
                                    parts, 15, MOHUR__SPAN(out)));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    uint8_t out[64]   = {0};

    for (size_t nth = 1;; nth++) {
        mohur_status st = MOHUR_OK;

        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        memset(out, 0xEE, sizeof out);
        st = mohur__hkdf(t->ctx, MOHUR_ALG_SHA_512, MOHUR__TEXT("salt"),
                         MOHUR__TEXT("ikm"), NULL, 0, MOHUR__SPAN(out));
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            CHECK(nth > 2);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_keys_of_rfc_5869),
        CASE(takes_info_in_parts),
        CASE(gives_up_to_255_blocks),
        CASE(refuses_what_is_no_hash),
        CASE(refuses_info_of_too_many_parts),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("HKDF", cases, NULL, NULL);
}
