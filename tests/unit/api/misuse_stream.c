/* SPDX-License-Identifier: Apache-2.0 */
#include "drip.h"
#include "world.h"

/* Archives through pipes, as they must not be asked for, and as they may. */
struct piped {
    struct world w;
    struct drip drip;
    mohur_source *source;
    mohur_archive_extract_options folder;
    mohur_archive_open_options anybody; /* without senders */
};

static void
piped_new(struct fixture *t, struct piped *out)
{
    world_new(t, &out->w);
    world_seal(t, &out->w);
    out->drip   = (struct drip){.data = out->w.sealed};
    out->source = drip_source(t->ctx, &out->drip);
    out->folder =
        (mohur_archive_extract_options)MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    out->folder.path         = fixture_path(t, "out");
    out->anybody             = out->w.open;
    out->anybody.senders     = NULL;
    out->anybody.senders_len = 0;
}

static void
piped_end(struct piped *p)
{
    mohur_source_free(p->source);
    world_free(&p->w);
}

static void
extraction_needs_all_that_it_is_given(void **state)
{
    struct fixture *t         = *state;
    mohur_sink *sink          = fixture_sink(t);
    mohur_archive_reader *out = NULL;
    struct piped p;

    piped_new(t, &p);
    CHECK_BAD_HANDLES(mohur_ctx, bad, sink,
                      mohur_archive_extract_stream(bad, &p.w.open, p.source,
                                                   &p.folder, &out));
    CHECK_BAD_HANDLES(
        mohur_source, bad, sink,
        mohur_archive_extract_stream(t->ctx, &p.w.open, bad, &p.folder, &out));
    CHECK_BAD_HANDLES(mohur_source, bad, sink,
                      mohur_archive_extract_stream_unsigned(
                          t->ctx, &p.anybody, bad, &p.folder, &out));
    CHECK_REFUSED(
        mohur_archive_extract_stream(t->ctx, NULL, p.source, &p.folder, &out));
    CHECK_REFUSED(
        mohur_archive_extract_stream(t->ctx, &p.w.open, p.source, NULL, &out));
    CHECK_REFUSED(mohur_archive_extract_stream(t->ctx, &p.w.open, p.source,
                                               &p.folder, NULL));
    CHECK_REFUSED(mohur_archive_extract_stream(t->ctx, &p.anybody, p.source,
                                               &p.folder, &out));
    CHECK_REFUSED(mohur_archive_extract_stream_unsigned(
        t->ctx, &p.w.open, p.source, &p.folder, &out));
    CHECK(out == NULL);
    CHECK_NUMBER(0, p.drip.reads);
    CHECK_OK(mohur_archive_extract_stream(t->ctx, &p.w.open, p.source,
                                          &p.folder, &out));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED,
                 mohur_archive_reader_result(out)->trust);
    mohur_archive_reader_free(out);
    piped_end(&p);
    mohur_sink_free(sink);
}

static void
provisional_content_needs_a_sink_and_a_scratch_folder(void **state)
{
    struct fixture *t         = *state;
    mohur_sink *sink          = NULL;
    mohur_archive_reader *out = NULL;
    mohur_archive_provisional_options what =
        MOHUR_ARCHIVE_PROVISIONAL_OPTIONS_INIT;
    struct piped p;

    piped_new(t, &p);
    sink          = fixture_sink(t);
    what.name     = "folder/a";
    what.name_len = 8;
    CHECK_REFUSED(mohur_archive_emit_provisional(t->ctx, &p.w.open, p.source,
                                                 &what, sink, &out));
    what.scratch = fixture_tmpdir(t);
    CHECK_BAD_HANDLES(mohur_sink, bad, p.source,
                      mohur_archive_emit_provisional(
                          t->ctx, &p.w.open, p.source, &what, bad, &out));
    CHECK_BAD_HANDLES(mohur_source, bad, sink,
                      mohur_archive_emit_provisional(t->ctx, &p.w.open, bad,
                                                     &what, sink, &out));
    CHECK_REFUSED(mohur_archive_emit_provisional(t->ctx, &p.w.open, p.source,
                                                 NULL, sink, &out));
    CHECK_REFUSED(mohur_archive_emit_provisional_unsigned(
        t->ctx, &p.w.open, p.source, &what, sink, &out));
    what.name_len = 0;
    CHECK_REFUSED(mohur_archive_emit_provisional(t->ctx, &p.w.open, p.source,
                                                 &what, sink, &out));
    CHECK_NUMBER(0, p.drip.reads);
    what.name_len = 8;
    CHECK_OK(mohur_archive_emit_provisional(t->ctx, &p.w.open, p.source, &what,
                                            sink, &out));
    CHECK_NUMBER(5, t->sink.len);
    CHECK(mohur_archive_reader_result(out)->provisional);
    mohur_archive_reader_free(out);
    piped_end(&p);
    mohur_sink_free(sink);
}

static void
salvage_takes_nobodys_word(void **state)
{
    struct fixture *t          = *state;
    mohur_archive_salvaged got = MOHUR_ARCHIVE_SALVAGED_INIT;
    struct piped p;

    piped_new(t, &p);
    CHECK_REFUSED(
        mohur_archive_salvage(t->ctx, &p.w.open, p.source, &p.folder, &got));
    CHECK_REFUSED(
        mohur_archive_salvage(t->ctx, &p.anybody, p.source, &p.folder, NULL));
    CHECK_REFUSED(
        mohur_archive_salvage(t->ctx, &p.anybody, p.source, NULL, &got));
    CHECK_REFUSED(
        mohur_archive_salvage(t->ctx, &p.anybody, NULL, &p.folder, &got));
    got.size = 0;
    CHECK_REFUSED(
        mohur_archive_salvage(t->ctx, &p.anybody, p.source, &p.folder, &got));
    CHECK_NUMBER(0, p.drip.reads);
    got = (mohur_archive_salvaged)MOHUR_ARCHIVE_SALVAGED_INIT;
    CHECK_OK(
        mohur_archive_salvage(t->ctx, &p.anybody, p.source, &p.folder, &got));
    CHECK_NUMBER(2, got.entries);
    piped_end(&p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(extraction_needs_all_that_it_is_given),
        CASE(provisional_content_needs_a_sink_and_a_scratch_folder),
        CASE(salvage_takes_nobodys_word),
    };

    return cmocka_run_group_tests_name("misuse of streams", cases, NULL, NULL);
}
