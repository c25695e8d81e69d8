/* SPDX-License-Identifier: Apache-2.0 */
#include "note_kit.h"

/* Rules of the sample, with this and that in them. */

#define IGNORED "SLH-DSA-SHA2-128s"
#define FIRST   "{\"alg\":\"ECDSA-P256\""
#define SHA_1   "{\"poe_before\":\"2017-01-01\",\"status\":\"legacy\"}"
#define NO                                                                     \
    "\"process\":{\"status\":\"disallowed\"},"                                 \
    "\"protect\":{\"status\":\"disallowed\"}"

/* Two places may change; the second is NULL if one does. */
static mohur_status
parse(struct fixture *t,
      const char *from,
      const char *to,
      const char *from_too,
      const char *to_too)
{
    const char *const changes[] = {from, to, from_too, to_too, NULL};

    return kit_parse_body(t, changes);
}

static mohur_status
parse_one(struct fixture *t, const char *from, const char *to)
{
    return parse(t, from, to, NULL, NULL);
}

/* What ignore_unknown lists has no number, and no bounds that fit or not. */
static void
may_say_anything_of_what_is_ignored(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_one(t, FIRST,
                       "{\"alg\":\"" IGNORED "\",\"param\":{\"hash\":"
                       "[\"SHA-256\"],\"min_bits\":1}," NO
                       ",\"purpose\":[\"signature\"]}," FIRST));
    CHECK_OK(parse_one(t, "[\"SHA-256\",\"SHA-384\"",
                       "[\"" IGNORED "\",\"SHA-256\",\"SHA-384\""));
}

static void
makes_what_is_ignored_a_default_that_is_none(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse(t, FIRST, "{\"alg\":\"" IGNORED "\"," NO "}," FIRST,
                   "\"seal\":[\"X-Wing\"", "\"seal\":[\"" IGNORED "\""));
}

static void
cannot_be_reached_behind_one_of_the_same_name(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_one(
        t, FIRST, "{\"alg\":\"DES\"," NO "},{\"alg\":\"3DES\"," NO "}," FIRST));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_one(t, FIRST,
                           "{\"alg\":\"DES\"," NO "},{\"alg\":\"DES\"," NO
                           "}," FIRST));
    CHECK_MESSAGE("rules[3] cannot be reached behind rules[2]");
}

/* From 3072 bits on, up to first and then up to second; "" is without end. */
static mohur_status
parse_bounds(struct fixture *t, const char *first, const char *second)
{
    char one[64];
    char two[64];

    snprintf(one, sizeof one, "%s\"min_bits\":3072", first);
    snprintf(two, sizeof two, "[\"SHA-256\"],%s\"min_bits\":3072}", second);
    return parse(t, "\"min_bits\":3072", one,
                 "[\"SHA-1\",\"SHA-256\"],\"min_bits\":2048}", two);
}

static void
is_reached_for_more_bits_than_one_before_takes(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_bounds(t, "\"max_bits\":4096,", "\"max_bits\":4097,"));
    CHECK_OK(parse_bounds(t, "\"max_bits\":4096,", ""));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_bounds(t, "\"max_bits\":4096,", "\"max_bits\":4096,"));
    CHECK_MESSAGE("rules[1] cannot be reached behind rules[0]");
    CHECK_STATUS(MOHUR_E_FORMAT, parse_bounds(t, "", "\"max_bits\":4096,"));
}

static void
says_only_what_its_algorithm_has(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_one(t, "\"hash\":[\"SHA-256\"]}", "\"max_bits\":256}"));
    CHECK_MESSAGE("param is not for this algorithm");
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_one(t, "{\"alg\":\"X25519\",",
                           "{\"alg\":\"X25519\",\"param\":{\"hash\":"
                           "[\"SHA-256\"]},"));
    CHECK_MESSAGE("param is not for this algorithm");
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_one(t, "\"until\":\"2031-12-31\"}}",
                           "\"until\":\"2031-12-31\"},\"purpose\":"
                           "[\"signature\"]}"));
    CHECK_MESSAGE("purpose is for hashes");
}

static void
may_end_instead_of_asking_for_a_proof(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_one(t, SHA_1,
                       "{\"status\":\"legacy\",\"until\":\"2020-12-31\"}"));
}

static void
processes_at_levels_that_there_are(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_one(t, SHA_1,
                           "{\"max_level\":4,\"poe_before\":\"2017-01-01\","
                           "\"status\":\"legacy\"}"));
    CHECK_MESSAGE("process.max_level");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(may_say_anything_of_what_is_ignored),
        CASE(makes_what_is_ignored_a_default_that_is_none),
        CASE(cannot_be_reached_behind_one_of_the_same_name),
        CASE(is_reached_for_more_bits_than_one_before_takes),
        CASE(says_only_what_its_algorithm_has),
        CASE(may_end_instead_of_asking_for_a_proof),
        CASE(processes_at_levels_that_there_are),
    };
    return cmocka_run_group_tests_name("a rule of a profile", cases, NULL,
                                       NULL);
}
