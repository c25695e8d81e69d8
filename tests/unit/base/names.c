/* SPDX-License-Identifier: Apache-2.0 */
#include "base/names.h"

#include "base/ctx.h"
#include "check.h"

#include <locale.h>

static bool
is_good(const char *name)
{
    return mohur__name_fault(mohur__bytes_text(name)) == NULL;
}

/* fill with c, then tail; "/" every step bytes if step is not 0 */
static mohur__bytes
long_name(uint8_t *room, size_t len, size_t step)
{
    for (size_t i = 0; i < len; i++) {
        room[i] = step != 0 && i % step == step - 1 ? '/' : 'x';
    }
    return mohur__bytes_of(room, len);
}

static void
may_be_ordinary(void **state)
{
    static const char *const names[] = {
        "a",
        "a.txt",
        "dir/a b.txt",
        ".hidden",
        "..a",
        "a..b",
        "-rf",
        "%41",
        "~",
        "Ərizə/Şəkil ılıq.pdf",
        "\xF0\x9F\x93\x84",  /* beyond the basic plane */
        "a\xE2\x80\x8D\x62", /* zero-width joiner */
        "a\xE2\x80\x8C\x62", /* and non-joiner */
        "com",
        "com10",
        "lpt",
        "console",
        "nul1",
        "aux_",
        "con .txt",
        "a.con",
        "conin",
        "com\xC2\xB4",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!is_good(names[i])) {
            fail_msg("%s: %s", names[i],
                     mohur__name_fault(mohur__bytes_text(names[i])));
        }
    }
}

static void
is_refused(void **state)
{
    static const char *const names[] = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "./a",
        "a/.",
        "a/..",
        "../x",
        "a/../../x",
        "/etc/x",
        "//",
        "./",
        "C:\\x",
        "\\\\srv\\s",
        "a\\..\\b",
        "a:b",
        "x:stream",
        "a<",
        "a>",
        "a\"",
        "a|",
        "a?",
        "a*",
        " a",
        "a ",
        "a.",
        "d/ a",
        "d /a",
        "d./a",
        "a\n",
        "a\x1b[0m",
        "a\x7f",
        "a\x01",
        "a\xC2\x80",
        "a\xC2\x9F", /* C1 */
        "a\xE2\x80\xAE",
        "a\xE2\x80\xAA",
        "a\xE2\x81\xA6",
        "a\xE2\x81\xA9",
        "a\xE2\x80\x8E",
        "a\xE2\x80\x8F",
        ("\xEF\xBB\xBF"
         "a"),
        "a\xC0\xAF",
        "a\xED\xA0\x80",
        "a\xF4\x90\x80\x80",
        "a\xE2\x80",
        "\xFF",
        "CON",
        "con.txt",
        "d/Nul",
        "nul.tar.gz",
        "AUX",
        "prn",
        "CONIN$",
        "conout$.a",
        "COM1",
        "com0",
        "lpt9.x",
        "COM\xC2\xB9",
        "lpt\xC2\xB2",
        "Com\xC2\xB3.txt",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_good(names[i])) {
            fail_msg("accepted: %s (%zu)", names[i], i);
        }
    }
    assert_non_null(mohur__name_fault(mohur__bytes_of("a\0b", 3)));
}

static void
has_its_limits(void **state)
{
    uint8_t room[1025] = {0};

    (void)state;
    assert_null(mohur__name_fault(long_name(room, 255, 0)));
    assert_non_null(mohur__name_fault(long_name(room, 256, 0)));
    assert_null(mohur__name_fault(long_name(room, 1024, 25)));
    assert_non_null(mohur__name_fault(long_name(room, 1025, 25)));
    assert_null(mohur__name_fault(long_name(room, 127, 2)));
    assert_non_null(mohur__name_fault(long_name(room, 129, 2)));
}

static void
is_shown_escaped_with_the_rule(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(mohur__name_check(t->ctx, MOHUR__TEXT("a/b")));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__name_check(t->ctx, MOHUR__TEXT("a\x1b[2J")));
    CHECK_TEXT("the name 'a%1b[2J' has a control character",
               mohur_ctx_message(t->ctx));
}

static int
order(const char *a, const char *b)
{
    return mohur__name_compare(mohur__bytes_text(a), mohur__bytes_text(b));
}

static void
stands_in_the_order_of_its_parts(void **state)
{
    static const char *const sorted[] = {
        "a",   "a/b", "a/b/c", "a/c", "a!", "a-b",
        "A.b", "b",   "B/x",   "_",   "z",  "\xC3\xB6",
    };
    size_t n = sizeof sorted / sizeof sorted[0];

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            int want = (i > j) - (i < j);
            /* '_' (5F) stands before 'a' (61) and after 'A' (41) */
            if (i == 9 || j == 9) {
                continue;
            }
            if (order(sorted[i], sorted[j]) != want) {
                fail_msg("%s, %s", sorted[i], sorted[j]);
            }
        }
    }
    assert_int_equal(0, order("A/b", "a/B"));
    assert_int_equal(-1, order("_", "A"));
    assert_int_equal(0, order("", ""));
}

static mohur_status
follow(struct fixture *t, const char *a, bool folder, const char *b)
{
    mohur__error_clear(t->ctx);
    return mohur__name_check_next(t->ctx, mohur__bytes_text(a), folder,
                                  mohur__bytes_text(b));
}

static void
may_follow_a_smaller_one(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(follow(t, "a", false, "b"));
    CHECK_OK(follow(t, "a", true, "a/b"));
    CHECK_OK(follow(t, "a/b", false, "a/c"));
    CHECK_OK(follow(t, "a/b", false, "a!"));
    CHECK_OK(follow(t, "a", false, "aB"));
    CHECK_OK(follow(t, "a/b/c", false, "a/d"));
}

static void
may_not_clash_with_its_neighbour(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "b", false, "a"));
    CHECK_MESSAGE("not in order");
    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "a", true, "a"));
    CHECK_MESSAGE("twice");
    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "A", false, "a"));
    CHECK_MESSAGE("upper and lower case");
    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "Dir/x", false, "dir/y"));
    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "a/B/x", false, "a/b/y"));
    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "a", true, "A/b"));
    CHECK_STATUS(MOHUR_E_FORMAT, follow(t, "a", false, "a/b"));
    CHECK_MESSAGE("not a folder");
}

static bool
within(const char *name, const char *folder)
{
    return mohur__name_is_within(mohur__bytes_text(name),
                                 mohur__bytes_text(folder));
}

static void
is_within_its_folder(void **state)
{
    (void)state;
    assert_true(within("a", "a"));
    assert_true(within("a/b", "a"));
    assert_false(within("a", "a/b"));
    assert_false(within("ab", "a"));
    assert_false(within("b/a", "a"));
}

/* The dotless i: 'I' must fold to 'i' whatever the locale. */
static void
is_the_same_in_every_locale(void **state)
{
    static const char *const locales[] = {"az_AZ.UTF-8", "tr_TR.UTF-8", "C"};

    (void)state;
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        setlocale(LC_ALL, locales[i]);
        assert_int_equal(0, order("TITLE", "title"));
        assert_false(is_good("CONIN$"));
    }
    setlocale(LC_ALL, "C");
}

static bool
may_link(const char *name, const char *link)
{
    return mohur__name_check_link(NULL, mohur__bytes_text(name),
                                  mohur__bytes_text(link)) == MOHUR_OK;
}

static void
of_a_link_may_lead_up_as_far_as_its_own_goes_down(void **state)
{
    (void)state;
    CHECK(may_link("l", "x") && may_link("l", "x/y/z"));
    CHECK(!may_link("l", "..") && !may_link("l", "../x"));
    CHECK(may_link("d/l", "..") && may_link("d/l", "../x"));
    CHECK(!may_link("d/l", "../..") && !may_link("d/l", "../../x"));
    CHECK(may_link("a/b/l", "../..") && may_link("a/b/l", "../../x/y"));
    CHECK(!may_link("a/b/l", "../../.."));
    CHECK(!may_link("a/b/l", "x/..") && !may_link("a/b/l", "../x/../y"));
    CHECK(!may_link("a/b/l", "..x/../y") && !may_link("a/b/l", "../"));
}

static void
of_a_link_must_be_a_name_behind_that(void **state)
{
    (void)state;
    CHECK(!may_link("d/l", "") && !may_link("d/l", "/etc/x"));
    CHECK(!may_link("d/l", "..//x") && !may_link("d/l", "."));
    CHECK(!may_link("d/l", "../nul.txt") && !may_link("d/l", "..\\x"));
    CHECK(!may_link("d/l", "C:x") && !may_link("d/l", "../x "));
    CHECK(may_link("d/l", "...x") && may_link("d/l", "..x"));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(may_be_ordinary),
        cmocka_unit_test(is_refused),
        cmocka_unit_test(has_its_limits),
        cmocka_unit_test(of_a_link_may_lead_up_as_far_as_its_own_goes_down),
        cmocka_unit_test(of_a_link_must_be_a_name_behind_that),
        CASE_BASE(is_shown_escaped_with_the_rule),
        cmocka_unit_test(stands_in_the_order_of_its_parts),
        CASE_BASE(may_follow_a_smaller_one),
        CASE_BASE(may_not_clash_with_its_neighbour),
        cmocka_unit_test(is_within_its_folder),
        cmocka_unit_test(is_the_same_in_every_locale),
    };

    return cmocka_run_group_tests_name("a name", cases, NULL, NULL);
}
