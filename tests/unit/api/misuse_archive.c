/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Archives, written and read as they must not be. */

static void
a_name_is_checked_with_a_context(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));

    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_archive_name_check(bad, "a", 1));
    CHECK_REFUSED(mohur_archive_name_check(t->ctx, NULL, 1));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_archive_name_check(t->ctx, NULL, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_archive_name_check(t->ctx, "../a", 4));
    CHECK_OK(mohur_archive_name_check(t->ctx, "a/b", 3));
    CHECK_REFUSED(mohur_archive_link_check(t->ctx, "a/b", 3, NULL, 1));
    CHECK_REFUSED(mohur_archive_link_check(t->ctx, NULL, 1, "c", 1));
    CHECK_OK(mohur_archive_link_check(t->ctx, "a/b", 3, "../c", 4));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_archive_link_check(t->ctx, "a", 1, "../c", 4));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_archive_link_check(t->ctx, "a", 1, "/etc", 4));
    mohur_source_free(source);
}

static void
a_writer_needs_context_options_sink_and_a_place_to_go(void **state)
{
    struct fixture *t            = *state;
    mohur_source *source         = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *sink             = fixture_sink(t);
    mohur_archive_writer *writer = NULL;
    struct world w;

    world_new(t, &w);
    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_archive_writer_new(bad, &w.seal, sink, &writer));
    CHECK_BAD_HANDLES(
        mohur_ctx, bad, source,
        mohur_archive_writer_new_unsigned(bad, &w.seal, sink, &writer));
    CHECK_BAD_HANDLES(mohur_sink, bad, source,
                      mohur_archive_writer_new(t->ctx, &w.seal, bad, &writer));
    CHECK_BAD_HANDLES(
        mohur_sink, bad, source,
        mohur_archive_writer_new_unsigned(t->ctx, &w.seal, bad, &writer));
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, NULL, sink, &writer));
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, &w.seal, sink, NULL));
    CHECK_REFUSED(
        mohur_archive_writer_new_unsigned(t->ctx, NULL, sink, &writer));
    CHECK_REFUSED(
        mohur_archive_writer_new_unsigned(t->ctx, &w.seal, sink, NULL));
    CHECK(writer == NULL);
    CHECK_NUMBER(0, t->sink.len);
    world_free(&w);
    mohur_sink_free(sink);
    mohur_source_free(source);
}

/* The options are refused, and nothing was written. */
static void
check_options_refused(struct fixture *t,
                      const mohur_archive_options *options,
                      bool is_signed)
{
    mohur_archive_writer *writer = NULL;
    mohur_sink *sink             = fixture_sink(t);

    CHECK_REFUSED(is_signed
                      ? mohur_archive_writer_new(t->ctx, options, sink, &writer)
                      : mohur_archive_writer_new_unsigned(t->ctx, options, sink,
                                                          &writer));
    CHECK(writer == NULL);
    CHECK_NUMBER(0, t->sink.len);
    mohur_sink_free(sink);
}

static void
recipients_are_keys_that_open_each_named_once(void **state)
{
    struct fixture *t = *state;
    const mohur_key *keys[257];
    mohur_archive_options options;
    struct world w;

    world_new(t, &w);
    options                = w.seal;
    options.recipients     = keys;
    options.recipients_len = 0; /* and no passphrase */
    check_options_refused(t, &options, true);
    options.recipients_len = 1;
    keys[0]                = NULL;
    check_options_refused(t, &options, true);
    keys[0] = w.me; /* signs */
    check_options_refused(t, &options, true);
    keys[0]                = w.box;
    keys[1]                = w.box;
    options.recipients_len = 2;
    check_options_refused(t, &options, true);
    for (size_t i = 0; i < 257; i++) {
        keys[i] = w.box;
    }
    options.recipients_len = 257;
    check_options_refused(t, &options, true);
    options.recipients = NULL;
    check_options_refused(t, &options, true);
    world_free(&w);
}

static void
signers_are_keys_that_sign_each_named_once(void **state)
{
    struct fixture *t = *state;
    const mohur_key *keys[17];
    mohur_sink *sink;
    mohur_archive_options options;
    struct world w;

    world_new(t, &w);
    options             = w.seal;
    options.signers     = keys;
    options.signers_len = 0;
    check_options_refused(t, &options, true);
    options.signers_len = 1;
    keys[0]             = w.me;
    check_options_refused(t, &options, false); /* who signs, signs */
    keys[0] = NULL;
    check_options_refused(t, &options, true);
    keys[0] = w.box;
    check_options_refused(t, &options, true);
    keys[0]             = w.me;
    keys[1]             = w.me;
    options.signers_len = 2;
    check_options_refused(t, &options, true);
    options.signers_len = 17;
    check_options_refused(t, &options, true);
    options.signers = NULL;
    check_options_refused(t, &options, true);

    sink = fixture_sink(t);
    CHECK_OK(mohur_key_export_public(t->ctx, w.me, sink));
    mohur_sink_free(sink);
    {
        mohur_key *half = NULL;

        CHECK_OK(mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN,
                                      (const char *)t->sink.data, t->sink.len,
                                      &half));
        keys[0]             = half; /* has nothing to sign with */
        options.signers     = keys;
        options.signers_len = 1;
        check_options_refused(t, &options, true);
        mohur_key_free(half);
    }
    world_free(&w);
}

static void
other_options_are_checked_too(void **state)
{
    struct fixture *t = *state;
    mohur_archive_options options;
    struct world w;

    world_new(t, &w);
    options      = w.seal;
    options.aead = MOHUR_ALG_SHA_256;
    check_options_refused(t, &options, true);
    options     = w.seal;
    options.pad = (mohur_archive_pad)4;
    check_options_refused(t, &options, true);
    options            = w.seal;
    options.passphrase = "p"; /* of length 0 */
    check_options_refused(t, &options, true);
    options.passphrase     = (const char *)fixture_bytes(t, 1, 1025);
    options.passphrase_len = 1025;
    check_options_refused(t, &options, true);
    options.passphrase     = NULL;
    options.passphrase_len = 1;
    check_options_refused(t, &options, true);
    world_free(&w);
}

static void
what_is_no_writer_does_nothing(void **state)
{
    struct fixture *t         = *state;
    mohur_source *source      = fixture_source(t, VIEW_TEXT("x"));
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    const uint8_t data[1]     = {0};

    CHECK_BAD_HANDLES(mohur_archive_writer, bad, source,
                      mohur_archive_writer_entry(bad, &entry));
    CHECK_BAD_HANDLES(mohur_archive_writer, bad, source,
                      mohur_archive_writer_update(bad, data, 1));
    CHECK_BAD_HANDLES(mohur_archive_writer, bad, source,
                      mohur_archive_writer_update_from(bad, source));
    CHECK_BAD_HANDLES(mohur_archive_writer, bad, source,
                      mohur_archive_writer_finish(bad));
    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        mohur_archive_writer_free(world_bad(i, source));
    }
    CHECK_NUMBER(1, mohur_source_len(source));
    mohur_source_free(source);
}

/* A writer of the world's options on t->sink, and its sink. */
struct writing {
    struct world w;
    mohur_sink *sink;
    mohur_archive_writer *writer;
};

static void
writing_start(struct fixture *t, struct writing *out)
{
    world_new(t, &out->w);
    out->sink   = fixture_sink(t);
    out->writer = NULL;
    CHECK_OK(mohur_archive_writer_new(t->ctx, &out->w.seal, out->sink,
                                      &out->writer));
}

static void
writing_end(struct writing *w)
{
    mohur_archive_writer_free(w->writer);
    mohur_sink_free(w->sink);
    world_free(&w->w);
}

static mohur_archive_entry
entry_named(const char *name)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;

    entry.name     = name;
    entry.name_len = strlen(name);
    return entry;
}

/* After the failure before it every call but free is refused. */
static void
check_writer_poisoned(struct fixture *t, const struct writing *w)
{
    mohur_archive_entry entry = entry_named("after");

    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_entry(w->writer, &entry));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_writer_update(w->writer, NULL, 0));
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_finish(w->writer));
    CHECK_NUMBER(0, t->sink.finishes);
}

static void
a_wrong_entry_is_the_end_of_a_writer(void **state)
{
    struct fixture *t = *state;
    mohur_archive_entry wrong[5];
    const mohur_status want[5] = {MOHUR_E_ARGUMENT, MOHUR_E_FORMAT,
                                  MOHUR_E_ARGUMENT, MOHUR_E_ARGUMENT,
                                  MOHUR_E_ARGUMENT};

    wrong[0]            = entry_named("a");
    wrong[0].name       = NULL;
    wrong[1]            = entry_named("../a");
    wrong[2]            = entry_named("a");
    wrong[2].kind       = (mohur_entry_kind)3;
    wrong[3]            = entry_named("a");
    wrong[3].kind       = MOHUR_ENTRY_FOLDER;
    wrong[3].executable = true;
    wrong[4]            = entry_named("a");
    wrong[4].size       = 0;
    for (size_t i = 0; i < 5; i++) {
        struct writing w;

        writing_start(t, &w);
        CHECK_STATUS(want[i], mohur_archive_writer_entry(w.writer, &wrong[i]));
        check_writer_poisoned(t, &w);
        writing_end(&w);
        fixture_remove_tmpdir(t);
        t->tmpdir[0] = '\0';
    }
}

static void
content_needs_a_file_to_go_to(void **state)
{
    struct fixture *t         = *state;
    const uint8_t data[1]     = {0};
    mohur_archive_entry entry = entry_named("folder");
    struct writing w;

    writing_start(t, &w);
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_update(w.writer, data, 1));
    check_writer_poisoned(t, &w);
    mohur_archive_writer_free(w.writer);
    mohur_sink_free(w.sink);

    w.sink = fixture_sink(t);
    CHECK_OK(mohur_archive_writer_new(t->ctx, &w.w.seal, w.sink, &w.writer));
    entry.kind = MOHUR_ENTRY_FOLDER;
    CHECK_OK(mohur_archive_writer_entry(w.writer, &entry));
    CHECK_REFUSED(mohur_archive_writer_update(w.writer, data, 1));
    check_writer_poisoned(t, &w);
    writing_end(&w);
}

static void
content_of_a_length_needs_bytes(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = entry_named("a");
    struct writing w;

    writing_start(t, &w);
    CHECK_OK(mohur_archive_writer_entry(w.writer, &entry));
    CHECK_OK(mohur_archive_writer_update(w.writer, NULL, 0));
    CHECK_REFUSED(mohur_archive_writer_update(w.writer, NULL, 1));
    check_writer_poisoned(t, &w);
    writing_end(&w);
}

static void
content_from_a_source_needs_an_entry_and_a_source(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = entry_named("a");
    mohur_source *source      = fixture_source(t, VIEW_TEXT("x"));
    struct writing w;

    writing_start(t, &w);
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_writer_update_from(w.writer, source));
    check_writer_poisoned(t, &w);
    mohur_archive_writer_free(w.writer);
    mohur_sink_free(w.sink);

    w.sink = fixture_sink(t);
    CHECK_OK(mohur_archive_writer_new(t->ctx, &w.w.seal, w.sink, &w.writer));
    CHECK_OK(mohur_archive_writer_entry(w.writer, &entry));
    CHECK_OK(mohur_archive_writer_update_from(w.writer, source));
    CHECK_REFUSED(mohur_archive_writer_update_from(w.writer, NULL));
    check_writer_poisoned(t, &w);
    writing_end(&w);
    mohur_source_free(source);
}

static void
an_archive_is_finished_once(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = entry_named("a");
    struct writing w;

    writing_start(t, &w);
    CHECK_OK(mohur_archive_writer_entry(w.writer, &entry));
    CHECK_OK(mohur_archive_writer_finish(w.writer));
    CHECK_NUMBER(1, t->sink.finishes);
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_finish(w.writer));
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_entry(w.writer, &entry));
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_update(w.writer, NULL, 0));
    CHECK_NUMBER(1, t->sink.finishes);
    writing_end(&w);
}

static void
a_sink_that_fails_is_the_end_of_a_writer(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = entry_named("a");
    struct writing w;

    writing_start(t, &w);
    t->sink.fail_at = t->sink.writes + 1;
    CHECK_OK(mohur_archive_writer_entry(w.writer, &entry));
    CHECK_STATUS(MOHUR_E_IO, mohur_archive_writer_finish(w.writer));
    t->sink.fail_at = 0;
    check_writer_poisoned(t, &w);
    writing_end(&w);
}

static void
two_entries_of_one_name_are_refused(void **state)
{
    struct fixture *t        = *state;
    mohur_archive_entry a    = entry_named("a");
    mohur_archive_entry same = entry_named("A");
    struct writing w;

    writing_start(t, &w);
    CHECK_OK(mohur_archive_writer_entry(w.writer, &a));
    CHECK_OK(mohur_archive_writer_entry(w.writer, &same));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_archive_writer_finish(w.writer));
    check_writer_poisoned(t, &w);
    writing_end(&w);
}

static void
keys_may_be_released_once_the_writer_is_made(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = entry_named("a");
    struct writing w;

    writing_start(t, &w);
    world_free(&w.w);
    memset(&w.w, 0, sizeof w.w);
    CHECK_OK(mohur_archive_writer_entry(w.writer, &entry));
    CHECK_OK(mohur_archive_writer_finish(w.writer));
    writing_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_name_is_checked_with_a_context),
        CASE(a_writer_needs_context_options_sink_and_a_place_to_go),
        CASE(recipients_are_keys_that_open_each_named_once),
        CASE(signers_are_keys_that_sign_each_named_once),
        CASE(other_options_are_checked_too),
        CASE(what_is_no_writer_does_nothing),
        CASE(a_wrong_entry_is_the_end_of_a_writer),
        CASE(content_needs_a_file_to_go_to),
        CASE(content_of_a_length_needs_bytes),
        CASE(content_from_a_source_needs_an_entry_and_a_source),
        CASE(an_archive_is_finished_once),
        CASE(a_sink_that_fails_is_the_end_of_a_writer),
        CASE(two_entries_of_one_name_are_refused),
        CASE(keys_may_be_released_once_the_writer_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
