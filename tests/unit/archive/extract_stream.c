/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "drip.h"
#include "shelf.h"
#include "sweep.h"

#include "archive/reader.h"
#include "keystore/key_handle.h"
#include <mohur/archive_stream.h>

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MIB = 1024 * 1024
};

static const struct kit_entry tree[] = {
    {"1", 2 * MIB, MOHUR_ENTRY_FILE}, /* called as a staged file is */
    {"d", 0, MOHUR_ENTRY_FOLDER},
    {"d/e", 0, MOHUR_ENTRY_FOLDER},
    {"d/e/empty", 0, MOHUR_ENTRY_FILE},
    {"d/large", 2 * MIB + 4321, MOHUR_ENTRY_FILE},
    {"no/entry/for/these", 7, MOHUR_ENTRY_FILE},
    {"small", 5000, MOHUR_ENTRY_FILE},
};

#define TREE (sizeof tree / sizeof tree[0])

static mohur_archive_extract_options
options_for(struct fixture *t)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;

    options.path = fixture_path(t, "out");
    return options;
}

/* What a shelf holds, through a pipe. */
static mohur_status
extract(struct shelf *s,
        const mohur_archive_extract_options *options,
        size_t step,
        mohur_archive_reader **out)
{
    struct drip d        = {.data = {s->data, s->len}, .step = step};
    mohur_source *source = drip_source(s->t->ctx, &d);
    mohur_status st      = s->options.senders_len > 0
                               ? mohur_archive_extract_stream(s->t->ctx, &s->options,
                                                              source, options, out)
                               : mohur_archive_extract_stream_unsigned(
                                s->t->ctx, &s->options, source, options, out);

    mohur_source_free(source);
    return st;
}

/* The same, with the reader released. */
static mohur_status
extract_only(struct shelf *s, const mohur_archive_extract_options *options)
{
    mohur_archive_reader *reader = NULL;
    mohur_status st              = extract(s, options, 0, &reader);

    mohur_archive_reader_free(reader);
    return st;
}

static size_t
files_left(struct fixture *t)
{
    return fixture_count_files(fixture_tmpdir(t));
}

static void
check_file(struct fixture *t, const char *name, size_t len)
{
    struct view got = fixture_read_file(t, fixture_path(t, name));

    CHECK_NUMBER(len, got.len);
    for (size_t i = 0; i < len; i++) {
        if (got.data[i] != kit_byte(i)) {
            fail_msg("%s: byte %zu is wrong", name, i);
        }
    }
}

static void
check_tree(struct fixture *t)
{
    check_file(t, "out/1", 2 * MIB);
    check_file(t, "out/d/large", 2 * MIB + 4321);
    check_file(t, "out/d/e/empty", 0);
    check_file(t, "out/no/entry/for/these", 7);
    check_file(t, "out/small", 5000);
    CHECK_NUMBER(4, fixture_count_files(fixture_path(t, "out")));
    CHECK_NUMBER(1, files_left(t));
}

static void
gives_the_tree_back(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    mohur_archive_reader *reader          = NULL;
    const mohur_archive_result *result    = NULL;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options, 0, &reader));
    check_tree(t);
    result = mohur_archive_reader_result(reader);
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, result->trust);
    CHECK_NUMBER(TREE, result->entries);
    CHECK_NUMBER(1, result->signers_len);
    CHECK(!result->provisional);
    mohur_archive_reader_free(reader);
    shelf_clear(&s);
}

static void
gives_it_back_with_jobs_in_pieces_and_synced(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    mohur_archive_reader *reader          = NULL;
    mohur_ctx *mine                       = t->ctx;
    struct shelf s;

    t->ctx       = fixture_ctx(t, 3);
    options.sync = true;
    shelf_fill_unsigned(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options, 4093, &reader));
    check_tree(t);
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_NONE,
                 mohur_archive_reader_result(reader)->trust);
    mohur_archive_reader_free(reader);
    shelf_clear(&s);
    fixture_ctx_free(t, t->ctx);
    t->ctx = mine;
}

static void
keeps_times_and_modes(void **state)
{
    static const char *const names[] = {"out/1", "out/small", "out/d/large",
                                        "out/d"};
    struct fixture *t                = *state;
    mohur_archive_extract_options options = options_for(t);
    mode_t mask                           = umask(0);
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract_only(&s, &options));
    umask(mask);
    for (size_t i = 0; i < 4; i++) {
        struct stat about = {0};
        CHECK(lstat(fixture_path(t, names[i]), &about) == 0);
        CHECK_NUMBER(FIXTURE_NOW, about.st_mtime);
        CHECK_NUMBER(i < 3 ? S_IFREG | 0600 : S_IFDIR | 0700, about.st_mode);
    }
    shelf_clear(&s);
}

static void
gives_names_and_no_content_twice(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    mohur_archive_reader *reader          = NULL;
    const mohur_archive_entry *entry      = NULL;
    uint8_t byte                          = 0;
    size_t len                            = 0;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options, 0, &reader));
    for (size_t i = 0; i < TREE; i++) {
        CHECK_OK(mohur_archive_reader_next(reader, &entry));
        CHECK_TEXT(tree[i].name, entry->name);
        CHECK_STATUS(MOHUR_E_STATE,
                     mohur_archive_reader_read(reader, &byte, 1, &len));
    }
    CHECK_STATUS(MOHUR_END, mohur_archive_reader_next(reader, &entry));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_seek(reader, "small", 5, 0, &entry));
    options.path = fixture_path(t, "again");
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_reader_extract(reader, &options));
    CHECK_NUMBER(1, files_left(t));
    mohur_archive_reader_free(reader);
    shelf_clear(&s);
}

/* While it comes, nothing is there but numbers in one hidden folder. */
struct spy {
    struct fixture *t;
    struct drip drip;
    size_t looks;
    size_t numbers; /* most at one time */
    bool names;
};

static void
spy_folder(struct spy *spy, const char *path, bool top)
{
    DIR *d              = opendir(path);
    struct dirent *item = NULL;
    size_t numbers      = 0;

    while (d != NULL && (item = readdir(d)) != NULL) {
        char inner[1024];
        if (item->d_name[0] == '.' && !top) {
            continue;
        }
        if (top && strncmp(item->d_name, ".out.", 5) == 0) {
            snprintf(inner, sizeof inner, "%s/%s", path, item->d_name);
            spy_folder(spy, inner, false);
        } else if (item->d_name[0] != '.') {
            spy->names =
                spy->names || top ||
                strspn(item->d_name, "0123456789") != strlen(item->d_name);
            numbers++;
        }
    }
    spy->numbers = numbers > spy->numbers ? numbers : spy->numbers;
    if (d != NULL) {
        closedir(d);
    }
}

static int32_t
spy_read(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct spy *spy = user;
    struct drip *d  = &spy->drip;
    size_t n        = d->data.len - d->at;

    spy->looks++;
    spy_folder(spy, fixture_tmpdir(spy->t), true);
    n = n < out_cap ? n : out_cap;
    n = n < d->step ? n : d->step;
    memcpy(out, d->data.data + d->at, n);
    d->at += n;
    *out_len = n;
    return 0;
}

static void
writes_no_name_before_all_of_it_came(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    mohur_source_callbacks callbacks      = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_archive_reader *reader          = NULL;
    mohur_source *source                  = NULL;
    struct spy spy                        = {.t = t};
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    spy.drip       = (struct drip){.data = {s.data, s.len}, .step = 100000};
    callbacks.user = &spy;
    callbacks.read = spy_read;
    CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &source));
    CHECK_OK(mohur_archive_extract_stream(t->ctx, &s.options, source, &options,
                                          &reader));
    CHECK(spy.looks > 40);
    CHECK_NUMBER(2, spy.numbers); /* the large ones */
    CHECK(!spy.names);
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    shelf_clear(&s);
}

/* A slow pipe: what was read of the sender goes stale while it comes. */
struct slow {
    struct drip drip;
    mohur_key *sender;
};

static int32_t
slow_read(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct slow *slow = user;
    struct drip *d    = &slow->drip;
    size_t n          = d->data.len - d->at;

    slow->sender->fresh_until = -1; /* long ago */
    n                         = n < out_cap ? n : out_cap;
    memcpy(out, d->data.data + d->at, n);
    d->at += n;
    *out_len = n;
    return 0;
}

static void
asks_for_fresh_keys_when_it_begins_and_not_when_it_ends(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    mohur_source_callbacks callbacks      = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_archive_reader *reader          = NULL;
    mohur_source *source                  = NULL;
    struct slow slow                      = {.sender = NULL};
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    slow.drip.data = (struct view){s.data, s.len};
    slow.sender    = s.sender;
    callbacks.user = &slow;
    callbacks.read = slow_read;
    CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &source));
    CHECK_OK(mohur_archive_extract_stream(t->ctx, &s.options, source, &options,
                                          &reader));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED,
                 mohur_archive_reader_result(reader)->trust);
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    CHECK_STATUS(MOHUR_E_STALE, extract_only(&s, &options));
    CHECK_NUMBER(1, files_left(t));
    shelf_clear(&s);
}

/* What the reader of a file says of all of it. */
static mohur_status
verify(struct shelf *s)
{
    mohur_source *source         = NULL;
    mohur_archive_reader *reader = NULL;
    mohur_status st =
        mohur_source_new_memory(s->t->ctx, s->data, s->len, &source);

    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(s->t->ctx, &s->options, source, &reader);
    }
    if (st == MOHUR_OK) {
        st = mohur__archive_reader_verify_all(reader);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return st;
}

/* Somebody with the key changes a byte of the stream. */
static void
check_forged(struct shelf *s, uint64_t offset)
{
    struct fixture *t                     = s->t;
    mohur_archive_extract_options options = options_for(t);
    mohur_status want                     = MOHUR_OK;
    mohur_status got                      = MOHUR_OK;

    shelf_forge(s, offset);
    want = verify(s);
    got  = extract_only(s, &options);
    shelf_forge(s, offset);
    if (got != want || got == MOHUR_OK) {
        fail_msg("a byte at %llu: %s, from a file %s",
                 (unsigned long long)offset, mohur_status_name(got),
                 mohur_status_name(want));
    }
    CHECK_NUMBER(0, files_left(t));
}

/* Content and padding, of which a few places are enough: not what stands
 * where a chunk, a segment, the tail or the trailer begins. */
static bool
is_plain(uint64_t off, uint64_t end)
{
    static const struct {
        uint64_t from;
        uint64_t len;
    } records[] = {{0, 400}, {MIB, 600}, {MIB + 32500, 3000}};

    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        if (off >= records[i].from && off < records[i].from + records[i].len) {
            return false;
        }
    }
    return off % 65536 > 40 && end - off > 200;
}

/* Every head, every row, every byte of the tail; some of the content. */
static void
refuses_any_forged_byte_as_from_a_file(void **state)
{
    static const struct kit_entry two[] = {{"a", 10, 0},
                                           {"large", MIB + 33000, 0}};
    struct fixture *t                   = *state;
    uint64_t off                        = 0;
    uint64_t end                        = 0;
    size_t n                            = 0;
    uint64_t nth                        = scene_is_full() ? 1 : 211;
    struct shelf s;

    shelf_fill(t, two, 2, &s);
    CHECK_OK(shelf_open(&s));
    end = s.reader->stream.geometry.stream_len;
    for (; off < end; n++) {
        check_forged(&s, off);
        off += is_plain(off, end) ? 8191 : nth;
    }
    printf("%zu places\n", n);
    CHECK(n > 80);
    shelf_clear(&s);
}

static void
leaves_what_was_there_when_a_byte_is_wrong(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    mkdir(options.path, 0700);
    fixture_write_file(fixture_path(t, "out/old"), VIEW_TEXT("old"));
    CHECK_STATUS(MOHUR_E_EXISTS, extract_only(&s, &options));
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    s.data[s.len - 100] ^= 1;
    CHECK_STATUS(MOHUR_E_AUTH, extract_only(&s, &options));
    CHECK_BYTES(VIEW_TEXT("old"),
                fixture_read_file(t, fixture_path(t, "out/old")));
    CHECK_NUMBER(1, files_left(t));
    s.data[s.len - 100] ^= 1;
    CHECK_OK(extract_only(&s, &options));
    check_tree(t);
    shelf_clear(&s);
}

static void
takes_what_is_named_and_all_below_it(void **state)
{
    static const char *const names[]      = {"d", "small"};
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    options.names     = names;
    options.names_len = 2;
    CHECK_OK(extract_only(&s, &options));
    check_file(t, "out/d/large", 2 * MIB + 4321);
    check_file(t, "out/small", 5000);
    CHECK_NUMBER(2, fixture_count_files(options.path));
    CHECK_NUMBER(1, files_left(t));
    shelf_clear(&s);
}

static void
says_which_name_is_not_there(void **state)
{
    static const char *const names[]      = {"small", "smaller"};
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    options.names     = names;
    options.names_len = 2;
    CHECK_STATUS(MOHUR_E_NO_KEY, extract_only(&s, &options));
    CHECK_MESSAGE("'smaller'");
    CHECK_NUMBER(0, files_left(t));
    shelf_clear(&s);
}

/* What is too large is refused while it comes, not when the disk is full. */
static void
stops_at_the_limits(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    struct drip d                         = {.at = 0};
    mohur_archive_reader *reader          = NULL;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    s.options.max_entries = 3;
    CHECK_STATUS(MOHUR_E_LIMIT, extract_only(&s, &options));
    s.options.max_entries   = 0;
    s.options.max_entry_len = 2 * MIB + 4320;
    CHECK_STATUS(MOHUR_E_LIMIT, extract_only(&s, &options));
    s.options.max_entry_len = 0;
    s.options.max_content   = MIB / 2;
    d                       = (struct drip){.data = {s.data, s.len}};
    mohur_source *source    = drip_source(t->ctx, &d);
    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur_archive_extract_stream(t->ctx, &s.options, source,
                                              &options, &reader));
    CHECK(d.at < 2 * MIB);
    mohur_source_free(source);
    CHECK_NUMBER(0, files_left(t));
    shelf_clear(&s);
}

static void
refuses_what_it_cannot_be_asked(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_STATUS(MOHUR_E_ARGUMENT, extract_only(&s, NULL));
    options.path = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT, extract_only(&s, &options));
    options      = options_for(t);
    options.path = fixture_path(t, "no/out");
    CHECK_STATUS(MOHUR_E_IO, extract_only(&s, &options));
    options               = options_for(t);
    s.options.senders_len = 0; /* then by the call for unsigned ones */
    CHECK_STATUS(MOHUR_E_UNTRUSTED, extract_only(&s, &options));
    CHECK_NUMBER(0, files_left(t));
    shelf_clear(&s);
}

/* Progress that stops at a call. */
struct stopper {
    size_t calls;
    size_t stop_at;
    uint64_t done;
    uint64_t total;
};

static int32_t
on_progress(void *user, uint64_t done, uint64_t total)
{
    struct stopper *stop = user;

    stop->done  = done;
    stop->total = total;
    return ++stop->calls == stop->stop_at;
}

static void
can_be_cancelled_at_any_time(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t);
    struct stopper stop                   = {.stop_at = 0};
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    mohur_ctx_on_progress(t->ctx, on_progress, &stop);
    CHECK_OK(extract_only(&s, &options));
    CHECK_NUMBER(4 * MIB + 4321 + 7 + 5000, stop.total);
    CHECK_NUMBER(stop.total, stop.done);
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    for (size_t calls = stop.calls; calls > 0; calls--) {
        stop = (struct stopper){.stop_at = calls};
        CHECK_STATUS(MOHUR_E_CANCELLED, extract_only(&s, &options));
        CHECK_NUMBER(1, files_left(t));
    }
    check_tree(t);
    shelf_clear(&s);
}

/* A shelf behind a source that is made before memory runs out. */
struct again {
    struct shelf s;
    struct drip drip;
    mohur_source *source;
    mohur_archive_extract_options options;
};

static mohur_status
run_once(struct fixture *t, void *user)
{
    struct again *a              = user;
    mohur_archive_reader *reader = NULL;
    mohur_status st              = MOHUR_OK;

    a->drip.at = 0;
    st         = mohur_archive_extract_stream(t->ctx, &a->s.options, a->source,
                                              &a->options, &reader);
    mohur_archive_reader_free(reader);
    return st;
}

/* The folder of the first run. */
static void
nothing_is_left(struct fixture *t, void *user)
{
    (void)user;
    CHECK_NUMBER(1, files_left(t));
}

static void
leaves_nothing_when_memory_runs_out(void **state)
{
    static const struct kit_entry two[] = {{"a", 10, 0}, {"large", MIB + 9, 0}};
    struct fixture *t                   = *state;
    struct again a                      = {.options = options_for(t)};

    shelf_fill(t, two, 2, &a.s);
    a.drip.data         = (struct view){a.s.data, a.s.len};
    a.source            = drip_source(t->ctx, &a.drip);
    a.options.overwrite = MOHUR_OVERWRITE_REPLACE;
    CHECK(sweep_memory(t, &(struct sweep){.what   = "opening a pipe",
                                          .run    = run_once,
                                          .after  = nothing_is_left,
                                          .user   = &a,
                                          .stride = 3}) > 20);
    mohur_source_free(a.source);
    shelf_clear(&a.s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_tree_back),
        CASE(gives_it_back_with_jobs_in_pieces_and_synced),
        CASE(keeps_times_and_modes),
        CASE(gives_names_and_no_content_twice),
        CASE(writes_no_name_before_all_of_it_came),
        CASE(asks_for_fresh_keys_when_it_begins_and_not_when_it_ends),
        CASE(refuses_any_forged_byte_as_from_a_file),
        CASE(leaves_what_was_there_when_a_byte_is_wrong),
        CASE(takes_what_is_named_and_all_below_it),
        CASE(says_which_name_is_not_there),
        CASE(stops_at_the_limits),
        CASE(refuses_what_it_cannot_be_asked),
        CASE(can_be_cancelled_at_any_time),
        CASE(leaves_nothing_when_memory_runs_out),
    };

    return cmocka_run_group_tests_name("extraction from a pipe", cases, NULL,
                                       NULL);
}
