/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/pump.h"

#include "archive/reader.h"
#include "check.h"
#include "drip.h"
#include "shelf.h"

enum {
    MIB = 1024 * 1024
};

/* So large that it takes more than one batch. */
static const struct kit_entry entries[] = {{"large", 3 * MIB + 99, 0}};

/* A shelf and what is behind its header. */
struct line {
    struct shelf s;
    struct view payload;
};

static void
line_new(struct fixture *t, struct line *out)
{
    shelf_fill(t, entries, 1, &out->s);
    CHECK_OK(shelf_open(&out->s));
    out->payload.data = out->s.data + out->s.reader->stream.payload_off;
    out->payload.len  = out->s.len - out->s.reader->stream.payload_off;
}

/* How far it came. */
struct got {
    mohur_status st;
    uint64_t chunks;
    bool last;
    bool right;
};

static bool
is_right(struct line *l, const struct mohur__pumped *c)
{
    uint8_t want[MOHUR__CHUNK_LEN] = {0};
    mohur__span room = mohur__span_sub(MOHUR__SPAN(want), 0, c->plain.len);

    return mohur__stream_read(&l->s.reader->stream, c->index * MOHUR__CHUNK_LEN,
                              room) == MOHUR_OK &&
           mohur__bytes_equal(mohur__span_bytes(room), c->plain) &&
           memcmp(c->sealed.data,
                  l->payload.data + c->index * MOHUR__CHUNK_SEALED_LEN,
                  c->sealed.len) == 0;
}

static struct got
pump(struct line *l, mohur_ctx *ctx, struct view payload, size_t step)
{
    struct got got           = {.st = MOHUR_OK, .right = true};
    struct drip d            = {.data = payload, .step = step};
    mohur_source *source     = drip_source(ctx, &d);
    struct mohur__pump *p    = NULL;
    struct mohur__pumped one = {.index = 0};

    got.st = mohur__pump_new(ctx, source, MOHUR_ALG_AES_256_GCM,
                             &l->s.reader->schedule, &p);
    while (got.st == MOHUR_OK &&
           (got.st = mohur__pump_next(p, &one)) == MOHUR_OK) {
        got.right = got.right && one.index == got.chunks && is_right(l, &one);
        got.last  = one.last;
        got.chunks++;
    }
    if (got.st == MOHUR_END) {
        got.right = got.right && mohur__pump_len(p) == payload.len;
    }
    mohur__pump_free(p);
    mohur_source_free(source);
    return got;
}

static void
gives_every_chunk_in_order(void **state)
{
    static const size_t steps[] = {0, 1000, 65552};
    struct fixture *t           = *state;
    struct line l;

    line_new(t, &l);
    for (uint32_t jobs = 0; jobs <= 3; jobs += 3) {
        mohur_ctx *ctx = fixture_ctx(t, jobs);
        for (size_t i = 0; i < 3; i++) {
            struct got got = pump(&l, ctx, l.payload, steps[i]);
            CHECK_STATUS(MOHUR_END, got.st);
            CHECK(got.right && got.last);
            CHECK_NUMBER(l.s.reader->stream.geometry.chunks, got.chunks);
        }
        fixture_ctx_free(t, ctx);
    }
    shelf_clear(&l.s);
}

static void
gives_what_stands_before_a_chunk_that_is_not_genuine(void **state)
{
    struct fixture *t = *state;
    struct line l;

    line_new(t, &l);
    for (size_t i = 0; i < 40; i += 13) {
        uint8_t *byte = l.s.data + (l.payload.data - l.s.data) + i * 65552 + 5;
        *byte ^= 1;
        struct got got = pump(&l, t->ctx, l.payload, 0);
        *byte ^= 1;
        CHECK_STATUS(MOHUR_E_AUTH, got.st);
        CHECK_NUMBER(i, got.chunks);
    }
    shelf_clear(&l.s);
}

/* Attack 2 and 3: at each length around the end of a chunk. */
static void
tells_an_impossible_length_from_a_cut_chunk(void **state)
{
    struct fixture *t = *state;
    struct line l;

    line_new(t, &l);
    for (size_t chunks = 0; chunks <= 33; chunks += 11) {
        for (size_t more = 0; more < 20; more++) {
            struct view cut = {l.payload.data, chunks * 65552 + more};
            struct got got  = pump(&l, t->ctx, cut, 0);
            CHECK_STATUS(more < 16 ? MOHUR_E_FORMAT : MOHUR_E_AUTH, got.st);
            CHECK_NUMBER(chunks, got.chunks);
            CHECK(got.right && !got.last);
        }
    }
    shelf_clear(&l.s);
}

/* Attack 7: a last chunk that was grown to a whole one. */
static void
calls_a_whole_last_chunk_malformed_whatever_is_in_it(void **state)
{
    struct fixture *t = *state;
    struct line l;

    line_new(t, &l);
    for (size_t chunks = 1; chunks <= 17; chunks += 8) {
        struct view cut = {l.payload.data, chunks * 65552};
        uint8_t *byte   = l.s.data + (l.payload.data - l.s.data) + cut.len - 1;
        *byte ^= 1;
        struct got got = pump(&l, t->ctx, cut, 0);
        *byte ^= 1;
        CHECK_STATUS(MOHUR_E_FORMAT, got.st);
        CHECK_NUMBER(chunks - 1, got.chunks);
    }
    shelf_clear(&l.s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_every_chunk_in_order),
        CASE(gives_what_stands_before_a_chunk_that_is_not_genuine),
        CASE(tells_an_impossible_length_from_a_cut_chunk),
        CASE(calls_a_whole_last_chunk_malformed_whatever_is_in_it),
    };

    return cmocka_run_group_tests_name("chunks from a pipe", cases, NULL, NULL);
}
