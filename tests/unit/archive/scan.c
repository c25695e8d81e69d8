/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/scan.h"

#include "archive/entry.h"
#include "check.h"

#include <stdlib.h>

/* A stream of records whose bodies are whatever. */
struct tape {
    uint8_t *data;
    size_t len;
};

static void
put(struct tape *tape, enum mohur__record_type type, size_t body_len)
{
    size_t len = MOHUR__RECORD_HEAD_LEN + body_len;

    tape->data = realloc(tape->data, tape->len + len);
    memset(tape->data + tape->len, 0x55, len);
    mohur__record_emit(
        type, body_len,
        mohur__span_of(tape->data + tape->len, MOHUR__RECORD_HEAD_LEN));
    tape->len += len;
}

/* An entry of so many segments of 10 bytes. */
static void
put_entry(struct tape *tape, size_t segments)
{
    size_t tables = 0;

    put(tape, MOHUR__RECORD_ENTRY, 30);
    for (size_t i = 1; i <= segments; i++) {
        put(tape, MOHUR__RECORD_SEGMENT, 10);
        if (i % MOHUR__TABLE_ROWS == 0 || i == segments) {
            size_t rows = (i - 1) % MOHUR__TABLE_ROWS + 1;
            put(tape, MOHUR__RECORD_TABLE, rows * MOHUR__TABLE_ROW_LEN);
            tables++;
        }
    }
    put(tape, MOHUR__RECORD_ENTRY_END, mohur__entry_end_len(tables));
}

/* What a scan came to. */
struct seen {
    mohur_status st;
    uint64_t record_off; /* of the last record */
    size_t begun;
    size_t ended;
    size_t body; /* bytes before DIRECTORY */
    size_t rest; /* bytes after its head */
};

/* Scan a tape in steps of so many bytes. */
static struct seen
scan(struct fixture *t, const struct tape *tape, size_t step)
{
    struct seen seen = {.st = MOHUR_OK};
    struct mohur__scan s;

    mohur__scan_init(t->ctx, &s);
    for (size_t at = 0; at < tape->len && seen.st == MOHUR_OK; at += step) {
        mohur__bytes part =
            mohur__bytes_sub(mohur__bytes_of(tape->data, tape->len), at, step);
        while (part.len > 0 && seen.st == MOHUR_OK) {
            struct mohur__scan_piece piece;
            seen.st         = mohur__scan_next(&s, &part, &piece);
            seen.record_off = s.record_off;
            seen.begun += piece.begins;
            seen.ended += piece.ends;
            if (piece.type == MOHUR__RECORD_DIRECTORY) {
                seen.rest += piece.bytes.len;
            } else {
                seen.body += piece.bytes.len;
            }
        }
    }
    return seen;
}

static void
sees_each_record_in_steps_of_any_size(void **state)
{
    static const size_t steps[] = {1, 7, 16, 17, 100, 65536};
    struct fixture *t           = *state;
    struct tape tape            = {NULL, 0};

    put_entry(&tape, 0);
    put_entry(&tape, 3);
    put(&tape, MOHUR__RECORD_DIRECTORY, 500);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct seen seen = scan(t, &tape, steps[i]);
        CHECK_OK(seen.st);
        CHECK_NUMBER(2 + 6 + 1, seen.begun);
        CHECK_NUMBER(2 + 6, seen.ended);
        CHECK_NUMBER(500, seen.rest);
        CHECK_NUMBER(tape.len - 9 * 16 - 500, seen.body);
        CHECK_NUMBER(tape.len - 516, seen.record_off);
    }
    free(tape.data);
}

static void
takes_a_table_after_1024_segments(void **state)
{
    struct fixture *t = *state;
    struct tape tape  = {NULL, 0};

    put_entry(&tape, 2 * MOHUR__TABLE_ROWS + 1);
    put(&tape, MOHUR__RECORD_DIRECTORY, 0);
    CHECK_OK(scan(t, &tape, 1000).st);
    free(tape.data);
}

/* After what is right, this record is wrong; says where. */
static void
refuse(struct fixture *t,
       struct tape *tape,
       enum mohur__record_type type,
       size_t len)
{
    size_t off       = tape->len;
    struct seen seen = {.st = MOHUR_OK};

    put(tape, type, len);
    seen = scan(t, tape, 37);
    CHECK_STATUS(MOHUR_E_FORMAT, seen.st);
    CHECK_NUMBER(off, seen.record_off);
    tape->len = off;
}

static void
refuses_what_cannot_stand_between_entries(void **state)
{
    static const enum mohur__record_type types[] = {
        MOHUR__RECORD_SEGMENT,        MOHUR__RECORD_TABLE,
        MOHUR__RECORD_ENTRY_END,      MOHUR__RECORD_MANIFEST,
        MOHUR__RECORD_SIGNATURES,     MOHUR__RECORD_PAD,
        MOHUR__RECORD_TRAILER,        (enum mohur__record_type)0,
        (enum mohur__record_type)0x77};
    struct fixture *t = *state;
    struct tape tape  = {NULL, 0};

    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
            refuse(t, &tape, types[i], 80);
        }
        put_entry(&tape, 2);
    }
    refuse(t, &tape, MOHUR__RECORD_ENTRY, MOHUR__ENTRY_FIXED_LEN);
    refuse(t, &tape, MOHUR__RECORD_ENTRY, MOHUR__ENTRY_HEAD_MAX + 1);
    free(tape.data);
}

static void
refuses_what_cannot_stand_in_an_entry(void **state)
{
    struct fixture *t = *state;
    struct tape tape  = {NULL, 0};

    put(&tape, MOHUR__RECORD_ENTRY, 30);
    refuse(t, &tape, MOHUR__RECORD_ENTRY, 30);
    refuse(t, &tape, MOHUR__RECORD_DIRECTORY, 30);
    refuse(t, &tape, MOHUR__RECORD_TABLE, 0);
    refuse(t, &tape, MOHUR__RECORD_SEGMENT, 0);
    refuse(t, &tape, MOHUR__RECORD_SEGMENT, MOHUR__SEGMENT_STORED_MAX + 1);
    refuse(t, &tape, MOHUR__RECORD_ENTRY_END, mohur__entry_end_len(1));
    put(&tape, MOHUR__RECORD_SEGMENT, 10);
    put(&tape, MOHUR__RECORD_SEGMENT, 10);
    refuse(t, &tape, MOHUR__RECORD_ENTRY_END, mohur__entry_end_len(0));
    refuse(t, &tape, MOHUR__RECORD_TABLE, MOHUR__TABLE_ROW_LEN);
    refuse(t, &tape, MOHUR__RECORD_TABLE, 3 * MOHUR__TABLE_ROW_LEN);
    put(&tape, MOHUR__RECORD_TABLE, 2 * MOHUR__TABLE_ROW_LEN);
    refuse(t, &tape, MOHUR__RECORD_SEGMENT, 10); /* the table was short */
    refuse(t, &tape, MOHUR__RECORD_ENTRY_END, mohur__entry_end_len(2));
    free(tape.data);
}

static void
refuses_the_1025th_segment(void **state)
{
    struct fixture *t = *state;
    struct tape tape  = {NULL, 0};

    put(&tape, MOHUR__RECORD_ENTRY, 30);
    for (size_t i = 0; i < MOHUR__TABLE_ROWS; i++) {
        put(&tape, MOHUR__RECORD_SEGMENT, 1);
    }
    refuse(t, &tape, MOHUR__RECORD_SEGMENT, 1);
    free(tape.data);
}

static void
refuses_a_reserved_bit(void **state)
{
    struct fixture *t = *state;
    struct tape tape  = {NULL, 0};

    put_entry(&tape, 1);
    for (size_t at = 2; at < 8; at++) {
        tape.data[at] ^= 1;
        CHECK_STATUS(MOHUR_E_FORMAT, scan(t, &tape, 1).st);
        tape.data[at] ^= 1;
    }
    free(tape.data);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(sees_each_record_in_steps_of_any_size),
        CASE(takes_a_table_after_1024_segments),
        CASE(refuses_what_cannot_stand_between_entries),
        CASE(refuses_what_cannot_stand_in_an_entry),
        CASE(refuses_the_1025th_segment),
        CASE(refuses_a_reserved_bit),
    };

    return cmocka_run_group_tests_name("a scan of records", cases, NULL, NULL);
}
