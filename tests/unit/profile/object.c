/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/object.h"

#include "check.h"
#include "profile/json.h"

static void
says_where_a_member_is_wrong(void **state)
{
    struct fixture *t          = *state;
    json_t *json               = NULL;
    struct mohur__object o     = {0};
    struct mohur__object inner = {0};
    uint64_t n                 = 7;

    CHECK_OK(mohur__json_parse(
        t->ctx, MOHUR__TEXT("{\"list\":[{\"n\":1},{\"n\":\"x\"}]}"), &json));
    CHECK_OK(mohur__object_open(t->ctx, json, "top", &o));
    CHECK_OK(mohur__object_list_enter(&o, "list", 0, &inner));
    CHECK_OK(mohur__object_number(&inner, "n", 0, 1, &n));
    CHECK_NUMBER(1, n);
    CHECK_OK(mohur__object_number(&inner, "absent", 0, 1, &n));
    CHECK_NUMBER(1, n);
    CHECK_OK(mohur__object_list_enter(&o, "list", 1, &inner));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_number(&inner, "n", 0, 1, &n));
    CHECK_MESSAGE("profile: top.list[1].n is not a number");
    json_decref(json);
}

static void
knows_the_members_it_wants(void **state)
{
    struct fixture *t      = *state;
    json_t *json           = NULL;
    struct mohur__object o = {0};

    CHECK_OK(
        mohur__json_parse(t->ctx, MOHUR__TEXT("{\"a\":1,\"b\":2}"), &json));
    CHECK_OK(mohur__object_open(t->ctx, json, "", &o));
    CHECK_OK(mohur__object_members(&o, "a b"));
    CHECK_OK(mohur__object_members(&o, "a b? c?"));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_members(&o, "a b c"));
    CHECK_MESSAGE("c is missing");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_members(&o, "a c?"));
    CHECK_MESSAGE("unknown");
    json_decref(json);
}

static void
has_nothing_behind_the_end_of_a_list(void **state)
{
    struct fixture *t          = *state;
    json_t *json               = NULL;
    const char *text           = NULL;
    struct mohur__object o     = {0};
    struct mohur__object inner = {0};

    CHECK_OK(mohur__json_parse(t->ctx, MOHUR__TEXT("{\"a\":[\"bc\"]}"), &json));
    CHECK_OK(mohur__object_open(t->ctx, json, "", &o));
    CHECK_OK(mohur__object_list_text(&o, "a", 0, 2, &text));
    CHECK_TEXT("bc", text);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_list_text(&o, "a", 0, 1, &text));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_list_text(&o, "a", 1, 2, &text));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_list_enter(&o, "a", 1, &inner));
    CHECK_MESSAGE("a[1] is not an object");
    json_decref(json);
}

static void
has_no_member_with_a_name_that_is_too_long(void **state)
{
    static const char names[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    struct fixture *t      = *state;
    json_t *json           = NULL;
    struct mohur__object o = {0};

    CHECK(sizeof names > MOHUR__JSON_WHERE_CAP);
    CHECK_OK(mohur__json_parse(t->ctx, MOHUR__TEXT("{}"), &json));
    CHECK_OK(mohur__object_open(t->ctx, json, "", &o));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__object_members(&o, names));
    json_decref(json);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(says_where_a_member_is_wrong),
        CASE(knows_the_members_it_wants),
        CASE(has_nothing_behind_the_end_of_a_list),
        CASE(has_no_member_with_a_name_that_is_too_long),
    };
    return cmocka_run_group_tests_name("a JSON object", cases, NULL, NULL);
}
