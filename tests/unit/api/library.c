/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <mohur/mohur.h>

/* The shared library as a program of somebody else sees it. */

enum {
    REPORT_MAX = 1 << 20
};

static int
ctx_new(void **state)
{
    mohur_ctx *ctx  = NULL;
    mohur_status st = mohur_ctx_new(NULL, &ctx);

    *state = ctx;
    return st == MOHUR_OK ? 0 : -1;
}

static int
ctx_free(void **state)
{
    mohur_ctx_free(*state);
    return 0;
}

static void
is_the_one_of_the_headers(void **state)
{
    (void)state;
    assert_string_equal(MOHUR_VERSION, mohur_version());
    assert_int_equal(MOHUR_ABI, mohur_abi());
}

typedef mohur_status
report_fn(mohur_ctx *ctx, mohur_sink *sink);

/* The report holds each of the words. */
static void
check_report(mohur_ctx *ctx, report_fn *report, const char *const *words)
{
    mohur_sink *sink = NULL;
    size_t len       = 0;
    const char *text = NULL;

    assert_int_equal(MOHUR_OK, mohur_sink_new_memory(ctx, REPORT_MAX, &sink));
    assert_int_equal(MOHUR_OK, report(ctx, sink));
    text = (const char *)mohur_sink_memory(sink, &len);
    assert_true(len > 2 && text[0] == '{');
    for (; *words != NULL; words++) {
        assert_non_null(memmem(text, len, *words, strlen(*words)));
    }
    mohur_sink_free(sink);
}

static void
says_what_it_was_built_from(void **state)
{
    static const char *const words[] = {MOHUR_VERSION, "libsodium", "Mbed TLS",
                                        NULL};

    check_report(*state, mohur_build_info, words);
}

static void
passes_its_own_test(void **state)
{
    static const char *const words[] = {"AES-256-GCM", "libsodium",
                                        "\"passed\":true", NULL};

    check_report(*state, mohur_selftest, words);
}

static void
says_which_rule_a_name_breaks(void **state)
{
    mohur_ctx *ctx = *state;

    assert_int_equal(MOHUR_OK, mohur_archive_name_check(ctx, "a/b.txt", 7));
    assert_string_equal("", mohur_ctx_message(ctx));
    assert_int_equal(MOHUR_E_FORMAT, mohur_archive_name_check(ctx, "../b", 4));
    assert_non_null(strstr(mohur_ctx_message(ctx), "'..'"));
    assert_int_equal(MOHUR_E_FORMAT, mohur_archive_name_check(ctx, "", 0));
    assert_int_equal(MOHUR_E_FORMAT, mohur_archive_name_check(ctx, "a\0b", 3));
    assert_int_equal(MOHUR_E_ARGUMENT, mohur_archive_name_check(ctx, NULL, 1));
    assert_int_equal(MOHUR_E_ARGUMENT, mohur_archive_name_check(NULL, "a", 1));
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, ctx_new, ctx_free)

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_the_one_of_the_headers),
        CASE(says_what_it_was_built_from),
        CASE(passes_its_own_test),
        CASE(says_which_rule_a_name_breaks),
    };
    return cmocka_run_group_tests_name("the library", cases, NULL, NULL);
}
