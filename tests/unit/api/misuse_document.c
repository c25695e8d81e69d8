/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Signed documents, called as they must not be; through the shared library. */

static void
a_trust_store_needs_all_its_arguments(void **state)
{
    struct fixture *t  = *state;
    mohur_trust *trust = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_trust_new(t->ctx, NULL));
    CHECK_STATUS(MOHUR_OK, mohur_trust_new(t->ctx, &trust));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add(t->ctx, trust, MOHUR_TRUST_SIGN, NULL, 1));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add(t->ctx, NULL, MOHUR_TRUST_SIGN, NULL, 0));
    CHECK_NUMBER(0, mohur_trust_len(trust));
    mohur_trust_free(trust);
    mohur_trust_free(NULL);
}

/* What is no certificate is told only once the roles are in order. */
static void
an_anchor_has_roles_that_there_are(void **state)
{
    static const uint32_t roles[] = {MOHUR_TRUST_SIGN, MOHUR_TRUST_TSA,
                                     MOHUR_TRUST_OCSP, MOHUR_TRUST_SEAL,
                                     MOHUR_TRUST_ARCHIVE};
    static const uint8_t none[]   = {0x30, 0x00};
    struct fixture *t             = *state;
    mohur_trust *trust            = NULL;

    CHECK_STATUS(MOHUR_OK, mohur_trust_new(t->ctx, &trust));
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, mohur_trust_add(t->ctx, trust, roles[i],
                                                     none, sizeof none));
    }
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add(t->ctx, trust, 0, none, sizeof none));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add(t->ctx, trust, 32, none, sizeof none));
    mohur_trust_free(trust);
}

static void
each_expectation_has_its_name(void **state)
{
    (void)state;
    CHECK_TEXT("format", mohur_expectation_name(MOHUR_EXPECT_FORMAT));
    CHECK_TEXT("attributes", mohur_expectation_name(MOHUR_EXPECT_ATTRIBUTES));
    CHECK_TEXT("", mohur_expectation_name((mohur_expectation_kind)8));
}

static void
verifying_needs_a_file_and_a_trust_store(void **state)
{
    struct fixture *t            = *state;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_evidence nobody        = MOHUR_EVIDENCE_INIT;
    mohur_trust *trust           = NULL;
    mohur_report *report         = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, NULL, &report));
    options.file = fixture_source(t, VIEW_TEXT("x"));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    CHECK_STATUS(MOHUR_OK, mohur_trust_new(t->ctx, &trust));
    options.trust = trust;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, NULL));
    options.at = -1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    options.at         = 0;
    options.revocation = (mohur_revocation)7;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    options.revocation = MOHUR_REVOCATION_NONE;
    options.fetch      = &nobody;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    options.fetch = NULL;
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_document_verify(t->ctx, &options, &report));
    CHECK(report == NULL);
    mohur_source_free(options.file);
    mohur_trust_free(trust);
}

static void
signing_needs_a_key_and_a_document(void **state)
{
    struct fixture *t          = *state;
    mohur_sign_options options = MOHUR_SIGN_OPTIONS_INIT;
    mohur_sink *sink           = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_sign(t->ctx, NULL, &options, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_sign(t->ctx, NULL, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_csr_emit(t->ctx, NULL, "CN=A", 4, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_csr_emit(t->ctx, NULL, NULL, 0, sink));
    CHECK_NUMBER(0, fixture_output(t).len);
    mohur_sink_free(sink);
}

static void
signing_in_two_phases_needs_what_goes_and_what_comes(void **state)
{
    struct fixture *t           = *state;
    mohur_sign_options sign     = MOHUR_SIGN_OPTIONS_INIT;
    mohur_finish_options finish = MOHUR_FINISH_OPTIONS_INIT;
    mohur_sink *sink            = fixture_sink(t);
    mohur_prepared *prepared    = NULL;
    size_t len                  = 1;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_prepare(t->ctx, NULL, &sign, &prepared));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_prepare(t->ctx, NULL, &sign, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_prepare(t->ctx, NULL, NULL, &prepared));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_prepared_open(t->ctx, NULL, NULL, 0, &prepared));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_prepared_open(t->ctx, NULL, NULL, 1, &prepared));
    CHECK(prepared == NULL);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_finish(t->ctx, NULL, &finish, sink));
    finish.content = fixture_source(t, VIEW_TEXT("x"));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_finish(t->ctx, NULL, &finish, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_prepared_emit_dtbs(t->ctx, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_prepared_emit_state(t->ctx, NULL, sink));
    CHECK_NUMBER(0, fixture_output(t).len);
    CHECK(mohur_prepared_dtbs(NULL, &len) == NULL && len == 0);
    CHECK(mohur_prepared_hash(NULL, NULL) == NULL);
    CHECK(mohur_prepared_state(NULL, NULL) == NULL);
    CHECK(mohur_prepared_id(NULL) == NULL);
    CHECK_NUMBER(MOHUR_PREPARED_ID_LEN, mohur_prepared_id_len());
    CHECK_NUMBER(0, mohur_prepared_expires(NULL));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur_prepared_alg(NULL));
    mohur_prepared_free(NULL);
    mohur_source_free(finish.content);
    mohur_sink_free(sink);
}

static int32_t
no_answer(void *user,
          const mohur_evidence_request *request,
          mohur_answer *answer)
{
    (void)user;
    (void)request;
    (void)answer;
    return 1;
}

static void
a_list_of_anchors_needs_a_note_and_keys(void **state)
{
    struct fixture *t                = *state;
    mohur_trust *trust               = NULL;
    mohur_trust_list_options options = MOHUR_TRUST_LIST_OPTIONS_INIT;

    CHECK_STATUS(MOHUR_OK, mohur_trust_new(t->ctx, &trust));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_trust_add_list(t->ctx, trust, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add_list(t->ctx, trust, &options));
    options.note     = (const uint8_t *)"x";
    options.note_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add_list(t->ctx, trust, &options));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add_list(t->ctx, NULL, &options));
    options.files_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_trust_add_list(t->ctx, trust, &options));
    CHECK_NUMBER(0, mohur_trust_version(trust));
    CHECK_NUMBER(0, mohur_trust_version(NULL));
    mohur_trust_free(trust);
}

static void
a_counter_signature_needs_a_key_and_a_file(void **state)
{
    struct fixture *t             = *state;
    mohur_counter_options options = MOHUR_COUNTER_OPTIONS_INIT;
    mohur_sink *sink              = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_countersign(t->ctx, NULL, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_countersign(t->ctx, NULL, &options, sink));
    CHECK(mohur_report_counter(NULL, 0, 0) == NULL);
    CHECK_NUMBER(0, mohur_report_expectations(NULL));
    CHECK(mohur_report_expectation(NULL, 0) == NULL);
    CHECK(mohur_report_signer(NULL, 0) == NULL);
    CHECK_TEXT("not_after", mohur_expectation_name(MOHUR_EXPECT_NOT_AFTER));
    CHECK_TEXT("", mohur_expectation_name((mohur_expectation_kind)8));
    mohur_sink_free(sink);
}

static void
a_time_stamp_needs_an_address_and_somebody_who_asks(void **state)
{
    struct fixture *t            = *state;
    mohur_extend_options options = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_evidence evidence      = MOHUR_EVIDENCE_INIT;
    mohur_sink *sink             = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_document_extend(t->ctx, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_extend(t->ctx, &options, sink));
    options.file = fixture_source(t, VIEW_TEXT("x"));
    options.tsa  = "http://tsa.example/";
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_extend(t->ctx, &options, sink));
    options.evidence = &evidence;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_extend(t->ctx, &options, sink));
    evidence.get = no_answer;
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_document_extend(t->ctx, &options, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_extend(t->ctx, &options, NULL));
    options.tsa = "";
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_extend(t->ctx, &options, sink));
    options.level = MOHUR_DOCUMENT_B;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur_document_extend(t->ctx, &options, sink));
    CHECK_NUMBER(MOHUR_E_ARGUMENT,
                 mohur_answer_add(NULL, (const uint8_t *)"x", 1));
    CHECK(mohur_report_stamp(NULL, 0, 0) == NULL);
    mohur_source_free(options.file);
    mohur_sink_free(sink);
}

static void
a_time_stamp_that_is_none_says_nothing(void **state)
{
    struct fixture *t  = *state;
    mohur_stamp *stamp = NULL;
    size_t len         = 1;
    uint8_t *many      = fixture_bytes(t, 0, 65537);

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_stamp_read(t->ctx, NULL, 0, &stamp));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_stamp_read(t->ctx, many, 1, NULL));
    CHECK_STATUS(MOHUR_E_LIMIT, mohur_stamp_read(t->ctx, many, 65537, &stamp));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_stamp_read(t->ctx, many, 9, &stamp));
    CHECK(stamp == NULL);
    CHECK(mohur_stamp_about(NULL) == NULL);
    CHECK(mohur_stamp_imprint(NULL, &len) == NULL);
    CHECK_NUMBER(0, len);
    mohur_stamp_free(NULL);
}

static void
a_report_that_is_none_is_no_yes(void **state)
{
    struct fixture *t       = *state;
    mohur_sink *sink        = fixture_sink(t);
    mohur_page_options page = MOHUR_PAGE_OPTIONS_INIT;

    CHECK(!mohur_report_is_accepted(NULL));
    CHECK_NUMBER(MOHUR_INDETERMINATE, mohur_report_verdict(NULL));
    CHECK_NUMBER(0, mohur_report_signatures(NULL));
    CHECK(!mohur_report_attached(NULL));
    CHECK(mohur_report_signature(NULL, 0) == NULL);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_report_emit_json(t->ctx, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_report_emit_page(t->ctx, NULL, &page, sink));
    CHECK(mohur_report_validation(NULL) == NULL);
    CHECK(mohur_report_certificate(NULL, 0, 0) == NULL);
    CHECK_TEXT("NO_POE", mohur_why_name(mohur_report_why(NULL)));
    CHECK_TEXT("FAILED", mohur_verdict_name(MOHUR_FAILED));
    CHECK_NUMBER(MOHUR_FAILED, mohur_why_verdict(MOHUR_WHY_REVOKED));
    mohur_report_free(NULL);
    mohur_sink_free(sink);
}

static void
a_container_needs_documents_and_a_key(void **state)
{
    struct fixture *t               = *state;
    mohur_sign_options sign         = MOHUR_SIGN_OPTIONS_INIT;
    mohur_container_options options = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_container_format format   = MOHUR_CONTAINER_NONE;
    mohur_container_extract_options where =
        MOHUR_CONTAINER_EXTRACT_OPTIONS_INIT;
    mohur_sink *sink = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_sign(t->ctx, NULL, &sign, &options, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_sign(t->ctx, NULL, NULL, &options, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_sign(t->ctx, NULL, &sign, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_detect(t->ctx, NULL, &format));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_container_detect(t->ctx, NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_extract(t->ctx, NULL, NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_extract(t->ctx, NULL, NULL, &where));
    where.path = "somewhere";
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_container_extract(t->ctx, NULL, NULL, &where));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_content(t->ctx, NULL, NULL, sink));
    CHECK_NUMBER(MOHUR_CONTAINER_NONE, mohur_report_format(NULL));
    CHECK_NUMBER(0, mohur_report_objects(NULL));
    CHECK(mohur_report_object(NULL, 0) == NULL);
    CHECK(!mohur_report_covers_all(NULL));
    CHECK_TEXT("", mohur_report_container_detail(NULL));
    CHECK_TEXT("", mohur_report_path(NULL, 0));
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(a_trust_store_needs_all_its_arguments),
        CASE(an_anchor_has_roles_that_there_are),
        CASE(each_expectation_has_its_name),
        CASE(verifying_needs_a_file_and_a_trust_store),
        CASE(signing_needs_a_key_and_a_document),
        CASE(signing_in_two_phases_needs_what_goes_and_what_comes),
        CASE(a_container_needs_documents_and_a_key),
        CASE(a_list_of_anchors_needs_a_note_and_keys),
        CASE(a_counter_signature_needs_a_key_and_a_file),
        CASE(a_time_stamp_needs_an_address_and_somebody_who_asks),
        CASE(a_time_stamp_that_is_none_says_nothing),
        CASE(a_report_that_is_none_is_no_yes),
    };
    return cmocka_run_group_tests_name("documents, misused", cases, NULL, NULL);
}
