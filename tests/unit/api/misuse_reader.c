/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Archives, opened as they must not be. */

/* A world with an archive, behind a source. */
struct reading {
    struct world w;
    mohur_source *source;
    mohur_archive_reader *reader;
};

static void
reading_new(struct fixture *t, struct reading *out)
{
    world_new(t, &out->w);
    world_seal(t, &out->w);
    out->source = fixture_source(t, out->w.sealed);
    out->reader = NULL;
}

static void
reading_start(struct fixture *t, struct reading *out)
{
    reading_new(t, out);
    CHECK_OK(mohur_archive_reader_open(t->ctx, &out->w.open, out->source,
                                       &out->reader));
}

static void
reading_end(struct reading *r)
{
    mohur_archive_reader_free(r->reader);
    mohur_source_free(r->source);
    world_free(&r->w);
}

static void
a_reader_needs_context_options_source_and_a_place_to_go(void **state)
{
    struct fixture *t         = *state;
    mohur_sink *sink          = fixture_sink(t);
    mohur_archive_reader *out = NULL;
    struct reading r;

    reading_new(t, &r);
    CHECK_BAD_HANDLES(
        mohur_ctx, bad, sink,
        mohur_archive_reader_open(bad, &r.w.open, r.source, &out));
    CHECK_BAD_HANDLES(
        mohur_ctx, bad, sink,
        mohur_archive_reader_open_unsigned(bad, &r.w.open, r.source, &out));
    CHECK_BAD_HANDLES(mohur_source, bad, sink,
                      mohur_archive_reader_open(t->ctx, &r.w.open, bad, &out));
    CHECK_BAD_HANDLES(
        mohur_source, bad, sink,
        mohur_archive_reader_open_unsigned(t->ctx, &r.w.open, bad, &out));
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, NULL, r.source, &out));
    CHECK_REFUSED(
        mohur_archive_reader_open_unsigned(t->ctx, NULL, r.source, &out));
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &r.w.open, r.source, NULL));
    CHECK_REFUSED(
        mohur_archive_reader_open_unsigned(t->ctx, &r.w.open, r.source, NULL));
    CHECK(out == NULL);
    reading_end(&r);
    mohur_sink_free(sink);
}

static void
what_opens_and_who_signed_must_be_said_right(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_reader *out = NULL;
    mohur_archive_open_options options;
    const mohur_key *keys[1];
    struct reading r;

    reading_new(t, &r);
    options      = r.w.open;
    options.keys = keys;
    keys[0]      = NULL;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    keys[0] = r.w.me; /* signs */
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    options.keys = NULL;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    options             = r.w.open;
    options.senders_len = 0; /* there is no "anyone" */
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    options         = r.w.open;
    options.senders = keys;
    keys[0]         = r.w.box; /* opens */
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    keys[0] = NULL;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    options.senders = NULL;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    options = r.w.open; /* an unsigned archive has no senders */
    CHECK_REFUSED(
        mohur_archive_reader_open_unsigned(t->ctx, &options, r.source, &out));
    options            = r.w.open;
    options.passphrase = "p"; /* of length 0 */
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    options.passphrase     = NULL;
    options.passphrase_len = 1;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    CHECK(out == NULL);
    reading_end(&r);
}

static void
without_a_key_nothing_opens(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_reader *out = NULL;
    mohur_archive_open_options options;
    struct reading r;

    reading_new(t, &r);
    options          = r.w.open;
    options.keys_len = 0;
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_archive_reader_open(t->ctx, &options, r.source, &out));
    CHECK(out == NULL);
    reading_end(&r);
}

static int32_t
read_stream(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    (void)user;
    memset(out, 0, out_cap);
    *out_len = out_cap;
    return 0;
}

static void
a_stream_cannot_be_opened(void **state)
{
    struct fixture *t           = *state;
    mohur_source_callbacks call = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_archive_info info     = MOHUR_ARCHIVE_INFO_INIT;
    mohur_archive_reader *out   = NULL;
    mohur_source *stream        = NULL;
    struct reading r;

    reading_new(t, &r);
    call.read = read_stream;
    CHECK_OK(mohur_source_new_callback(t->ctx, &call, &stream));
    CHECK(mohur_source_len(stream) == MOHUR_LEN_UNKNOWN);
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &r.w.open, stream, &out));
    CHECK_REFUSED(mohur_archive_inspect(t->ctx, stream, &info));
    mohur_source_free(stream);
    reading_end(&r);
}

static void
what_is_no_reader_does_nothing(void **state)
{
    struct fixture *t                     = *state;
    mohur_sink *sink                      = fixture_sink(t);
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    const mohur_archive_entry *entry      = NULL;
    uint8_t out[1];
    size_t len = 0;

    options.path = fixture_path(t, "out");
    CHECK_BAD_HANDLES(mohur_archive_reader, bad, sink,
                      mohur_archive_reader_next(bad, &entry));
    CHECK_BAD_HANDLES(mohur_archive_reader, bad, sink,
                      mohur_archive_reader_seek(bad, "a", 1, 0, &entry));
    CHECK_BAD_HANDLES(mohur_archive_reader, bad, sink,
                      mohur_archive_reader_read(bad, out, 1, &len));
    CHECK_BAD_HANDLES(mohur_archive_reader, bad, sink,
                      mohur_archive_reader_extract(bad, &options));
    CHECK_BAD_HANDLES(mohur_archive_reader, bad, sink,
                      mohur_archive_reader_emit(bad, sink));
    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        CHECK(mohur_archive_reader_result(world_bad(i, sink)) == NULL);
        mohur_archive_reader_free(world_bad(i, sink));
    }
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    mohur_sink_free(sink);
}

static void
a_wrong_argument_changes_nothing_for_a_reader(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    const mohur_archive_entry *entry      = NULL;
    uint8_t out[8];
    size_t len = 0;
    struct reading r;

    reading_start(t, &r);
    CHECK_REFUSED(mohur_archive_reader_next(r.reader, NULL));
    CHECK_REFUSED(mohur_archive_reader_seek(r.reader, NULL, 1, 0, &entry));
    CHECK_REFUSED(mohur_archive_reader_seek(r.reader, "folder/a", 8, 0, NULL));
    CHECK_REFUSED(
        mohur_archive_reader_seek(r.reader, "folder/a", 8, 6, &entry));
    CHECK(entry == NULL);
    CHECK_REFUSED(mohur_archive_reader_extract(r.reader, NULL));
    CHECK_REFUSED(mohur_archive_reader_extract(r.reader, &options));
    options.path      = fixture_path(t, "out");
    options.names_len = 1; /* without names */
    CHECK_REFUSED(mohur_archive_reader_extract(r.reader, &options));
    options.names_len = 0;
    options.overwrite = (mohur_overwrite)2;
    CHECK_REFUSED(mohur_archive_reader_extract(r.reader, &options));

    CHECK_OK(mohur_archive_reader_seek(r.reader, "folder/a", 8, 1, &entry));
    CHECK_REFUSED(mohur_archive_reader_read(r.reader, NULL, 8, &len));
    CHECK_REFUSED(mohur_archive_reader_read(r.reader, out, 0, &len));
    CHECK_REFUSED(mohur_archive_reader_read(r.reader, out, 8, NULL));
    CHECK_BAD_HANDLES(mohur_sink, bad, r.source,
                      mohur_archive_reader_emit(r.reader, bad));
    CHECK_OK(mohur_archive_reader_read(r.reader, out, 8, &len));
    CHECK_NUMBER(4, len);
    CHECK_NUMBER(MOHUR_END, mohur_archive_reader_read(r.reader, out, 8, &len));
    CHECK_NUMBER(0, len);
    reading_end(&r);
}

static void
content_needs_an_entry_to_come_from(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    uint8_t out[8];
    size_t len = 9;
    struct reading r;

    reading_start(t, &r);
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_read(r.reader, out, 8, &len));
    CHECK_NUMBER(0, len);
    CHECK_OK(mohur_archive_reader_next(r.reader, &entry)); /* the folder */
    CHECK_NUMBER(MOHUR_ENTRY_FOLDER, entry->kind);
    CHECK_NUMBER(MOHUR_END, mohur_archive_reader_read(r.reader, out, 8, &len));
    reading_end(&r);
}

static void
the_end_is_no_error_and_stays_the_end(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    struct reading r;

    reading_start(t, &r);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(mohur_archive_reader_next(r.reader, &entry));
    }
    CHECK_NUMBER(MOHUR_END, mohur_archive_reader_next(r.reader, &entry));
    CHECK(entry == NULL);
    CHECK_NUMBER(MOHUR_END, mohur_archive_reader_next(r.reader, &entry));
    CHECK_NUMBER(MOHUR_END,
                 mohur_archive_reader_seek(r.reader, "folder/x", 8, 0, &entry));
    CHECK_OK(mohur_archive_reader_seek(r.reader, "folder/b", 8, 0, &entry));
    CHECK_NUMBER(100, entry->content_len);
    reading_end(&r);
}

static void
a_failure_is_the_end_of_a_reader(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    const mohur_archive_entry *entry      = NULL;
    uint8_t out[128];
    size_t len = 0;
    struct reading r;

    reading_start(t, &r);
    /* Nowhere to extract to: an error of input and output. */
    options.path = fixture_path(t, "absent/out");
    CHECK_STATUS(MOHUR_E_IO, mohur_archive_reader_extract(r.reader, &options));
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_reader_next(r.reader, &entry));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_seek(r.reader, "folder/b", 8, 0, &entry));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_read(r.reader, out, sizeof out, &len));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_extract(r.reader, &options));
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)) - 1); /* store */
    reading_end(&r);
}

static void
what_was_inspected_needs_a_place_to_go(void **state)
{
    struct fixture *t       = *state;
    mohur_sink *sink        = fixture_sink(t);
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    struct reading r;

    reading_new(t, &r);
    CHECK_BAD_HANDLES(mohur_ctx, bad, sink,
                      mohur_archive_inspect(bad, r.source, &info));
    CHECK_BAD_HANDLES(mohur_source, bad, sink,
                      mohur_archive_inspect(t->ctx, bad, &info));
    CHECK_REFUSED(mohur_archive_inspect(t->ctx, r.source, NULL));
    info.size = 0;
    CHECK_REFUSED(mohur_archive_inspect(t->ctx, r.source, &info));
    info.size = sizeof info;
    CHECK_OK(mohur_archive_inspect(t->ctx, r.source, &info));
    CHECK(info.slots_len >= 2);
    reading_end(&r);
    mohur_sink_free(sink);
}

static void
keys_may_be_released_once_the_reader_is_made(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    struct reading r;

    reading_start(t, &r);
    world_free(&r.w);
    memset(&r.w, 0, sizeof r.w);
    CHECK_OK(mohur_archive_reader_seek(r.reader, "folder/b", 8, 0, &entry));
    CHECK_NUMBER(2, mohur_archive_reader_result(r.reader)->signers_len);
    reading_end(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_reader_needs_context_options_source_and_a_place_to_go),
        CASE(what_opens_and_who_signed_must_be_said_right),
        CASE(without_a_key_nothing_opens),
        CASE(a_stream_cannot_be_opened),
        CASE(what_is_no_reader_does_nothing),
        CASE(a_wrong_argument_changes_nothing_for_a_reader),
        CASE(content_needs_an_entry_to_come_from),
        CASE(the_end_is_no_error_and_stays_the_end),
        CASE(a_failure_is_the_end_of_a_reader),
        CASE(what_was_inspected_needs_a_place_to_go),
        CASE(keys_may_be_released_once_the_reader_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
