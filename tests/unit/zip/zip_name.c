/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_name.h"

#include "check.h"
#include "zip/zip_latin.h"

/* Which names are one name. */

static bool
same(const char *a, const char *b)
{
    bool is  = mohur__zip_name_same(mohur__bytes_text(a), mohur__bytes_text(b));
    bool key = mohur__zip_name_key(mohur__bytes_text(a)) ==
               mohur__zip_name_key(mohur__bytes_text(b));

    CHECK(!is || key);
    return is;
}

static void
is_the_same_in_another_spelling(void **state)
{
    (void)state;
    CHECK(same("a", "A"));
    CHECK(same("d/", "d"));
    CHECK(same("\xC3\xA9", "e\xCC\x81"));         /* e, acute */
    CHECK(same("\xC3\x89", "e\xCC\x81"));         /* in another case */
    CHECK(same("\xC7\x96", "u\xCC\x88\xCC\x84")); /* two marks */
    CHECK(same("\xC7\x96", "\xC3\xBC\xCC\x84"));  /* one of them inside */
    CHECK(!same("a", "b"));
    CHECK(!same("a", "aa"));
    CHECK(!same("\xC9\x99", "e")); /* schwa is whole */
    CHECK(!same("\xC4\xB1", "i")); /* so is the i without a dot */
    CHECK(same("\xC4\xB0", "i\xCC\x87"));
}

static void
takes_letters_apart_that_unicode_does(void **state)
{
    uint16_t parts[MOHUR__LATIN_PARTS] = {0};
    size_t n                           = 0;

    (void)state;
    for (uint32_t c = 0; c < 0x10FFFF; c++) {
        n += mohur__latin_parts(c, parts);
    }
    CHECK_NUMBER(252, n);
    CHECK(mohur__latin_parts(0x1E0, parts));
    CHECK_NUMBER('A', parts[0]);
    CHECK_NUMBER(0x307, parts[1]);
    CHECK_NUMBER(0x304, parts[2]);
}

static void
may_be_any_letters(void **state)
{
    (void)state;
    CHECK(mohur__zip_name_fault(
              MOHUR__TEXT("f\xC9\x99rman/\xC5\x9F\x65r.pdf")) == NULL);
    CHECK(mohur__zip_name_fault(MOHUR__TEXT("folder/")) == NULL);
    CHECK(mohur__zip_name_fault(MOHUR__TEXT("a:b")) != NULL);
    CHECK(mohur__zip_name_fault(MOHUR__TEXT("ab:c")) == NULL);
    CHECK(mohur__zip_name_fault(MOHUR__TEXT("/")) != NULL);
    CHECK(mohur__zip_name_fault(MOHUR__TEXT("a//")) != NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_the_same_in_another_spelling),
        CASE_BASE(takes_letters_apart_that_unicode_does),
        CASE_BASE(may_be_any_letters),
    };

    return cmocka_run_group_tests_name("a name in a ZIP file", cases, NULL,
                                       NULL);
}
