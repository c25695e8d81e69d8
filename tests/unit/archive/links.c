/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "shelf.h"

#include <sys/stat.h>
#include <unistd.h>

/* Symbolic links: only where both sides agreed, last, and none leads out. */

/* An archive with a file, and links to it, in memory. */
struct linked {
    mohur_key *kek;
    mohur_archive_options options;
    mohur_archive_open_options open;
    mohur_archive_writer *writer;
    mohur_archive_reader *reader;
    mohur_sink *sink;
    mohur_source *source;
};

static void
linked_start(struct fixture *t, struct linked *l, bool agreed)
{
    *l = (struct linked){
        .kek     = kit_kek(t->ctx, 1, 1, 2),
        .options = MOHUR_ARCHIVE_OPTIONS_INIT,
        .open    = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT,
    };
    l->options.recipients     = (const mohur_key *const *)&l->kek;
    l->options.recipients_len = 1;
    l->options.allow_links    = agreed;
    l->open.keys              = l->options.recipients;
    l->open.keys_len          = 1;
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 20, &l->sink));
    CHECK_OK(mohur_archive_writer_new_unsigned(t->ctx, &l->options, l->sink,
                                               &l->writer));
}

static void
linked_end(struct linked *l)
{
    mohur_archive_reader_free(l->reader);
    mohur_archive_writer_free(l->writer);
    mohur_source_free(l->source);
    mohur_sink_free(l->sink);
    mohur_key_free(l->kek);
}

static mohur_status
put(struct linked *l, const char *name, const char *link)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;

    entry.name     = name;
    entry.name_len = strlen(name);
    entry.mtime    = FIXTURE_NOW;
    if (link != NULL) {
        entry.kind     = MOHUR_ENTRY_LINK;
        entry.link     = link;
        entry.link_len = strlen(link);
    }
    return mohur_archive_writer_entry(l->writer, &entry);
}

static mohur_status
finish_and_open(struct fixture *t, struct linked *l)
{
    struct view data = {NULL, 0};

    CHECK_OK(mohur_archive_writer_finish(l->writer));
    data.data = mohur_sink_memory(l->sink, &data.len);
    CHECK_OK(mohur_source_new_memory(t->ctx, data.data, data.len, &l->source));
    return mohur_archive_reader_open_unsigned(t->ctx, &l->open, l->source,
                                              &l->reader);
}

/* l -> d/file, d/back -> ../l, d/loop -> loop, and the file. */
static void
put_all(struct fixture *t, struct linked *l)
{
    static const uint8_t salam[] = {'s', 'a', 'l', 'a', 'm'};

    CHECK_OK(put(l, "l", "d/file"));
    CHECK_OK(put(l, "d/back", "../l"));
    CHECK_OK(put(l, "d/loop", "loop"));
    CHECK_OK(put(l, "d/file", NULL));
    CHECK_OK(mohur_archive_writer_update(l->writer, salam, sizeof salam));
}

static void
are_read_as_they_were_sealed(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    uint8_t byte                     = 0;
    size_t len                       = 0;
    struct linked l;

    linked_start(t, &l, true);
    put_all(t, &l);
    l.open.allow_links = true;
    CHECK_OK(finish_and_open(t, &l));
    CHECK_OK(mohur_archive_reader_next(l.reader, &entry));
    CHECK_TEXT("d/back", entry->name);
    CHECK_NUMBER(MOHUR_ENTRY_LINK, entry->kind);
    CHECK_TEXT("../l", entry->link);
    CHECK_NUMBER(4, entry->link_len);
    CHECK_STATUS(MOHUR_END,
                 mohur_archive_reader_read(l.reader, &byte, 1, &len));
    CHECK_OK(mohur_archive_reader_next(l.reader, &entry));
    CHECK_TEXT("d/file", entry->name);
    CHECK(entry->link == NULL && entry->link_len == 0);
    linked_end(&l);
}

static void
are_extracted_last_and_lead_where_they_did(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    struct stat about                     = {0};
    char text[16]                         = {0};
    struct linked l;

    linked_start(t, &l, true);
    put_all(t, &l);
    l.open.allow_links = true;
    CHECK_OK(finish_and_open(t, &l));
    options.path = fixture_path(t, "out");
    CHECK_OK(mohur_archive_reader_extract(l.reader, &options));
    CHECK_BYTES(VIEW_TEXT("salam"),
                fixture_read_file(t, fixture_path(t, "out/d/back")));
    CHECK_NUMBER(6, readlink(fixture_path(t, "out/l"), text, sizeof text));
    CHECK_NUMBER(0, lstat(fixture_path(t, "out/d/loop"), &about));
    CHECK(S_ISLNK(about.st_mode));
    CHECK_NUMBER(FIXTURE_NOW, about.st_mtime);
    linked_end(&l);
}

static void
are_refused_by_a_reader_that_did_not_agree(void **state)
{
    struct fixture *t = *state;
    struct linked l;

    linked_start(t, &l, true);
    put_all(t, &l);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, finish_and_open(t, &l));
    linked_end(&l);
}

static void
are_refused_by_a_writer_that_was_not_asked_for_them(void **state)
{
    struct fixture *t = *state;
    struct linked l;

    linked_start(t, &l, false);
    CHECK_STATUS(MOHUR_E_ARGUMENT, put(&l, "l", "x"));
    linked_end(&l);
}

static void
that_lead_out_are_not_sealed(void **state)
{
    static const char *const texts[] = {"/etc/passwd", "..", "../x",
                                        "x/../../y",   "",   "C:/x"};
    struct fixture *t                = *state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct linked l;
        linked_start(t, &l, true);
        CHECK_STATUS(MOHUR_E_FORMAT, put(&l, "l", texts[i]));
        linked_end(&l);
    }
}

static void
have_nothing_below_them(void **state)
{
    struct fixture *t = *state;
    struct linked l;

    linked_start(t, &l, true);
    CHECK_OK(put(&l, "l", "d"));
    CHECK_OK(put(&l, "l/x", NULL));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_archive_writer_finish(l.writer));
    linked_end(&l);
}

static void
have_no_content(void **state)
{
    struct fixture *t = *state;
    uint8_t byte      = 0;
    struct linked l;

    linked_start(t, &l, true);
    CHECK_OK(put(&l, "l", "d"));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_writer_update(l.writer, &byte, 1));
    linked_end(&l);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_read_as_they_were_sealed),
        CASE(are_extracted_last_and_lead_where_they_did),
        CASE(are_refused_by_a_reader_that_did_not_agree),
        CASE(are_refused_by_a_writer_that_was_not_asked_for_them),
        CASE(that_lead_out_are_not_sealed),
        CASE(have_nothing_below_them),
        CASE(have_no_content),
    };
    return cmocka_run_group_tests_name("links", cases, NULL, NULL);
}
