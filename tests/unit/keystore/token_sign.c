/* SPDX-License-Identifier: Apache-2.0 */
#include "token_fixture.h"

#include "crypto/rsa.h"
#include "keystore/key.h"
#include "keystore/key_act.h"
#include "keystore/pair.h"
#include "keystore/rsa_key.h"
#include <mohur/key_list.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* RSA keys that live in a token, with SoftHSM2; birth.c has the others. */

static mohur_status
make(mohur_keystore *ks, mohur_alg alg, uint32_t bits, mohur_key **out)
{
    mohur_key_options o = key_options("k", MOHUR_PURPOSE_SIGN, alg);

    o.bits  = bits;
    o.token = token_kit_uri();
    return mohur_keystore_key_new(ks, &o, out);
}

/* Sign, and verify as anybody can who has the public key. */
static mohur_status
sign_with(struct fixture *t, const mohur_key *key, mohur_alg hash)
{
    uint8_t room[MOHUR__PAIR_SIGNATURE_MAX] = {0};
    mohur__bytes text                       = MOHUR__TEXT("bir, iki");
    mohur_alg alg                           = mohur_key_alg(key);
    struct mohur__rsa_public public         = {0};
    size_t len = mohur__pair_signature_len(alg, mohur__key_public(key));
    mohur_status st =
        mohur__key_sign(t->ctx, key, hash, text, mohur__span_of(room, len));

    if (st != MOHUR_OK) {
        return st;
    }
    CHECK_NUMBER(3072 / 8, len);
    CHECK(mohur__rsa_public_parse(mohur__key_public(key), &public));
    return mohur__rsa_verify(t->ctx, alg,
                             hash != MOHUR_ALG_NONE ? hash : MOHUR_ALG_SHA_256,
                             &public, text, mohur__bytes_of(room, len));
}

/* ---- the right way ---- */

static void
check_signing(struct fixture *t, mohur_alg alg)
{
    static const mohur_alg hashes[] = {MOHUR_ALG_NONE, MOHUR_ALG_SHA_256,
                                       MOHUR_ALG_SHA_384, MOHUR_ALG_SHA_512};
    mohur_keystore *ks              = store_with_pin(t);
    mohur_key *key                  = NULL;

    CHECK_OK(make(ks, alg, 0, &key));
    CHECK_NUMBER(0, mohur__key_secret(key).len);
    CHECK_NUMBER(3072, mohur__key_bits(key));
    CHECK_STATUS(MOHUR_E_POLICY, mohur__key_require_export(t->ctx, key));
    mohur__error_clear(t->ctx);
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        CHECK_OK(sign_with(t, key, hashes[i]));
    }
    token_kit_fault("signature");
    CHECK_STATUS(MOHUR_E_BACKEND, sign_with(t, key, MOHUR_ALG_NONE));
    CHECK_MESSAGE("signed with another key, or wrongly");
    mohur__error_clear(t->ctx);
    token_kit_fault(NULL);
    CHECK_NUMBER(1, token_check(t, ks).keys);
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
sign_with_the_padding_of_pss(void **state)
{
    check_signing(*state, MOHUR_ALG_RSASSA_PSS);
}

static void
sign_with_the_padding_of_pkcs1(void **state)
{
    check_signing(*state, MOHUR_ALG_RSASSA_PKCS1);
}

static void
are_refused_where_the_token_has_none_such(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *key     = NULL;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 make(ks, MOHUR_ALG_RSASSA_PSS, 4096, &key));
    CHECK_MESSAGE("in a token has 3072 bits");
    mohur__error_clear(t->ctx);
    token_kit_fault("small");
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, make(ks, MOHUR_ALG_RSASSA_PSS, 0, &key));
    CHECK_MESSAGE("2048 bits at most");
    mohur__error_clear(t->ctx);
    token_kit_fault("no-mechanism");
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, make(ks, MOHUR_ALG_RSASSA_PSS, 0, &key));
    CHECK_MESSAGE("does not know this algorithm");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "k", 0));
    mohur__error_clear(t->ctx);
    mohur_keystore_free(ks);
}

/* ---- a hostile token, and a crash ---- */

static void
are_refused_if_they_are_not_what_was_asked_for(void **state)
{
    static const char *const faults[] = {"short", "exponent"};
    struct fixture *t                 = *state;

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        mohur_keystore *ks  = NULL;
        mohur_key *key      = NULL;
        char name[8]        = {0};
        mohur_key_options o = {0};

        ks = i == 0 ? store_with_pin(t) : store_reopen(t);
        CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
        snprintf(name, sizeof name, "k%zu", i);
        o       = key_options(name, MOHUR_PURPOSE_SIGN, MOHUR_ALG_RSASSA_PSS);
        o.token = token_kit_uri();
        token_kit_fault(faults[i]);
        CHECK_STATUS(MOHUR_E_BACKEND, mohur_keystore_key_new(ks, &o, &key));
        mohur__error_clear(t->ctx);
        token_kit_fault(NULL);
        CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
        CHECK_NUMBER(0, token_check(t, ks).keys + token_check(t, ks).pending);
        mohur_keystore_free(ks);
    }
}

/* What a child makes, and does not live to see. */
static mohur_status
make_one(mohur_keystore *ks)
{
    mohur_key *key = NULL;

    return make(ks, MOHUR_ALG_RSASSA_PSS, 0, &key);
}

/* It has no size while it is pending, and none if it came to nothing. */
static void
are_settled_after_a_crash(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_fresh(t);
    mohur_key_list *list = NULL;
    uint32_t version     = 0;
    mohur_key *key       = NULL;

    mohur_keystore_free(ks);
    token_crash(t, "kill-before", make_one);
    ks = store_reopen(t);
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(1, mohur_key_list_len(list));
    CHECK_NUMBER(0, mohur_key_list_at(list, 0)->bits);
    mohur_key_list_free(list);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    CHECK_OK(key_rotate(ks, "k", &version));
    key = key_get(t, ks, "k", 2);
    CHECK_NUMBER(3072, mohur__key_bits(key));
    CHECK_OK(sign_with(t, key, MOHUR_ALG_NONE));
    CHECK_NUMBER(1, token_check(t, ks).keys);
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
are_taken_if_they_were_made(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_fresh(t);
    mohur_key *key     = NULL;

    mohur_keystore_free(ks);
    token_crash(t, "kill-after", make_one);
    ks = store_reopen(t);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    key = key_get(t, ks, "k", 1);
    CHECK_OK(sign_with(t, key, MOHUR_ALG_NONE));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(sign_with_the_padding_of_pss),
        CASE(sign_with_the_padding_of_pkcs1),
        CASE(are_refused_where_the_token_has_none_such),
        CASE(are_refused_if_they_are_not_what_was_asked_for),
        CASE(are_settled_after_a_crash),
        CASE(are_taken_if_they_were_made),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed =
        cmocka_run_group_tests_name("RSA keys in a token", cases, NULL, NULL);
    token_kit_end();
    return failed;
}
