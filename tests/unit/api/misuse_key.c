/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Keys, algorithms, statuses and the profile, called as they must not be. */

/* RFC 8410, section 10.1, as SubjectPublicKeyInfo. */
static const char ed25519_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";

static void
numbers_that_are_none_have_a_name(void **state)
{
    (void)state;
    CHECK_TEXT("MOHUR_E_?", mohur_status_name((mohur_status)0x7777));
    CHECK_TEXT("MOHUR_E_AUTH", mohur_status_name(MOHUR_E_AUTH));
    CHECK_NUMBER(0x05, mohur_status_class(MOHUR_E_AUTH));
    CHECK_TEXT("unknown", mohur_alg_name((mohur_alg)0x7777));
    CHECK(strlen(mohur_reason_name((mohur_reason)12345)) > 0);
    CHECK_TEXT("NO_RULE", mohur_reason_name(MOHUR_REASON_NO_RULE));
}

static void
names_that_are_none_are_no_algorithm(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name(NULL));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name(""));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name("ECDSA-P25"));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_alg_from_name("ECDSA-P2566"));
    CHECK_NUMBER(MOHUR_ALG_ECDSA_P256, mohur_alg_from_name("ecdsa-p256"));
}

static void
every_algorithm_is_found_by_its_name(void **state)
{
    size_t found = 0;

    (void)state;
    for (uint32_t i = 1; i < 0x1000; i++) {
        const char *name = mohur_alg_name((mohur_alg)i);

        if (strcmp(name, "unknown") != 0) {
            CHECK_NUMBER(i, mohur_alg_from_name(name));
            found++;
        }
    }
    CHECK_NUMBER(48, found); /* as many as the enum has */
}

static void
a_public_key_needs_all_its_arguments(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    size_t len           = strlen(ed25519_pem);
    mohur_key *key       = NULL;

    CHECK_BAD_HANDLES(
        mohur_ctx, bad, source,
        mohur_key_new_public(bad, MOHUR_PURPOSE_SIGN, ed25519_pem, len, &key));
    CHECK_REFUSED(
        mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN, NULL, len, &key));
    CHECK_REFUSED(mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN, ed25519_pem,
                                       len, NULL));
    CHECK_REFUSED(
        mohur_key_new_public(t->ctx, (mohur_purpose)0, ed25519_pem, len, &key));
    CHECK_REFUSED(
        mohur_key_new_public(t->ctx, (mohur_purpose)9, ed25519_pem, len, &key));
    CHECK_REFUSED(mohur_key_new_public(t->ctx, MOHUR_PURPOSE_WRAP, ed25519_pem,
                                       len, &key));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_key_new_public(
                                     t->ctx, MOHUR_PURPOSE_SIGN, "x", 0, &key));
    CHECK(key == NULL);
    mohur_source_free(source);
}

static void
a_public_key_of_the_other_purpose_is_refused(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = NULL;
    mohur_status st   = mohur_key_new_public(
        t->ctx, MOHUR_PURPOSE_SEAL, ed25519_pem, strlen(ed25519_pem), &key);

    CHECK(mohur_status_class(st) == 0x04);
    CHECK(key == NULL);
}

static void
what_is_no_key_has_nothing(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));

    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        mohur_key *bad = world_bad(i, source);

        CHECK(mohur_key_id(bad) == NULL);
        CHECK_TEXT("", mohur_key_name(bad));
        CHECK_NUMBER(0, mohur_key_version(bad));
        CHECK_NUMBER(0, mohur_key_purpose(bad));
        CHECK_NUMBER(MOHUR_ALG_NONE, mohur_key_alg(bad));
        CHECK(!mohur_key_has_private(bad));
        mohur_key_free(bad);
    }
    CHECK_NUMBER(MOHUR_KEY_ID_LEN, mohur_key_id_len());
    mohur_source_free(source);
}

static void
a_public_key_is_exported_to_a_sink_of_the_context(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *sink     = fixture_sink(t);
    mohur_key *key       = NULL;

    CHECK_OK(mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN, ed25519_pem,
                                  strlen(ed25519_pem), &key));
    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_key_export_public(bad, key, sink));
    CHECK_BAD_HANDLES(mohur_key, bad, source,
                      mohur_key_export_public(t->ctx, bad, sink));
    CHECK_BAD_HANDLES(mohur_sink, bad, source,
                      mohur_key_export_public(t->ctx, key, bad));
    CHECK_OK(mohur_key_export_public(t->ctx, key, sink));
    CHECK_BYTES(VIEW_TEXT(ed25519_pem), fixture_output(t));
    CHECK_STATUS(MOHUR_E_STATE, mohur_key_export_public(t->ctx, key, sink));
    mohur_key_free(key);
    mohur_sink_free(sink);
    mohur_source_free(source);
}

static void
a_public_key_is_exported_as_a_json_web_key(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *sink     = fixture_sink(t);
    struct world w;

    world_new(t, &w);
    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_key_export_jwk(bad, w.me, sink));
    CHECK_BAD_HANDLES(mohur_key, bad, source,
                      mohur_key_export_jwk(t->ctx, bad, sink));
    CHECK_BAD_HANDLES(mohur_sink, bad, source,
                      mohur_key_export_jwk(t->ctx, w.me, bad));
    CHECK_REFUSED(mohur_key_export_jwk(t->ctx, w.kek, sink));
    CHECK_NUMBER(0, t->sink.len);
    CHECK_OK(mohur_key_export_jwk(t->ctx, w.me, sink));
    CHECK_NUMBER('{', fixture_output(t).data[0]);
    world_free(&w);
    mohur_sink_free(sink);
    mohur_source_free(source);
}

static void
a_private_key_needs_a_passphrase_to_leave(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *sink     = fixture_sink(t);
    struct world w;

    world_new(t, &w);
    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_key_export_private(bad, w.box, "p", 1, sink));
    CHECK_BAD_HANDLES(mohur_key, bad, source,
                      mohur_key_export_private(t->ctx, bad, "p", 1, sink));
    CHECK_BAD_HANDLES(mohur_sink, bad, source,
                      mohur_key_export_private(t->ctx, w.box, "p", 1, bad));
    CHECK_REFUSED(mohur_key_export_private(t->ctx, w.box, NULL, 0, sink));
    CHECK_REFUSED(mohur_key_export_private(t->ctx, w.box, "", 0, sink));
    CHECK_REFUSED(mohur_key_export_private(
        t->ctx, w.box, (const char *)fixture_bytes(t, 1, 1025), 1025, sink));
    CHECK_REFUSED(mohur_key_export_private(t->ctx, w.kek, "p", 1, sink));
    CHECK_REFUSED(mohur_key_export_public(t->ctx, w.kek, sink));
    CHECK_STATUS(MOHUR_E_POLICY,
                 mohur_key_export_private(t->ctx, w.me, "p", 1, sink));
    CHECK_NUMBER(0, t->sink.len);
    CHECK_OK(mohur_key_export_private(t->ctx, w.box, "p", 1, sink));
    world_free(&w);
    mohur_sink_free(sink);
    mohur_source_free(source);
}

static void
a_public_half_has_no_private_one_to_export(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);
    mohur_key *key    = NULL;

    CHECK_OK(mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN, ed25519_pem,
                                  strlen(ed25519_pem), &key));
    CHECK(mohur_key_export_private(t->ctx, key, "p", 1, sink) != MOHUR_OK);
    CHECK_NUMBER(0, t->sink.len);
    mohur_key_free(key);
    mohur_sink_free(sink);
}

static void
a_profile_needs_all_its_arguments(void **state)
{
    struct fixture *t      = *state;
    mohur_source *source   = fixture_source(t, VIEW_TEXT("x"));
    mohur_request request  = MOHUR_REQUEST_INIT;
    mohur_decision answer  = MOHUR_DECISION_INIT;
    mohur_profile *profile = NULL;

    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_profile_builtin(bad, &profile));
    CHECK_REFUSED(mohur_profile_builtin(t->ctx, NULL));
    CHECK_OK(mohur_profile_builtin(t->ctx, &profile));
    CHECK_TEXT("az-reference-1", mohur_profile_id(profile));

    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_profile_decide(bad, profile, &request, &answer));
    CHECK_BAD_HANDLES(mohur_profile, bad, source,
                      mohur_profile_decide(t->ctx, bad, &request, &answer));
    CHECK_REFUSED(mohur_profile_decide(t->ctx, profile, NULL, &answer));
    CHECK_REFUSED(mohur_profile_decide(t->ctx, profile, &request, NULL));
    CHECK(!answer.allowed);
    CHECK_OK(mohur_profile_decide(t->ctx, profile, &request, &answer));
    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        CHECK_TEXT("", mohur_profile_id(world_bad(i, source)));
        mohur_profile_free(world_bad(i, source));
    }
    mohur_profile_free(profile);
    mohur_source_free(source);
}

static void
a_question_that_makes_no_sense_is_answered_no(void **state)
{
    struct fixture *t      = *state;
    mohur_request request  = MOHUR_REQUEST_INIT;
    mohur_decision answer  = MOHUR_DECISION_INIT;
    mohur_profile *profile = NULL;

    CHECK_OK(mohur_profile_builtin(t->ctx, &profile));
    request.operation = (mohur_operation)99;
    request.alg       = (mohur_alg)0x7777;
    request.level     = 200;
    CHECK_OK(mohur_profile_decide(t->ctx, profile, &request, &answer));
    CHECK(!answer.allowed);
    mohur_profile_free(profile);
}

/* What leaves under a wrapping key enters again, and else nothing. */
static void
a_wrapped_key_needs_all_its_arguments(void **state)
{
    struct fixture *t         = *state;
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_sink *sink          = fixture_sink(t);
    mohur_key *back           = NULL;
    struct view out;
    struct world w;

    world_new(t, &w);
    options.name     = "back";
    options.name_len = 4;
    options.purpose  = MOHUR_PURPOSE_SEAL;
    CHECK_BAD_HANDLES(mohur_key, bad, w.store,
                      mohur_key_export_wrapped(t->ctx, bad, w.kek, sink));
    CHECK_BAD_HANDLES(mohur_key, bad, w.store,
                      mohur_key_export_wrapped(t->ctx, w.box, bad, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_key_export_wrapped(t->ctx, w.box, w.kek, NULL));
    CHECK_OK(mohur_key_export_wrapped(t->ctx, w.box, w.kek, sink));
    out = fixture_output(t);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_import_wrapped(w.store, &options, NULL,
                                               out.data, out.len, &back));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_import_wrapped(w.store, &options, w.kek, NULL,
                                               out.len, &back));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_import_wrapped(w.store, &options, w.kek,
                                               out.data, out.len, NULL));
    CHECK_OK(mohur_keystore_import_wrapped(w.store, &options, w.kek, out.data,
                                           out.len, &back));
    CHECK(memcmp(mohur_key_id(back), mohur_key_id(w.box), MOHUR_KEY_ID_LEN) ==
          0);
    mohur_key_free(back);
    mohur_sink_free(sink);
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(numbers_that_are_none_have_a_name),
        CASE(names_that_are_none_are_no_algorithm),
        CASE(every_algorithm_is_found_by_its_name),
        CASE(a_public_key_needs_all_its_arguments),
        CASE(a_public_key_of_the_other_purpose_is_refused),
        CASE(what_is_no_key_has_nothing),
        CASE(a_public_key_is_exported_to_a_sink_of_the_context),
        CASE(a_public_key_is_exported_as_a_json_web_key),
        CASE(a_private_key_needs_a_passphrase_to_leave),
        CASE(a_public_half_has_no_private_one_to_export),
        CASE(a_wrapped_key_needs_all_its_arguments),
        CASE(a_profile_needs_all_its_arguments),
        CASE(a_question_that_makes_no_sense_is_answered_no),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
