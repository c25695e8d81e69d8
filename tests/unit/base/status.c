/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

static const mohur_status all[] = {
    MOHUR_OK,
    MOHUR_END,
    MOHUR_E_ARGUMENT,
    MOHUR_E_STATE,
    MOHUR_E_BUFFER_TOO_SMALL,
    MOHUR_E_NO_MEMORY,
    MOHUR_E_IO,
    MOHUR_E_EXISTS,
    MOHUR_E_BUSY,
    MOHUR_E_FORMAT,
    MOHUR_E_UNSUPPORTED,
    MOHUR_E_LIMIT,
    MOHUR_E_AUTH,
    MOHUR_E_UNTRUSTED,
    MOHUR_E_ROLLBACK,
    MOHUR_E_NO_KEY,
    MOHUR_E_PASSPHRASE,
    MOHUR_E_POLICY,
    MOHUR_E_KEY_STATE,
    MOHUR_E_DATE,
    MOHUR_E_STALE,
    MOHUR_E_CANCELLED,
    MOHUR_E_BACKEND,
    MOHUR_E_INTERNAL,
};

enum {
    ALL_LEN = sizeof all / sizeof all[0]
};

static void
has_a_name_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL_LEN; i++) {
        for (size_t j = 0; j < i; j++) {
            CHECK(strcmp(mohur_status_name(all[i]),
                         mohur_status_name(all[j])) != 0);
        }
    }
}

static void
is_named_as_in_the_header(void **state)
{
    (void)state;
    CHECK_TEXT("MOHUR_OK", mohur_status_name(MOHUR_OK));
    CHECK_TEXT("MOHUR_END", mohur_status_name(MOHUR_END));
    CHECK_TEXT("MOHUR_E_BUFFER_TOO_SMALL",
               mohur_status_name(MOHUR_E_BUFFER_TOO_SMALL));
    CHECK_TEXT("MOHUR_E_INTERNAL", mohur_status_name(MOHUR_E_INTERNAL));
}

static void
has_a_name_for_numbers_that_are_none(void **state)
{
    (void)state;
    CHECK_TEXT("MOHUR_E_?", mohur_status_name((mohur_status)0x0499));
}

static void
has_its_class_in_the_high_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL_LEN; i++) {
        CHECK_NUMBER(all[i] >> 8, mohur_status_class(all[i]));
    }
}

static void
keeps_its_number_for_ever(void **state)
{
    (void)state;
    CHECK_NUMBER(0x0103, MOHUR_E_BUFFER_TOO_SMALL);
    CHECK_NUMBER(0x0201, MOHUR_E_NO_MEMORY);
    CHECK_NUMBER(0x0303, MOHUR_E_BUSY);
    CHECK_NUMBER(0x0403, MOHUR_E_LIMIT);
    CHECK_NUMBER(0x0503, MOHUR_E_ROLLBACK);
    CHECK_NUMBER(0x0602, MOHUR_E_PASSPHRASE);
    CHECK_NUMBER(0x0704, MOHUR_E_STALE);
    CHECK_NUMBER(0x0801, MOHUR_E_CANCELLED);
    CHECK_NUMBER(0x0F02, MOHUR_E_INTERNAL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(has_a_name_of_its_own),
        cmocka_unit_test(is_named_as_in_the_header),
        cmocka_unit_test(has_a_name_for_numbers_that_are_none),
        cmocka_unit_test(has_its_class_in_the_high_byte),
        cmocka_unit_test(keeps_its_number_for_ever),
    };
    return cmocka_run_group_tests_name("a status", cases, NULL, NULL);
}
