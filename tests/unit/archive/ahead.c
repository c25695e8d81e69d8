/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ahead.h"

#include "archive/reader.h"
#include "check.h"
#include "shelf.h"

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

/* Run a case without threads and with some. */
typedef void
ring_fn(struct fixture *t, struct shelf *s, struct mohur__ahead *a);

static void
each_width(struct fixture *t, ring_fn *fn)
{
    static const uint32_t jobs[] = {1, 3};
    mohur_ctx *mine              = t->ctx;

    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct mohur__ahead *a = NULL;
        struct shelf s;
        t->ctx = fixture_ctx(t, jobs[i]);
        shelf_fill(t, file, 1, &s);
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

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(come_in_the_order_in_which_they_were_sent_for),
        CASE(are_not_given_out_if_they_are_wrong),
        CASE(can_be_forgotten_on_their_way),
    };

    return cmocka_run_group_tests_name("segments on their way", cases, NULL,
                                       NULL);
}
