/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

#include "check.h"

/* The vectors of RFC 4648 section 10. */
static const struct {
    const char *bytes;
    const char *text;
} vectors[] = {
    {"f", "Zg=="},        {"fo", "Zm8="},        {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"},
};

static bool
parses(const char *text)
{
    uint8_t room[16] = {0};
    mohur__bytes out = MOHUR__NOTHING;

    return mohur__base64_parse(mohur__bytes_text(text), MOHUR__SPAN(room),
                               &out);
}

static void
reads_the_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        uint8_t room[16] = {0};
        mohur__bytes out = MOHUR__NOTHING;

        CHECK(mohur__base64_parse(mohur__bytes_text(vectors[i].text),
                                  MOHUR__SPAN(room), &out));
        CHECK_BYTES(VIEW_TEXT(vectors[i].bytes), out);
    }
}

static void
writes_the_vectors(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct mohur__buf b = {0};

        mohur__buf_init(&b, t->ctx, 16);
        mohur__base64_emit(&b, mohur__bytes_text(vectors[i].bytes));
        CHECK_OK(mohur__buf_status(&b));
        CHECK_BYTES(VIEW_TEXT(vectors[i].text), mohur__buf_view(&b));
        mohur__buf_wipe(&b);
    }
}

static void
refuses_any_other_text_for_the_same_bytes(void **state)
{
    static const char *const bad[] = {
        "",      "Z",      "Zg",       "Zg=",   "Zg===",    "Zh==", "Zm9=",
        "Zm 9v", "Zm9v\n", "Zm9v====", "=Zm9v", "Zg==Zg==", "Zm-_", "Zm9v\x80",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!parses(bad[i]));
    }
}

static void
refuses_more_than_there_is_room_for(void **state)
{
    uint8_t room[2]  = {0};
    mohur__bytes out = MOHUR__NOTHING;

    (void)state;
    CHECK(!mohur__base64_parse(MOHUR__TEXT("Zm9v"), MOHUR__SPAN(room), &out));
    CHECK(mohur__base64_parse(MOHUR__TEXT("Zm8="), MOHUR__SPAN(room), &out));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(reads_the_vectors),
        CASE_BASE(writes_the_vectors),
        CASE_BASE(refuses_any_other_text_for_the_same_bytes),
        CASE_BASE(refuses_more_than_there_is_room_for),
    };
    return cmocka_run_group_tests_name("base64", cases, NULL, NULL);
}
