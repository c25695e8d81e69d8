/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/alg.h>

#include "check.h"

static void
has_the_name_of_the_profile(void **state)
{
    (void)state;
    CHECK_TEXT("AES-256-GCM", mohur_alg_name(MOHUR_ALG_AES_256_GCM));
    CHECK_TEXT("ECDSA-P256", mohur_alg_name(MOHUR_ALG_ECDSA_P256));
    CHECK_TEXT("ECDH-P384", mohur_alg_name(MOHUR_ALG_ECDH_P384));
    CHECK_TEXT("Ed25519", mohur_alg_name(MOHUR_ALG_ED25519));
    CHECK_TEXT("X25519", mohur_alg_name(MOHUR_ALG_X25519));
    CHECK_TEXT("X-Wing", mohur_alg_name(MOHUR_ALG_X_WING));
}

static void
is_unknown_by_any_other_number(void **state)
{
    (void)state;
    CHECK_TEXT("unknown", mohur_alg_name((mohur_alg)0x0107));
    CHECK_TEXT("unknown", mohur_alg_name((mohur_alg)0x7FFF));
}

static void
is_found_by_its_name(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 0x0800; i++) {
        const char *name = mohur_alg_name((mohur_alg)i);

        if (strcmp(name, "unknown") != 0) {
            CHECK_NUMBER(i, mohur_alg_from_name(name));
        }
    }
}

static void
is_found_in_any_case(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_ALG_ED25519, mohur_alg_from_name("ED25519"));
    CHECK_NUMBER(MOHUR_ALG_X_WING, mohur_alg_from_name("x-wing"));
}

static void
is_not_found_by_part_of_a_name(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name("AES-256-GC"));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name("AES-256-GCMx"));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name(""));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name(NULL));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(has_the_name_of_the_profile),
        cmocka_unit_test(is_unknown_by_any_other_number),
        cmocka_unit_test(is_found_by_its_name),
        cmocka_unit_test(is_found_in_any_case),
        cmocka_unit_test(is_not_found_by_part_of_a_name),
    };
    return cmocka_run_group_tests_name("an algorithm", cases, NULL, NULL);
}
