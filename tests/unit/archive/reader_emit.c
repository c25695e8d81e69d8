/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "check.h"
#include "places.h"
#include "shelf.h"

/*
 * What is left of an entry, to sinks that take bytes in order and to those
 * that take them anywhere: the same bytes, for any number of jobs.
 */
enum {
    MIB       = 1024 * 1024,
    LARGE_LEN = 7 * MIB + 4321,
    ROOM      = 8 * MIB
};

/* Without zstd the compressed one, the last, is left out. */
static const struct kit_entry few[] = {
    {"empty", 0, MOHUR_ENTRY_FILE},
    {"large", LARGE_LEN, MOHUR_ENTRY_FILE},
    {"small", 5000, MOHUR_ENTRY_FILE},
    {"z", 3 * MIB + 5, KIT_PACKED},
};

#define FEW (mohur__frame_usable() ? 4U : 3U)

/* The shelf's archive, opened with a context of its own. */
struct opened {
    mohur_ctx *ctx;
    mohur_source *source;
    mohur_archive_reader *reader;
};

static struct opened
open_with(struct fixture *t, struct shelf *s, uint32_t jobs)
{
    struct opened o = {.ctx = fixture_ctx(t, jobs)};

    CHECK_OK(mohur_source_new_memory(o.ctx, s->data, s->len, &o.source));
    CHECK_OK(
        mohur_archive_reader_open(o.ctx, &s->options, o.source, &o.reader));
    return o;
}

static void
opened_free(struct fixture *t, struct opened *o)
{
    mohur_archive_reader_free(o->reader);
    mohur_source_free(o->source);
    fixture_ctx_free(t, o->ctx);
}

static mohur_status
go(struct opened *o, const char *name, uint64_t offset)
{
    const mohur_archive_entry *entry = NULL;

    return mohur_archive_reader_seek(o->reader, name, strlen(name), offset,
                                     &entry);
}

static void
check_content(struct view got, size_t from, size_t to)
{
    assert_int_equal(to - from, got.len);
    for (size_t i = 0; i < got.len; i++) {
        if (got.data[i] != kit_byte(from + i)) {
            fail_msg("byte %zu is wrong", from + i);
        }
    }
}

/* Byte offset of an entry to its end, through each kind of sink. */
static void
check_from(struct fixture *t,
           struct opened *o,
           const struct kit_entry *e,
           size_t offset)
{
    mohur_sink *sink = NULL;
    struct view got  = {NULL, 0};
    struct places places;

    if (offset > e->content_len) {
        return;
    }
    places_new(ROOM, &places);
    sink = places_sink(o->ctx, &places);
    CHECK_OK(go(o, e->name, offset));
    CHECK_OK(mohur_archive_reader_emit(o->reader, sink));
    check_content(places_whole(&places), offset, e->content_len);
    mohur_sink_free(sink);
    places_free(&places);

    CHECK_OK(mohur_sink_new_memory(o->ctx, ROOM, &sink));
    CHECK_OK(go(o, e->name, offset));
    CHECK_OK(mohur_archive_reader_emit(o->reader, sink));
    got.data = mohur_sink_memory(sink, &got.len);
    check_content(got, offset, e->content_len);
    mohur_sink_free(sink);
}

static void
gives_the_same_bytes_to_any_sink_with_any_number_of_jobs(void **state)
{
    static const size_t offsets[] = {0, 1, MIB - 1, MIB, 2 * MIB + 77};
    struct fixture *t             = *state;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    for (uint32_t jobs = 1; jobs <= 7; jobs += 3) {
        struct opened o = open_with(t, &s, jobs);

        for (size_t i = 0; i < FEW; i++) {
            for (size_t k = 0; k < sizeof offsets / sizeof offsets[0]; k++) {
                check_from(t, &o, &few[i], offsets[k]);
            }
        }
        opened_free(t, &o);
    }
    shelf_clear(&s);
}

static void
goes_on_where_reading_stopped(void **state)
{
    struct fixture *t = *state;
    uint8_t first[5]  = {0};
    size_t len        = 0;
    mohur_sink *sink  = NULL;
    struct view got   = {NULL, 0};
    struct shelf s;
    struct opened o;

    shelf_fill(t, few, FEW, &s);
    o = open_with(t, &s, 2);
    CHECK_OK(go(&o, "large", 2 * MIB));
    CHECK_OK(mohur_archive_reader_read(o.reader, first, sizeof first, &len));
    CHECK_OK(mohur_sink_new_file(o.ctx, fixture_path(t, "out"),
                                 MOHUR_OVERWRITE_NEVER, &sink));
    CHECK_OK(mohur_archive_reader_emit(o.reader, sink));
    got = fixture_read_file(t, fixture_path(t, "out"));
    check_content(got, 2 * MIB + len, LARGE_LEN);
    CHECK_STATUS(MOHUR_END, mohur_archive_reader_read(o.reader, first,
                                                      sizeof first, &len));
    mohur_sink_free(sink);
    opened_free(t, &o);
    shelf_clear(&s);
}

/* Spoil one byte of the large entry, near its end. */
static void
writes_nothing_that_is_not_genuine(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    s.data[6 * MIB + 100000] ^= 1;
    for (uint32_t jobs = 1; jobs <= 2; jobs++) {
        struct opened o = open_with(t, &s, jobs);
        struct places places;
        mohur_sink *sink = NULL;

        places_new(ROOM, &places);
        sink = places_sink(o.ctx, &places);
        CHECK_OK(go(&o, "large", 0));
        assert_int_equal(MOHUR_E_AUTH,
                         mohur_archive_reader_emit(o.reader, sink));
        CHECK_NUMBER(0, places.finishes);
        CHECK(!places.doubled && places.len < LARGE_LEN);
        for (size_t i = 0; i < LARGE_LEN; i++) {
            CHECK(places.seen[i] == 0 || places.bytes[i] == kit_byte(i));
        }
        CHECK_STATUS(MOHUR_E_STATE, go(&o, "small", 0));
        mohur_sink_free(sink);
        places_free(&places);
        opened_free(t, &o);
    }
    shelf_clear(&s);
}

static void
tells_that_a_sink_failed(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    for (uint32_t jobs = 1; jobs <= 2; jobs++) {
        for (size_t nth = 1; nth <= 8; nth++) {
            struct opened o = open_with(t, &s, jobs);
            struct places places;
            mohur_sink *sink = NULL;

            places_new(ROOM, &places);
            places.fail_at = nth;
            sink           = places_sink(o.ctx, &places);
            CHECK_OK(go(&o, "large", 0));
            assert_int_equal(MOHUR_E_IO,
                             mohur_archive_reader_emit(o.reader, sink));
            CHECK(strstr(mohur_ctx_message(o.ctx), "failed with 7") != NULL);
            CHECK_NUMBER(0, places.finishes);
            mohur_sink_free(sink);
            places_free(&places);
            opened_free(t, &o);
        }
    }
    shelf_clear(&s);
}

static void
needs_an_entry_and_a_fresh_sink(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    sink = fixture_sink(t);
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_reader_emit(s.reader, sink));
    mohur_sink_free(sink);
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_same_bytes_to_any_sink_with_any_number_of_jobs),
        CASE(goes_on_where_reading_stopped),
        CASE(writes_nothing_that_is_not_genuine),
        CASE(tells_that_a_sink_failed),
        CASE(needs_an_entry_and_a_fresh_sink),
    };
    return cmocka_run_group_tests_name("content to a sink", cases, NULL, NULL);
}
