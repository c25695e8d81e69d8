/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"

#include "check.h"
#include "parcel.h"
#include "sweep.h"

/* ---- a header in a file of its own, here and at whoever changes it ---- */

struct desk {
    struct parcel p;
    mohur_key *stranger;
    const char *path; /* of the header */
};

/* Export the header of what is sealed, or of a header. */
static mohur_status export(struct fixture *t,
                           struct view from,
                           struct view *out)
{
    mohur_source *source = NULL;
    mohur_sink *sink     = fixture_sink(t);
    mohur_status st =
        mohur_source_new_memory(t->ctx, from.data, from.len, &source);

    if (st == MOHUR_OK) {
        st = mohur_archive_header_export(t->ctx, source, sink);
    }
    mohur_source_free(source);
    mohur_sink_free(sink);
    *out = parcel_take(t);
    return st;
}

static void
desk_new(struct fixture *t, uint32_t areas, struct desk *out)
{
    struct view header = {NULL, 0};

    parcel_new(t, &out->p);
    out->stranger               = kit_pair(t->ctx, MOHUR_ALG_X25519);
    out->path                   = fixture_path(t, "x.mohurh");
    out->p.seal.header_areas    = areas;
    out->p.open.allow_forwarded = true;
    CHECK_OK(parcel_seal(&out->p));
    CHECK_OK(export(t, out->p.sealed, &header));
    fixture_write_file(out->path, header);
}

static void
desk_free(struct desk *d)
{
    mohur_key_free(d->stranger);
    parcel_free(&d->p);
}

static mohur_status
open_apart(struct desk *d, const mohur_key *key)
{
    mohur_source *header = NULL;
    mohur_status st      = mohur_source_new_file(d->p.t->ctx, d->path, &header);

    d->p.open.header = header;
    if (st == MOHUR_OK) {
        st = parcel_open(&d->p, key);
    }
    d->p.open.header = NULL;
    mohur_source_free(header);
    return st;
}

/* Change the header alone: add one, remove one; NULL: none. */
static mohur_status
change(struct desk *d, const mohur_key *add, const mohur_key *remove)
{
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;

    o.keys       = (const mohur_key *const *)d->p.keys;
    o.keys_len   = 1;
    o.add        = &add;
    o.add_len    = add != NULL;
    o.remove     = &remove;
    o.remove_len = remove != NULL;
    return mohur_archive_recipients_change(d->p.t->ctx, &o, d->path);
}

static void
is_one_area_byte_for_byte(void **state)
{
    struct fixture *t = *state;
    struct view got   = {NULL, 0};
    struct view twice = {NULL, 0};
    struct desk d;

    for (uint32_t areas = 1; areas <= 2; areas++) {
        desk_new(t, areas, &d);
        got = fixture_read_file(t, d.path);
        CHECK_NUMBER(4096, got.len);
        CHECK(memcmp(got.data, d.p.sealed.data, got.len) == 0);
        CHECK_OK(export(t, got, &twice));
        CHECK_BYTES(got, twice);
        desk_free(&d);
    }
}

static void
opens_the_archive(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, 1, &d);
    CHECK_OK(open_apart(&d, d.p.keys[2]));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, d.p.result.trust);
    CHECK_NUMBER(MOHUR_HEADER_ORIGINAL, d.p.result.header);
    desk_free(&d);
}

static void
opens_it_when_its_own_is_lost(void **state)
{
    struct fixture *t = *state;
    uint8_t *copy     = NULL;
    struct desk d;

    desk_new(t, 2, &d);
    copy = fixture_bytes(t, 0, d.p.sealed.len);
    memcpy(copy, d.p.sealed.data, d.p.sealed.len);
    memset(copy + 112, 0xA5, 2 * 4096 - 112);
    d.p.sealed = (struct view){copy, d.p.sealed.len};
    CHECK_STATUS(MOHUR_E_FORMAT, parcel_open(&d.p, d.p.keys[0]));
    CHECK_OK(open_apart(&d, d.p.keys[0]));
    desk_free(&d);
}

static void
is_changed_where_the_archive_is_not(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    for (uint32_t areas = 1; areas <= 2; areas++) {
        desk_new(t, areas, &d);
        CHECK_OK(change(&d, d.stranger, d.p.keys[1]));
        CHECK_NUMBER(4096, fixture_read_file(t, d.path).len);
        CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&d.p, d.stranger));
        CHECK_OK(open_apart(&d, d.stranger));
        CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_FORWARDED, d.p.result.trust);
        CHECK_NUMBER(MOHUR_HEADER_CHANGED, d.p.result.header);
        CHECK_NUMBER(1, d.p.result.generation);
        CHECK_STATUS(MOHUR_E_NO_KEY, open_apart(&d, d.p.keys[1]));
        CHECK_OK(change(&d, d.p.keys[1], d.stranger));
        CHECK_OK(open_apart(&d, d.p.keys[1]));
        desk_free(&d);
    }
}

static void
grows_when_it_is_full(void **state)
{
    struct fixture *t = *state;
    mohur_key *many[40];
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    struct desk d;

    desk_new(t, 1, &d);
    for (size_t i = 0; i < 40; i++) {
        many[i] = kit_pair(t->ctx, MOHUR_ALG_X25519);
    }
    o.keys     = (const mohur_key *const *)d.p.keys;
    o.keys_len = 1;
    o.add      = (const mohur_key *const *)many;
    o.add_len  = 40;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &o, d.path));
    CHECK(fixture_read_file(t, d.path).len > 4096);
    CHECK_OK(open_apart(&d, many[39]));
    for (size_t i = 0; i < 40; i++) {
        mohur_key_free(many[i]);
    }
    desk_free(&d);
}

static void
what_the_sender_forbids_shows_at_the_opening(void **state)
{
    struct fixture *t  = *state;
    struct view header = {NULL, 0};
    struct desk d;

    desk_new(t, 1, &d);
    d.p.seal.header_policy = MOHUR_HEADER_FROZEN;
    CHECK_OK(parcel_seal(&d.p));
    CHECK_OK(export(t, d.p.sealed, &header));
    fixture_write_file(d.path, header);
    CHECK_OK(change(&d, d.stranger, NULL));
    CHECK_STATUS(MOHUR_E_POLICY, open_apart(&d, d.stranger));
    CHECK_STATUS(MOHUR_E_POLICY, open_apart(&d, d.p.keys[0]));
    desk_free(&d);
}

static void
b15_opens_no_other_archive(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, 1, &d);
    CHECK_OK(parcel_seal(&d.p));
    CHECK_STATUS(MOHUR_E_FORMAT, open_apart(&d, d.p.keys[0]));
    desk_free(&d);
}

static void
is_told_by_inspect(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    mohur_source *source    = NULL;
    uint32_t slot           = 99;
    struct desk d;

    desk_new(t, 2, &d);
    CHECK_OK(mohur_source_new_file(t->ctx, d.path, &source));
    CHECK_OK(mohur_archive_inspect(t->ctx, source, &info));
    CHECK_NUMBER(4096, info.header_len);
    CHECK_NUMBER(0, info.payload_len);
    CHECK(info.slots_len >= PARCEL_KEYS);
    CHECK_OK(mohur_archive_recipients_find(t->ctx, source, d.p.keys[1], &slot));
    CHECK_NUMBER(1, slot);
    mohur_source_free(source);
    desk_free(&d);
}

/* Every bit and every length of it: nothing opens with what is left. */
static void
no_bit_of_it_may_differ(void **state)
{
    struct fixture *t = *state;
    uint8_t *copy     = NULL;
    struct view good  = {NULL, 0};
    struct desk d;

    desk_new(t, 1, &d);
    good = fixture_read_file(t, d.path);
    copy = fixture_bytes(t, 0, good.len + 1);
    memcpy(copy, good.data, good.len);
    for (size_t i = 0; i < good.len; i += i < 700 ? 1 : 97) {
        copy[i] ^= (uint8_t)(1 << i % 8);
        fixture_write_file(d.path, (struct view){copy, good.len});
        CHECK(open_apart(&d, d.p.keys[0]) != MOHUR_OK);
        copy[i] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t len = 0; len <= good.len + 1; len += len < 200 ? 1 : 61) {
        if (len != good.len) {
            fixture_write_file(d.path, (struct view){copy, len});
            CHECK_STATUS(MOHUR_E_FORMAT, open_apart(&d, d.p.keys[0]));
        }
    }
    fixture_write_file(d.path, (struct view){copy, good.len + 1});
    CHECK_STATUS(MOHUR_E_FORMAT, open_apart(&d, d.p.keys[0]));
    desk_free(&d);
}

static void
an_archive_is_no_header(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, 1, &d);
    fixture_write_file(d.path, d.p.sealed);
    CHECK_STATUS(MOHUR_E_FORMAT, open_apart(&d, d.p.keys[0]));
    desk_free(&d);
}

static mohur_status
change_and_open(struct fixture *t, void *user)
{
    struct desk *d     = user;
    struct view header = {NULL, 0};
    mohur_status st    = export(t, d->p.sealed, &header);

    if (st == MOHUR_OK) {
        fixture_write_file(d->path, header);
        st = change(d, d->stranger, NULL);
    }
    return st == MOHUR_OK ? open_apart(d, d->stranger) : st;
}

static void
every_fault_is_reported(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, 1, &d);
    CHECK(sweep_memory(t, &(struct sweep){.what = "changing a header apart",
                                          .run  = change_and_open,
                                          .user = &d}) > 50);
    desk_free(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_one_area_byte_for_byte),
        CASE(opens_the_archive),
        CASE(opens_it_when_its_own_is_lost),
        CASE(is_changed_where_the_archive_is_not),
        CASE(grows_when_it_is_full),
        CASE(what_the_sender_forbids_shows_at_the_opening),
        CASE(b15_opens_no_other_archive),
        CASE(is_told_by_inspect),
        CASE(no_bit_of_it_may_differ),
        CASE(an_archive_is_no_header),
        CASE(every_fault_is_reported),
    };
    return cmocka_run_group_tests_name("a header apart", cases, NULL, NULL);
}
