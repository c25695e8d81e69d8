/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Recipients after sealing, asked for as they must not be. */

/* A world with an archive, behind a source, in a file, and open. */
struct desk {
    struct world w;
    mohur_source *source;
    mohur_sink *sink;
    mohur_archive_reader *reader;
    mohur_archive_options again; /* for box alone */
    mohur_archive_change_options change;
    const mohur_key *box;
    const mohur_key *kek;
    const char *path;
};

static void
desk_new(struct fixture *t, struct desk *d)
{
    world_new(t, &d->w);
    world_seal(t, &d->w);
    d->source = fixture_source(t, d->w.sealed);
    d->sink   = fixture_sink(t);
    d->reader = NULL;
    d->box    = d->w.box;
    d->kek    = d->w.kek;
    d->again  = (mohur_archive_options)MOHUR_ARCHIVE_OPTIONS_INIT;
    d->change = (mohur_archive_change_options)MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    d->again.recipients     = &d->box;
    d->again.recipients_len = 1;
    d->change.keys          = &d->box;
    d->change.keys_len      = 1;
    d->change.remove        = &d->kek;
    d->change.remove_len    = 1;
    d->path                 = fixture_path(t, "x.mohur");
    fixture_write_file(d->path, d->w.sealed);
    CHECK_OK(
        mohur_archive_reader_open(t->ctx, &d->w.open, d->source, &d->reader));
}

static void
desk_free(struct desk *d)
{
    mohur_archive_reader_free(d->reader);
    mohur_source_free(d->source);
    mohur_sink_free(d->sink);
    world_free(&d->w);
}

static void
sealing_again_needs_reader_options_and_sink(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    CHECK_BAD_HANDLES(mohur_archive_reader, bad, d.sink,
                      mohur_archive_reseal(bad, &d.again, NULL, d.sink));
    CHECK_REFUSED(mohur_archive_reseal(d.reader, NULL, NULL, d.sink));
    CHECK_BAD_HANDLES(mohur_sink, bad, d.source,
                      mohur_archive_reseal(d.reader, &d.again, NULL, bad));
    /* The administrator is a key to sign with, or nobody. */
    CHECK_REFUSED(mohur_archive_reseal(d.reader, &d.again, d.box, d.sink));
    CHECK_REFUSED(mohur_archive_reseal(d.reader, &d.again,
                                       (mohur_key *)d.source, d.sink));
    CHECK_OK(mohur_archive_reseal(d.reader, &d.again, NULL, d.sink));
    desk_free(&d);
}

static void
what_was_sealed_again_opens(void **state)
{
    struct fixture *t       = *state;
    mohur_source *source    = NULL;
    mohur_archive_reader *r = NULL;
    struct desk d;

    desk_new(t, &d);
    CHECK_OK(mohur_archive_reseal(d.reader, &d.again, NULL, d.sink));
    source = fixture_source(t, fixture_output(t));
    CHECK_OK(mohur_archive_reader_open(t->ctx, &d.w.open, source, &r));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED,
                 mohur_archive_reader_result(r)->trust);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    desk_free(&d);
}

static void
a_header_needs_context_source_and_sink(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    CHECK_BAD_HANDLES(mohur_ctx, bad, d.sink,
                      mohur_archive_header_export(bad, d.source, d.sink));
    CHECK_BAD_HANDLES(mohur_source, bad, d.sink,
                      mohur_archive_header_export(t->ctx, bad, d.sink));
    CHECK_BAD_HANDLES(mohur_sink, bad, d.source,
                      mohur_archive_header_export(t->ctx, d.source, bad));
    CHECK_OK(mohur_archive_header_export(t->ctx, d.source, d.sink));
    CHECK_NUMBER(4096, fixture_output(t).len);
    desk_free(&d);
}

static void
a_header_apart_must_be_a_source(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_reader *out = NULL;
    struct desk d;

    desk_new(t, &d);
    d.w.open.header = (mohur_source *)d.sink;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &d.w.open, d.source, &out));
    CHECK(out == NULL);
    desk_free(&d);
}

static void
who_signed_and_who_administers_must_be_said_right(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_reader *out = NULL;
    struct desk d;

    desk_new(t, &d);
    d.w.open.senders_threshold = d.w.open.senders_len + 1;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &d.w.open, d.source, &out));
    d.w.open.senders_threshold = d.w.open.senders_len;
    CHECK_OK(mohur_archive_reader_open(t->ctx, &d.w.open, d.source, &out));
    mohur_archive_reader_free(out);
    out                 = NULL;
    d.w.open.admins_len = 1;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &d.w.open, d.source, &out));
    d.w.open.admins = &d.box;
    CHECK_REFUSED(mohur_archive_reader_open(t->ctx, &d.w.open, d.source, &out));
    desk_free(&d);
}

static void
a_change_needs_context_options_path_and_keys(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, &d);
    CHECK_BAD_HANDLES(mohur_ctx, bad, d.sink,
                      mohur_archive_recipients_change(bad, &d.change, d.path));
    CHECK_REFUSED(mohur_archive_recipients_change(t->ctx, NULL, d.path));
    CHECK_REFUSED(mohur_archive_recipients_change(t->ctx, &d.change, NULL));
    d.change.admin = d.box;
    CHECK_REFUSED(mohur_archive_recipients_change(t->ctx, &d.change, d.path));
    d.change.admin = (mohur_key *)d.sink;
    CHECK_REFUSED(mohur_archive_recipients_change(t->ctx, &d.change, d.path));
    d.change.admin = NULL;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &d.change, d.path));
    desk_free(&d);
}

static void
options_of_sealing_must_agree(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_writer *out = NULL;
    struct desk d;

    desk_new(t, &d);
    d.w.seal.passphrase_and_key = true; /* without a passphrase */
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, &d.w.seal, d.sink, &out));
    d.w.seal.passphrase     = "a passphrase";
    d.w.seal.passphrase_len = 12; /* kek is a wrapping key */
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, &d.w.seal, d.sink, &out));
    d.w.seal.passphrase_and_key = false;
    d.w.seal.passphrase         = NULL;
    d.w.seal.passphrase_len     = 0;
    d.w.seal.admins             = (const mohur_key *const *)&d.w.me;
    d.w.seal.admins_len         = 1; /* without the policy */
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, &d.w.seal, d.sink, &out));
    d.w.seal.header_policy = MOHUR_HEADER_ADMINS;
    d.w.seal.admins        = &d.box;
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, &d.w.seal, d.sink, &out));
    d.w.seal.admins = NULL;
    CHECK_REFUSED(mohur_archive_writer_new(t->ctx, &d.w.seal, d.sink, &out));
    CHECK(out == NULL);
    desk_free(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(sealing_again_needs_reader_options_and_sink),
        CASE(what_was_sealed_again_opens),
        CASE(a_header_needs_context_source_and_sink),
        CASE(a_header_apart_must_be_a_source),
        CASE(who_signed_and_who_administers_must_be_said_right),
        CASE(a_change_needs_context_options_path_and_keys),
        CASE(options_of_sealing_must_agree),
    };
    return cmocka_run_group_tests_name("misuse of what comes after sealing",
                                       cases, NULL, NULL);
}
