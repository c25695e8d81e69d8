/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "profile/decide.h"
#include "rule_kit.h"

#include <mohur/key.h>

static mohur_status
allow(struct fixture *t,
      mohur_operation operation,
      mohur_alg alg,
      uint8_t level)
{
    mohur__error_clear(t->ctx);
    return mohur__profile_allow(t->ctx, operation, alg, MOHUR_ALG_NONE, level);
}

static void
says_nothing_where_all_is_well(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(allow(t, MOHUR_OP_SIGN, MOHUR_ALG_ED25519, 0));
    CHECK_OK(allow(t, MOHUR_OP_OPEN, MOHUR_ALG_X25519, 3));
    CHECK_OK(allow(t, MOHUR_OP_WRAP, MOHUR_ALG_AES_256_WRAP, 2));
    CHECK_OK(allow(t, MOHUR_OP_ENCRYPT, MOHUR_ALG_AES_256_GCM, 0));
    CHECK_OK(allow(t, MOHUR_OP_HASH, MOHUR_ALG_SHA_256, 0));
    CHECK_OK(allow(t, MOHUR_OP_SEAL, MOHUR_ALG_HKDF_SHA_512, 0));
    CHECK_OK(allow(t, MOHUR_OP_SEAL, MOHUR_ALG_HMAC_SHA_512, 0));
    CHECK_OK(allow(t, MOHUR_OP_UNWRAP, MOHUR_ALG_AES_256_CBC, 0));
}

static void
turns_no_into_a_sentence(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_POLICY,
                 allow(t, MOHUR_OP_SIGN, MOHUR_ALG_ECDSA_P521, 0));
    CHECK_TEXT("az-reference-1 refuses to sign with ECDSA-P521 at level 0: "
               "a rule forbids it (DISALLOWED, rule 27)",
               mohur_ctx_message(t->ctx));
    CHECK_STATUS(MOHUR_E_POLICY, allow(t, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 3));
    CHECK_MESSAGE("(LEVEL, rule");
}

static void
takes_the_date_from_the_clock(void **state)
{
    struct fixture *t = *state;

    t->now = INT64_C(1956527999);
    CHECK_OK(allow(t, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0));
    t->now = INT64_C(1956528000);
    CHECK_STATUS(MOHUR_E_DATE, allow(t, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0));
    CHECK_MESSAGE("its last day has passed");
    CHECK_OK(allow(t, MOHUR_OP_OPEN, MOHUR_ALG_X25519, 0));
}

static void
prefers_the_date_of_the_request(void **state)
{
    struct fixture *t     = *state;
    mohur_request request = MOHUR_REQUEST_INIT;

    request.operation = MOHUR_OP_SEAL;
    request.alg       = MOHUR_ALG_X25519;
    request.now       = INT64_C(1956528000);
    CHECK_STATUS(MOHUR_E_DATE, mohur__profile_require(t->ctx, &request));
}

/* Of two stores: whichever was opened first. */
static void
tells_the_worst_reason_that_any_has(void **state)
{
    static const char *const rules[] = {KIT_P384("{\"status\":\"acceptable\"}"),
                                        KIT_P384_LEGACY};
    struct fixture *t                = *state;

    for (size_t first = 0; first < 2; first++) {
        struct mohur__force a;
        struct mohur__force b;
        mohur_request request = MOHUR_REQUEST_INIT;

        kit_enforce(t, &a, KIT_RULE, rules[first]);
        kit_enforce(t, &b, KIT_RULE, rules[1 - first]);
        request.operation = MOHUR_OP_VERIFY;
        request.alg       = MOHUR_ALG_ECDSA_P384;
        CHECK_NUMBER(MOHUR_REASON_POE_MISSING,
                     mohur__profile_reason(t->ctx, &request));
        request.poe_source = MOHUR_POE_TIMESTAMP;
        request.poe_time   = FIXTURE_NOW;
        CHECK_NUMBER(MOHUR_REASON_LEGACY,
                     mohur__profile_reason(t->ctx, &request));
        CHECK_NUMBER(MOHUR_OK, mohur_ctx_status(t->ctx));
        kit_relent(t, &a);
        kit_relent(t, &b);
    }
}

static void
says_what_this_build_cannot_do(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 allow(t, MOHUR_OP_ENCRYPT, MOHUR_ALG_AES_256_SIV, 0));
    CHECK_MESSAGE("no backend");
}

/* The longest words of each kind: the message has 160 bytes. */
static void
fits_its_longest_message(void **state)
{
    struct fixture *t     = *state;
    mohur_request request = MOHUR_REQUEST_INIT;

    request.operation = MOHUR_OP_PASSPHRASE;
    request.alg       = MOHUR_ALG_PBKDF2_SHA_256;
    request.level     = UINT8_MAX;
    CHECK_STATUS(MOHUR_E_POLICY, mohur__profile_require(t->ctx, &request));
    CHECK_MESSAGE("rule -1)");
}

static void
prefers_what_it_allows(void **state)
{
    struct fixture *t = *state;

    for (uint32_t purpose = MOHUR_PURPOSE_SIGN; purpose <= MOHUR_PURPOSE_WRAP;
         purpose++) {
        size_t i = 0;
        for (; mohur__profile_default(t->ctx, purpose, i) != MOHUR_ALG_NONE;
             i++) {
            mohur_request request = MOHUR_REQUEST_INIT;
            mohur_status st       = MOHUR_OK;
            request.operation     = MOHUR_OP_KEYGEN;
            request.alg           = mohur__profile_default(t->ctx, purpose, i);
            mohur__error_clear(t->ctx);
            st = mohur__profile_require(t->ctx, &request);
            /* A hybrid may have no provider; then the next one is tried. */
            CHECK(st == MOHUR_OK || (request.alg == MOHUR_ALG_X_WING &&
                                     st == MOHUR_E_UNSUPPORTED));
        }
        CHECK(i > 0);
    }
    CHECK_NUMBER(MOHUR_ALG_ECDSA_P256,
                 mohur__profile_default(t->ctx, MOHUR_PURPOSE_SIGN, 0));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__profile_default(t->ctx, 0, 0));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__profile_default(t->ctx, 4, 0));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__profile_default(t->ctx, 1, SIZE_MAX));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(says_nothing_where_all_is_well),
        CASE(turns_no_into_a_sentence),
        CASE(takes_the_date_from_the_clock),
        CASE(prefers_the_date_of_the_request),
        CASE(tells_the_worst_reason_that_any_has),
        CASE(says_what_this_build_cannot_do),
        CASE(fits_its_longest_message),
        CASE(prefers_what_it_allows),
    };
    return cmocka_run_group_tests_name("a question to the profile", cases, NULL,
                                       NULL);
}
