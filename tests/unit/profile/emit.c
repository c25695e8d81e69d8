/* SPDX-License-Identifier: Apache-2.0 */
#include "note_kit.h"

#include <stdlib.h>

/* A policy written as the body that it would be read from. */

/* What emitting leaves to others, taken from the sample. */
static void
complete(json_t *emitted, const json_t *sample)
{
    static const char *const members[] = {"authority", "recovery", "supersedes",
                                          "min_library", "ignore_unknown"};

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        CHECK(json_object_set(emitted, members[i],
                              json_object_get(sample, members[i])) == 0);
    }
}

static void
body_of(struct fixture *t, json_t *json, struct mohur__body *out)
{
    char *line          = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    struct mohur__buf b = {0};

    CHECK(line != NULL);
    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_bytes(&b, mohur__bytes_text(line));
    mohur__buf_u8(&b, '\n');
    free(line);
    CHECK_OK(mohur__body_parse(t->ctx, mohur__buf_view(&b), "1.0.0", out));
    mohur__buf_wipe(&b);
}

static void
means_the_same_when_it_is_read_again(void **state)
{
    static const char *const more[] = {"\"log_unlock\":true",
                                       "\"log_unlock\":false",
                                       "\"document\":{",
                                       "\"document\":{\"asic\":{\"mimetype\""
                                       ":\"warn\"},",
                                       "\"ocsp_nonce\":\"if-present\"",
                                       "\"min_level\":\"LT\",\"ocsp_nonce\":"
                                       "\"required\",\"revocation_age\":7",
                                       "\"trust_list\":\"signed\"",
                                       "\"trust_list\":\"any\",\"tsa_skew\":0",
                                       NULL};
    struct fixture *t               = *state;
    mohur_profile *p                = kit_profile(t, more, "ab");
    struct mohur__body again        = {0};
    json_t *first                   = NULL;
    json_t *second                  = NULL;

    CHECK_OK(mohur__policy_emit(t->ctx, p->policy, &first));
    CHECK(json_object_get(json_object_get(first, "document"), "asic") != NULL);
    complete(first, p->body.json);
    body_of(t, first, &again);
    CHECK_OK(mohur__policy_emit(t->ctx, &again.policy, &second));
    complete(second, p->body.json);
    CHECK(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    mohur__body_wipe(&again);
    mohur_profile_free(p);
}

/* The built-in profile is consistent, and above the floor. */
static void
of_the_built_in_profile_is_one_that_could_be_accepted(void **state)
{
    struct fixture *t       = *state;
    mohur_profile *p        = kit_profile(t, NULL, "ab");
    struct mohur__body body = {0};
    json_t *json            = NULL;

    CHECK_OK(mohur__policy_emit(t->ctx, &mohur__policy_builtin, &json));
    complete(json, p->body.json);
    CHECK(json_object_set_new(json, "supersedes", json_string("")) == 0);
    CHECK(json_object_set_new(json, "issued", json_string("2026-01-01")) == 0);
    CHECK(json_object_set_new(json, "effective", json_string("2026-01-01")) ==
          0);
    CHECK(json_object_set_new(json, "expires", json_string("2030-12-31")) == 0);
    body_of(t, json, &body);
    CHECK_NUMBER(mohur__policy_builtin.rules_len, body.policy.rules_len);
    for (size_t i = 0; i < body.policy.rules_len; i++) {
        CHECK_NUMBER(mohur__policy_builtin.rules[i].alg,
                     body.policy.rules[i].alg);
        CHECK_NUMBER(mohur__policy_builtin.rules[i].protect.until,
                     body.policy.rules[i].protect.until);
    }
    mohur__body_wipe(&body);
    json_decref(json);
    mohur_profile_free(p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(means_the_same_when_it_is_read_again),
        CASE(of_the_built_in_profile_is_one_that_could_be_accepted),
    };
    return cmocka_run_group_tests_name("a policy as JSON", cases, NULL, NULL);
}
