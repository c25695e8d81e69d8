/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "crypto/hash.h"
#include "keystore/event.h"

/* An event: the bytes of its leaf and its chain, with the vectors. */

static struct mohur__event
store_create(struct fixture *t)
{
    return (struct mohur__event){
        .type     = MOHUR__EVENT_STORE_CREATE,
        .time     = FIXTURE_NOW,
        .store_id = mohur__bytes_of(fixture_bytes(t, 0, 16), 16),
        .seq      = 1,
    };
}

static struct mohur__event
key_create(struct fixture *t)
{
    return (struct mohur__event){
        .type     = MOHUR__EVENT_KEY_CREATE,
        .time     = FIXTURE_NOW + 1,
        .store_id = mohur__bytes_of(fixture_bytes(t, 0, 16), 16),
        .ring     = mohur__bytes_of(fixture_bytes(t, 0x70, 16), 16),
        .version  = 1,
    };
}

static void
emit(struct fixture *t, const struct mohur__event *e, struct mohur__buf *out)
{
    mohur__buf_init(out, t->ctx, MOHUR__EVENT_MAX);
    mohur__event_emit(e, out);
    CHECK_OK(mohur__buf_status(out));
}

static void
leaf_hash(struct fixture *t, const struct mohur__event *e, uint8_t out[32])
{
    static const uint8_t zero = 0;
    mohur__bytes parts[2]     = {mohur__bytes_of(&zero, 1), MOHUR__NOTHING};
    struct mohur__buf leaf;

    emit(t, e, &leaf);
    parts[1] = mohur__buf_view(&leaf);
    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, parts, 2,
                               mohur__span_of(out, 32)));
    mohur__buf_wipe(&leaf);
}

static void
has_the_bytes_of_the_vector(void **state)
{
    struct fixture *t     = *state;
    struct mohur__event e = store_create(t);
    struct mohur__buf leaf;

    emit(t, &e, &leaf);
    CHECK_BYTES(
        fixture_hex(t, "6d6f6875722f31206c6564676572206c6561660001010100000000"
                       "6955b90000010010000102030405060708090a0b0c0d0e0f000200"
                       "080000000000000001"),
        mohur__buf_view(&leaf));
    mohur__buf_wipe(&leaf);
}

static void
has_the_leaf_hashes_of_the_vectors(void **state)
{
    struct fixture *t      = *state;
    struct mohur__event e1 = store_create(t);
    struct mohur__event e2 = key_create(t);
    uint8_t h[32];

    leaf_hash(t, &e1, h);
    CHECK_BYTES(fixture_hex(t, "ad7db64a1cccd20aa6a9350bbf9b8ce58f98dd950152e1"
                               "2841830f8ce813a894"),
                VIEW(h));
    leaf_hash(t, &e2, h);
    CHECK_BYTES(fixture_hex(t, "336b35b1997d9a64808abdb88757bcf1368f65ae9bde0c"
                               "88d1986dad609b7d06"),
                VIEW(h));
}

static void
chains_as_in_the_vector(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__event both[] = {store_create(t), key_create(t)};
    uint8_t chain[MOHUR__EVENT_HASH_LEN];
    struct mohur__buf leaf;

    CHECK_OK(mohur__event_chain_start(t->ctx, both[0].store_id, chain));
    for (size_t i = 0; i < 2; i++) {
        emit(t, &both[i], &leaf);
        CHECK_OK(
            mohur__event_chain_next(t->ctx, mohur__buf_view(&leaf), chain));
        mohur__buf_wipe(&leaf);
    }
    CHECK_BYTES(fixture_hex(t, "9452e3a6132e1d035dcc13f7cc05e9ce29bb75b40a7124"
                               "04609bb0e5ce6954c5"),
                VIEW(chain));
}

/* All tags at once: each as long as it says, in ascending order. */
static void
has_its_tags_in_ascending_order(void **state)
{
    struct fixture *t     = *state;
    struct mohur__event e = key_create(t);
    size_t at             = 31;
    uint16_t last         = 0;
    size_t tags           = 0;
    struct mohur__buf leaf;
    mohur__bytes view;

    e.seq          = 7;
    e.from         = 2;
    e.to           = 7;
    e.profile_ver  = 1;
    e.profile_hash = mohur__bytes_of(fixture_bytes(t, 1, 32), 32);
    e.slot         = mohur__bytes_of(fixture_bytes(t, 2, 16), 16);
    e.epochs[0]    = 1;
    e.epochs[1]    = 2;
    e.erase_level  = 1;
    e.key_id       = mohur__bytes_of(fixture_bytes(t, 3, 8), 8);
    emit(t, &e, &leaf);
    view = mohur__buf_view(&leaf);
    while (at + 4 <= view.len) {
        uint16_t tag = mohur__load16(view.data + at);
        CHECK(tag > last);
        last = tag;
        at += 4u + mohur__load16(view.data + at + 2);
        tags++;
    }
    CHECK_NUMBER(view.len, at);
    CHECK_NUMBER(10, tags);
    mohur__buf_wipe(&leaf);
}

/* ---- reading ---- */

static struct mohur__event
key_destroy(struct fixture *t)
{
    struct mohur__event e = key_create(t);

    e.type         = MOHUR__EVENT_KEY_DESTROY;
    e.seq          = 7;
    e.from         = 6;
    e.to           = 7;
    e.role         = mohur__bytes_of(fixture_bytes(t, 9, 16), 16);
    e.approvals    = mohur__bytes_of(fixture_bytes(t, 8, 92), 92);
    e.profile_ver  = 1;
    e.profile_hash = mohur__bytes_of(fixture_bytes(t, 1, 32), 32);
    e.slot         = mohur__bytes_of(fixture_bytes(t, 2, 16), 16);
    e.epochs[0]    = 1;
    e.epochs[1]    = 2;
    e.erase_level  = 1;
    e.key_id       = mohur__bytes_of(fixture_bytes(t, 3, 8), 8);
    e.rev          = 4;
    return e;
}

static void
is_read_as_it_was_written(void **state)
{
    struct fixture *t       = *state;
    struct mohur__event e   = key_destroy(t);
    struct mohur__event got = {0};
    struct mohur__buf leaf;
    struct mohur__buf again;

    emit(t, &e, &leaf);
    CHECK_OK(mohur__event_parse(t->ctx, mohur__buf_view(&leaf), &got));
    CHECK_NUMBER(MOHUR__EVENT_KEY_DESTROY, got.type);
    CHECK_NUMBER(4, got.rev);
    CHECK_BYTES(e.approvals, got.approvals);
    emit(t, &got, &again);
    CHECK_BYTES(mohur__buf_view(&leaf), mohur__buf_view(&again));
    mohur__buf_wipe(&leaf);
    mohur__buf_wipe(&again);
}

/* A leaf may end behind any of its fields, but not inside of one. */
static void
is_not_read_when_it_is_cut_inside_a_field(void **state)
{
    struct fixture *t       = *state;
    struct mohur__event e   = key_destroy(t);
    struct mohur__event got = {0};
    size_t passed           = 0;
    struct mohur__buf leaf;
    struct mohur__buf again;

    emit(t, &e, &leaf);
    for (size_t len = 0; len < leaf.len; len++) {
        mohur__bytes cut = mohur__bytes_sub(mohur__buf_view(&leaf), 0, len);
        if (mohur__event_parse(t->ctx, cut, &got) == MOHUR_OK) {
            emit(t, &got, &again);
            CHECK_BYTES(cut, mohur__buf_view(&again));
            mohur__buf_wipe(&again);
            passed++;
        }
        mohur__error_clear(t->ctx);
    }
    CHECK_NUMBER(13, passed); /* of 13 fields, the last one missing each */
    mohur__buf_wipe(&leaf);
}

static void
has_no_field_twice_or_out_of_order(void **state)
{
    struct fixture *t       = *state;
    struct mohur__event e   = key_destroy(t);
    struct mohur__event got = {0};
    struct mohur__buf leaf;

    emit(t, &e, &leaf);
    mohur__buf_u16(&leaf, 17);
    mohur__buf_u16(&leaf, 0);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__event_parse(t->ctx, mohur__buf_view(&leaf), &got));
    mohur__buf_wipe(&leaf);
}

static void
may_have_fields_that_are_not_known_below_0x8000(void **state)
{
    struct fixture *t       = *state;
    struct mohur__event e   = key_destroy(t);
    struct mohur__event got = {0};
    struct mohur__buf leaf;

    emit(t, &e, &leaf);
    mohur__buf_u16(&leaf, 0x4000);
    mohur__buf_u16(&leaf, 1);
    mohur__buf_u8(&leaf, 0);
    CHECK_OK(mohur__event_parse(t->ctx, mohur__buf_view(&leaf), &got));
    mohur__buf_u16(&leaf, 0x8000);
    mohur__buf_u16(&leaf, 0);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__event_parse(t->ctx, mohur__buf_view(&leaf), &got));
    mohur__buf_wipe(&leaf);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_bytes_of_the_vector),
        CASE(has_the_leaf_hashes_of_the_vectors),
        CASE(chains_as_in_the_vector),
        CASE(has_its_tags_in_ascending_order),
        CASE(is_read_as_it_was_written),
        CASE(is_not_read_when_it_is_cut_inside_a_field),
        CASE(has_no_field_twice_or_out_of_order),
        CASE(may_have_fields_that_are_not_known_below_0x8000),
    };
    return cmocka_run_group_tests_name("an event", cases, NULL, NULL);
}
