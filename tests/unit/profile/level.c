/* SPDX-License-Identifier: Apache-2.0 */
#include "note_kit.h"

/* What levels want: an upper one as much as the one below, or more. */
#define OF_SAMPLE                                                              \
    "{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"    \
    "\"n\":0},{\"anchor\":\"hardware\",\"custody\":[\"hsm\"],"                 \
    "\"deterministic_fields\":false,\"dual_control\":true,"                    \
    "\"exportable\":false,\"hybrid_kem_from\":\"2026-01-01\","                 \
    "\"log_unlock\":true,\"log_witness_quorum\":2,"                            \
    "\"max_cryptoperiod_days\":{\"seal\":730,\"sign\":730,\"sym\":365},"       \
    "\"memory_lock\":true,\"n\":3,\"unlock_factors\":2}"

#define LEVELS_OF_SAMPLE                                                       \
    "{\"n\":0,\"name\":\"open\"},{\"n\":1,\"name\":\"official\"},"             \
    "{\"n\":2,\"name\":\"restricted\"},{\"n\":3,\"name\":\"confidential\"}"

/* The sample with one place changed. */
static mohur_status
parse_changed(struct fixture *t, const char *from, const char *to)
{
    const char *const changes[] = {from, to, NULL};

    return kit_parse_body(t, changes);
}

/* The sample with two entries, the lower one of level 0. */
static mohur_status
parse(struct fixture *t, const char *below, const char *above)
{
    char entries[512] = {0};

    snprintf(entries, sizeof entries, "%s,%s", below, above);
    return parse_changed(t, OF_SAMPLE, entries);
}

/* P20: each thing that a level may want, from the laxest on. */
static const struct {
    const char *what;
    const char *lax;
    const char *strict;
} wants[] = {
    {"anchor", "{\"anchor\":\"none\",\"n\":%d}",
     "{\"anchor\":\"local\",\"n\":%d}"},
    {"anchor", "{\"anchor\":\"local\",\"n\":%d}",
     "{\"anchor\":\"hardware\",\"n\":%d}"},
    {"anchor", "{\"anchor\":\"hardware\",\"n\":%d}",
     "{\"anchor\":\"witnessed\",\"n\":%d}"},
    {"custody", "{\"custody\":[\"software\",\"hsm\"],\"n\":%d}",
     "{\"custody\":[\"hsm\"],\"n\":%d}"},
    {"fields", "{\"deterministic_fields\":true,\"n\":%d}",
     "{\"deterministic_fields\":false,\"n\":%d}"},
    {"dual control", "{\"dual_control\":false,\"n\":%d}",
     "{\"dual_control\":true,\"n\":%d}"},
    {"export", "{\"exportable\":true,\"n\":%d}",
     "{\"exportable\":false,\"n\":%d}"},
    {"hybrid", "{\"hybrid_kem_from\":\"2026-01-02\",\"n\":%d}",
     "{\"hybrid_kem_from\":\"2026-01-01\",\"n\":%d}"},
    {"log", "{\"log_unlock\":false,\"n\":%d}",
     "{\"log_unlock\":true,\"n\":%d}"},
    {"witnesses", "{\"log_witness_quorum\":1,\"n\":%d}",
     "{\"log_witness_quorum\":2,\"n\":%d}"},
    {"days to seal", "{\"max_cryptoperiod_days\":{\"seal\":2},\"n\":%d}",
     "{\"max_cryptoperiod_days\":{\"seal\":1},\"n\":%d}"},
    {"days to sign", "{\"max_cryptoperiod_days\":{\"sign\":2},\"n\":%d}",
     "{\"max_cryptoperiod_days\":{\"sign\":1},\"n\":%d}"},
    {"days to wrap", "{\"max_cryptoperiod_days\":{\"sym\":2},\"n\":%d}",
     "{\"max_cryptoperiod_days\":{\"sym\":1},\"n\":%d}"},
    {"memory", "{\"memory_lock\":false,\"n\":%d}",
     "{\"memory_lock\":true,\"n\":%d}"},
    {"factors", "{\"n\":%d,\"unlock_factors\":1}",
     "{\"n\":%d,\"unlock_factors\":2}"},
};

enum {
    WANTS = sizeof wants / sizeof wants[0],
    TEXT  = 96
};

static const char *
entry(char out[TEXT], const char *form, int level)
{
    size_t at = 0;

    for (; *form != '\0'; form++) {
        if (*form == '%') {
            out[at++] = (char)('0' + level);
            form++;
        } else {
            out[at++] = *form;
        }
    }
    out[at] = '\0';
    return out;
}

static void
wants_more_upwards_or_the_same(void **state)
{
    struct fixture *t = *state;
    char below[TEXT];
    char above[TEXT];

    for (size_t i = 0; i < WANTS; i++) {
        const char *lax    = wants[i].lax;
        const char *strict = wants[i].strict;

        CHECK_OK(parse(t, entry(below, lax, 0), entry(above, strict, 1)));
        CHECK_OK(parse(t, entry(below, strict, 0), entry(above, strict, 3)));
        if (parse(t, entry(below, strict, 0), entry(above, lax, 2)) !=
            MOHUR_E_FORMAT) {
            fail_msg("%s may be laxer upwards", wants[i].what);
        }
        CHECK_MESSAGE("level_policy[1] is laxer than the level below");
    }
}

/* What an entry does not say is as it was below, so it is not laxer. */
static void
keeps_what_the_level_below_wants(void **state)
{
    struct fixture *t = *state;
    char below[TEXT];

    for (size_t i = 0; i < WANTS; i++) {
        CHECK_OK(parse(t, entry(below, wants[i].strict, 0), "{\"n\":1}"));
    }
}

static void
goes_by_levels_that_ascend(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse(t, "{\"n\":0}", "{\"n\":3}"));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, "{\"n\":1}", "{\"n\":2}"));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, "{\"n\":0}", "{\"n\":0}"));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, "{\"n\":0}", "{\"n\":4}"));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, "{\"n\":0}", "{\"n\":2},{\"n\":1}"));
}

static void
is_never_missing(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, OF_SAMPLE, ""));
    CHECK_MESSAGE("level_policy is empty");
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, LEVELS_OF_SAMPLE, ""));
    CHECK_MESSAGE("levels is empty");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(wants_more_upwards_or_the_same),
        CASE(keeps_what_the_level_below_wants),
        CASE(goes_by_levels_that_ascend),
        CASE(is_never_missing),
    };
    return cmocka_run_group_tests_name("a level", cases, NULL, NULL);
}
