/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "profile/decide.h"
#include "profile/handle.h"
#include "profile/subject.h"

#include <stdlib.h>

/*
 * What is foretold is what happens: random profiles, one in force and one that
 * comes, and every answer of the real question around every date (P21).
 */
enum {
    RUNS      = 2000,
    RUNS_FULL = 10000,
    DATES     = 6,
    RULES     = 6,
    SPAN      = 1000
};

static const mohur_alg algs[RULES] = {
    MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256,      MOHUR_ALG_X25519,
    MOHUR_ALG_ED25519,    MOHUR_ALG_AES_256_WRAP, MOHUR_ALG_SHA_512};

static uint32_t
draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

/* A date around now, or none. */
static int64_t
draw_date(uint64_t *state)
{
    return draw(state, 2) == 0
               ? 0
               : FIXTURE_NOW - SPAN / DATES +
                     (int64_t)draw(state, DATES) * (SPAN / DATES);
}

static struct mohur__rule_side
draw_side(uint64_t *state)
{
    return (struct mohur__rule_side){
        .status    = (enum mohur__rule_status)(3 - draw(state, 7) / 2),
        .max_level = (uint8_t)(3 - draw(state, 7) / 2),
        .from      = draw(state, 3) == 0 ? draw_date(state) : 0,
        .until     = draw_date(state)};
}

struct drawn {
    struct mohur__rule rules[RULES];
    struct mohur__level_policy levels[2];
    struct mohur__policy policy;
    struct mohur_profile handle;
};

static void
draw_policy(uint64_t *state, struct drawn *out)
{
    for (size_t i = 0; i < RULES; i++) {
        out->rules[i] = (struct mohur__rule){.alg = algs[draw(state, RULES)],
                                             .protect = draw_side(state),
                                             .process = draw_side(state)};
        out->rules[i].process.from = 0;
    }
    out->levels[0] = (struct mohur__level_policy){.exportable = true};
    out->levels[1] =
        (struct mohur__level_policy){.level       = 2,
                                     .exportable  = draw(state, 2) == 0,
                                     .hybrid_from = draw_date(state)};
    out->policy        = (struct mohur__policy){.id               = "drawn",
                                                .rules            = out->rules,
                                                .rules_len        = RULES,
                                                .level_policy     = out->levels,
                                                .level_policy_len = 2,
                                                .levels           = 4,
                                                .expires          = draw_date(state),
                                                .warns = draw(state, 2) == 0};
    out->handle.policy = &out->policy;
}

static bool
allows(const char *reason)
{
    return strcmp(reason, "OK") == 0 || strcmp(reason, "DEPRECATED") == 0 ||
           strcmp(reason, "LEGACY") == 0;
}

static const char *
text_of(const json_t *change, const char *name)
{
    return json_string_value(json_object_get(change, name));
}

/* What was foretold of one subject and operation; NULL: no change. */
static const json_t *
find(const json_t *report, uint32_t version, const char *operation)
{
    const json_t *changes = json_object_get(report, "changes");

    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *c = json_array_get(changes, i);

        if (json_integer_value(json_object_get(c, "version")) ==
                (json_int_t)version &&
            strcmp(text_of(c, "operation"), operation) == 0) {
            return c;
        }
    }
    return NULL;
}

/* The real question, as every operation asks it. */
static bool
happens(struct fixture *t,
        const struct mohur__subject *s,
        mohur_operation operation)
{
    mohur__error_clear(t->ctx);
    return mohur__profile_allow(t->ctx, operation, s->alg, MOHUR_ALG_NONE,
                                s->level) == MOHUR_OK;
}

/* Every second around a date that a rule may have, and some between. */
static int64_t
step_from(int64_t i)
{
    int64_t into = i % (SPAN / DATES);

    return into < 2 || into > SPAN / DATES - 3 ? 1 : SPAN / DATES - 2 - into;
}

static void
check_one(struct fixture *t,
          const json_t *report,
          const struct mohur__subject *s,
          mohur_operation operation,
          const char *name)
{
    const json_t *change = find(report, s->version, name);
    bool before          = false;
    int64_t from         = INT64_MAX;

    t->now = FIXTURE_NOW;
    before = happens(t, s, operation);
    if (change != NULL) {
        from = json_integer_value(json_object_get(change, "from_s"));
        /* An answer of now is that of the profile without the next one. */
        before = allows(text_of(change, "old"));
    }
    for (int64_t i = 0; i < 2 * SPAN; i += step_from(i)) {
        t->now = FIXTURE_NOW + i;
        if (t->now >= from) {
            break;
        }
        if (happens(t, s, operation) != before) {
            fail_msg("%s changes %d s from now, unforetold", name, (int)i);
        }
    }
    t->now = from;
    if (change != NULL &&
        happens(t, s, operation) != allows(text_of(change, "new"))) {
        fail_msg("%s: foretold %s", name, text_of(change, "new"));
    }
}

static const struct {
    mohur_alg alg;
    mohur_operation operation[3];
    const char *name[3];
} uses[] = {
    {MOHUR_ALG_ECDSA_P256,
     {MOHUR_OP_SIGN, MOHUR_OP_VERIFY, MOHUR_OP_KEYGEN},
     {"sign", "verify", "keygen"}},
    {MOHUR_ALG_X25519,
     {MOHUR_OP_SEAL, MOHUR_OP_OPEN, MOHUR_OP_EXPORT},
     {"seal", "open", "export"}},
    {MOHUR_ALG_AES_256_WRAP,
     {MOHUR_OP_WRAP, MOHUR_OP_UNWRAP, MOHUR_OP_KEYGEN},
     {"wrap", "unwrap", "keygen"}},
};

static json_t *
report_of(struct fixture *t,
          const struct mohur__outlook *outlook,
          const struct mohur__subject *subjects,
          size_t len)
{
    mohur_sink *sink = fixture_sink(t);
    json_t *report   = NULL;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__impact_write(t->ctx, outlook, subjects, len, sink));
    report = json_loadb((const char *)fixture_output(t).data,
                        fixture_output(t).len, 0, NULL);
    CHECK(report != NULL);
    mohur_sink_free(sink);
    return report;
}

/* One pair of profiles, and three keys. */
static void
run(struct fixture *t, uint64_t *state)
{
    struct drawn present          = {0};
    struct drawn next             = {0};
    struct mohur__subject s[3]    = {{0}};
    struct mohur__force before    = {0};
    struct mohur__force after     = {0};
    struct mohur__outlook outlook = {&before, &next.policy, FIXTURE_NOW};
    json_t *report                = NULL;

    draw_policy(state, &present);
    draw_policy(state, &next);
    next.policy.effective = draw_date(state);
    for (uint32_t i = 0; i < 3; i++) {
        s[i] = (struct mohur__subject){.name       = "k",
                                       .version    = i + 1,
                                       .alg        = uses[i].alg,
                                       .level      = (uint8_t)draw(state, 4),
                                       .operations = UINT32_MAX};
    }
    before.profiles[before.profiles_len++] = &present.handle;
    after.profiles[after.profiles_len++]   = &next.handle;
    after.profiles[after.profiles_len++]   = &present.handle;
    t->now                                 = FIXTURE_NOW;
    report                                 = report_of(t, &outlook, s, 3);
    mohur__force_enter(t->ctx, &after);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            check_one(t, report, &s[i], uses[i].operation[j], uses[i].name[j]);
        }
    }
    mohur__force_leave(t->ctx, &after);
    json_decref(report);
}

static void
foretells_what_happens(void **state)
{
    struct fixture *t = *state;
    uint64_t random   = 1;
    int runs          = getenv("MOHUR_FULL") != NULL ? RUNS_FULL : RUNS;

    for (int i = 0; i < runs; i++) {
        run(t, &random);
    }
    mohur__error_clear(t->ctx);
}

/* A key of yesterday under a next profile that lets keys wrap for ten days. */
static json_t *
report_of_period(struct fixture *t, int64_t protect_until)
{
    static const struct mohur__level_policy ten[] = {
        {.exportable = true, .period_days = {[MOHUR__PERIOD_SYM] = 10}}};
    struct mohur__policy next     = mohur__policy_builtin;
    struct mohur__force none      = {0};
    struct mohur__outlook outlook = {&none, &next, FIXTURE_NOW};
    struct mohur__subject s       = {.name          = "k",
                                     .version       = 1,
                                     .alg           = MOHUR_ALG_AES_256_WRAP,
                                     .operations    = UINT32_MAX,
                                     .created       = FIXTURE_NOW - 86400,
                                     .protect_until = protect_until};

    next.level_policy     = ten;
    next.level_policy_len = 1;
    return report_of(t, &outlook, &s, 1);
}

static void
foretells_when_a_key_will_be_too_old(void **state)
{
    struct fixture *t    = *state;
    json_t *report       = report_of_period(t, 0);
    const json_t *change = find(report, 1, "wrap");

    CHECK_NUMBER(1, json_array_size(json_object_get(report, "changes")));
    CHECK(change != NULL);
    CHECK_TEXT("CRYPTOPERIOD", text_of(change, "new"));
    CHECK_NUMBER(FIXTURE_NOW + 9 * 86400,
                 json_integer_value(json_object_get(change, "from_s")));
    json_decref(report);
}

static void
foretells_nothing_of_a_key_that_ends_by_itself(void **state)
{
    struct fixture *t = *state;
    json_t *report    = report_of_period(t, FIXTURE_NOW + 9 * 86400);

    CHECK_NUMBER(0, json_array_size(json_object_get(report, "changes")));
    json_decref(report);
}

static void
is_nothing_where_nothing_changes(void **state)
{
    struct fixture *t             = *state;
    struct mohur__force none      = {0};
    struct mohur__outlook outlook = {&none, NULL, FIXTURE_NOW};
    struct mohur__subject s       = {.name       = "k",
                                     .version    = 1,
                                     .alg        = MOHUR_ALG_AES_256_WRAP,
                                     .operations = UINT32_MAX};
    json_t *report                = report_of(t, &outlook, &s, 1);

    CHECK_NUMBER(0, json_array_size(json_object_get(report, "changes")));
    CHECK_TEXT("az-reference-1", text_of(report, "present"));
    json_decref(report);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(foretells_what_happens),
        CASE(foretells_when_a_key_will_be_too_old),
        CASE(foretells_nothing_of_a_key_that_ends_by_itself),
        CASE(is_nothing_where_nothing_changes),
    };
    return cmocka_run_group_tests_name("the impact of a profile", cases, NULL,
                                       NULL);
}
