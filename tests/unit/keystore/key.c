/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/key.h"
#include "check.h"
#include "crypto/hash.h"
#include "keystore/pair.h"

/* The key of RFC 8032 7.1, test 1. */
#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define PUBLIC                                                                 \
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

static mohur__bytes
hex(struct fixture *t, const char *text)
{
    struct view v = fixture_hex(t, text);

    return mohur__bytes_of(v.data, v.len);
}

static struct mohur__key_parts
signing_parts(struct fixture *t)
{
    return (struct mohur__key_parts){
        .purpose    = MOHUR_PURPOSE_SIGN,
        .alg        = MOHUR_ALG_ED25519,
        .state      = MOHUR_KEY_ACTIVE,
        .version    = 3,
        .level      = 1,
        .exportable = true,
        .name       = MOHUR__TEXT("m\xC3\xBC"
                                        "hasib"),
        .public_key = hex(t, PUBLIC),
        .secret     = hex(t, SEED),
    };
}

static struct mohur__key_parts
wrapping_parts(struct fixture *t)
{
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_WRAP,
        .alg     = MOHUR_ALG_AES_256_WRAP,
        .state   = MOHUR_KEY_ACTIVE,
        .version = 1,
        .ring_id = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
        .secret  = mohur__bytes_of(fixture_bytes(t, 9, 32), 32),
    };
    return parts;
}

static mohur_key *
make(struct fixture *t, struct mohur__key_parts parts)
{
    mohur_key *key = NULL;

    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

static void
says_what_it_was_made_of(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = make(t, signing_parts(t));

    CHECK_NUMBER(MOHUR_PURPOSE_SIGN, mohur_key_purpose(key));
    CHECK_NUMBER(MOHUR_ALG_ED25519, mohur_key_alg(key));
    CHECK_NUMBER(3, mohur_key_version(key));
    CHECK_TEXT("m\xC3\xBC"
               "hasib",
               mohur_key_name(key));
    CHECK_NUMBER(1, mohur__key_level(key));
    CHECK(mohur__key_exportable(key));
    CHECK(mohur_key_has_private(key));
    CHECK_BYTES(hex(t, PUBLIC), mohur__key_public(key));
    CHECK_BYTES(hex(t, SEED), mohur__key_secret(key));
    mohur_key_free(key);
}

/* SPKI of RFC 8410 by hand: its hash is the id, everywhere. */
static void
has_the_hash_of_its_spki_as_id(void **state)
{
    struct fixture *t  = *state;
    mohur_key *key     = make(t, signing_parts(t));
    uint8_t want[32]   = {0};
    mohur__bytes whole = hex(t, "302a300506032b6570032100" PUBLIC);

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, whole, MOHUR__SPAN(want)));
    CHECK_BYTES(VIEW(want),
                ((struct view){mohur_key_id(key), MOHUR_KEY_ID_LEN}));
    CHECK_NUMBER(32, mohur_key_id_len());
    mohur_key_free(key);
}

static void
has_its_ring_as_id_if_it_wraps(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = make(t, wrapping_parts(t));

    CHECK_BYTES(fixture_hex(t, "0102030405060708090a0b0c0d0e0f10"
                               "00000000000000000000000000000000"),
                ((struct view){mohur_key_id(key), MOHUR_KEY_ID_LEN}));
    CHECK_BYTES(fixture_hex(t, "0102030405060708090a0b0c0d0e0f10"),
                ((struct view){mohur__key_ring_id(key), 16}));
    CHECK_NUMBER(0, mohur__key_public(key).len);
    mohur_key_free(key);
}

static void
may_have_no_private_part(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = signing_parts(t);
    mohur_key *key                = NULL;

    parts.secret = MOHUR__NOTHING;
    key          = make(t, parts);
    CHECK(!mohur_key_has_private(key));
    CHECK_NUMBER(0, mohur__key_secret(key).len);
    mohur_key_free(key);
}

static void
lives_as_long_as_it_is_held(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = make(t, signing_parts(t));
    mohur_key *held   = mohur__key_hold(key);
    size_t live       = t->alloc.live;

    CHECK(held == key);
    mohur_key_free(key);
    CHECK_NUMBER(live, t->alloc.live);
    CHECK_OK(mohur__key_check(t->ctx, held));
    mohur_key_free(held);
    CHECK(t->alloc.live < live);
}

static void
outlives_its_context(void **state)
{
    struct fixture *t             = *state;
    mohur_ctx *other              = fixture_ctx(t, 0);
    struct mohur__key_parts parts = signing_parts(t);
    mohur_key *key                = NULL;

    CHECK_OK(mohur__key_new(other, &parts, &key));
    fixture_ctx_free(t, other);
    CHECK_BYTES(hex(t, SEED), mohur__key_secret(key));
    mohur_key_free(key);
}

static void
is_nothing_if_it_is_no_key(void **state)
{
    struct fixture *t = *state;
    uint32_t other[8] = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__key_check(t->ctx, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__key_check(t->ctx, (const mohur_key *)other));
    CHECK(mohur_key_id(NULL) == NULL);
    CHECK_TEXT("", mohur_key_name(NULL));
    CHECK_NUMBER(0, mohur_key_version(NULL));
    CHECK_NUMBER(0, mohur_key_purpose(NULL));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_key_alg(NULL));
    CHECK(!mohur_key_has_private(NULL));
    mohur_key_free(NULL);
    mohur_key_free((mohur_key *)other);
}

static void
refuses_parts_that_do_not_fit(void **state)
{
    struct fixture *t              = *state;
    struct mohur__key_parts good   = signing_parts(t);
    struct mohur__key_parts bad[6] = {good, good, good, good, good, good};
    mohur_key *key                 = NULL;

    bad[0].purpose        = MOHUR_PURPOSE_SEAL;
    bad[1].alg            = MOHUR_ALG_ECDSA_P256;
    bad[2].public_key.len = 31;
    bad[3].secret.len     = 31;
    bad[4].name           = mohur__bytes_of(fixture_bytes(t, 1, 129), 129);
    bad[5].alg            = MOHUR_ALG_SHA_256;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__key_new(t->ctx, &bad[i], &key));
        CHECK(key == NULL);
    }
    good.name = mohur__bytes_of(fixture_bytes(t, 1, 128), 128);
    mohur__error_clear(t->ctx);
    key = make(t, good);
    CHECK_NUMBER(128, strlen(mohur_key_name(key)));
    mohur_key_free(key);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = signing_parts(t);

    for (int mode = ALLOC_ONCE; mode <= ALLOC_FOR_GOOD; mode++) {
        bool failed = true;
        for (size_t nth = 1; failed; nth++) {
            mohur_key *key = NULL;
            mohur_status st;
            mohur__error_clear(t->ctx);
            alloc_fail_at(&t->alloc, nth, (enum alloc_mode)mode);
            st     = mohur__key_new(t->ctx, &parts, &key);
            failed = alloc_has_failed(&t->alloc);
            CHECK_NUMBER(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
            CHECK((key == NULL) == failed);
            mohur_key_free(key);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(says_what_it_was_made_of),
        CASE(has_the_hash_of_its_spki_as_id),
        CASE(has_its_ring_as_id_if_it_wraps),
        CASE(may_have_no_private_part),
        CASE(lives_as_long_as_it_is_held),
        CASE(outlives_its_context),
        CASE(is_nothing_if_it_is_no_key),
        CASE(refuses_parts_that_do_not_fit),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a key", cases, NULL, NULL);
}
