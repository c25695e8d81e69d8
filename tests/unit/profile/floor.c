/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "profile/rules.h"

/*
 * The floor under a profile that allows everything: what is refused here is
 * refused by the code.
 */
static mohur_reason
ask(mohur_operation operation,
    mohur_alg alg,
    uint32_t bits,
    uint32_t m_kib,
    uint32_t t)
{
    static const struct mohur__level_policy open[] = {
        {.level = 0, .exportable = true, .unlock_factors = 1}};

    struct mohur__rule_side yes   = {.status    = MOHUR__RULE_ACCEPTABLE,
                                     .max_level = 3};
    const struct mohur__rule rule = {
        .alg = alg, .protect = yes, .process = yes};
    struct mohur__policy loose = {.id               = "loose",
                                  .rules            = &rule,
                                  .rules_len        = 1,
                                  .level_policy     = open,
                                  .level_policy_len = 1,
                                  .levels           = 4,
                                  .limits = {.argon2_max_m_kib = UINT32_MAX,
                                             .argon2_max_t     = UINT32_MAX,
                                             .pbkdf2_max       = UINT32_MAX}};
    mohur_request request      = MOHUR_REQUEST_INIT;
    mohur_decision decision    = MOHUR_DECISION_INIT;

    request.operation = operation;
    request.alg       = alg;
    request.bits      = bits;
    request.m_kib     = m_kib;
    request.t         = t;
    mohur__policy_decide(&loose, &request, &decision);
    return decision.reason;
}

static void
refuses_fewer_rounds_of_pbkdf2_to_protect(void **state)
{
    mohur_alg alg = MOHUR_ALG_PBKDF2_SHA_256;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_EXPORT, alg, 0, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_EXPORT, alg, 99999, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_EXPORT, alg, 100000, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_REPASS, alg, 1, 0, 0));
}

static void
refuses_cheaper_argon2id_to_protect(void **state)
{
    mohur_alg alg = MOHUR_ALG_ARGON2ID;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_FLOOR,
                 ask(MOHUR_OP_PASSPHRASE, alg, 0, 19455, 2));
    CHECK_NUMBER(MOHUR_REASON_FLOOR,
                 ask(MOHUR_OP_PASSPHRASE, alg, 0, 19456, 1));
    CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_PASSPHRASE, alg, 0, 19456, 2));
    CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_REPASS, alg, 0, 8192, 1));
}

static void
refuses_cbc_outside_of_key_files(void **state)
{
    mohur_alg alg = MOHUR_ALG_AES_256_CBC;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_ENCRYPT, alg, 0, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_DECRYPT, alg, 0, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_WRAP, alg, 0, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_EXPORT, alg, 0, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_UNWRAP, alg, 0, 0, 0));
}

/* P18: made, used and read, each has its own least. */
static void
refuses_rsa_that_is_too_short(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_RSASSA_PSS,
                                     MOHUR_ALG_RSASSA_PKCS1};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        mohur_alg alg = algs[i];

        CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_KEYGEN, alg, 3071, 0, 0));
        CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_KEYGEN, alg, 3072, 0, 0));
        CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_SIGN, alg, 2047, 0, 0));
        CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_SIGN, alg, 2048, 0, 0));
        CHECK_NUMBER(MOHUR_REASON_FLOOR, ask(MOHUR_OP_VERIFY, alg, 1023, 0, 0));
        CHECK_NUMBER(MOHUR_REASON_OK, ask(MOHUR_OP_VERIFY, alg, 1024, 0, 0));
    }
    CHECK_NUMBER(MOHUR_REASON_FLOOR,
                 ask(MOHUR_OP_SEAL, MOHUR_ALG_RSAES_OAEP, 2047, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_FLOOR,
                 ask(MOHUR_OP_OPEN, MOHUR_ALG_RSAES_OAEP, 1023, 0, 0));
}

/* As what is asked about, and as the hash of a signature. */
static void
refuses_sha_1_to_protect(void **state)
{
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_FLOOR,
                 ask(MOHUR_OP_HASH, MOHUR_ALG_SHA_1, 0, 0, 0));
    CHECK_NUMBER(MOHUR_REASON_OK,
                 ask(MOHUR_OP_REHASH, MOHUR_ALG_SHA_1, 0, 0, 0));
    request.alg  = MOHUR_ALG_RSASSA_PSS;
    request.hash = MOHUR_ALG_SHA_1;
    request.bits = 4096;
    for (int i = 0; i < 2; i++) {
        request.operation = i == 0 ? MOHUR_OP_SIGN : MOHUR_OP_KEYGEN;
        mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
        CHECK_NUMBER(MOHUR_REASON_FLOOR, decision.reason);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(refuses_fewer_rounds_of_pbkdf2_to_protect),
        CASE(refuses_cheaper_argon2id_to_protect),
        CASE(refuses_cbc_outside_of_key_files),
        CASE(refuses_rsa_that_is_too_short),
        CASE(refuses_sha_1_to_protect),
    };
    return cmocka_run_group_tests_name("the floor", cases, NULL, NULL);
}
