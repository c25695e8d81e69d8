/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "check.h"

static void
keeps_the_first_message(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__error(t->ctx, MOHUR_E_FORMAT, "version %d", 7));
    CHECK_STATUS(MOHUR_E_IO, mohur__error(t->ctx, MOHUR_E_IO, "later"));
    CHECK_NUMBER(MOHUR_E_FORMAT, mohur_ctx_status(t->ctx));
    CHECK_TEXT("version 7", mohur_ctx_message(t->ctx));
}

static void
is_forgotten_when_cleared(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_IO, mohur__error(t->ctx, MOHUR_E_IO, "once"));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(MOHUR_OK, mohur_ctx_status(t->ctx));
    CHECK_TEXT("", mohur_ctx_message(t->ctx));
}

static void
may_have_no_context(void **state)
{
    struct fixture *t = *state;

    mohur__error_clear(NULL);
    CHECK_STATUS(MOHUR_E_IO, mohur__error(NULL, MOHUR_E_IO, "nobody hears"));
    CHECK_TEXT("", mohur_ctx_message(t->ctx));
}

static void
is_cut_at_160_bytes(void **state)
{
    struct fixture *t = *state;
    char text[400];

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    CHECK_STATUS(MOHUR_E_IO, mohur__error(t->ctx, MOHUR_E_IO, "%s", text));
    CHECK_NUMBER(160, strlen(mohur_ctx_message(t->ctx)));
}

/* Letters of two, three and four bytes, at every place about the cut. */
static void
is_not_cut_inside_a_letter(void **state)
{
    static const char *const letters[] = {"ə", "한", "\xF0\x9F\x94\x91"};
    struct fixture *t                  = *state;

    for (size_t i = 0; i < 3; i++) {
        for (int lead = 150; lead <= 160; lead++) {
            size_t letter_len = strlen(letters[i]);
            size_t whole      = (160 - (size_t)lead) / letter_len * letter_len;
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_IO,
                         mohur__error(t->ctx, MOHUR_E_IO, "%*s%s%s%s%s%s%s",
                                      lead, "", letters[i], letters[i],
                                      letters[i], letters[i], letters[i],
                                      letters[i]));
            CHECK_NUMBER((size_t)lead + whole,
                         strlen(mohur_ctx_message(t->ctx)));
        }
    }
}

static void
of_authentication_has_one_text(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(mohur__auth_require(t->ctx, true));
    CHECK_STATUS(MOHUR_E_AUTH, mohur__auth_require(t->ctx, false));
    CHECK_TEXT("the data is not genuine", mohur_ctx_message(t->ctx));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(keeps_the_first_message),
        CASE_BASE(is_forgotten_when_cleared),
        CASE_BASE(may_have_no_context),
        CASE_BASE(is_cut_at_160_bytes),
        CASE_BASE(is_not_cut_inside_a_letter),
        CASE_BASE(of_authentication_has_one_text),
    };
    return cmocka_run_group_tests_name("an error", cases, NULL, NULL);
}
