/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ahead.h"

#include "archive/reader.h"
#include "check.h"
#include "shelf.h"

#include <unistd.h>

enum {
    MIB = 1024 * 1024
};

static const struct kit_entry file[] = {
    {"f", 3 * MIB, MOHUR_ENTRY_FILE},
};

/* The i-th segment of the file; its digest as it is. */
static struct mohur__segment
segment_of(struct fixture *t, struct shelf *s, size_t i)
{
    uint64_t body = MOHUR__RECORD_HEAD_LEN + 24 + 1;
    uint8_t row[MOHUR__TABLE_ROW_LEN];
    struct mohur__segment seg = {
        .off        = body + i * (MOHUR__RECORD_HEAD_LEN + MIB),
        .stored_len = MIB,
    };
    uint64_t table = body + 3 * (MOHUR__RECORD_HEAD_LEN + (uint64_t)MIB) +
                     MOHUR__RECORD_HEAD_LEN + i * sizeof row;

    CHECK_OK(mohur__stream_read(&s->reader->stream, table, MOHUR__SPAN(row)));
    memcpy(seg.digest, row + 4, sizeof seg.digest);
    return seg;
}

static void
check_content(mohur__bytes got, size_t from)
{
    assert_int_equal(MIB, got.len);
    for (size_t i = 0; i < got.len; i++) {
        if (got.data[i] != kit_byte(from + i)) {
            fail_msg("byte %zu is wrong", from + i);
        }
    }
}

/* Have the archive in a file, which jobs may read. */
static void
to_file(struct fixture *t, struct shelf *s)
{
    const char *path = fixture_path(t, "archive");

    fixture_write_file(path, (struct view){s->data, s->len});
    mohur_source_free(s->source);
    s->source = NULL;
    CHECK_OK(mohur_source_new_file(t->ctx, path, &s->source));
}

/* Run a case without threads and with some, from callbacks and a file. */
typedef void
ring_fn(struct fixture *t, struct shelf *s, struct mohur__ahead *a);

static void
each_width(struct fixture *t, ring_fn *fn)
{
    static const uint32_t jobs[] = {1, 3, 1, 3};
    mohur_ctx *mine              = t->ctx;

    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct mohur__ahead *a = NULL;
        struct shelf s;
        t->ctx = fixture_ctx(t, jobs[i]);
        shelf_fill(t, file, 1, &s);
        if (i >= 2) {
            to_file(t, &s);
        }
        CHECK_OK(shelf_open(&s));
        CHECK_OK(mohur__ahead_new(t->ctx, &s.reader->stream, &a));
        fn(t, &s, a);
        mohur__ahead_free(a);
        shelf_clear(&s);
        fixture_ctx_free(t, t->ctx);
    }
    t->ctx = mine;
}

static void
in_order(struct fixture *t, struct shelf *s, struct mohur__ahead *a)
{
    size_t sent      = 0;
    mohur__bytes got = MOHUR__NOTHING;

    for (size_t i = 0; i < 3; i++) {
        mohur__ahead_release(a);
        while (sent < 3 && mohur__ahead_has_room(a)) {
            struct mohur__segment seg = segment_of(t, s, sent);
            mohur__ahead_send(a, &seg);
            sent++;
        }
        CHECK_NUMBER(sent - i, mohur__ahead_sent(a));
        CHECK_OK(mohur__ahead_take(a, &got));
        check_content(got, i * MIB);
    }
    CHECK_STATUS(MOHUR_E_INTERNAL, mohur__ahead_take(a, &got));
    CHECK_NUMBER(0, got.len);
}

static void
come_in_the_order_in_which_they_were_sent_for(void **state)
{
    each_width(*state, in_order);
}

static void
wrong_ones(struct fixture *t, struct shelf *s, struct mohur__ahead *a)
{
    struct mohur__segment seg = segment_of(t, s, 0);
    mohur__bytes got          = MOHUR__NOTHING;

    seg.digest[31] ^= 1;
    mohur__ahead_send(a, &seg);
    CHECK_STATUS(MOHUR_E_AUTH, mohur__ahead_take(a, &got));
    CHECK_NUMBER(0, got.len);
    mohur__ahead_drop(a);
    mohur__error_clear(t->ctx);
    seg = segment_of(t, s, 0);
    seg.stored_len--;
    mohur__ahead_send(a, &seg);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__ahead_take(a, &got));
    CHECK_NUMBER(0, got.len);
    mohur__ahead_drop(a);
    mohur__error_clear(t->ctx);
    seg    = segment_of(t, s, 1);
    s->cut = 4096 + MIB;
    if (mohur__source_is_shared(s->source)) {
        CHECK(truncate(fixture_path(t, "archive"), 4096 + MIB) == 0);
    }
    mohur__ahead_send(a, &seg);
    CHECK_NUMBER(MOHUR_OK, mohur_ctx_status(t->ctx));
    CHECK_STATUS(MOHUR_E_IO, mohur__ahead_take(a, &got));
    CHECK_NUMBER(0, got.len);
}

static void
are_not_given_out_if_they_are_wrong(void **state)
{
    each_width(*state, wrong_ones);
}

static void
forgotten(struct fixture *t, struct shelf *s, struct mohur__ahead *a)
{
    mohur__bytes got = MOHUR__NOTHING;

    for (size_t i = 0; i < 3 && mohur__ahead_has_room(a); i++) {
        struct mohur__segment seg = segment_of(t, s, i);
        mohur__ahead_send(a, &seg);
    }
    mohur__ahead_drop(a);
    CHECK_NUMBER(0, mohur__ahead_sent(a));
    struct mohur__segment last = segment_of(t, s, 2);
    mohur__ahead_send(a, &last);
    CHECK_OK(mohur__ahead_take(a, &got));
    check_content(got, 2 * MIB);
}

static void
can_be_forgotten_on_their_way(void **state)
{
    each_width(*state, forgotten);
}

/* A place for what jobs verified. */
struct place {
    struct fixture *t;
    uint8_t *room;
    int error; /* of each place; 0: none */
};

static int
put(void *user, uint64_t offset, mohur__bytes data)
{
    struct place *p = user;

    memcpy(p->room + offset, data.data, data.len);
    return p->error;
}

static mohur_status
put_error(void *user, int error)
{
    const struct place *p = user;

    return mohur__error(p->t->ctx, MOHUR_E_IO, "it failed with %d", error);
}

static void
placed(struct fixture *t, struct shelf *s, struct mohur__ahead *a)
{
    struct place p                    = {t, fixture_bytes(t, 0, 3 * MIB), 0};
    const struct mohur__placer placer = {put, put_error, &p};
    mohur__bytes got                  = MOHUR__NOTHING;

    memset(p.room, 0, 3 * MIB);
    for (size_t i = 2; i > 0; i--) {
        struct mohur__segment seg = segment_of(t, s, i);
        seg.placer                = &placer;
        seg.place_off             = i * MIB;
        seg.digest[0] ^= i == 1;
        mohur__ahead_send(a, &seg);
        CHECK_STATUS(i == 1 ? MOHUR_E_AUTH : MOHUR_OK,
                     mohur__ahead_take(a, &got));
        mohur__ahead_release(a);
    }
    check_content(mohur__bytes_of(p.room + 2 * MIB, MIB), 2 * MIB);
    /* What is not genuine has no place. */
    CHECK(mohur__bytes_zero(mohur__bytes_of(p.room, 2 * MIB)));
    mohur__error_clear(t->ctx);
    struct mohur__segment first = segment_of(t, s, 0);
    first.placer                = &placer;
    p.error                     = 7;
    mohur__ahead_send(a, &first);
    CHECK_STATUS(MOHUR_E_IO, mohur__ahead_take(a, &got));
    CHECK_MESSAGE("it failed with 7");
}

static void
are_put_where_they_belong_once_verified(void **state)
{
    each_width(*state, placed);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(come_in_the_order_in_which_they_were_sent_for),
        CASE(are_not_given_out_if_they_are_wrong),
        CASE(can_be_forgotten_on_their_way),
        CASE(are_put_where_they_belong_once_verified),
    };

    return cmocka_run_group_tests_name("segments on their way", cases, NULL,
                                       NULL);
}
