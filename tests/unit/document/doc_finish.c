/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/two_phase.h>

#include "../profile/rule_kit.h"
#include "base/error.h"
#include "check.h"
#include "crypto/hash.h"
#include "document/doc_state.h"
#include "drip.h"
#include "keystore/key.h"
#include "pki.h"

#include <string.h>

/*
 * Signing in two phases: what is prepared, signed by somebody who is not the
 * library, and finished; and everything that does not belong together.
 */
static const char DECREE[] = "a decree";

/* A rule more, without which the sample of a profile wraps nothing. */
#define WITH_WRAPPING                                                          \
    "\"rules\":[{\"alg\":\"AES-256\",\"process\":{\"status\":"                 \
    "\"acceptable\"},\"protect\":{\"status\":\"acceptable\"}},"

struct desk {
    struct fixture *t;
    struct pki_key root;
    struct pki_key pair; /* of whoever signs elsewhere */
    struct pki_plan plan;
    mohur_key *state_key;
    mohur_sign_options sign;
    mohur_prepared *prepared;
    mohur__bytes signature;
    const char *expect; /* NULL: anything */
};

static mohur_key *
wrapping_key(struct fixture *t, uint8_t first)
{
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_WRAP,
        .alg     = MOHUR_ALG_AES_256_WRAP,
        .state   = MOHUR_KEY_ACTIVE,
        .secret  = mohur__bytes_of(fixture_bytes(t, first, 32), 32)};
    mohur_key *key = NULL;

    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

static mohur__bytes
root_of(struct desk *d)
{
    struct pki_plan plan = PKI_PLAN_CA;

    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = &d->root;
    return pki_cert(d->t, &plan);
}

/* The certificate as the plan says. */
static void
certify(struct desk *d)
{
    mohur__bytes cert;

    d->plan.key      = &d->pair;
    d->plan.signer   = &d->root;
    cert             = pki_cert(d->t, &d->plan);
    d->sign.cert     = cert.data;
    d->sign.cert_len = cert.len;
}

static struct desk
desk_new(struct fixture *t, mohur_alg alg)
{
    struct desk d = {
        .t = t, .plan = PKI_PLAN_SIGNER, .sign = MOHUR_SIGN_OPTIONS_INIT};

    d.root         = pki_key(t, MOHUR_ALG_ECDSA_P256, 9);
    d.pair         = pki_key(t, alg, 5);
    d.plan.subject = "Aysel";
    d.plan.issuer  = "Root";
    d.plan.serial  = 7;
    d.state_key    = wrapping_key(t, 0x20);
    certify(&d);
    return d;
}

static void
end(struct desk *d)
{
    mohur_prepared_free(d->prepared);
    mohur_key_free(d->state_key);
}

static mohur_status
prepare(struct desk *d, const char *text)
{
    struct fixture *t = d->t;
    mohur_status st   = MOHUR_OK;

    mohur_prepared_free(d->prepared);
    d->prepared     = NULL;
    d->sign.content = fixture_source(t, VIEW_TEXT(text));
    mohur__error_clear(t->ctx);
    st = mohur_document_prepare(t->ctx, d->state_key, &d->sign, &d->prepared);
    mohur_source_free(d->sign.content);
    return st;
}

static mohur__bytes
state_of(const struct desk *d)
{
    size_t len           = 0;
    const uint8_t *state = mohur_prepared_state(d->prepared, &len);

    return mohur__bytes_of(state, len);
}

/* What the phone does: it knows the bytes and its key. */
static mohur__bytes
sign_elsewhere(struct desk *d, const struct pki_key *key)
{
    size_t len          = 0;
    const uint8_t *dtbs = mohur_prepared_dtbs(d->prepared, &len);

    return pki_sign(d->t, key, mohur__bytes_of(dtbs, len));
}

static mohur_status
finish_source(struct desk *d, mohur__bytes state, mohur_source *content)
{
    struct fixture *t      = d->t;
    mohur_finish_options o = MOHUR_FINISH_OPTIONS_INIT;
    mohur_sink *sink       = fixture_sink(t);
    mohur_status st        = MOHUR_OK;

    o.state         = state.data;
    o.state_len     = state.len;
    o.signature     = d->signature.data;
    o.signature_len = d->signature.len;
    o.content       = content;
    mohur__error_clear(t->ctx);
    st = mohur_document_finish(t->ctx, d->state_key, &o, sink);
    mohur_sink_free(sink);
    return st;
}

static mohur_status
finish(struct desk *d, const char *text)
{
    mohur_source *content = fixture_source(d->t, VIEW_TEXT(text));
    mohur_status st       = finish_source(d, state_of(d), content);

    mohur_source_free(content);
    return st;
}

/* It is refused so, and nothing was written. */
static void
check_refused(struct desk *d, mohur_status want, const char *text)
{
    struct fixture *t = d->t;

    CHECK_STATUS(want, finish(d, text));
    CHECK_NUMBER(0, fixture_output(t).len);
    CHECK_NUMBER(0, t->sink.finishes);
}

static void
prepare_and_sign(struct desk *d)
{
    struct fixture *t = d->t;

    CHECK_OK(prepare(d, DECREE));
    d->signature = sign_elsewhere(d, &d->pair);
}

static bool
is_accepted(struct desk *d, const char *text)
{
    struct fixture *t            = d->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur__bytes anchor          = root_of(d);
    mohur_trust *trust           = NULL;
    mohur_report *report         = NULL;
    bool accepted                = false;

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    CHECK_OK(mohur_trust_add(t->ctx, trust, MOHUR_TRUST_SIGN, anchor.data,
                             anchor.len));
    options.trust      = trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    options.file       = fixture_source(t, fixture_output(t));
    if (text != NULL) {
        options.content = fixture_source(t, VIEW_TEXT(text));
    }
    if (d->expect != NULL) {
        options.expect     = (const uint8_t *)d->expect;
        options.expect_len = strlen(d->expect);
    }
    CHECK_OK(mohur_document_verify(t->ctx, &options, &report));
    accepted = mohur_report_is_accepted(report);
    mohur_report_free(report);
    mohur_source_free(options.content);
    mohur_source_free(options.file);
    mohur_trust_free(trust);
    return accepted;
}

/* ---- as it should be ---- */

static void
says_of_the_document_what_was_prepared(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    d.sign.voen = "123456789x";
    CHECK_STATUS(MOHUR_E_ARGUMENT, prepare(&d, DECREE));
    d.sign.voen = "1234567890";
    prepare_and_sign(&d);
    d.sign.voen = "9999999999"; /* too late */
    CHECK_OK(finish(&d, DECREE));
    d.expect = "{\"type\":\"mohur-expect/1\",\"attributes\":{"
               "\"voen\":\"1234567890\"}}";
    CHECK(is_accepted(&d, DECREE));
    end(&d);
}

static void
is_accepted_whoever_signed_and_wherever_it_is(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                     MOHUR_ALG_ED25519};

    for (size_t i = 0; i < 3; i++) {
        struct fixture *t = *state;
        struct desk d     = desk_new(t, algs[i]);

        prepare_and_sign(&d);
        CHECK_NUMBER(algs[i], mohur_prepared_alg(d.prepared));
        CHECK_OK(finish(&d, DECREE));
        CHECK(is_accepted(&d, DECREE));
        CHECK(!is_accepted(&d, "another decree"));
        d.sign.attached = true;
        prepare_and_sign(&d);
        CHECK_OK(finish(&d, DECREE));
        CHECK(is_accepted(&d, NULL));
        end(&d);
    }
}

/* Ed25519 signs alike each time, so all of the file must be the same. */
static void
is_the_file_that_signing_at_once_makes(void **state)
{
    struct fixture *t             = *state;
    struct desk d                 = desk_new(t, MOHUR_ALG_ED25519);
    mohur__bytes root             = root_of(&d);
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = MOHUR_ALG_ED25519,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&d.pair),
                                     .secret     = pki_secret(&d.pair)};
    mohur_key *key                = NULL;
    mohur_sink *sink              = NULL;
    struct pki_plan between       = PKI_PLAN_CA;
    mohur__bytes chain;
    uint8_t *first;
    size_t len;

    between.subject  = "Between";
    between.issuer   = "Root";
    between.key      = &d.root;
    between.signer   = &d.root;
    chain            = pki_cert(t, &between);
    d.sign.chain     = chain.data;
    d.sign.chain_len = chain.len;
    prepare_and_sign(&d);
    CHECK_OK(finish(&d, DECREE));
    len   = fixture_output(t).len;
    first = fixture_bytes(t, 0, len);
    mohur__copy(mohur__span_of(first, len),
                mohur__bytes_of(fixture_output(t).data, len));
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    sink           = fixture_sink(t);
    d.sign.content = fixture_source(t, VIEW_TEXT(DECREE));
    CHECK_OK(mohur_document_sign(t->ctx, key, &d.sign, sink));
    CHECK_BYTES(((struct view){first, len}), fixture_output(t));
    CHECK(memmem(first, len, chain.data, chain.len) != NULL);
    CHECK(memmem(first, len, root.data, root.len) == NULL);
    mohur_source_free(d.sign.content);
    mohur_sink_free(sink);
    mohur_key_free(key);
    end(&d);
}

static void
tells_the_hash_to_whoever_signs_one(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P384);
    struct desk e     = desk_new(t, MOHUR_ALG_ED25519);
    size_t len        = 0;
    size_t hash_len   = 0;
    const uint8_t *dtbs;
    const uint8_t *hash;
    uint8_t want[48];

    CHECK_OK(prepare(&d, DECREE));
    dtbs = mohur_prepared_dtbs(d.prepared, &len);
    hash = mohur_prepared_hash(d.prepared, &hash_len);
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_384, mohur__bytes_of(dtbs, len),
                         MOHUR__SPAN(want)));
    CHECK_BYTES(VIEW(want), ((struct view){hash, hash_len}));
    CHECK_OK(prepare(&e, DECREE));
    CHECK(mohur_prepared_hash(e.prepared, &hash_len) == NULL);
    CHECK_NUMBER(0, hash_len);
    end(&e);
    end(&d);
}

static void
takes_a_document_beside_it_from_a_pipe(void **state)
{
    struct fixture *t     = *state;
    struct desk d         = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct drip drip      = {.data = VIEW_TEXT(DECREE), .step = 3};
    mohur_source *content = drip_source(t->ctx, &drip);

    prepare_and_sign(&d);
    CHECK_OK(finish_source(&d, state_of(&d), content));
    CHECK(is_accepted(&d, DECREE));
    mohur_source_free(content);
    end(&d);
}

/* ---- the state ---- */

static void
f1_is_finished_until_it_expires(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    prepare_and_sign(&d);
    CHECK_NUMBER(FIXTURE_NOW + 3600, mohur_prepared_expires(d.prepared));
    t->now = FIXTURE_NOW + 3600;
    CHECK_OK(finish(&d, DECREE));
    t->now++;
    check_refused(&d, MOHUR_E_DATE, DECREE);
    CHECK_MESSAGE("expired");
    t->now          = FIXTURE_NOW;
    d.sign.lifetime = 30 * PKI_DAY;
    prepare_and_sign(&d);
    t->now += 30 * PKI_DAY;
    CHECK_OK(finish(&d, DECREE));
    d.sign.lifetime++;
    CHECK_STATUS(MOHUR_E_ARGUMENT, prepare(&d, DECREE));
    end(&d);
}

static void
f1_is_not_finished_under_another_profile(void **state)
{
    struct fixture *t          = *state;
    struct desk d              = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct mohur__force force  = {.next = NULL};
    struct mohur__force second = {.next = NULL};

    prepare_and_sign(&d);
    kit_enforce(t, &force, "\"rules\":[", WITH_WRAPPING);
    check_refused(&d, MOHUR_E_POLICY, DECREE);
    CHECK_MESSAGE("another profile");
    prepare_and_sign(&d);
    CHECK_OK(finish(&d, DECREE));
    mohur__force_enter(t->ctx, &second);
    check_refused(&d, MOHUR_E_POLICY, DECREE);
    mohur__force_leave(t->ctx, &second);
    kit_relent(t, &force);
    check_refused(&d, MOHUR_E_POLICY, DECREE);
    end(&d);
}

static void
f1_is_not_finished_with_another_key(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_key *key    = d.state_key;

    prepare_and_sign(&d);
    d.state_key = wrapping_key(t, 0x21);
    check_refused(&d, MOHUR_E_AUTH, DECREE);
    mohur_key_free(d.state_key);
    d.state_key = key;
    CHECK_OK(finish(&d, DECREE));
    end(&d);
}

static void
f1_is_not_finished_with_a_bit_flipped_or_cut(void **state)
{
    struct fixture *t     = *state;
    struct desk d         = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_source *content = fixture_source(t, VIEW_TEXT(DECREE));
    mohur__bytes whole;
    uint8_t *copy;

    prepare_and_sign(&d);
    whole = state_of(&d);
    copy  = fixture_bytes(t, 0, whole.len);
    mohur__copy(mohur__span_of(copy, whole.len), whole);
    for (size_t i = 0; i < whole.len; i++) {
        mohur_status st;

        copy[i] ^= (uint8_t)(1u << i % 8);
        st = finish_source(&d, mohur__bytes_of(copy, whole.len), content);
        CHECK(st == MOHUR_E_AUTH || st == MOHUR_E_FORMAT);
        CHECK_NUMBER(0, fixture_output(t).len);
        copy[i] ^= (uint8_t)(1u << i % 8);
    }
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        finish_source(&d, mohur__bytes_of(copy, whole.len - 1), content));
    CHECK_OK(finish_source(&d, mohur__bytes_of(copy, whole.len), content));
    mohur_source_free(content);
    end(&d);
}

/* A state may come twice; the id is what a caller allows each by once. */
static void
f1_has_an_id_that_no_other_has(void **state)
{
    struct fixture *t   = *state;
    struct desk d       = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct desk e       = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_prepared *two = NULL;
    mohur__bytes state_bytes;
    struct view id;

    CHECK_OK(prepare(&d, DECREE));
    CHECK_OK(prepare(&e, DECREE));
    id = (struct view){mohur_prepared_id(d.prepared), MOHUR_PREPARED_ID_LEN};
    CHECK(memcmp(id.data, mohur_prepared_id(e.prepared), id.len) != 0);
    state_bytes = state_of(&d);
    CHECK_OK(mohur_prepared_open(t->ctx, d.state_key, state_bytes.data,
                                 state_bytes.len, &two));
    CHECK_BYTES(
        id, ((struct view){mohur_prepared_id(two), mohur_prepared_id_len()}));
    mohur_prepared_free(two);
    end(&e);
    end(&d);
}

static void
f1_is_not_finished_with_another_document(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    for (int attached = 0; attached < 2; attached++) {
        d.sign.attached = attached != 0;
        prepare_and_sign(&d);
        check_refused(&d, MOHUR_E_AUTH, "another decree");
        check_refused(&d, MOHUR_E_AUTH, "a decreE");
        check_refused(&d, MOHUR_E_AUTH, "");
    }
    end(&d);
}

/* ---- the signature ---- */

static void
f2_is_not_finished_with_a_signature_of_another_key(void **state)
{
    struct fixture *t    = *state;
    struct desk d        = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct pki_key other = pki_key(t, MOHUR_ALG_ECDSA_P256, 6);

    prepare_and_sign(&d);
    d.signature = sign_elsewhere(&d, &other);
    check_refused(&d, MOHUR_E_AUTH, DECREE);
    d.signature = MOHUR__TEXT("a signature");
    check_refused(&d, MOHUR_E_AUTH, DECREE);
    end(&d);
}

static void
f2_is_not_finished_with_a_signature_over_something_else(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    prepare_and_sign(&d);
    t->now++;
    CHECK_OK(prepare(&d, DECREE)); /* the same a second later */
    check_refused(&d, MOHUR_E_AUTH, DECREE);
    d.signature = pki_sign(t, &d.pair, MOHUR__TEXT(DECREE));
    check_refused(&d, MOHUR_E_AUTH, DECREE);
    end(&d);
}

/* ---- the document ---- */

/* Eight bytes, of which one is another from the n-th reading on. */
struct changing {
    size_t readings;
    size_t change_at;
};

static int32_t
read_changing(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct changing *c = user;

    for (*out_len = 0; *out_len < out_cap && offset + *out_len < 8;
         (*out_len)++) {
        out[*out_len] = (uint8_t)DECREE[offset + *out_len];
    }
    if (*out_len > 0 && ++c->readings >= c->change_at) {
        out[0] ^= 1;
    }
    return 0;
}

static mohur_status
finish_changing(struct desk *d, struct changing *c)
{
    struct fixture *t                = d->t;
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source             = NULL;
    mohur_status st                  = MOHUR_OK;

    callbacks.user    = c;
    callbacks.read_at = read_changing;
    callbacks.len     = 8;
    CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &source));
    st = finish_source(d, state_of(d), source);
    mohur_source_free(source);
    return st;
}

static void
f4_is_not_finished_if_the_document_changes_meanwhile(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct changing c = {.change_at = SIZE_MAX};
    size_t readings   = 0;

    d.sign.attached = true;
    prepare_and_sign(&d);
    CHECK_OK(finish_changing(&d, &c));
    readings = c.readings;
    CHECK(readings >= 2);
    c = (struct changing){.change_at = 1};
    CHECK_STATUS(MOHUR_E_AUTH, finish_changing(&d, &c));
    CHECK_NUMBER(0, fixture_output(t).len);
    for (size_t at = 2; at <= readings; at++) {
        c = (struct changing){.change_at = at};
        CHECK_STATUS(MOHUR_E_IO, finish_changing(&d, &c));
        CHECK_NUMBER(0, t->sink.finishes);
    }
    end(&d);
}

/* The signature on it could be taken for one on what it says. */
static void
a1_is_not_prepared_of_what_is_signed_of_another(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct desk e     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct view dtbs;

    CHECK_OK(prepare(&e, DECREE));
    dtbs.data      = mohur_prepared_dtbs(e.prepared, &dtbs.len);
    d.sign.content = fixture_source(t, dtbs);
    mohur__error_clear(t->ctx);
    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur_document_prepare(t->ctx, d.state_key, &d.sign, &d.prepared));
    CHECK_MESSAGE("another document");
    mohur_source_free(d.sign.content);
    CHECK_OK(prepare(&d, "1")); /* a SET's tag alone is a document */
    end(&e);
    end(&d);
}

/* ---- who may ---- */

static void
is_asked_again_what_the_certificate_may(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    d.plan.to = FIXTURE_NOW + 60;
    certify(&d);
    prepare_and_sign(&d);
    t->now = FIXTURE_NOW + 61;
    check_refused(&d, MOHUR_E_DATE, DECREE);
    CHECK_STATUS(MOHUR_E_DATE, prepare(&d, DECREE));
    t->now       = FIXTURE_NOW;
    d.plan.usage = 1;
    certify(&d);
    CHECK_STATUS(MOHUR_E_POLICY, prepare(&d, DECREE));
    end(&d);
}

static void
needs_a_wrapping_key_and_level_b(void **state)
{
    struct fixture *t             = *state;
    struct desk d                 = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_key *key                = d.state_key;
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = MOHUR_ALG_ECDSA_P256,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&d.pair),
                                     .secret     = pki_secret(&d.pair)};

    CHECK_OK(mohur__key_new(t->ctx, &parts, &d.state_key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, prepare(&d, DECREE));
    mohur_key_free(d.state_key);
    d.state_key  = key;
    d.sign.level = MOHUR_DOCUMENT_T;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, prepare(&d, DECREE));
    d.sign.level = MOHUR_DOCUMENT_B;
    CHECK_OK(prepare(&d, DECREE));
    end(&d);
}

static void
leaves_nothing_behind_when_memory_fails(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = prepare(&d, DECREE);
        (void)alloc_has_failed(&t->alloc);
        CHECK((st == MOHUR_OK) == (d.prepared != NULL));
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    d.signature = sign_elsewhere(&d, &d.pair);
    st          = MOHUR_E_NO_MEMORY;
    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = finish(&d, DECREE);
        (void)alloc_has_failed(&t->alloc);
        CHECK(st == MOHUR_OK || t->sink.finishes == 0);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    end(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(says_of_the_document_what_was_prepared),
        CASE(is_accepted_whoever_signed_and_wherever_it_is),
        CASE(is_the_file_that_signing_at_once_makes),
        CASE(tells_the_hash_to_whoever_signs_one),
        CASE(takes_a_document_beside_it_from_a_pipe),
        CASE(f1_is_finished_until_it_expires),
        CASE(f1_is_not_finished_under_another_profile),
        CASE(f1_is_not_finished_with_another_key),
        CASE(f1_is_not_finished_with_a_bit_flipped_or_cut),
        CASE(f1_has_an_id_that_no_other_has),
        CASE(f1_is_not_finished_with_another_document),
        CASE(f2_is_not_finished_with_a_signature_of_another_key),
        CASE(f2_is_not_finished_with_a_signature_over_something_else),
        CASE(a1_is_not_prepared_of_what_is_signed_of_another),
        CASE(f4_is_not_finished_if_the_document_changes_meanwhile),
        CASE(is_asked_again_what_the_certificate_may),
        CASE(needs_a_wrapping_key_and_level_b),
        CASE(leaves_nothing_behind_when_memory_fails),
    };

    return cmocka_run_group_tests_name("a prepared document", cases, NULL,
                                       NULL);
}
