/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "base/guard.h"
#include "check.h"
#include "shelf.h"
#include "sweep.h"

/* Compressed entries, from the writer to the reader. */
enum {
    MIB   = 1 << 20,
    LARGE = 5 * MIB + 4321
};

static const struct kit_entry few[] = {
    {"empty", 0, KIT_PACKED},
    {"large", LARGE, KIT_PACKED},
    {"plain", 9000, MOHUR_ENTRY_FILE},
    {"small", 9000, KIT_PACKED},
};

#define FEW (sizeof few / sizeof few[0])

static void
skip_without_zstd(void)
{
    if (!mohur__frame_usable()) {
        skip();
    }
}

/* Read to the end of the entry from a byte on; is it right? */
static void
check_rest(struct fixture *t, struct shelf *s, size_t from, size_t len)
{
    static uint8_t room[300000];
    mohur_status st = MOHUR_OK;
    size_t n        = 0;

    while ((st = mohur_archive_reader_read(s->reader, room, sizeof room, &n)) ==
           MOHUR_OK) {
        for (size_t i = 0; i < n; i++) {
            if (room[i] != kit_byte(from + i)) {
                fail_msg("byte %zu is wrong", from + i);
            }
        }
        from += n;
    }
    CHECK_STATUS(MOHUR_END, st);
    CHECK_NUMBER(len, from);
}

static void
go(struct fixture *t, struct shelf *s, const char *name, uint64_t offset)
{
    const mohur_archive_entry *entry = NULL;

    CHECK_OK(mohur_archive_reader_seek(s->reader, name, strlen(name), offset,
                                       &entry));
}

static void
says_what_is_compressed_and_what_it_takes(void **state)
{
    static const bool packed[FEW]    = {false, true, false, true};
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    struct shelf s;

    skip_without_zstd();
    shelf_fill(t, few, FEW, &s);
    CHECK(s.len < LARGE / 4);
    CHECK_OK(shelf_open(&s));
    for (size_t i = 0; i < FEW; i++) {
        CHECK_OK(mohur_archive_reader_next(s.reader, &entry));
        CHECK_NUMBER(packed[i], entry->compress);
        CHECK_NUMBER(few[i].content_len, entry->content_len);
        CHECK(packed[i] ? entry->stored_len < entry->content_len
                        : entry->stored_len == entry->content_len);
        check_rest(t, &s, 0, few[i].content_len);
    }
    shelf_clear(&s);
}

static void
goes_to_any_byte_of_a_compressed_entry(void **state)
{
    static const size_t offsets[] = {3 * MIB + 7, 0,       1,         MIB - 1,
                                     MIB,         2 * MIB, LARGE - 1, LARGE};
    struct fixture *t             = *state;
    struct shelf s;

    skip_without_zstd();
    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        go(t, &s, "large", offsets[i]);
        check_rest(t, &s, offsets[i], LARGE);
        go(t, &s, "small", offsets[i] % 9000);
        check_rest(t, &s, offsets[i] % 9000, 9000);
    }
    shelf_clear(&s);
}

/* Of a few segments, given up in the middle, and another entry after them. */
static void
reads_an_entry_after_one_that_was_given_up(void **state)
{
    struct fixture *t = *state;
    uint8_t byte      = 0;
    size_t n          = 0;
    struct shelf s;

    skip_without_zstd();
    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    go(t, &s, "large", 0);
    CHECK_OK(mohur_archive_reader_read(s.reader, &byte, 1, &n));
    go(t, &s, "small", 0);
    check_rest(t, &s, 0, 9000);
    go(t, &s, "large", MIB);
    CHECK_OK(mohur_archive_reader_read(s.reader, &byte, 1, &n));
    go(t, &s, "large", 0);
    check_rest(t, &s, 0, LARGE);
    shelf_clear(&s);
}

/* One entry, asked for compressed, of what zstd can do nothing with. */
static void
write_noise(struct fixture *t, mohur_archive_writer *w, size_t len)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    uint8_t *bytes            = fixture_bytes(t, 0, len);
    uint32_t noise            = 1;

    for (size_t i = 0; i < len; i++) {
        noise    = noise * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)(noise >> 24);
    }
    entry.name     = "noise";
    entry.name_len = 5;
    entry.compress = true;
    CHECK_OK(mohur_archive_writer_entry(w, &entry));
    CHECK_OK(mohur_archive_writer_update(w, bytes, len));
}

static void
stores_what_does_not_compress(void **state)
{
    static const size_t lengths[]    = {1, 100, MIB, 3 * MIB + 5};
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;

    skip_without_zstd();
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        mohur_archive_options options   = MOHUR_ARCHIVE_OPTIONS_INIT;
        mohur_archive_open_options open = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
        mohur_key *kek                  = kit_kek(t->ctx, 1, 1, 2);
        mohur_archive_writer *w         = NULL;
        mohur_archive_reader *r         = NULL;
        mohur_sink *sink                = NULL;
        mohur_source *source            = NULL;
        struct view data                = {NULL, 0};

        options.recipients     = (const mohur_key *const *)&kek;
        options.recipients_len = 1;
        open.keys              = options.recipients;
        open.keys_len          = 1;
        CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 24, &sink));
        CHECK_OK(mohur_archive_writer_new_unsigned(t->ctx, &options, sink, &w));
        write_noise(t, w, lengths[i]);
        CHECK_OK(mohur_archive_writer_finish(w));
        data.data = mohur_sink_memory(sink, &data.len);
        CHECK_OK(mohur_source_new_memory(t->ctx, data.data, data.len, &source));
        CHECK_OK(mohur_archive_reader_open_unsigned(t->ctx, &open, source, &r));
        CHECK_OK(mohur_archive_reader_next(r, &entry));
        CHECK(!entry->compress);
        CHECK_NUMBER(lengths[i], entry->stored_len);
        mohur_archive_reader_free(r);
        mohur_source_free(source);
        mohur_archive_writer_free(w);
        mohur_sink_free(sink);
        mohur_key_free(kek);
    }
}

/* What was forged in it, by who has the key, does not come out. */
static void
refuses_a_segment_that_was_changed(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    uint8_t room[64];
    size_t n = 0;
    struct shelf s;

    skip_without_zstd();
    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    /* Inside the first segment of "large", behind the empty entry. */
    shelf_forge(&s, 300);
    mohur_archive_reader_free(s.reader);
    s.reader = NULL;
    CHECK_OK(shelf_open(&s));
    CHECK_OK(mohur_archive_reader_seek(s.reader, "large", 5, 0, &entry));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur_archive_reader_read(s.reader, room, sizeof room, &n));
    CHECK_NUMBER(0, n);
    shelf_clear(&s);
}

static void
holds_to_the_ratio_that_the_caller_allows(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    skip_without_zstd();
    shelf_fill(t, few, FEW, &s);
    s.options.max_ratio = 1;
    CHECK_STATUS(MOHUR_E_LIMIT, shelf_open(&s));
    CHECK_MESSAGE("times what is stored");
    s.options.max_ratio = 200;
    CHECK_OK(shelf_open(&s));
    shelf_clear(&s);
}

static void
holds_to_the_directory_that_the_caller_allows(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, &few[2], 1, &s);
    s.options.max_directory = 124;
    CHECK_STATUS(MOHUR_E_LIMIT, shelf_open(&s));
    s.options.max_directory = 125; /* 24, the name, 96 */
    CHECK_OK(shelf_open(&s));
    shelf_clear(&s);
}

static void
compresses_no_folder(void **state)
{
    struct fixture *t             = *state;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_key *kek                = kit_kek(t->ctx, 1, 1, 2);
    mohur_archive_writer *w       = NULL;
    mohur_sink *sink              = NULL;

    options.recipients     = (const mohur_key *const *)&kek;
    options.recipients_len = 1;
    entry.name             = "d";
    entry.name_len         = 1;
    entry.kind             = MOHUR_ENTRY_FOLDER;
    entry.compress         = true;
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 20, &sink));
    CHECK_OK(mohur_archive_writer_new_unsigned(t->ctx, &options, sink, &w));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_writer_entry(w, &entry));
    mohur_archive_writer_free(w);
    mohur_sink_free(sink);
    mohur_key_free(kek);
}

/* Seal two compressed entries and read them, leaving nothing behind. */
static mohur_status
seal_and_read(struct fixture *t, void *user)
{
    static const struct kit_entry two[] = {{"a", MIB + 99, KIT_PACKED},
                                           {"b", 5000, KIT_PACKED}};
    const mohur_key *const *kek         = user;
    mohur_archive_options options       = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_open_options open     = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_archive_reader *r             = NULL;
    const mohur_archive_entry *entry    = NULL;
    mohur_sink *sink                    = NULL;
    mohur_source *source                = NULL;
    struct view data                    = {NULL, 0};
    uint8_t room[5000];
    size_t n        = 0;
    mohur_status st = MOHUR_OK;

    options.recipients = open.keys = kek;
    options.recipients_len = open.keys_len = 1;
    TRY(mohur_sink_new_memory(t->ctx, 1 << 24, &sink));
    TRY(kit_seal(t->ctx, &(struct kit_archive){&options, two, 2, 0}, sink));
    data.data = mohur_sink_memory(sink, &data.len);
    TRY(mohur_source_new_memory(t->ctx, data.data, data.len, &source));
    TRY(mohur_archive_reader_open_unsigned(t->ctx, &open, source, &r));
    TRY(mohur_archive_reader_seek(r, "a", 1, MIB, &entry));
    TRY(mohur_archive_reader_read(r, room, sizeof room, &n));
    TRY(mohur_archive_reader_next(r, &entry));
    TRY(mohur_archive_reader_read(r, room, sizeof room, &n));

out:
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    mohur_sink_free(sink);
    return st;
}

static void
survives_a_lack_of_memory_anywhere(void **state)
{
    struct fixture *t = *state;
    mohur_key *kek    = NULL;

    skip_without_zstd();
    kek = kit_kek(t->ctx, 1, 1, 2);
    CHECK(sweep_memory(t, &(struct sweep){.what = "compressing",
                                          .run  = seal_and_read,
                                          .user = &kek}) > 20);
    mohur_key_free(kek);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(says_what_is_compressed_and_what_it_takes),
        CASE(goes_to_any_byte_of_a_compressed_entry),
        CASE(reads_an_entry_after_one_that_was_given_up),
        CASE(stores_what_does_not_compress),
        CASE(refuses_a_segment_that_was_changed),
        CASE(holds_to_the_ratio_that_the_caller_allows),
        CASE(holds_to_the_directory_that_the_caller_allows),
        CASE(compresses_no_folder),
        CASE(survives_a_lack_of_memory_anywhere),
    };
    return cmocka_run_group_tests_name("a compressed entry", cases, NULL, NULL);
}
