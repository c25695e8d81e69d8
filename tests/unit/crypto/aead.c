/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/aead.h"

#include "crypto/backends.h"
#include "material.h"

enum {
    TAG      = MOHUR__AEAD_TAG_LEN,
    TEXT_MAX = 4096
};

/* RFC 8439 2.8.2; draft-irtf-cfrg-xchacha-03 A.3.1. */
static const char SUNSCREEN[] =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one "
    "tip for the future, sunscreen would be it.";

static const struct {
    mohur_alg alg;
    const char *key;
    const char *nonce;
    const char *aad;
    const char *sealed;
} KNOWN[] = {
    {MOHUR_ALG_CHACHA20_POLY1305,
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
     "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
     "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
     "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
     "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
     "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd060"
     "0691"},
    {MOHUR_ALG_XCHACHA20_POLY1305,
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
     "404142434445464748494a4b4c4d4e4f5051525354555657",
     "50515253c0c1c2c3c4c5c6c7",
     "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
     "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
     "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
     "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780a"
     "cf49"},
};

/* The specification of GCM (McGrew and Viega), test case 16. */
static const char GCM_KEY[] =
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
static const char GCM_NONCE[] = "cafebabefacedbaddecaf888";
static const char GCM_AAD[]   = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
static const char GCM_PLAIN[] =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
static const char GCM_SEALED[] =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b";

/* One instance of a table, with what goes with it. */
struct box {
    const struct mohur__aead_ops *ops;
    struct mohur__aead *aead;
    uint8_t *key;
    mohur__bytes nonce;
    mohur__bytes aad;
    uint8_t *plain;
    uint8_t sealed[TEXT_MAX + TAG];
    uint8_t opened[TEXT_MAX];
};

/* The i-th table that works here; false after the last. */
static bool
box_open(struct fixture *t, size_t i, struct box *b)
{
    memset(b, 0, sizeof *b);
    b->ops = mohur__backends_aead_at(i);
    if (b->ops == NULL) {
        return false;
    }
    b->key   = made_up(t, 1, 32);
    b->nonce = first(made_up(t, 2, 24), b->ops->nonce_len);
    b->aad   = first(made_up(t, 3, 40), 40);
    b->plain = made_up(t, 4, TEXT_MAX);
    if (b->ops->usable == NULL || b->ops->usable()) {
        CHECK_OK(
            mohur__aead_new_on(t->ctx, b->ops, first(b->key, 32), &b->aead));
    }
    return true;
}

static void
box_close(struct box *b)
{
    mohur__aead_free(b->aead);
}

static mohur_status
box_seal(struct box *b, size_t len)
{
    return mohur__aead_seal(b->aead, b->nonce, b->aad, first(b->plain, len),
                            room(b->sealed, len + TAG));
}

static mohur_status
box_unseal(struct box *b, size_t len)
{
    return mohur__aead_open(b->aead, b->nonce, b->aad,
                            first(b->sealed, len + TAG), room(b->opened, len));
}

/* For each table of this machine: `b` is a box, `it` ends with it. */
#define EACH_BOX(b)                                                            \
    for (size_t box_i_ = 0; box_open(t, box_i_, &(b));                         \
         box_close(&(b)), box_i_++)                                            \
        if ((b).aead != NULL)

static void
check_known(struct fixture *t,
            const struct mohur__aead_ops *ops,
            const char *key,
            const char *nonce,
            const char *aad,
            mohur__bytes plain,
            const char *sealed)
{
    struct mohur__aead *a = NULL;
    mohur__bytes want     = hex(t, sealed);
    uint8_t *out          = fixture_bytes(t, 0, want.len);

    CHECK_OK(mohur__aead_new_on(t->ctx, ops, hex(t, key), &a));
    CHECK_OK(mohur__aead_seal(a, hex(t, nonce), hex(t, aad), plain,
                              room(out, want.len)));
    CHECK_BYTES(want, room(out, want.len));
    CHECK_OK(mohur__aead_open(a, hex(t, nonce), hex(t, aad), want,
                              room(out, plain.len)));
    CHECK_BYTES(plain, room(out, plain.len));
    mohur__aead_free(a);
}

static void
gives_the_bytes_of_the_standards(void **state)
{
    struct fixture *t                 = *state;
    const struct mohur__aead_ops *ops = NULL;

    for (size_t i = 0; (ops = mohur__backends_aead_at(i)) != NULL; i++) {
        if (ops->usable != NULL && !ops->usable()) {
            continue;
        }
        if (ops->alg == MOHUR_ALG_AES_256_GCM) {
            check_known(t, ops, GCM_KEY, GCM_NONCE, GCM_AAD, hex(t, GCM_PLAIN),
                        GCM_SEALED);
        }
        for (size_t k = 0; k < 2; k++) {
            if (ops->alg == KNOWN[k].alg) {
                check_known(t, ops, KNOWN[k].key, KNOWN[k].nonce, KNOWN[k].aad,
                            MOHUR__TEXT(SUNSCREEN), KNOWN[k].sealed);
            }
        }
    }
}

static void
opens_what_it_sealed_at_every_length(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        for (size_t len = 0; len < 600; len++) {
            b.aad.len = len % 41;
            CHECK_OK(box_seal(&b, len));
            CHECK_OK(box_unseal(&b, len));
            CHECK_BYTES(first(b.plain, len), room(b.opened, len));
        }
    }
}

/* The first table of the same algorithm seals the same. */
static void
check_like_the_first(struct fixture *t, struct box *b, size_t len)
{
    const struct mohur__aead_ops *ops = NULL;
    struct mohur__aead *a             = NULL;
    static uint8_t want[TEXT_MAX + TAG];

    for (size_t i = 0; (ops = mohur__backends_aead_at(i)) != NULL; i++) {
        if (ops->alg == b->ops->alg && (ops->usable == NULL || ops->usable())) {
            break;
        }
    }
    CHECK_OK(mohur__aead_new_on(t->ctx, ops, first(b->key, 32), &a));
    CHECK_OK(mohur__aead_seal(a, b->nonce, b->aad, first(b->plain, len),
                              room(want, len + TAG)));
    mohur__aead_free(a);
    CHECK_BYTES(room(want, len + TAG), room(b->sealed, len + TAG));
}

static void
agrees_between_backends(void **state)
{
    struct fixture *t   = *state;
    const size_t LENS[] = {0,   1,   15,  16,   17,   31,   63,   64,
                           65,  127, 128, 255,  256,  257,  511,  513,
                           767, 768, 769, 1023, 1500, 2048, 4095, 4096};
    static struct box b;

    EACH_BOX(b)
    {
        for (size_t i = 0; i < sizeof LENS / sizeof LENS[0]; i++) {
            b.aad.len = i;
            CHECK_OK(box_seal(&b, LENS[i]));
            check_like_the_first(t, &b, LENS[i]);
        }
    }
}

static void
works_in_place(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        static uint8_t both[1000 + TAG];

        memcpy(both, b.plain, 1000);
        CHECK_OK(mohur__aead_seal(b.aead, b.nonce, b.aad, first(both, 1000),
                                  room(both, 1000 + TAG)));
        CHECK_OK(box_seal(&b, 1000));
        CHECK_BYTES(room(b.sealed, 1000 + TAG), room(both, 1000 + TAG));
        CHECK_OK(mohur__aead_open(b.aead, b.nonce, b.aad,
                                  first(both, 1000 + TAG), room(both, 1000)));
        CHECK_BYTES(first(b.plain, 1000), room(both, 1000));
    }
}

static void
serves_many_messages(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        static uint8_t again[100 + TAG];

        CHECK_OK(box_seal(&b, 100));
        memcpy(again, b.sealed, sizeof again);
        CHECK_OK(box_unseal(&b, 100));
        b.sealed[0] ^= 1;
        CHECK_STATUS(MOHUR_E_AUTH, box_unseal(&b, 100));
        CHECK_OK(box_seal(&b, 100));
        CHECK_BYTES(room(again, sizeof again), room(b.sealed, sizeof again));
    }
}

static void
check_refused(struct fixture *t, struct box *b, size_t len)
{
    memset(b->opened, 0xEE, len);
    CHECK_STATUS(MOHUR_E_AUTH, box_unseal(b, len));
    CHECK(mohur__bytes_zero(first(b->opened, len)));
}

static void
refuses_every_flipped_bit_and_gives_zeros(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        CHECK_OK(box_seal(&b, 37));
        for (size_t bit = 0; bit < 8 * (37 + TAG); bit++) {
            b.sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
            check_refused(t, &b, 37);
            b.sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        CHECK_OK(box_unseal(&b, 37));
    }
}

static void
refuses_another_nonce_or_associated_data(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        mohur__bytes nonce = b.nonce;
        mohur__bytes aad   = b.aad;

        CHECK_OK(box_seal(&b, 20));
        for (size_t bit = 0; bit < 8 * nonce.len; bit++) {
            uint8_t *other = fixture_bytes(t, 0, nonce.len);
            memcpy(other, nonce.data, nonce.len);
            other[bit / 8] ^= (uint8_t)(1 << bit % 8);
            b.nonce = first(other, nonce.len);
            check_refused(t, &b, 20);
        }
        b.nonce   = nonce;
        b.aad.len = aad.len - 1;
        check_refused(t, &b, 20);
        b.aad = MOHUR__NOTHING;
        check_refused(t, &b, 20);
    }
}

static void
refuses_every_truncation(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        CHECK_OK(box_seal(&b, 20));
        for (size_t len = 0; len < 20 + TAG; len++) {
            CHECK_STATUS(MOHUR_E_AUTH,
                         mohur__aead_open(b.aead, b.nonce, b.aad,
                                          first(b.sealed, len),
                                          room(b.opened, sizeof b.opened)));
        }
    }
}

static void
refuses_lengths_that_do_not_fit(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        mohur__bytes nonce = b.nonce;

        b.nonce.len--;
        CHECK_STATUS(MOHUR_E_ARGUMENT, box_seal(&b, 10));
        CHECK_STATUS(MOHUR_E_ARGUMENT, box_unseal(&b, 10));
        b.nonce = MOHUR__NOTHING;
        CHECK_STATUS(MOHUR_E_ARGUMENT, box_seal(&b, 10));
        b.nonce = nonce;
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__aead_seal(b.aead, nonce, b.aad, first(b.plain, 10),
                                      room(b.sealed, 10 + TAG - 1)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__aead_open(b.aead, nonce, b.aad,
                                      first(b.sealed, 10 + TAG),
                                      room(b.opened, 9)));
    }
}

static void
refuses_a_message_longer_than_gcm_allows(void **state)
{
    struct fixture *t = *state;
    static struct box b;
    mohur__bytes huge = mohur__bytes_of(b.plain, ((size_t)1 << 36) - 31);

    EACH_BOX(b)
    {
        huge.data = b.plain;
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__aead_seal(b.aead, b.nonce, b.aad, huge,
                                      room(b.sealed, SIZE_MAX)));
    }
}

static void
refuses_partial_overlap(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__aead_seal(b.aead, b.nonce, b.aad,
                                      first(b.sealed + 1, 50),
                                      room(b.sealed, 50 + TAG)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__aead_open(b.aead, b.nonce, b.aad,
                                      first(b.sealed, 50 + TAG),
                                      room(b.sealed + 1, 50)));
    }
}

static void
refuses_keys_of_another_length(void **state)
{
    struct fixture *t     = *state;
    struct mohur__aead *a = NULL;
    uint8_t *key          = fixture_bytes(t, 0, 33);

    for (size_t len = 0; len <= 33; len++) {
        if (len != 32) {
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_ARGUMENT,
                         mohur__aead_new(t->ctx, MOHUR_ALG_AES_256_GCM,
                                         first(key, len), &a));
            CHECK(a == NULL);
        }
    }
    CHECK_MESSAGE("AES-256-GCM: the key has the wrong length");
}

static void
is_not_had_for_other_algorithms(void **state)
{
    struct fixture *t     = *state;
    struct mohur__aead *a = NULL;
    uint8_t *key          = fixture_bytes(t, 0, 32);

    CHECK_STATUS(
        MOHUR_E_UNSUPPORTED,
        mohur__aead_new(t->ctx, MOHUR_ALG_AES_256_SIV, first(key, 32), &a));
    CHECK_MESSAGE("no backend of this build can do AES-256-SIV");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, mohur__aead_new(t->ctx, MOHUR_ALG_SHA_256,
                                                      first(key, 32), &a));
}

static void
says_how_long_its_nonce_is(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    EACH_BOX(b)
    {
        CHECK_NUMBER(b.ops->alg == MOHUR_ALG_XCHACHA20_POLY1305 ? 24 : 12,
                     mohur__aead_nonce_len(b.aead));
    }
}

static void
survives_a_failed_allocation(void **state)
{
    struct fixture *t     = *state;
    struct mohur__aead *a = NULL;
    uint8_t *key          = fixture_bytes(t, 0, 32);

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(
        MOHUR_E_NO_MEMORY,
        mohur__aead_new(t->ctx, MOHUR_ALG_AES_256_GCM, first(key, 32), &a));
    CHECK(a == NULL);
    mohur__aead_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_bytes_of_the_standards),
        CASE(opens_what_it_sealed_at_every_length),
        CASE(agrees_between_backends),
        CASE(works_in_place),
        CASE(serves_many_messages),
        CASE(refuses_every_flipped_bit_and_gives_zeros),
        CASE(refuses_another_nonce_or_associated_data),
        CASE(refuses_every_truncation),
        CASE(refuses_lengths_that_do_not_fit),
        CASE(refuses_a_message_longer_than_gcm_allows),
        CASE(refuses_partial_overlap),
        CASE(refuses_keys_of_another_length),
        CASE(is_not_had_for_other_algorithms),
        CASE(says_how_long_its_nonce_is),
        CASE(survives_a_failed_allocation),
    };
    return cmocka_run_group_tests_name("an AEAD", cases, NULL, NULL);
}
