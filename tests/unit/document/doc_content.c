/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "../profile/rule_kit.h"
#include "base/error.h"
#include "ber.h"
#include "check.h"
#include "container_kit.h"

/* The document out of a message: after a yes, as it was, or not. */
#define TEXT "a decree of a few words"

/* Into t->sink. */
static mohur_status
sign(struct container_kit *k, struct view document, bool attached)
{
    struct fixture *t      = k->t;
    mohur_sign_options how = MOHUR_SIGN_OPTIONS_INIT;
    mohur_sink *sink       = fixture_sink(t);
    mohur_status st        = MOHUR_OK;

    how.content  = fixture_source(t, document);
    how.cert     = k->cert.data;
    how.cert_len = k->cert.len;
    how.attached = attached;
    st           = mohur_document_sign(t->ctx, k->key, &how, sink);
    mohur_source_free(how.content);
    mohur_sink_free(sink);
    return st;
}

static struct view
signed_file(struct container_kit *k, struct view document)
{
    struct fixture *t = k->t;

    CHECK_OK(sign(k, document, true));
    return container_keep(t);
}

/* Into t->sink. */
static mohur_status
take(struct container_kit *k, const mohur_report *report, struct view file)
{
    struct fixture *t    = k->t;
    mohur_sink *sink     = fixture_sink(t);
    mohur_source *source = fixture_source(t, file);
    mohur_status st      = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur_document_content(t->ctx, report, source, sink);
    mohur_source_free(source);
    mohur_sink_free(sink);
    return st;
}

static void
comes_out_after_a_yes(void **state)
{
    static const char *const texts[] = {TEXT, ""};
    struct fixture *t                = *state;
    struct container_kit k           = container_kit_new(t, MOHUR_ALG_ED25519);

    for (size_t i = 0; i < 2; i++) {
        struct view file     = signed_file(&k, VIEW_TEXT(texts[i]));
        mohur_report *report = NULL;

        CHECK_OK(container_verify(&k, file, &report));
        CHECK_OK(take(&k, report, file));
        CHECK_BYTES(VIEW_TEXT(texts[i]), fixture_output(t));
        CHECK_NUMBER(1, t->sink.finishes);
        mohur_report_free(report);
    }
    container_kit_free(&k);
}

static void
comes_out_of_pieces_in_one(void **state)
{
    const struct ber_plan plan = {
        .levels = BER_ALL, .piece = 4, .open_sets = true};
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    struct view der        = signed_file(&k, VIEW_TEXT(TEXT));
    mohur__bytes ber =
        ber_message(t, mohur__bytes_of(der.data, der.len), &plan);
    struct view file     = {ber.data, ber.len};
    mohur_report *report = NULL;
    struct mohur__force force;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED, container_verify(&k, file, &report));
    mohur__error_clear(t->ctx);
    kit_enforce(t, &force, KIT_BER, "\"ber_outer\":true");
    CHECK_OK(container_verify(&k, file, &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_OK(take(&k, report, file));
    CHECK_BYTES(VIEW_TEXT(TEXT), fixture_output(t));
    mohur_report_free(report);
    kit_relent(t, &force);
    container_kit_free(&k);
}

static void
stays_inside_without_a_yes(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    struct view file       = signed_file(&k, VIEW_TEXT(TEXT));
    mohur_trust *trust     = k.trust;
    mohur_report *report   = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT, take(&k, NULL, file));
    CHECK_OK(mohur_trust_new(t->ctx, &k.trust)); /* nobody is believed */
    CHECK_OK(container_verify(&k, file, &report));
    CHECK_NUMBER(MOHUR_INDETERMINATE, mohur_report_verdict(report));
    CHECK_STATUS(MOHUR_E_AUTH, take(&k, report, file));
    CHECK_NUMBER(0, t->sink.len);
    mohur_report_free(report);
    mohur_trust_free(k.trust);
    k.trust = trust;
    container_kit_free(&k);
}

/* Whatever became of the file: it is what was verified, or not finished. */
static void
f4_is_finished_as_it_was_verified_alone(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    struct view file       = signed_file(&k, VIEW_TEXT(TEXT));
    uint8_t *bytes         = fixture_bytes(t, 0, file.len);
    mohur_report *report   = NULL;

    CHECK_OK(container_verify(&k, file, &report));
    memcpy(bytes, file.data, file.len);
    file.data = bytes;
    for (size_t len = 0; len < file.len; len++) {
        if (take(&k, report, (struct view){bytes, len}) == MOHUR_OK) {
            CHECK_BYTES(VIEW_TEXT(TEXT), fixture_output(t));
        } else {
            CHECK_NUMBER(0, t->sink.finishes);
        }
    }
    for (size_t bit = 0; bit < 8 * file.len; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (take(&k, report, file) == MOHUR_OK) {
            CHECK_BYTES(VIEW_TEXT(TEXT), fixture_output(t));
        } else {
            CHECK_NUMBER(0, t->sink.finishes);
        }
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    mohur_report_free(report);
    container_kit_free(&k);
}

static void
is_inside_of_a_message(void **state)
{
    static const struct container_item item = {"a", "b"};
    struct fixture *t                       = *state;
    struct container_kit k       = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;
    struct view file;

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, &item, 1));
    file = container_keep(t);
    CHECK_OK(container_verify(&k, file, &report));
    CHECK_STATUS(MOHUR_E_ARGUMENT, take(&k, report, file));
    mohur_report_free(report);
    CHECK_OK(sign(&k, VIEW_TEXT(TEXT), false));
    file               = container_keep(t);
    options.file       = fixture_source(t, file);
    options.content    = fixture_source(t, VIEW_TEXT(TEXT));
    options.trust      = k.trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_STATUS(MOHUR_E_ARGUMENT, take(&k, report, file));
    mohur_report_free(report);
    mohur_source_free(options.file);
    mohur_source_free(options.content);
    container_kit_free(&k);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    struct view file       = signed_file(&k, VIEW_TEXT(TEXT));
    mohur_report *report   = NULL;

    CHECK_OK(container_verify(&k, file, &report));
    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = take(&k, report, file);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK_NUMBER(0, t->sink.finishes);
    }
    mohur_report_free(report);
    container_kit_free(&k);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(comes_out_after_a_yes),
        CASE(comes_out_of_pieces_in_one),
        CASE(stays_inside_without_a_yes),
        CASE(f4_is_finished_as_it_was_verified_alone),
        CASE(is_inside_of_a_message),
        CASE(survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("a document", cases, NULL, NULL);
}
