/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/crl.h"

#include "asn1/der_time.h"
#include "check.h"
#include "revoke.h"

#include <stdlib.h>

/*
 * Lists read for one certificate, from memory and from a source.  Whose list
 * is believed is told in revocation.c.
 */
enum {
    SERIAL    = 7,
    NONE      = 255,
    YESTERDAY = FIXTURE_NOW - PKI_DAY,
    /* SEQUENCE, INTEGER of three octets, UTCTime. */
    ENTRY_LEN = 2 + 2 + 3 + 2 + 13
};

struct world {
    struct fixture *t;
    struct pki_key key;
    struct mohur__cert cert;
    struct mohur__crl out;
};

static struct world
world_of(struct fixture *t, mohur_alg alg)
{
    struct world w       = {.t = t, .key = pki_key(t, alg, 1)};
    struct pki_plan plan = PKI_PLAN_SIGNER;

    plan.subject = "Signer";
    plan.issuer  = "Issuer";
    plan.key     = &w.key;
    plan.signer  = &w.key;
    plan.serial  = SERIAL;
    CHECK(mohur__cert_parse(pki_cert(t, &plan), &w.cert));
    return w;
}

static struct list_plan
plan_of(struct world *w)
{
    return (struct list_plan){.issuer = "Issuer", .signer = &w->key};
}

static mohur_status
read_and_verify(struct world *w, const struct mohur__evidence *e)
{
    struct fixture *t = w->t;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__crl_read(t->ctx, e, &w->cert, &w->out));
    if (w->out.fault != NULL) {
        return MOHUR_E_FORMAT;
    }
    return mohur__crl_verify(t->ctx, e, &w->out, &w->cert.key);
}

/* From memory. */
static mohur_status
try_view(struct world *w, mohur__bytes der)
{
    const struct mohur__evidence e = {.kind = MOHUR__EVIDENCE_CRL, .view = der};

    return read_and_verify(w, &e);
}

/* From a source, through the window. */
static mohur_status
try_source(struct world *w, mohur__bytes der)
{
    struct mohur__evidence e = {.kind = MOHUR__EVIDENCE_CRL};
    mohur_status st          = MOHUR_OK;

    e.source = fixture_source(w->t, (struct view){der.data, der.len});
    st       = read_and_verify(w, &e);
    mohur_source_free(e.source);
    return st;
}

static void
tells_what_it_says_of_a_certificate(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                     MOHUR_ALG_ED25519};

    for (size_t i = 0; i < 3; i++) {
        struct fixture *t     = *state;
        struct world w        = world_of(t, algs[i]);
        struct list_plan plan = plan_of(&w);
        mohur__bytes der;

        plan.entries = revoke_one(t, SERIAL, YESTERDAY, 4);
        der          = revoke_list(t, &plan);
        CHECK_OK(try_view(&w, der));
        CHECK_OK(try_source(&w, der));
        CHECK(w.out.revoked);
        CHECK_NUMBER(YESTERDAY, w.out.date);
        CHECK_NUMBER(4, w.out.reason);
        CHECK_NUMBER(YESTERDAY, w.out.this_update);
        CHECK_NUMBER(FIXTURE_NOW + PKI_DAY, w.out.next_update);
        CHECK_NUMBER(1, w.out.entries);
    }
}

static void
is_read_in_version_1(void **state)
{
    struct world w        = world_of(*state, MOHUR_ALG_ECDSA_P256);
    struct fixture *t     = w.t;
    struct list_plan plan = plan_of(&w);

    plan.is_v1   = true;
    plan.to      = REVOKE_NEVER;
    plan.entries = revoke_one(t, SERIAL, YESTERDAY, NONE);
    CHECK_OK(try_view(&w, revoke_list(t, &plan)));
    CHECK(w.out.revoked);
    CHECK_NUMBER(INT64_MAX, w.out.next_update);
    plan.entries = revoke_one(t, SERIAL, YESTERDAY, 1); /* has an extension */
    CHECK_STATUS(MOHUR_E_FORMAT, try_view(&w, revoke_list(t, &plan)));
}

static void
refuses_a_certificate_that_is_there_twice(void **state)
{
    struct fixture *t     = *state;
    struct world w        = world_of(t, MOHUR_ALG_ECDSA_P256);
    struct list_plan plan = plan_of(&w);
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_raw(&d, revoke_one(t, SERIAL, YESTERDAY, NONE));
    mohur__der_raw(&d, revoke_one(t, SERIAL, YESTERDAY, NONE));
    plan.entries = pki_done(&d);
    CHECK_STATUS(MOHUR_E_FORMAT, try_view(&w, revoke_list(t, &plan)));
}

static void
refuses_two_algorithms_that_differ(void **state)
{
    struct fixture *t     = *state;
    struct world w        = world_of(t, MOHUR_ALG_ECDSA_P256);
    struct pki_key other  = pki_key(t, MOHUR_ALG_ECDSA_P384, 2);
    struct list_plan plan = plan_of(&w);

    plan.inner_alg = pki_signature_alg(&other);
    CHECK_STATUS(MOHUR_E_FORMAT, try_view(&w, revoke_list(t, &plan)));
}

static void
refuses_another_version(void **state)
{
    struct fixture *t              = *state;
    static const uint8_t version[] = {0x02, 0x01, 0x02};
    struct world w                 = world_of(t, MOHUR_ALG_ECDSA_P256);
    struct list_plan plan          = plan_of(&w);

    plan.version = MOHUR__BYTES(version);
    CHECK_STATUS(MOHUR_E_FORMAT, try_view(&w, revoke_list(t, &plan)));
}

static void
refuses_bytes_behind_what_is_signed(void **state)
{
    struct fixture *t           = *state;
    static const uint8_t null[] = {0x05, 0x00};
    struct world w              = world_of(t, MOHUR_ALG_ECDSA_P256);
    struct list_plan plan       = plan_of(&w);

    plan.after = MOHUR__BYTES(null);
    CHECK_STATUS(MOHUR_E_FORMAT, try_view(&w, revoke_list(t, &plan)));
}

static void
refuses_every_length_but_its_own(void **state)
{
    struct world w        = world_of(*state, MOHUR_ALG_ED25519);
    struct list_plan plan = plan_of(&w);
    mohur__bytes der;

    plan.entries = revoke_one(w.t, 8, YESTERDAY, 4);
    der          = revoke_list(w.t, &plan);
    for (size_t len = 0; len < der.len; len++) {
        mohur__bytes part = mohur__bytes_sub(der, 0, len);

        CHECK(try_view(&w, part) != MOHUR_OK);
        CHECK(try_source(&w, part) != MOHUR_OK);
    }
}

/* ---- large ---- */

/* 30 len { 02 03 serial, UTCTime }: counts up from 0x010000. */
static void
put_entries(struct mohur__der *d, mohur__bytes one, uint32_t n)
{
    uint8_t entry[ENTRY_LEN];

    mohur__copy(MOHUR__SPAN(entry), one);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t serial = 0x010000 + i;

        entry[4] = (uint8_t)(serial >> 16);
        entry[5] = (uint8_t)(serial >> 8);
        entry[6] = (uint8_t)serial;
        mohur__der_raw(d, MOHUR__BYTES(entry));
    }
}

/* A list with n entries and the one of our certificate behind them. */
static mohur__bytes
large_list(struct world *w, uint32_t n, mohur__span room)
{
    static const uint8_t serial[] = {1, 0, 0};
    struct fixture *t             = w->t;
    struct mohur__der d;
    mohur__bytes body;
    mohur__bytes out;

    mohur__der_init(&d, mohur__span_sub(room, 0, room.len / 2));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, 1);
    mohur__der_raw(&d, pki_signature_alg(&w->key));
    mohur__der_raw(&d, pki_name(t, "Issuer"));
    mohur__der_time(&d, YESTERDAY);
    mohur__der_time(&d, FIXTURE_NOW + PKI_DAY);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    put_entries(
        &d, revoke_entry(t, MOHUR__BYTES(serial), YESTERDAY, MOHUR__NOTHING),
        n);
    mohur__der_raw(&d, revoke_one(t, SERIAL, YESTERDAY, 1));
    mohur__der_end(&d);
    mohur__der_end(&d);
    body = pki_done(&d);
    mohur__der_init(&d, mohur__span_sub(room, room.len / 2, room.len / 2));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, body);
    mohur__der_raw(&d, pki_signature_alg(&w->key));
    mohur__der_bits(&d, pki_sign(t, &w->key, body));
    mohur__der_end(&d);
    out = pki_done(&d);
    return out;
}

static void
of_any_length_is_read_in_little_memory(void **state)
{
    enum {
        ENTRIES = 200000,
        ROOM    = 2 * (ENTRIES * ENTRY_LEN + 4096)
    };
    struct fixture *t = *state;
    struct world w    = world_of(t, MOHUR_ALG_ECDSA_P256);
    size_t before     = 0;
    mohur__bytes der;

    t->extra = malloc(ROOM);
    CHECK(t->extra != NULL);
    der    = large_list(&w, ENTRIES, mohur__span_of(t->extra, ROOM));
    before = t->alloc.allocated;
    CHECK_OK(try_source(&w, der));
    CHECK(w.out.revoked);
    CHECK_NUMBER(ENTRIES + 1, w.out.entries);
    CHECK_NUMBER(1, w.out.reason);
    CHECK(t->alloc.allocated - before < 128 * 1024);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(tells_what_it_says_of_a_certificate),
        CASE(is_read_in_version_1),
        CASE(refuses_a_certificate_that_is_there_twice),
        CASE(refuses_two_algorithms_that_differ),
        CASE(refuses_another_version),
        CASE(refuses_bytes_behind_what_is_signed),
        CASE(refuses_every_length_but_its_own),
        CASE(of_any_length_is_read_in_little_memory),
    };
    return cmocka_run_group_tests_name("a revocation list", cases, NULL, NULL);
}
