/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "drip.h"
#include "shelf.h"

#include "archive/frame.h"
#include "archive/reader.h"
#include <mohur/archive_stream.h>

#include <sys/stat.h>
#include <unistd.h>

enum {
    MIB = 1024 * 1024
};

static const struct kit_entry tree[] = {
    {"a", 100, MOHUR_ENTRY_FILE},
    {"d", 0, MOHUR_ENTRY_FOLDER},
    {"d/empty", 0, MOHUR_ENTRY_FILE},
    {"d/large", 2 * MIB + 4321, MOHUR_ENTRY_FILE},
    {"small", 5000, MOHUR_ENTRY_FILE},
};

#define TREE (sizeof tree / sizeof tree[0])

static mohur_archive_extract_options
options_for(struct fixture *t)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;

    options.path      = fixture_path(t, "out");
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    return options;
}

/* Save what the first len bytes of a shelf hold. */
static mohur_status
salvage(struct shelf *s, size_t len, mohur_archive_salvaged *out)
{
    mohur_archive_extract_options folder = options_for(s->t);
    struct drip d                        = {.data = {s->data, len}};
    mohur_source *source                 = drip_source(s->t->ctx, &d);
    mohur_status st                      = MOHUR_OK;

    *out = (mohur_archive_salvaged)MOHUR_ARCHIVE_SALVAGED_INIT;
    s->options.senders_len = 0;
    st = mohur_archive_salvage(s->t->ctx, &s->options, source, &folder, out);
    mohur_source_free(source);
    return st;
}

/* The file of an entry is there, and whole; or it is not there. */
static void
check_number(struct fixture *t, const char *number, size_t len)
{
    char name[32];
    struct view got;

    snprintf(name, sizeof name, "out/%s", number);
    got = fixture_read_file(t, fixture_path(t, name));
    CHECK_NUMBER(len, got.len);
    for (size_t i = 0; i < len; i++) {
        if (got.data[i] != kit_byte(i)) {
            fail_msg("%s: byte %zu is wrong", name, i);
        }
    }
}

static void
saves_all_files_of_a_whole_one_by_number(void **state)
{
    struct fixture *t          = *state;
    mohur_archive_salvaged got = MOHUR_ARCHIVE_SALVAGED_INIT;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(salvage(&s, s.len, &got));
    CHECK_NUMBER(4, got.entries);
    CHECK_NUMBER(100 + 2 * MIB + 4321 + 5000, got.content_len);
    CHECK_NUMBER(0, got.skipped);
    CHECK_STATUS(MOHUR_OK, got.end);
    check_number(t, "0", 100);
    check_number(t, "2", 0);
    check_number(t, "3", 2 * MIB + 4321);
    check_number(t, "4", 5000);
    CHECK_NUMBER(4, fixture_count_files(fixture_path(t, "out")));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
saves_what_stands_before_a_cut(void **state)
{
    struct fixture *t          = *state;
    mohur_archive_salvaged got = MOHUR_ARCHIVE_SALVAGED_INIT;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(salvage(&s, MIB, &got));
    CHECK_STATUS(MOHUR_E_AUTH, got.end);
    CHECK_NUMBER(2, got.entries);
    check_number(t, "0", 100);
    CHECK_NUMBER(2, fixture_count_files(fixture_path(t, "out")));
    /* Cut in a whole chunk: its length alone says so. */
    CHECK_OK(salvage(&s, 4096 + 10 * 65552, &got));
    CHECK_STATUS(MOHUR_E_FORMAT, got.end);
    CHECK_NUMBER(2, got.entries);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
leaves_out_a_file_that_its_table_does_not_know(void **state)
{
    struct fixture *t                = *state;
    mohur_archive_salvaged got       = MOHUR_ARCHIVE_SALVAGED_INIT;
    const mohur_archive_entry *entry = NULL;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(mohur_archive_reader_seek(s.reader, "d/large", 7, 0, &entry));
    shelf_forge(&s, s.reader->open.body_off + MIB + 100);
    CHECK_OK(salvage(&s, s.len, &got));
    CHECK_NUMBER(3, got.entries);
    CHECK_NUMBER(3, fixture_count_files(fixture_path(t, "out")));
    check_number(t, "4", 5000);
    shelf_clear(&s);
}

static void
expands_what_was_compressed(void **state)
{
    static const struct kit_entry packed[] = {
        {"a", 5000, KIT_PACKED},
        {"large", 2 * MIB + 4321, KIT_PACKED},
        {"z", 100, MOHUR_ENTRY_FILE},
    };
    struct fixture *t                = *state;
    mohur_archive_salvaged got       = MOHUR_ARCHIVE_SALVAGED_INIT;
    const mohur_archive_entry *entry = NULL;
    struct shelf s;

    if (!mohur__frame_usable()) {
        skip();
    }
    shelf_fill(t, packed, 3, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(mohur_archive_reader_seek(s.reader, "large", 5, 0, &entry));
    CHECK_OK(salvage(&s, s.len, &got));
    CHECK_NUMBER(3, got.entries);
    CHECK_NUMBER(0, got.skipped);
    CHECK_NUMBER(5000 + 2 * MIB + 4321 + 100, got.content_len);
    check_number(t, "0", 5000);
    check_number(t, "1", 2 * MIB + 4321);
    check_number(t, "2", 100);
    /* One that is no frame any more. */
    shelf_forge(&s, s.reader->open.body_off + MOHUR__RECORD_HEAD_LEN);
    CHECK_OK(salvage(&s, s.len, &got));
    CHECK_NUMBER(2, got.entries);
    CHECK_NUMBER(2, fixture_count_files(fixture_path(t, "out")));
    check_number(t, "2", 100);
    shelf_clear(&s);
}

/* Names, directory and signatures are not looked at. */
static void
saves_what_no_directory_vouches_for(void **state)
{
    struct fixture *t          = *state;
    mohur_archive_salvaged got = MOHUR_ARCHIVE_SALVAGED_INIT;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(shelf_open(&s));
    shelf_forge(&s, s.reader->trailer.dir_off + 40);
    CHECK_OK(salvage(&s, s.len, &got));
    CHECK_NUMBER(4, got.entries);
    CHECK_STATUS(MOHUR_OK, got.end);
    shelf_clear(&s);
}

static void
makes_no_folder_for_nothing(void **state)
{
    struct fixture *t          = *state;
    mohur_archive_salvaged got = MOHUR_ARCHIVE_SALVAGED_INIT;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_STATUS(MOHUR_E_AUTH, salvage(&s, 5000, &got));
    CHECK_STATUS(MOHUR_E_FORMAT, salvage(&s, 4096, &got));
    CHECK_STATUS(MOHUR_E_FORMAT, salvage(&s, 4000, &got));
    s.data[200] ^= 1;
    CHECK_STATUS(MOHUR_E_FORMAT, salvage(&s, s.len, &got));
    CHECK_NUMBER(0, got.entries);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
takes_no_names_and_nobodys_word(void **state)
{
    static const char *const name        = "small";
    struct fixture *t                    = *state;
    mohur_archive_salvaged got           = MOHUR_ARCHIVE_SALVAGED_INIT;
    mohur_archive_extract_options folder = options_for(t);
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur_archive_salvage(t->ctx, &s.options, s.source, &folder, &got));
    s.options.senders_len = 0;
    folder.names          = &name;
    folder.names_len      = 1;
    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur_archive_salvage(t->ctx, &s.options, s.source, &folder, &got));
    folder.names_len = 0;
    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur_archive_salvage(t->ctx, &s.options, s.source, &folder, NULL));
    CHECK_OK(
        mohur_archive_salvage(t->ctx, &s.options, s.source, &folder, &got));
    CHECK_NUMBER(4, got.entries);
    folder.overwrite = MOHUR_OVERWRITE_NEVER;
    CHECK_STATUS(
        MOHUR_E_EXISTS,
        mohur_archive_salvage(t->ctx, &s.options, s.source, &folder, &got));
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(saves_all_files_of_a_whole_one_by_number),
        CASE(saves_what_stands_before_a_cut),
        CASE(leaves_out_a_file_that_its_table_does_not_know),
        CASE(expands_what_was_compressed),
        CASE(saves_what_no_directory_vouches_for),
        CASE(makes_no_folder_for_nothing),
        CASE(takes_no_names_and_nobodys_word),
    };

    return cmocka_run_group_tests_name("salvage", cases, NULL, NULL);
}
