/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <mohur/mohur.h>

/* Profiles of an authority, through the shared library. */

static void
are_not_parsed_from_nothing(void **state)
{
    struct fixture *t  = *state;
    mohur_profile *p   = NULL;
    const uint8_t x[1] = {'x'};

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_parse(NULL, x, 1, &p));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_parse(t->ctx, NULL, 1, &p));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_parse(t->ctx, x, 1, NULL));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_profile_parse(t->ctx, NULL, 0, &p));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_profile_parse(t->ctx, x, 1, &p));
    CHECK(p == NULL);
}

static void
say_who_they_are(void **state)
{
    static const uint8_t zeros[32] = {0};
    struct fixture *t              = *state;
    mohur_profile *p               = NULL;
    mohur_sink *sink               = fixture_sink(t);

    CHECK_OK(mohur_profile_builtin(t->ctx, &p));
    CHECK_NUMBER(1, mohur_profile_version(p));
    CHECK_BYTES(VIEW(zeros), ((struct view){mohur_profile_hash(p), 32}));
    CHECK_NUMBER(0, mohur_profile_version(NULL));
    CHECK(mohur_profile_hash(NULL) == NULL);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_write(t->ctx, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_profile_write(t->ctx, p, NULL));
    CHECK_OK(mohur_profile_write(t->ctx, p, sink));
    CHECK(fixture_output(t).len > 1000);
    CHECK(fixture_output(t).data[fixture_output(t).len - 1] == '\n');
    mohur_sink_free(sink);
    mohur_profile_free(p);
}

static void
are_not_checked_or_accepted_without_arguments(void **state)
{
    struct fixture *t            = *state;
    mohur_profile *p             = NULL;
    mohur_profile_trust trust    = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;

    CHECK_OK(mohur_profile_builtin(t->ctx, &p));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_check(t->ctx, NULL, &trust, &found));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_check(t->ctx, p, &trust, &found));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_profile_accept(NULL, p, &trust, &found));
    mohur_profile_free(p);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_profile(NULL, &p));
    CHECK(p == NULL);
}

static void
begin_no_store_without_arguments(void **state)
{
    struct fixture *t         = *state;
    mohur_profile *p          = NULL;
    mohur_keystore *ks        = NULL;
    mohur_profile_trust trust = MOHUR_PROFILE_TRUST_INIT;
    mohur_keystore_options o  = MOHUR_KEYSTORE_OPTIONS_INIT;

    o.path = fixture_path(t, "store");
    CHECK_OK(mohur_profile_builtin(t->ctx, &p));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_create_under(NULL, &o, p, &trust, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_create_under(t->ctx, &o, NULL, &trust, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_create_under(t->ctx, &o, p, NULL, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_create_under(t->ctx, &o, p, &trust, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_create_under(t->ctx, &o, p, &trust, &ks));
    CHECK(ks == NULL); /* the built-in one has no authority */
    mohur_profile_free(p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_not_parsed_from_nothing),
        CASE(say_who_they_are),
        CASE(are_not_checked_or_accepted_without_arguments),
        CASE(begin_no_store_without_arguments),
    };
    return cmocka_run_group_tests_name("profiles of an authority", cases, NULL,
                                       NULL);
}
