/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "keystore/pkcs8.h"
#include "source.h"

#define PASSPHRASE "qara deniz"

/* A key from the P-256 file that OpenSSL wrote. */
static mohur_key *
make(struct fixture *t, bool exportable, bool with_secret)
{
    struct view pem         = source_file(t, "tests/data/pem/p256.pem");
    struct mohur__pkcs8 got = {0};
    mohur_key *key          = NULL;

    CHECK_OK(mohur__pkcs8_parse_pem(t->ctx, MOHUR_PURPOSE_SIGN,
                                    mohur__bytes_of(pem.data, pem.len),
                                    MOHUR__NOTHING, &got));
    struct mohur__key_parts parts = {
        .purpose    = MOHUR_PURPOSE_SIGN,
        .alg        = got.alg,
        .state      = MOHUR_KEY_ACTIVE,
        .exportable = exportable,
        .public_key = mohur__bytes_of(got.public_key, got.public_len)};
    if (with_secret) {
        parts.secret = mohur__secret_bytes(got.private_key);
    }
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    mohur__pkcs8_wipe(&got);
    return key;
}

static mohur_status
export_to(struct fixture *t, const mohur_key *key, mohur_sink *sink)
{
    return mohur_key_export_private(t->ctx, key, PASSPHRASE, strlen(PASSPHRASE),
                                    sink);
}

static void
comes_back_from_the_file_it_wrote(void **state)
{
    struct fixture *t       = *state;
    mohur_key *key          = make(t, true, true);
    mohur_sink *sink        = fixture_sink(t);
    struct mohur__pkcs8 got = {0};
    struct view pem         = {NULL, 0};

    CHECK_OK(export_to(t, key, sink));
    CHECK_NUMBER(1, t->sink.finishes);
    pem = fixture_output(t);
    CHECK_OK(mohur__pkcs8_parse_pem(t->ctx, MOHUR_PURPOSE_SIGN,
                                    mohur__bytes_of(pem.data, pem.len),
                                    MOHUR__TEXT(PASSPHRASE), &got));
    CHECK_BYTES(mohur__key_secret(key), mohur__secret_bytes(got.private_key));
    mohur__pkcs8_wipe(&got);
    mohur_key_free(key);
    mohur_sink_free(sink);
}

static void
does_not_leave_unless_it_may(void **state)
{
    struct fixture *t = *state;
    mohur_key *kept   = make(t, false, true);
    mohur_key *public = make(t, true, false);
    mohur_sink *sink  = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_POLICY, export_to(t, kept, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, export_to(t, public, sink));
    CHECK_NUMBER(0, t->sink.len);
    CHECK_NUMBER(0, t->sink.finishes);
    mohur_key_free(kept);
    mohur_key_free(public);
    mohur_sink_free(sink);
}

static void
refuses_arguments_that_are_none(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = make(t, true, true);
    mohur_sink *sink  = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT, export_to(t, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, export_to(t, key, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_key_export_private(NULL, key, "x", 1, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_key_export_private(t->ctx, key, NULL, 1, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_key_export_private(t->ctx, key, "", 0, sink));
    CHECK_NUMBER(0, t->sink.len);
    mohur_key_free(key);
    mohur_sink_free(sink);
}

static void
reports_a_sink_that_fails(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = make(t, true, true);
    mohur_sink *sink  = fixture_sink(t);

    t->sink.fail_at = 1;
    CHECK_STATUS(MOHUR_E_IO, export_to(t, key, sink));
    CHECK_NUMBER(0, t->sink.finishes);
    mohur_key_free(key);
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(comes_back_from_the_file_it_wrote),
        CASE(does_not_leave_unless_it_may),
        CASE(refuses_arguments_that_are_none),
        CASE(reports_a_sink_that_fails),
    };
    return cmocka_run_group_tests_name("an exported key", cases, NULL, NULL);
}
