/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stream.h"

#include "archive/reader.h"
#include "check.h"
#include "shelf.h"

#include <stdlib.h>

/* An archive of some chunks; its reader's stream is what is tested. */
static const struct kit_entry file[] = {
    {"f", 400000, MOHUR_ENTRY_FILE},
};

static struct mohur__stream *
stream_of(struct fixture *t, struct shelf *s)
{
    shelf_fill(t, file, 1, s);
    CHECK_OK(shelf_open(s));
    return &s->reader->stream;
}

/* The whole stream, read at once. */
static uint8_t *
whole_of(struct fixture *t, struct mohur__stream *stream)
{
    size_t len   = (size_t)stream->geometry.stream_len;
    uint8_t *all = malloc(len);

    CHECK_OK(mohur__stream_read(stream, 0, mohur__span_of(all, len)));
    return all;
}

static void
gives_the_same_bytes_anywhere(void **state)
{
    static const size_t lens[]   = {0, 1, 16, 65535, 65536, 65537, 200000};
    struct fixture *t            = *state;
    struct shelf s               = {.t = NULL};
    struct mohur__stream *stream = stream_of(t, &s);
    uint8_t *all                 = whole_of(t, stream);
    uint8_t *part                = malloc(200000);

    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        for (uint64_t off = 0; off + lens[i] <= stream->geometry.stream_len;
             off += 32767) {
            CHECK_OK(
                mohur__stream_read(stream, off, mohur__span_of(part, lens[i])));
            assert_memory_equal(all + off, part, lens[i]);
        }
    }
    free(part);
    free(all);
    shelf_clear(&s);
}

static void
has_nothing_outside_of_itself(void **state)
{
    struct fixture *t            = *state;
    struct shelf s               = {.t = NULL};
    struct mohur__stream *stream = stream_of(t, &s);
    uint8_t byte[2]              = {0};
    uint64_t end                 = stream->geometry.stream_len;

    CHECK_OK(mohur__stream_read(stream, end - 2, MOHUR__SPAN(byte)));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__stream_read(stream, end - 1, MOHUR__SPAN(byte)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__stream_read(stream, UINT64_MAX, MOHUR__SPAN(byte)));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__stream_read(stream, end, mohur__span_of(byte, 0)));
    shelf_clear(&s);
}

static void
opens_a_chunk_once_while_it_is_kept(void **state)
{
    struct fixture *t            = *state;
    struct shelf s               = {.t = NULL};
    struct mohur__stream *stream = stream_of(t, &s);
    uint8_t byte[10]             = {0};

    CHECK_OK(mohur__stream_read(stream, 65530, MOHUR__SPAN(byte)));
    s.read = 0;
    CHECK_OK(mohur__stream_read(stream, 65000, MOHUR__SPAN(byte)));
    CHECK_OK(mohur__stream_read(stream, 66000, MOHUR__SPAN(byte)));
    CHECK_NUMBER(0, s.read);
    shelf_clear(&s);
}

static void
keeps_no_chunk_that_is_not_genuine(void **state)
{
    struct fixture *t            = *state;
    struct shelf s               = {.t = NULL};
    struct mohur__stream *stream = stream_of(t, &s);
    uint8_t byte[10]             = {0};

    s.data[4096 + 2 * 65552 + 5] ^= 1;
    for (int i = 0; i < 2; i++) {
        CHECK_STATUS(MOHUR_E_AUTH,
                     mohur__stream_read(stream, 2 * 65536, MOHUR__SPAN(byte)));
        mohur__error_clear(t->ctx);
    }
    CHECK(mohur__bytes_zero(MOHUR__BYTES(byte)));
    shelf_clear(&s);
}

static void
knows_a_pinned_chunk_again(void **state)
{
    struct fixture *t            = *state;
    struct shelf s               = {.t = NULL};
    struct mohur__stream *stream = stream_of(t, &s);
    uint8_t *all                 = NULL;
    uint8_t byte[1]              = {0};

    CHECK_OK(mohur__stream_pin(stream, 65536, 65536));
    all = whole_of(t, stream);
    free(all);
    all = whole_of(t, stream);
    free(all);
    shelf_forge(&s, 70000);
    shelf_forge(&s, 7 * 65536 % 400000);
    /* Those that are kept are driven out by others. */
    for (uint64_t i = 3; i < 6; i++) {
        CHECK_OK(mohur__stream_read(stream, i * 65536, MOHUR__SPAN(byte)));
    }
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__stream_read(stream, 70001, MOHUR__SPAN(byte)));
    shelf_clear(&s);
}

static void
says_in_which_chunks_a_part_lies(void **state)
{
    struct fixture *t              = *state;
    struct shelf s                 = {.t = NULL};
    struct mohur__stream *stream   = stream_of(t, &s);
    uint64_t end                   = stream->geometry.stream_len;
    struct mohur__chunk_range some = mohur__stream_range(stream, 65536, 65536);

    CHECK_NUMBER(1, some.first);
    CHECK_NUMBER(1, some.n);
    CHECK_NUMBER(4096 + 65552, some.file_off);
    CHECK_NUMBER(65552, some.sealed_len);
    CHECK_NUMBER(0, some.skip);
    some = mohur__stream_range(stream, 65535, 65538);
    CHECK_NUMBER(0, some.first);
    CHECK_NUMBER(3, some.n);
    CHECK_NUMBER(65535, some.skip);
    some = mohur__stream_range(stream, end - 1, 1);
    CHECK_NUMBER(s.len, some.file_off + some.sealed_len);
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_same_bytes_anywhere),
        CASE(has_nothing_outside_of_itself),
        CASE(opens_a_chunk_once_while_it_is_kept),
        CASE(keeps_no_chunk_that_is_not_genuine),
        CASE(knows_a_pinned_chunk_again),
        CASE(says_in_which_chunks_a_part_lies),
    };

    return cmocka_run_group_tests_name("the inner stream", cases, NULL, NULL);
}
