/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hash.h"

#include "crypto/backends.h"
#include "material.h"

/* FIPS 180-4 examples: SHA-256, SHA-384, SHA-512 of each message. */
static const struct {
    const char *message;
    size_t repeat;
    const char *digests[3];
} KNOWN[] = {
    {"abc",
     1,
     {"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
      "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}},
    {"",
     1,
     {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743"
      "4c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
      "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"}},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     1,
     {"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05ab"
      "fe8f450de5f36bc6b0455a8520bc4e6f5fe95b1fe3c8452b",
      "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
      "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445"}},
    {"a",
     1000000,
     {"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
      "9d0e1809716474cb086e834e310a4a1ced149e9c00f24852"
      "7972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985",
      "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
      "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"}},
};

static const struct mohur__hash_ops *
table(size_t i)
{
    return mohur__backends_hash_at(i);
}

static void
gives_the_digests_of_fips_180(void **state)
{
    struct fixture *t                 = *state;
    const struct mohur__hash_ops *ops = NULL;
    uint8_t digest[MOHUR__HASH_MAX]   = {0};

    for (size_t i = 0; (ops = table(i)) != NULL; i++) {
        struct mohur__hasher *h = NULL;

        CHECK_OK(mohur__hasher_new_on(t->ctx, ops, &h));
        for (size_t k = 0; k < sizeof KNOWN / sizeof KNOWN[0]; k++) {
            for (size_t n = 0; n < KNOWN[k].repeat; n++) {
                CHECK_OK(mohur__hasher_update(
                    h, mohur__bytes_text(KNOWN[k].message)));
            }
            CHECK_OK(mohur__hasher_finish(h, room(digest, ops->len)));
            CHECK_BYTES(
                hex(t, KNOWN[k].digests[(size_t)ops->alg - MOHUR_ALG_SHA_256]),
                room(digest, ops->len));
        }
        mohur__hasher_free(h);
    }
}

/* The whole message at once, by the chosen backend. */
static void
check_digest(struct fixture *t, mohur_alg alg, mohur__bytes m, mohur__span got)
{
    uint8_t want[MOHUR__HASH_MAX] = {0};

    CHECK_OK(mohur__hash(t->ctx, alg, m, room(want, got.len)));
    CHECK_BYTES(room(want, got.len), got);
}

static void
does_not_depend_on_how_the_message_is_cut(void **state)
{
    struct fixture *t                 = *state;
    const struct mohur__hash_ops *ops = NULL;
    const uint8_t *message            = made_up(t, 1, 3000);
    uint8_t digest[MOHUR__HASH_MAX]   = {0};

    for (size_t i = 0; (ops = table(i)) != NULL; i++) {
        struct mohur__hasher *h = NULL;

        CHECK_OK(mohur__hasher_new_on(t->ctx, ops, &h));
        for (size_t step = 1; step < 300; step += 13) {
            for (size_t at = 0; at < 3000; at += step) {
                CHECK_OK(mohur__hasher_update(
                    h, mohur__bytes_sub(mohur__bytes_of(message, 3000), at,
                                        step)));
                CHECK_OK(mohur__hasher_update(h, MOHUR__NOTHING));
            }
            CHECK_OK(mohur__hasher_finish(h, room(digest, ops->len)));
            check_digest(t, ops->alg, first(message, 3000),
                         room(digest, ops->len));
        }
        mohur__hasher_free(h);
    }
}

static void
agrees_between_backends_at_every_length(void **state)
{
    struct fixture *t                 = *state;
    const struct mohur__hash_ops *ops = NULL;
    const uint8_t *message            = made_up(t, 2, 300);
    uint8_t digest[MOHUR__HASH_MAX]   = {0};

    for (size_t i = 0; (ops = table(i)) != NULL; i++) {
        struct mohur__hasher *h = NULL;

        CHECK_OK(mohur__hasher_new_on(t->ctx, ops, &h));
        for (size_t len = 0; len <= 300; len++) {
            CHECK_OK(mohur__hasher_update(h, first(message, len)));
            CHECK_OK(mohur__hasher_finish(h, room(digest, ops->len)));
            check_digest(t, ops->alg, first(message, len),
                         room(digest, ops->len));
        }
        mohur__hasher_free(h);
    }
}

static void
takes_a_message_in_parts(void **state)
{
    struct fixture *t        = *state;
    uint8_t digest[32]       = {0};
    const mohur__bytes abc[] = {MOHUR__TEXT("a"), MOHUR__NOTHING,
                                MOHUR__TEXT("bc")};

    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, abc, 3,
                               MOHUR__SPAN(digest)));
    CHECK_BYTES(hex(t, KNOWN[0].digests[0]), MOHUR__BYTES(digest));
    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, NULL, 0,
                               MOHUR__SPAN(digest)));
    CHECK_BYTES(hex(t, KNOWN[1].digests[0]), MOHUR__BYTES(digest));
}

static void
refuses_room_of_another_length(void **state)
{
    struct fixture *t       = *state;
    struct mohur__hasher *h = NULL;
    uint8_t digest[33]      = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__hash(t->ctx, MOHUR_ALG_SHA_256, MOHUR__NOTHING,
                             MOHUR__SPAN(digest)));
    CHECK_MESSAGE("SHA-256: the output has the wrong length");
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__hasher_new(t->ctx, MOHUR_ALG_SHA_256, &h));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__hasher_finish(h, room(digest, 31)));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__hasher_finish(h, room(NULL, 0)));
    CHECK_OK(mohur__hasher_finish(h, room(digest, 32)));
    mohur__hasher_free(h);
}

static void
is_not_had_for_other_algorithms(void **state)
{
    struct fixture *t       = *state;
    struct mohur__hasher *h = NULL;

    CHECK_NUMBER(0, mohur__hash_len(MOHUR_ALG_AES_256_GCM));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__hasher_new(t->ctx, MOHUR_ALG_HMAC_SHA_256, &h));
    CHECK(h == NULL);
}

static void
survives_a_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    uint8_t digest[32] = {0};

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur__hash(t->ctx, MOHUR_ALG_SHA_256, MOHUR__NOTHING,
                             MOHUR__SPAN(digest)));
    mohur__hasher_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_digests_of_fips_180),
        CASE(does_not_depend_on_how_the_message_is_cut),
        CASE(agrees_between_backends_at_every_length),
        CASE(takes_a_message_in_parts),
        CASE(refuses_room_of_another_length),
        CASE(is_not_had_for_other_algorithms),
        CASE(survives_a_failed_allocation),
    };
    return cmocka_run_group_tests_name("a hash", cases, NULL, NULL);
}
