/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/anchors.h"

#include "note_kit.h"
#include <mohur/trust.h>

/* A list of one anchor with all that may be said, and places changed. */
#define DIGEST                                                                 \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SHORTER "23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ANCHOR                                                                 \
    "{\"class\":\"perfect\",\"file\":\"a.crt\",\"from\":\"2020-01-01\","       \
    "\"policies\":[\"1.2.3\",\"1.2.4\"],\"received\":\"2025-01-31\","          \
    "\"revocation\":\"require\",\"roles\":[\"sign\",\"tsa\"],\"sha256\":"      \
    "\"" DIGEST "\",\"source\":\"by hand\",\"to\":\"2030-12-31\"}"
#define LIST                                                                   \
    "{\"anchors\":[" ANCHOR "],\"expires\":\"2026-12-31\",\"issued\":"         \
    "\"2025-12-31\",\"type\":\"mohur-anchors/1\",\"version\":7}\n"

static mohur_status
parse(struct fixture *t, const char *text, struct mohur__anchor_list *out)
{
    mohur__error_clear(t->ctx);
    return mohur__anchors_parse(t->ctx, mohur__bytes_text(text), out);
}

/* The list with one place changed; its first anchor, if it is still one. */
static mohur_status
parse_changed(struct fixture *t,
              const char *from,
              const char *to,
              struct mohur__anchor_row *row)
{
    struct mohur__buf b            = {0};
    struct mohur__anchor_list list = {.json = NULL};
    mohur_status st                = MOHUR_OK;

    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_MAX);
    kit_replace(&b, MOHUR__TEXT(LIST), from, to);
    mohur__error_clear(t->ctx);
    st = mohur__anchors_parse(t->ctx, mohur__buf_view(&b), &list);
    if (st == MOHUR_OK) {
        CHECK_OK(mohur__anchors_at(&list, 0, row));
    }
    mohur__anchors_wipe(&list);
    mohur__buf_wipe(&b);
    return st;
}

static void
are_read(void **state)
{
    struct fixture *t              = *state;
    struct mohur__anchor_list list = {.json = NULL};
    struct mohur__anchor_row row   = {.file = ""};

    CHECK_OK(parse(t, LIST, &list));
    CHECK_NUMBER(7, list.version);
    CHECK_NUMBER(INT64_C(1767139200), list.issued);
    CHECK_NUMBER(INT64_C(1798761599), list.expires);
    CHECK_NUMBER(1, list.len);
    CHECK_OK(mohur__anchors_at(&list, 0, &row));
    CHECK_TEXT("a.crt", row.file);
    CHECK_BYTES(fixture_hex(t, DIGEST), MOHUR__BYTES(row.digest));
    CHECK_NUMBER(MOHUR_TRUST_SIGN | MOHUR_TRUST_TSA, row.roles);
    CHECK_NUMBER(2, row.policies_len);
    CHECK_TEXT("1.2.4", row.policies[1]);
    CHECK_TEXT("perfect", row.legal_class);
    CHECK(!row.no_revocation);
    mohur__anchors_wipe(&list);
}

static void
may_leave_out_what_is_for_some(void **state)
{
    struct fixture *t            = *state;
    struct mohur__anchor_row row = {.file = ""};

    CHECK_OK(parse_changed(t, "\"class\":\"perfect\",", "", &row));
    CHECK_TEXT("", row.legal_class);
    CHECK_OK(parse_changed(t, "\"policies\":[\"1.2.3\",\"1.2.4\"],", "", &row));
    CHECK_NUMBER(0, row.policies_len);
    CHECK_OK(parse_changed(t, "\"require\"", "\"none\"", &row));
    CHECK(row.no_revocation);
}

/* Each in place of what is right, and where the complaint says it is. */
static const struct {
    const char *from;
    const char *to;
    const char *message;
} wrong[] = {
    {"],\"expires\"", "],\"end\":1,\"expires\"", "unknown"},
    {"\"version\":7", "\"version\":0", "version"},
    {"\"issued\":\"2025-12-31\"", "\"issued\":\"2025-02-29\"", "issued"},
    {"\"expires\":\"2026-12-31\"", "\"expires\":\"2026-12-32\"", "expires"},
    {"\"expires\":\"2026-12-31\"", "\"expires\":\"2025-12-30\"",
     "expires is before issued"},
    {"[" ANCHOR "]", "7", "anchors is not a list"},
    {ANCHOR, "7", "anchors[0] is not an object"},
    {"\"file\"", "\"filename\"", "file is missing"},
    {"\"a.crt\"", "7", "anchors[0].file"},
    {"\"" DIGEST "\"", "7", "anchors[0].sha256"},
    {DIGEST, SHORTER, "sha256 is not 64 hex digits"},
    {DIGEST, "A1" SHORTER, "sha256 is not 64 hex digits"},
    {DIGEST, "0A" SHORTER, "sha256 is not 64 hex digits"},
    {DIGEST, "0g" SHORTER, "sha256 is not 64 hex digits"},
    {DIGEST, "0-" SHORTER, "sha256 is not 64 hex digits"},
    {"[\"sign\",\"tsa\"]", "\"sign\"", "roles is not a list"},
    {"[\"sign\",\"tsa\"]", "[\"sign\",7]", "roles has something"},
    {"[\"sign\",\"tsa\"]", "[\"sign\",\"crl\"]", "roles has one twice"},
    {"[\"sign\",\"tsa\"]", "[\"sign\",\"sign\"]", "roles has one twice"},
    {"[\"sign\",\"tsa\"]", "[]", "roles has none"},
    {"[\"1.2.3\",\"1.2.4\"]", "\"1.2.3\"", "policies is not a list"},
    {"[\"1.2.3\",\"1.2.4\"]", "[]", "policies has none"},
    {"[\"1.2.3\",\"1.2.4\"]", "[7]", "policies has something"},
    {"[\"1.2.3\",\"1.2.4\"]", "[\"1.2.3\",\"1.2.3\"]", "policies has one"},
    {"[\"1.2.3\",\"1.2.4\"]", "[\"1.02\"]", "no object identifier"},
    {"[\"1.2.3\",\"1.2.4\"]", "[\"2.5.29.32.0\"]", "any policy"},
    {"\"perfect\"", "\"best\"", "anchors[0].class"},
    {"\"by hand\"", "7", "anchors[0].source"},
    {"\"2025-01-31\"", "\"2025-01-32\"", "anchors[0].received"},
    {"\"require\"", "\"maybe\"", "anchors[0].revocation"},
    {"\"2020-01-01\"", "\"2020-00-01\"", "anchors[0].from"},
    {"\"2030-12-31\"", "\"2030-12-32\"", "anchors[0].to"},
    {"\"2030-12-31\"", "\"2019-12-31\"", "to is before from"},
};

static void
are_refused_for_each_member_that_is_wrong(void **state)
{
    struct fixture *t            = *state;
    struct mohur__anchor_row row = {.file = ""};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (parse_changed(t, wrong[i].from, wrong[i].to, &row) !=
            MOHUR_E_FORMAT) {
            fail_msg("%s was not refused", wrong[i].to);
        }
        CHECK_MESSAGE(wrong[i].message);
    }
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 parse_changed(t, "mohur-anchors/1", "mohur-anchors/2", &row));
}

static void
are_one_line_of_one_object(void **state)
{
    static const char *const bad[] = {"", "{}", "[]\n", "{}\n", "oops\n"};
    struct fixture *t              = *state;
    struct mohur__anchor_list list = {.json = NULL};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, parse(t, bad[i], &list));
        CHECK(list.json == NULL);
    }
}

static void
leave_nothing_behind_when_memory_fails(void **state)
{
    struct fixture *t              = *state;
    struct mohur__anchor_list list = {.json = NULL};

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, parse(t, LIST, &list));
    CHECK(alloc_has_failed(&t->alloc));
    CHECK(list.json == NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_read),
        CASE(may_leave_out_what_is_for_some),
        CASE(are_refused_for_each_member_that_is_wrong),
        CASE(are_one_line_of_one_object),
        CASE(leave_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("a list of anchors", cases, NULL, NULL);
}
