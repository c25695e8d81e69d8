/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include <mohur/profile.h>

static mohur_profile *
builtin(struct fixture *t)
{
    mohur_profile *profile = NULL;

    CHECK_OK(mohur_profile_builtin(t->ctx, &profile));
    return profile;
}

static void
is_az_reference_1(void **state)
{
    struct fixture *t      = *state;
    mohur_profile *profile = builtin(t);

    CHECK_TEXT("az-reference-1", mohur_profile_id(profile));
    CHECK_TEXT("", mohur_profile_id(NULL));
    mohur_profile_free(profile);
    mohur_profile_free(NULL);
}

static void
answers_what_it_is_asked(void **state)
{
    struct fixture *t       = *state;
    mohur_profile *profile  = builtin(t);
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    request.alg = MOHUR_ALG_ED25519;
    request.now = FIXTURE_NOW;
    CHECK_OK(mohur_profile_decide(t->ctx, profile, &request, &decision));
    CHECK(decision.allowed);
    CHECK_NUMBER(MOHUR_REASON_OK, decision.reason);
    CHECK_NUMBER(2082758400, decision.until);
    CHECK_TEXT("az-reference-1", decision.profile);
    CHECK_NUMBER(sizeof decision, decision.size);
    mohur_profile_free(profile);
}

/* A refusal is an answer: nothing went wrong. */
static void
says_no_without_an_error(void **state)
{
    struct fixture *t       = *state;
    mohur_profile *profile  = builtin(t);
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    request.alg = MOHUR_ALG_ECDSA_P521;
    CHECK_OK(mohur_profile_decide(t->ctx, profile, &request, &decision));
    CHECK(!decision.allowed);
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED, decision.reason);
    mohur_profile_free(profile);
}

static void
refuses_arguments_that_are_none(void **state)
{
    struct fixture *t       = *state;
    mohur_profile *profile  = builtin(t);
    mohur_profile *none     = NULL;
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;
    uint32_t other[8]       = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_builtin(NULL, &none));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_builtin(t->ctx, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_decide(t->ctx, NULL, &request, &decision));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_decide(t->ctx, (const mohur_profile *)other,
                                      &request, &decision));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_decide(t->ctx, profile, NULL, &decision));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_decide(t->ctx, profile, &request, NULL));
    decision.size = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_decide(t->ctx, profile, &request, &decision));
    decision.size = sizeof decision;
    request.size  = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_decide(t->ctx, profile, &request, &decision));
    mohur_profile_free(profile);
}

static void
survives_a_failed_allocation(void **state)
{
    struct fixture *t      = *state;
    mohur_profile *profile = NULL;

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, mohur_profile_builtin(t->ctx, &profile));
    CHECK(alloc_has_failed(&t->alloc));
    CHECK(profile == NULL);
}

static void
names_each_reason_once(void **state)
{
    size_t named = 0;

    (void)state;
    for (int i = 0; i <= 40; i++) {
        const char *name = mohur_reason_name((mohur_reason)i);
        named += strcmp(name, "?") != 0;
        for (int j = 0; j < i; j++) {
            CHECK(strcmp(name, "?") == 0 ||
                  strcmp(name, mohur_reason_name((mohur_reason)j)) != 0);
        }
    }
    CHECK_NUMBER(24, named);
    CHECK_TEXT("NO_RULE", mohur_reason_name(MOHUR_REASON_NO_RULE));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_az_reference_1),
        CASE(answers_what_it_is_asked),
        CASE(says_no_without_an_error),
        CASE(refuses_arguments_that_are_none),
        CASE(survives_a_failed_allocation),
        CASE(names_each_reason_once),
    };
    return cmocka_run_group_tests_name("a profile", cases, NULL, NULL);
}
