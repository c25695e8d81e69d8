/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"

#include "check.h"
#include "parcel.h"
#include "shelf.h"
#include "sweep.h"

#include <stdlib.h>

/* ---- an archive that one recipient seals again, for somebody else ---- */

struct desk {
    struct parcel p;
    mohur_key *stranger;
    mohur_archive_options to; /* for whom it is sealed again */
    const mohur_key *admin;
    mohur_source *source;
    mohur_archive_reader *r;
    struct view was;
};

static mohur_status
desk_open(struct desk *d)
{
    mohur_archive_open_options o = d->p.open;
    mohur_status st              = MOHUR_OK;

    mohur_archive_reader_free(d->r);
    mohur_source_free(d->source);
    d->r       = NULL;
    d->source  = NULL;
    o.keys     = (const mohur_key *const *)d->p.keys;
    o.keys_len = 1;
    st = mohur_source_new_memory(d->p.t->ctx, d->p.sealed.data, d->p.sealed.len,
                                 &d->source);
    return st == MOHUR_OK
               ? mohur_archive_reader_open(d->p.t->ctx, &o, d->source, &d->r)
               : st;
}

/* Sealed as the parcel's options say. */
static void
desk_new(struct fixture *t, struct desk *d)
{
    memset(d, 0, sizeof *d);
    parcel_new(t, &d->p);
    d->stranger          = kit_pair(t->ctx, MOHUR_ALG_X25519);
    d->to                = (mohur_archive_options)MOHUR_ARCHIVE_OPTIONS_INIT;
    d->to.recipients     = (const mohur_key *const *)&d->stranger;
    d->to.recipients_len = 1;
    d->p.open.allow_forwarded = true;
}

static void
desk_seal(struct fixture *t, struct desk *d)
{
    CHECK_OK(parcel_seal(&d->p));
    d->was = d->p.sealed;
    CHECK_OK(desk_open(d));
}

static void
desk_free(struct desk *d)
{
    mohur_archive_reader_free(d->r);
    mohur_source_free(d->source);
    mohur_key_free(d->stranger);
    parcel_free(&d->p);
}

/* Seal it again; what came out is the parcel. */
static mohur_status
again(struct desk *d)
{
    mohur_sink *sink = fixture_sink(d->p.t);
    mohur_status st  = mohur_archive_reseal(d->r, &d->to, d->admin, sink);

    mohur_sink_free(sink);
    if (st == MOHUR_OK) {
        d->p.sealed = parcel_take(d->p.t);
    }
    return st;
}

static void
d42_the_signature_stays_right(void **state)
{
    struct fixture *t = *state;
    uint8_t id[16]    = {0};
    int64_t created   = 0;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    memcpy(id, mohur_archive_reader_result(d.r)->archive_id, sizeof id);
    created = mohur_archive_reader_result(d.r)->created;
    t->now += 1000;
    CHECK_OK(again(&d));
    CHECK_OK(parcel_open(&d.p, d.stranger));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_FORWARDED, d.p.result.trust);
    CHECK_NUMBER(MOHUR_HEADER_CHANGED, d.p.result.header);
    CHECK_NUMBER(MOHUR_SIGNATURE_GOOD, d.p.signed_by[0].state);
    CHECK_NUMBER(0, d.p.result.generation);
    CHECK_NUMBER(created, d.p.result.created);
    CHECK(memcmp(id, d.p.result.archive_id, sizeof id) == 0);
    desk_free(&d);
}

static void
who_is_not_named_any_more_has_no_key(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    CHECK_OK(again(&d));
    for (size_t i = 0; i < PARCEL_KEYS; i++) {
        CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&d.p, d.p.keys[i]));
    }
    desk_free(&d);
}

static void
who_was_addressed_is_so_still(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    d.to.recipients     = (const mohur_key *const *)d.p.keys;
    d.to.recipients_len = 1;
    CHECK_OK(again(&d));
    CHECK_OK(parcel_open(&d.p, d.p.keys[0]));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, d.p.result.trust);
    desk_free(&d);
}

static void
d82_the_cipher_and_the_padding_may_be_others(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    d.to.aead         = MOHUR_ALG_CHACHA20_POLY1305;
    d.to.pad          = MOHUR_ARCHIVE_PAD_POWER;
    d.to.header_areas = 2;
    CHECK_OK(again(&d));
    CHECK(d.p.sealed.len > d.was.len);
    CHECK_NUMBER(0x0102, parcel_info(&d.p).suite);
    CHECK_OK(parcel_open(&d.p, d.stranger));
    CHECK_NUMBER(MOHUR_ALG_CHACHA20_POLY1305, d.p.result.aead);
    desk_free(&d);
}

static void
nothing_of_it_looks_as_before(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    CHECK_OK(again(&d));
    CHECK(memcmp(d.was.data + 32, d.p.sealed.data + 32, 32) != 0); /* salt */
    for (size_t at = 4096; at + 65536 <= d.was.len; at += 4096) {
        CHECK(memcmp(d.was.data + at, d.p.sealed.data + at, 16) != 0);
    }
    desk_free(&d);
}

static void
the_reader_goes_on(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    CHECK_OK(again(&d));
    CHECK_OK(parcel_read(d.r));
    CHECK_OK(again(&d));
    desk_free(&d);
}

static void
d42_a_changed_byte_is_not_sealed_again(void **state)
{
    struct fixture *t = *state;
    uint8_t *copy     = NULL;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    copy = fixture_bytes(t, 0, d.was.len);
    memcpy(copy, d.was.data, d.was.len);
    d.p.sealed = (struct view){copy, d.was.len};
    CHECK_OK(desk_open(&d));
    copy[4096 + 300] ^= 1; /* content, in the first chunk */
    CHECK_STATUS(MOHUR_E_AUTH, again(&d));
    CHECK_STATUS(MOHUR_E_STATE, again(&d));
    desk_free(&d);
}

/* Who has the key can change the content, and seal its chunk anew. */
static void
d42_what_a_holder_changed_is_not_sealed_again(void **state)
{
    static const struct kit_entry one[] = {{"a", 3000, MOHUR_ENTRY_FILE}};
    struct fixture *t                   = *state;
    mohur_archive_options to            = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_sink *sink                    = NULL;
    struct shelf s;

    shelf_fill(t, one, 1, &s);
    to.recipients     = s.keys;
    to.recipients_len = 1;
    CHECK_OK(shelf_open(&s));
    sink = fixture_sink(t);
    CHECK_OK(mohur_archive_reseal(s.reader, &to, NULL, sink));
    mohur_sink_free(sink);
    shelf_forge(&s, 1000);
    CHECK_OK(shelf_open(&s));
    sink = fixture_sink(t);
    CHECK_STATUS(MOHUR_E_AUTH, mohur_archive_reseal(s.reader, &to, NULL, sink));
    CHECK_NUMBER(0, fixture_output(t).len);
    mohur_sink_free(sink);
    shelf_clear(&s);
}

/* ---- what the sender allows ---- */

static void
a_frozen_archive_stays_as_it_is(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    d.p.seal.header_policy = MOHUR_HEADER_FROZEN;
    desk_seal(t, &d);
    CHECK_STATUS(MOHUR_E_POLICY, again(&d));
    desk_free(&d);
}

static void
an_administrator_signs_the_new_header(void **state)
{
    struct fixture *t      = *state;
    const mohur_key *admin = NULL;
    struct desk d;

    desk_new(t, &d);
    admin                  = d.p.signers[1];
    d.p.seal.header_policy = MOHUR_HEADER_ADMINS;
    d.p.seal.admins        = &admin;
    d.p.seal.admins_len    = 1;
    d.p.open.admins        = &admin;
    d.p.open.admins_len    = 1;
    desk_seal(t, &d);
    CHECK_STATUS(MOHUR_E_POLICY, again(&d));
    CHECK_OK(desk_open(&d));
    d.admin = d.p.signers[2];
    CHECK_STATUS(MOHUR_E_POLICY, again(&d));
    CHECK_OK(desk_open(&d));
    d.admin = admin;
    CHECK_OK(again(&d));
    CHECK_NUMBER(1, parcel_info(&d.p).ext_len);
    CHECK_OK(parcel_open(&d.p, d.stranger));
    CHECK_NUMBER(MOHUR_HEADER_BY_ADMIN, d.p.result.header);
    desk_free(&d);
}

static void
what_was_signed_is_not_asked_for_again(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    d.to.signers     = (const mohur_key *const *)d.p.signers;
    d.to.signers_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, again(&d));
    d.to.signers_len   = 0;
    d.to.header_policy = MOHUR_HEADER_FROZEN;
    CHECK_STATUS(MOHUR_E_ARGUMENT, again(&d));
    d.to.header_policy  = MOHUR_HEADER_ANYONE;
    d.to.recipients_len = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, again(&d));
    d.to.recipients_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reseal(NULL, &d.to, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reseal(d.r, &d.to, NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_reseal(d.r, NULL, NULL, sink));
    CHECK_OK(again(&d)); /* a wrong argument changed nothing */
    desk_free(&d);
}

static void
a_sink_that_fails_ends_it(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    desk_seal(t, &d);
    for (size_t n = 1; n < 3; n++) {
        mohur_sink *sink = fixture_sink(t);
        t->sink.fail_at  = n;
        CHECK_OK(desk_open(&d));
        CHECK(mohur_archive_reseal(d.r, &d.to, NULL, sink) != MOHUR_OK);
        t->sink.fail_at = 0;
        mohur_sink_free(sink);
    }
    desk_free(&d);
}

/* From the opening on, with an administrator who signs. */
static mohur_status
open_and_seal_again(struct fixture *t, void *user)
{
    struct desk *d   = user;
    mohur_sink *sink = NULL;
    mohur_status st  = desk_open(d);

    if (st == MOHUR_OK) {
        sink = fixture_sink(t);
        st   = mohur_archive_reseal(d->r, &d->to, d->admin, sink);
        mohur_sink_free(sink);
    }
    mohur_archive_reader_free(d->r);
    mohur_source_free(d->source);
    d->r      = NULL;
    d->source = NULL;
    return st;
}

static void
every_fault_is_reported(void **state)
{
    struct fixture *t      = *state;
    const mohur_key *admin = NULL;
    struct desk d;
    const struct sweep s = {
        .what = "sealing again", .run = open_and_seal_again, .user = &d};

    desk_new(t, &d);
    admin                  = d.p.signers[1];
    d.p.seal.header_policy = MOHUR_HEADER_ADMINS;
    d.p.seal.admins        = &admin;
    d.p.seal.admins_len    = 1;
    desk_seal(t, &d);
    d.admin = admin;
    CHECK(sweep_memory(t, &s) > 50);
    CHECK(sweep_random(t, &s) > 3);
    desk_free(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(d42_the_signature_stays_right),
        CASE(who_is_not_named_any_more_has_no_key),
        CASE(who_was_addressed_is_so_still),
        CASE(d82_the_cipher_and_the_padding_may_be_others),
        CASE(nothing_of_it_looks_as_before),
        CASE(the_reader_goes_on),
        CASE(d42_a_changed_byte_is_not_sealed_again),
        CASE(d42_what_a_holder_changed_is_not_sealed_again),
        CASE(a_frozen_archive_stays_as_it_is),
        CASE(an_administrator_signs_the_new_header),
        CASE(what_was_signed_is_not_asked_for_again),
        CASE(a_sink_that_fails_ends_it),
        CASE(every_fault_is_reported),
    };
    return cmocka_run_group_tests_name("sealed again", cases, NULL, NULL);
}
