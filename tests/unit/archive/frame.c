/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "check.h"

/*
 * Frames as segments: one, whole, of the right length, and nothing that a
 * decoder would forgive.  tests/reader/attacks_g.py has many more.
 */
enum {
    MIB     = 1 << 20,
    FRAME_N = 200
};

/* A frame of 200 raw bytes: its head, the head of its block, the bytes. */
static mohur__bytes
raw_frame(struct fixture *t)
{
    uint8_t *bytes = fixture_bytes(t, 0, MOHUR__FRAME_LEAD_LEN + FRAME_N);

    mohur__frame_lead_emit(FRAME_N, FRAME_N,
                           mohur__span_of(bytes, MOHUR__FRAME_LEAD_LEN));
    bytes[9] |= 1; /* the last block */
    return mohur__bytes_of(bytes, MOHUR__FRAME_LEAD_LEN + FRAME_N);
}

static void
reads_its_own_head(void **state)
{
    struct fixture *t             = *state;
    struct mohur__frame_head head = {.len = 0};
    mohur__bytes frame            = raw_frame(t);

    CHECK(mohur__frame_head_parse(frame, &head));
    CHECK_NUMBER(FRAME_N, head.content_len);
    CHECK_NUMBER(FRAME_N, head.window);
    CHECK_NUMBER(9, head.len);
    CHECK(mohur__frame_fits(frame, FRAME_N));
}

static void
refuses_a_frame_of_other_content(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes frame = raw_frame(t);

    CHECK(!mohur__frame_fits(frame, FRAME_N - 1));
    CHECK(!mohur__frame_fits(frame, FRAME_N + 1));
    CHECK(!mohur__frame_fits(frame, 0));
}

static void
refuses_a_frame_that_is_cut(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes frame = raw_frame(t);

    for (size_t len = 0; len < frame.len; len++) {
        CHECK(!mohur__frame_fits(mohur__bytes_sub(frame, 0, len), FRAME_N));
    }
}

/*
 * Two flips make another frame: a block that is compressed, which only a
 * decoder can refuse; and a size of one byte, the three zeros behind which are
 * an empty block.
 */
static bool
makes_another_frame(size_t bit)
{
    return bit == 8 * 9 + 2 || bit == 8 * 4 + 7;
}

static void
refuses_a_frame_with_any_bit_of_its_heads_flipped(void **state)
{
    struct fixture *t = *state;

    for (size_t bit = 0; bit < 8 * (size_t)MOHUR__FRAME_LEAD_LEN; bit++) {
        mohur__bytes frame = raw_frame(t);
        uint8_t *copy      = fixture_bytes(t, 0, frame.len);

        mohur__copy(mohur__span_of(copy, frame.len), frame);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (makes_another_frame(bit) !=
            mohur__frame_fits(mohur__bytes_of(copy, frame.len), FRAME_N)) {
            fail_msg("bit %zu", bit);
        }
    }
}

static void
refuses_more_behind_a_frame(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes frame = raw_frame(t);
    uint8_t *longer    = fixture_bytes(t, 0, frame.len + 1);

    mohur__copy(mohur__span_of(longer, frame.len), frame);
    CHECK(!mohur__frame_fits(mohur__bytes_of(longer, frame.len + 1), FRAME_N));
}

/* Content of a sort: all one byte, of a short period, without any order. */
enum sort {
    SAME,
    PERIOD,
    NOISE
};

static uint8_t *
content(struct fixture *t, enum sort sort)
{
    uint8_t *bytes = fixture_bytes(t, 0, MIB);
    uint32_t noise = 1;

    for (size_t i = 0; i < MIB; i++) {
        noise    = noise * 1664525u + 1013904223u;
        bytes[i] = sort == SAME     ? 7
                   : sort == PERIOD ? (uint8_t)(i % 251 + i / 4096)
                                    : (uint8_t)(noise >> 24);
    }
    return bytes;
}

static void
check_round_trip(struct fixture *t,
                 struct mohur__packer *p,
                 struct mohur__unpacker *u,
                 mohur__bytes plain)
{
    uint8_t *room      = fixture_bytes(t, 0, MOHUR__SEGMENT_STORED_MAX);
    uint8_t *back      = fixture_bytes(t, 0, plain.len);
    mohur__bytes frame = MOHUR__NOTHING;

    CHECK_OK(mohur__packer_pack(
        p, plain, mohur__span_of(room, MOHUR__SEGMENT_STORED_MAX), &frame));
    CHECK(mohur__frame_fits(frame, plain.len));
    CHECK(plain.len <= frame.len * MOHUR__RATIO_DEFAULT);
    CHECK_OK(mohur__unpacker_unpack(u, frame, mohur__span_of(back, plain.len)));
    CHECK_BYTES(plain, mohur__bytes_of(back, plain.len));
}

static void
expands_to_what_was_packed(void **state)
{
    static const size_t lengths[] = {1,    2,     199,    200,     201,
                                     4096, 65791, 524288, MIB - 1, MIB};
    struct fixture *t             = *state;
    struct mohur__packer *p       = NULL;
    struct mohur__unpacker *u     = NULL;

    if (!mohur__frame_usable()) {
        skip();
    }
    CHECK_OK(mohur__packer_new(t->ctx, &p));
    CHECK_OK(mohur__unpacker_new(t->ctx, &u));
    for (enum sort sort = SAME; sort <= NOISE; sort++) {
        const uint8_t *bytes = content(t, sort);
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            check_round_trip(t, p, u, mohur__bytes_of(bytes, lengths[i]));
        }
    }
    mohur__packer_free(p);
    mohur__unpacker_free(u);
}

static void
gives_no_more_than_there_is_room_for(void **state)
{
    static const uint8_t bomb[] = {
        0x28, 0xB5, 0x2F, 0xFD, 0x20, 100, /* of 100 bytes, it says */
        0x20, 0x03, 0x00, 'x',             /* but first a run of 100 */
        0x21, 0x03, 0x00, 'x'};            /* and then another */
    struct fixture *t         = *state;
    struct mohur__unpacker *u = NULL;
    uint8_t *back             = fixture_bytes(t, 0, 100);

    if (!mohur__frame_usable()) {
        skip();
    }
    CHECK_OK(mohur__unpacker_new(t->ctx, &u));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__unpacker_unpack(u, MOHUR__BYTES(bomb),
                                        mohur__span_of(back, 100)));
    mohur__unpacker_free(u);
}

static void
says_so_if_there_is_no_zstd(void **state)
{
    struct fixture *t         = *state;
    struct mohur__unpacker *u = NULL;

    if (mohur__frame_usable()) {
        skip();
    }
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, mohur__unpacker_new(t->ctx, &u));
    CHECK_MESSAGE("no zstd");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(reads_its_own_head),
        CASE(refuses_a_frame_of_other_content),
        CASE(refuses_a_frame_that_is_cut),
        CASE(refuses_a_frame_with_any_bit_of_its_heads_flipped),
        CASE(refuses_more_behind_a_frame),
        CASE(expands_to_what_was_packed),
        CASE(gives_no_more_than_there_is_room_for),
        CASE(says_so_if_there_is_no_zstd),
    };
    return cmocka_run_group_tests_name("a frame", cases, NULL, NULL);
}
