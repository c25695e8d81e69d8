/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/verdict.h>

#include "check.h"

static void
verdicts_and_reasons_have_their_names(void **state)
{
    (void)state;
    CHECK_TEXT("PASSED", mohur_verdict_name(MOHUR_PASSED));
    CHECK_TEXT("FAILED", mohur_verdict_name(MOHUR_FAILED));
    CHECK_TEXT("INDETERMINATE", mohur_verdict_name(MOHUR_INDETERMINATE));
    CHECK_TEXT("INDETERMINATE", mohur_verdict_name((mohur_verdict)9));
    CHECK_TEXT("", mohur_why_name(MOHUR_WHY_NONE));
    CHECK_TEXT("SIGNED_DATA_NOT_FOUND",
               mohur_why_name(MOHUR_WHY_SIGNED_DATA_NOT_FOUND));
    CHECK_TEXT("CERTIFICATE_CHAIN_GENERAL_FAILURE",
               mohur_why_name(MOHUR_WHY_CHAIN_GENERAL_FAILURE));
    CHECK_TEXT("", mohur_why_name((mohur_why)99));
}

/* Only one reason is a yes; seven are a no; all else leaves it open. */
static void
reasons_lead_to_their_verdicts(void **state)
{
    size_t failed = 0;

    (void)state;
    CHECK_NUMBER(MOHUR_PASSED, mohur_why_verdict(MOHUR_WHY_NONE));
    for (int i = 1; i < 100; i++) {
        mohur_verdict v = mohur_why_verdict((mohur_why)i);
        CHECK(v != MOHUR_PASSED);
        failed += v == MOHUR_FAILED ? 1 : 0;
    }
    CHECK_NUMBER(7, failed);
    CHECK_NUMBER(MOHUR_FAILED, mohur_why_verdict(MOHUR_WHY_GENERIC));
    CHECK_TEXT("GENERIC", mohur_why_name(MOHUR_WHY_GENERIC));
    CHECK_NUMBER(MOHUR_INDETERMINATE,
                 mohur_why_verdict(MOHUR_WHY_SIG_CONSTRAINTS_FAILURE));
    CHECK_NUMBER(MOHUR_FAILED, mohur_why_verdict(MOHUR_WHY_HASH_FAILURE));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(verdicts_and_reasons_have_their_names),
        cmocka_unit_test(reasons_lead_to_their_verdicts),
    };
    return cmocka_run_group_tests_name("a verdict", cases, NULL, NULL);
}
