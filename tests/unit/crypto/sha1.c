/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sha1.h"

#include "crypto/backends.h"
#include "crypto/hash.h"
#include "material.h"

/* FIPS 180-4, and that nothing else has it. */

static void
gives_the_digests_of_fips_180(void **state)
{
    static const struct {
        const char *message;
        const char *digest;
    } known[] = {
        {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    };
    struct fixture *t = *state;
    uint8_t digest[MOHUR__SHA1_LEN];

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        CHECK_OK(mohur__insecure_sha_1(
            t->ctx, mohur__bytes_text(known[i].message), MOHUR__SPAN(digest)));
        CHECK_BYTES(hex(t, known[i].digest), MOHUR__BYTES(digest));
    }
}

static void
has_one_length(void **state)
{
    struct fixture *t                   = *state;
    uint8_t digest[MOHUR__SHA1_LEN + 1] = {0};

    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur__insecure_sha_1(t->ctx, MOHUR__TEXT("abc"), MOHUR__SPAN(digest)));
}

/* What signatures are made of does not know it. */
static void
is_no_hash_like_the_others(void **state)
{
    struct fixture *t = *state;
    uint8_t digest[MOHUR__SHA1_LEN];

    CHECK_NUMBER(0, mohur__hash_len(MOHUR_ALG_SHA_1));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__hash(t->ctx, MOHUR_ALG_SHA_1, MOHUR__TEXT("abc"),
                             MOHUR__SPAN(digest)));
    CHECK_NUMBER(MOHUR_BACKEND_DEFAULT,
                 mohur__backends_of(t->ctx, MOHUR_ALG_SHA_1));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_digests_of_fips_180),
        CASE(has_one_length),
        CASE(is_no_hash_like_the_others),
    };
    return cmocka_run_group_tests_name("SHA-1", cases, NULL, NULL);
}
