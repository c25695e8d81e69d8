/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/counter.h>

#include "base/error.h"
#include "check.h"
#include "cms/signer.h"
#include "container_kit.h"
#include "document/doc_reading.h"
#include "keystore/key.h"
#include "years.h"
#include <mohur/page.h>

#include <stdlib.h>
#include <string.h>

/*
 * Counter-signatures: made on each signature of a file, told with what came of
 * them, and part of no other verdict.
 */
enum {
    NOTARY_SERIAL = 8,
    NONE          = 255,
    DEEP          = 64
};

struct office {
    struct years *y;
    struct fixture *t;
    struct pki_key pair;
    mohur__bytes cert;
    mohur_key *key;
};

static struct office
office_new(struct fixture *t)
{
    struct office o      = {.y = years_new(t), .t = t};
    struct pki_plan plan = PKI_PLAN_SIGNER;

    o.pair                        = pki_key(t, MOHUR_ALG_ECDSA_P256, 21);
    plan.subject                  = "Notary";
    plan.issuer                   = "Root";
    plan.key                      = &o.pair;
    plan.signer                   = &o.y->root_key;
    plan.serial                   = NOTARY_SERIAL;
    o.cert                        = pki_cert(t, &plan);
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = MOHUR_ALG_ECDSA_P256,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&o.pair),
                                     .secret     = pki_secret(&o.pair)};
    CHECK_OK(mohur__key_new(t->ctx, &parts, &o.key));
    years_give_all(o.y);
    return o;
}

static void
office_end(struct office *o)
{
    mohur_key_free(o->key);
    years_end(o->y);
}

static mohur_status
counter(struct office *o, mohur__bytes file, mohur__bytes cert)
{
    struct fixture *t             = o->t;
    mohur_counter_options options = MOHUR_COUNTER_OPTIONS_INIT;
    mohur_sink *sink              = fixture_sink(t);
    mohur_status st               = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.file     = fixture_source(t, (struct view){file.data, file.len});
    options.cert     = cert.data;
    options.cert_len = cert.len;
    alloc_fail_at(&t->alloc, o->y->fail_at, ALLOC_ONCE);
    st = mohur_document_countersign(t->ctx, o->key, &options, sink);
    (void)alloc_has_failed(&t->alloc);
    mohur_source_free(options.file);
    mohur_sink_free(sink);
    return st;
}

static mohur__bytes
kept(struct fixture *t, struct view v)
{
    uint8_t *copy = fixture_bytes(t, 0, v.len);

    mohur__copy(mohur__span_of(copy, v.len), mohur__bytes_of(v.data, v.len));
    return mohur__bytes_of(copy, v.len);
}

static mohur__bytes
countered(struct office *o, mohur__bytes file)
{
    struct fixture *t = o->t;

    CHECK_OK(counter(o, file, o->cert));
    return kept(t, fixture_output(t));
}

/* What is beside the first signature of a file: views of *r. */
static struct mohur__unsigned
beside(struct office *o, mohur__bytes file, struct mohur__reading *r)
{
    struct fixture *t = o->t;
    struct mohur__signer_info info;
    struct mohur__unsigned out;
    mohur_source *source =
        fixture_source(t, (struct view){file.data, file.len});

    CHECK_OK(mohur__reading_open(t->ctx, source, NULL, r));
    CHECK(mohur__signer_info_parse(r->data.signers[0], &info));
    CHECK(mohur__unsigned_parse(info.unsigned_attributes, &out));
    mohur_source_free(source);
    return out;
}

/* The first counter-signature of a file, whole. */
static mohur__bytes
value_of(struct office *o, mohur__bytes file)
{
    struct mohur__reading r       = {.ctx = o->t->ctx};
    struct mohur__unsigned values = beside(o, file, &r);
    mohur__bytes v                = values.counters[0];
    mohur__bytes out              = kept(o->t, (struct view){v.data, v.len});

    mohur__reading_wipe(&r);
    return out;
}

static const mohur_signature_info *
told(struct office *o, size_t k)
{
    return mohur_report_counter(o->y->report, 0, k);
}

/* ---- what is made ---- */

static void
is_told_beside_the_signature(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = countered(&o, years_sign(o.y, true));

    CHECK_NUMBER(MOHUR_PASSED, years_verified(o.y, file)->verdict);
    CHECK_NUMBER(MOHUR_PASSED, told(&o, 0)->verdict);
    CHECK(strcmp(told(&o, 0)->name, "Notary") == 0);
    CHECK(strcmp(told(&o, 0)->anchor, "CN=Root") == 0);
    CHECK_NUMBER(t->now, told(&o, 0)->claimed);
    CHECK_NUMBER(MOHUR_DOCUMENT_B, told(&o, 0)->level);
    CHECK(told(&o, 1) == NULL);
    CHECK(mohur_report_counter(o.y->report, 1, 0) == NULL);
    CHECK(mohur_report_counter(NULL, 0, 0) == NULL);
    office_end(&o);
}

static void
has_the_attributes_of_the_standard_and_no_type_of_content(void **state)
{
    struct office o  = office_new(*state);
    mohur__bytes der = value_of(&o, countered(&o, years_sign(o.y, false)));
    struct mohur__signer s;

    CHECK(mohur__signer_read_counter(der, &s) == NULL);
    CHECK(!s.attrs.has_content_type && s.attrs.has_time && s.attrs.has_cert &&
          s.attrs.has_protection && !s.attrs.has_old_cert);
    CHECK_NUMBER(0, s.info.unsigned_attributes.len);
    CHECK(mohur__signer_read(der, &s.info.hash, 1, &s) != NULL);
    office_end(&o);
}

static void
leaves_what_was_there_as_it_was(void **state)
{
    struct office o               = office_new(*state);
    struct fixture *t             = o.t;
    mohur__bytes old              = years_sign(o.y, true);
    mohur__bytes file             = countered(&o, old);
    struct mohur__reading r       = {.ctx = t->ctx};
    struct mohur__unsigned values = beside(&o, old, &r);
    struct mohur__signer_info info;

    CHECK(mohur__signer_info_parse(r.data.signers[0], &info));
    CHECK(memmem(file.data, file.len, info.fields.data, info.fields.len) !=
          NULL);
    CHECK(memmem(file.data, file.len, values.stamps[0].data,
                 values.stamps[0].len) != NULL);
    for (size_t i = 0; i < r.data.certs_len; i++) {
        CHECK(memmem(file.data, file.len, r.data.certs[i].data,
                     r.data.certs[i].len) != NULL);
    }
    mohur__reading_wipe(&r);
    CHECK_NUMBER(MOHUR_DOCUMENT_T, years_verified(o.y, file)->level);
    office_end(&o);
}

static void
is_made_by_several_one_after_the_other(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = years_sign(o.y, false);

    for (size_t i = 0; i < MOHUR__COUNTERS_MAX; i++) {
        t->now++; /* another time: another signature */
        file = countered(&o, file);
    }
    CHECK_NUMBER(MOHUR_PASSED, years_verified(o.y, file)->verdict);
    CHECK_NUMBER(MOHUR_PASSED, told(&o, MOHUR__COUNTERS_MAX - 1)->verdict);
    CHECK(told(&o, MOHUR__COUNTERS_MAX) == NULL);
    CHECK_STATUS(MOHUR_E_LIMIT, counter(&o, file, o.cert));
    CHECK_NUMBER(0, fixture_output(t).len);
    file =
        years_with(o.y, file, MOHUR__OID_COUNTERSIGNATURE, value_of(&o, file));
    CHECK_STATUS(MOHUR_E_LIMIT, years_verify(o.y, file));
    office_end(&o);
}

static void
is_on_every_signature_of_a_container(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ED25519);
    const struct container_item items[] = {{"a.txt", "one"}, {"b.txt", "two"}};
    mohur_counter_options options       = MOHUR_COUNTER_OPTIONS_INIT;
    mohur_sink *sink                    = NULL;
    mohur_report *report                = NULL;
    struct view file;

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, items, 2));
    t->now++;
    CHECK_OK(container_add(&k, container_keep(t)));
    file             = container_keep(t);
    options.file     = fixture_source(t, file);
    options.cert     = k.cert.data;
    options.cert_len = k.cert.len;
    sink             = fixture_sink(t);
    CHECK_OK(mohur_document_countersign(t->ctx, k.key, &options, sink));
    mohur_sink_free(sink);
    mohur_source_free(options.file);
    CHECK_OK(container_verify(&k, container_keep(t), &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_NUMBER(2, mohur_report_signatures(report));
    for (size_t i = 0; i < 2; i++) {
        CHECK_NUMBER(MOHUR_PASSED, mohur_report_counter(report, i, 0)->verdict);
    }
    mohur_report_free(report);
    container_kit_free(&k);
}

static void
wants_the_certificate_of_its_key(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = years_sign(o.y, false);

    CHECK_STATUS(MOHUR_E_ARGUMENT, counter(&o, file, o.y->cert));
    CHECK_STATUS(MOHUR_E_ARGUMENT, counter(&o, file, MOHUR__NOTHING));
    CHECK_STATUS(MOHUR_E_ARGUMENT, counter(&o, file, o.y->root));
    CHECK_STATUS(MOHUR_E_FORMAT, counter(&o, o.cert, o.cert));
    t->now += 2LL * PKI_YEAR;
    CHECK_STATUS(MOHUR_E_DATE, counter(&o, file, o.cert));
    CHECK_NUMBER(0, fixture_output(t).len);
    office_end(&o);
}

/* ---- what is told of bad ones ---- */

/* The signature stands, whatever is on it. */
static const mohur_signature_info *
only_it_is(struct office *o, mohur__bytes file, mohur_why why)
{
    CHECK_NUMBER(MOHUR_PASSED, years_verified(o->y, file)->verdict);
    CHECK(mohur_report_is_accepted(o->y->report));
    CHECK_NUMBER(why, told(o, 0)->why);
    CHECK_NUMBER(mohur_why_verdict(why), told(o, 0)->verdict);
    CHECK(told(o, 0)->detail[0] != '\0');
    return told(o, 0);
}

static void
is_over_that_signature_and_no_other(void **state)
{
    struct office o                = office_new(*state);
    struct fixture *t              = o.t;
    const struct message_plan plan = {.key      = &o.y->key,
                                      .cert     = o.y->cert,
                                      .content  = MOHUR__TEXT("another"),
                                      .attached = true};
    mohur__bytes file              = countered(&o, message_make(t, &plan));

    CHECK_NUMBER(MOHUR_PASSED, years_verified(o.y, file)->verdict);
    CHECK_NUMBER(MOHUR_PASSED, told(&o, 0)->verdict);
    file = years_with(o.y, countered(&o, years_sign(o.y, false)),
                      MOHUR__OID_COUNTERSIGNATURE, value_of(&o, file));
    CHECK_NUMBER(MOHUR_PASSED, years_verified(o.y, file)->verdict);
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, told(&o, 0)->why == MOHUR_WHY_NONE
                                             ? told(&o, 1)->why
                                             : told(&o, 0)->why);
    CHECK((told(&o, 0)->verdict == MOHUR_PASSED) !=
          (told(&o, 1)->verdict == MOHUR_PASSED));
    office_end(&o);
}

static void
is_the_signers_own_or_it_is_not_believed(void **state)
{
    struct office o      = office_new(*state);
    struct fixture *t    = o.t;
    mohur__bytes file    = countered(&o, years_sign(o.y, true));
    mohur__bytes der     = value_of(&o, file);
    const uint8_t *place = memmem(file.data, file.len, der.data, der.len);
    uint8_t *copy        = fixture_bytes(t, 0, file.len);

    CHECK(place != NULL);
    mohur__copy(mohur__span_of(copy, file.len), file);
    copy[place - file.data + (ptrdiff_t)der.len - 1] ^= 1;
    CHECK(strstr(only_it_is(&o, mohur__bytes_of(copy, file.len),
                            MOHUR_WHY_SIG_CRYPTO_FAILURE)
                     ->detail,
                 "certificate's key") != NULL);
    office_end(&o);
}

/* One bit of each byte of it. */
static void
does_not_pass_with_any_byte_changed(void **state)
{
    struct office o      = office_new(*state);
    struct fixture *t    = o.t;
    mohur__bytes file    = countered(&o, years_sign(o.y, false));
    mohur__bytes der     = value_of(&o, file);
    const uint8_t *place = memmem(file.data, file.len, der.data, der.len);
    uint8_t *copy        = fixture_bytes(t, 0, file.len);
    size_t step          = getenv("MOHUR_FULL") != NULL ? 1 : 5;

    mohur__copy(mohur__span_of(copy, file.len), file);
    for (size_t i = 0; i < der.len; i += step) {
        uint8_t *at = copy + (place - file.data) + i;

        *at ^= (uint8_t)(1 << (i & 7));
        if (years_verify(o.y, mohur__bytes_of(copy, file.len)) == MOHUR_OK) {
            CHECK(told(&o, 0) == NULL || told(&o, 0)->verdict != MOHUR_PASSED);
        }
        *at ^= (uint8_t)(1 << (i & 7));
    }
    office_end(&o);
}

/* A signature of a document in the place of one on a signature. */
static void
names_no_type_of_content(void **state)
{
    struct office o                = office_new(*state);
    struct fixture *t              = o.t;
    const struct message_plan plan = {.key      = &o.y->key,
                                      .cert     = o.y->cert,
                                      .content  = MOHUR__TEXT("a decree"),
                                      .attached = true};
    mohur__bytes file =
        years_with(o.y, years_sign(o.y, false), MOHUR__OID_COUNTERSIGNATURE,
                   message_signer(t, &plan));

    (void)only_it_is(&o, file, MOHUR_WHY_FORMAT_FAILURE);
    file = years_with(o.y, years_sign(o.y, false), MOHUR__OID_COUNTERSIGNATURE,
                      MOHUR__TEXT("\x30\x00"));
    (void)only_it_is(&o, file, MOHUR_WHY_FORMAT_FAILURE);
    office_end(&o);
}

static void
counts_once(void **state)
{
    struct office o   = office_new(*state);
    mohur__bytes file = countered(&o, years_sign(o.y, false));

    file =
        years_with(o.y, file, MOHUR__OID_COUNTERSIGNATURE, value_of(&o, file));
    CHECK_NUMBER(MOHUR_PASSED, years_verified(o.y, file)->verdict);
    CHECK_NUMBER(MOHUR_PASSED, told(&o, 0)->verdict);
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, told(&o, 1)->why);
    office_end(&o);
}

static void
is_of_somebody_who_is_believed(void **state)
{
    struct office o        = office_new(*state);
    struct fixture *t      = o.t;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_key *own         = o.key;
    mohur__bytes file;

    o.key = k.key;
    CHECK_OK(counter(&o, years_sign(o.y, false), k.cert));
    file  = kept(t, fixture_output(t));
    o.key = own;
    (void)only_it_is(&o, file, MOHUR_WHY_NO_CHAIN);
    container_kit_free(&k);
    office_end(&o);
}

static void
is_of_somebody_who_was_not_revoked(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = countered(&o, years_sign(o.y, true));

    years_give(o.y,
               years_list(o.y, revoke_one(t, NOTARY_SERIAL,
                                          FIXTURE_NOW - PKI_DAY, NONE)),
               years_answer(o.y, MOHUR__NOTHING));
    (void)only_it_is(&o, file, MOHUR_WHY_REVOKED_NO_POE);
    office_end(&o);
}

static void
makes_no_bad_signature_good(void **state)
{
    struct office o      = office_new(*state);
    struct fixture *t    = o.t;
    mohur__bytes file    = countered(&o, years_sign(o.y, true));
    uint8_t *copy        = fixture_bytes(t, 0, file.len);
    const uint8_t *place = memmem(file.data, file.len, "a decree", 8);

    mohur__copy(mohur__span_of(copy, file.len), file);
    copy[place - file.data] ^= 1;
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE,
                 years_verified(o.y, mohur__bytes_of(copy, file.len))->why);
    CHECK_NUMBER(MOHUR_FAILED, mohur_report_verdict(o.y->report));
    CHECK_NUMBER(MOHUR_PASSED, told(&o, 0)->verdict);
    office_end(&o);
}

/* What is on a counter-signature is not asked about, however deep it goes. */
static void
has_none_of_its_own_that_count(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = years_sign(o.y, false);
    mohur__bytes der  = value_of(&o, countered(&o, file));
    struct mohur__signer_info info;
    mohur__bytes nested = der;

    CHECK(mohur__signer_info_parse(der, &info));
    for (size_t i = 0; i < DEEP; i++) {
        struct mohur__buf all = {0};
        struct mohur__der d;

        mohur__buf_init(&all, t->ctx, 1 << 20);
        CHECK_OK(mohur__unsigned_add(
            t->ctx, MOHUR__NOTHING, MOHUR__OID_COUNTERSIGNATURE, nested, &all));
        pki_der(t, &d);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_raw(&d, info.fields);
        mohur__der_raw(&d, mohur__buf_view(&all));
        mohur__der_end(&d);
        nested = pki_done(&d);
        mohur__buf_wipe(&all);
    }
    file = years_with(o.y, years_sign(o.y, false), MOHUR__OID_COUNTERSIGNATURE,
                      nested);
    CHECK_OK(years_verify(o.y, file));
    CHECK(mohur_report_is_accepted(o.y->report));
    CHECK(told(&o, 1) == NULL);
    office_end(&o);
}

/* ---- over the years ---- */

static void
is_proven_by_an_archive_time_stamp_that_lists_it(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file;

    o.y->tsa_end = FIXTURE_NOW + 9LL * PKI_YEAR;
    file         = countered(&o, years_sign(o.y, true));
    file         = years_extended(o.y, file, MOHUR_DOCUMENT_LTA);
    t->now += 3LL * PKI_YEAR;
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, years_alone(o.y, file)->level);
    CHECK_NUMBER(MOHUR_PASSED, told(&o, 0)->verdict);
    CHECK_NUMBER(FIXTURE_NOW, told(&o, 0)->best_time);
    office_end(&o);
}

static void
is_not_proven_by_one_that_was_there_before(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file;

    o.y->tsa_end = FIXTURE_NOW + 9LL * PKI_YEAR;
    file = years_extended(o.y, years_sign(o.y, true), MOHUR_DOCUMENT_LTA);
    file = countered(&o, file);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, years_verified(o.y, file)->level);
    CHECK_NUMBER(MOHUR_PASSED, told(&o, 0)->verdict);
    CHECK_NUMBER(0, told(&o, 0)->best_time);
    t->now += 3LL * PKI_YEAR;
    CHECK_NUMBER(MOHUR_PASSED, years_alone(o.y, file)->verdict);
    CHECK(told(&o, 0)->verdict == MOHUR_INDETERMINATE);
    office_end(&o);
}

/* ---- as text ---- */

static void
holds(struct office *o, bool page, const char *text)
{
    struct fixture *t          = o->t;
    mohur_page_options options = MOHUR_PAGE_OPTIONS_INIT;
    mohur_sink *sink           = fixture_sink(t);

    CHECK_OK(page ? mohur_report_emit_page(t->ctx, o->y->report, &options, sink)
                  : mohur_report_emit_json(t->ctx, o->y->report, sink));
    CHECK(memmem(fixture_output(t).data, fixture_output(t).len, text,
                 strlen(text)) != NULL);
    mohur_sink_free(sink);
}

static void
stands_in_the_json_and_on_the_page(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = years_sign(o.y, false);

    CHECK_OK(years_verify(o.y, file));
    holds(&o, false, "\"counter_signatures\":[]");
    CHECK_OK(years_verify(o.y, countered(&o, file)));
    holds(&o, false, "\"counter_signatures\":[{\"verdict\":\"PASSED\"");
    holds(&o, true, "Counter-signatures");
    holds(&o, true, "CN=Notary");
    office_end(&o);
}

static void
leaves_nothing_behind_when_memory_fails(void **state)
{
    struct office o   = office_new(*state);
    struct fixture *t = o.t;
    mohur__bytes file = years_sign(o.y, false);
    mohur_status st   = MOHUR_E_NO_MEMORY;
    size_t nth        = getenv("MOHUR_FULL") != NULL ? 1 : 3;

    for (o.y->fail_at = 1; st == MOHUR_E_NO_MEMORY; o.y->fail_at += nth) {
        st = counter(&o, file, o.cert);
        CHECK(st == MOHUR_OK || t->sink.finishes == 0);
        CHECK(o.y->fail_at < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    file = kept(t, fixture_output(t));
    st   = MOHUR_E_NO_MEMORY;
    for (o.y->fail_at = 1; st == MOHUR_E_NO_MEMORY; o.y->fail_at += nth) {
        st = years_verify(o.y, file);
        CHECK(o.y->fail_at < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    office_end(&o);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_told_beside_the_signature),
        CASE(has_the_attributes_of_the_standard_and_no_type_of_content),
        CASE(leaves_what_was_there_as_it_was),
        CASE(is_made_by_several_one_after_the_other),
        CASE(is_on_every_signature_of_a_container),
        CASE(wants_the_certificate_of_its_key),
        CASE(is_over_that_signature_and_no_other),
        CASE(is_the_signers_own_or_it_is_not_believed),
        CASE(does_not_pass_with_any_byte_changed),
        CASE(names_no_type_of_content),
        CASE(counts_once),
        CASE(is_of_somebody_who_is_believed),
        CASE(is_of_somebody_who_was_not_revoked),
        CASE(makes_no_bad_signature_good),
        CASE(has_none_of_its_own_that_count),
        CASE(is_proven_by_an_archive_time_stamp_that_lists_it),
        CASE(is_not_proven_by_one_that_was_there_before),
        CASE(stands_in_the_json_and_on_the_page),
        CASE(leaves_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("counter-signature", cases, NULL, NULL);
}
