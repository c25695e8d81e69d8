/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"

#include "check.h"
#include "shelf.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MIB = 1024 * 1024
};

static const struct kit_entry tree[] = {
    {"d", 0, MOHUR_ENTRY_FOLDER},
    {"d/e", 0, MOHUR_ENTRY_FOLDER},
    {"d/e/empty", 0, MOHUR_ENTRY_FILE},
    {"d/large", 2 * MIB + 4321, MOHUR_ENTRY_FILE},
    {"d!", 100, MOHUR_ENTRY_FILE},
    {"no/entry/for/these", 7, MOHUR_ENTRY_FILE},
    {"small", 5000, MOHUR_ENTRY_FILE},
};

#define TREE (sizeof tree / sizeof tree[0])

static mohur_archive_extract_options
options_for(struct fixture *t, const char *folder)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;

    options.path = fixture_path(t, folder);
    return options;
}

static mohur_status
extract(struct shelf *s, const mohur_archive_extract_options *options)
{
    mohur_status st = shelf_open(s);

    return st == MOHUR_OK ? mohur_archive_reader_extract(s->reader, options)
                          : st;
}

static bool
is_there(struct fixture *t, const char *name)
{
    struct stat about = {0};

    return lstat(fixture_path(t, name), &about) == 0;
}

static struct stat
look(struct fixture *t, const char *name)
{
    struct stat about = {0};

    if (lstat(fixture_path(t, name), &about) != 0) {
        fail_msg("%s is not there", name);
    }
    return about;
}

/* The file has the content of its entry. */
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
gives_the_tree_back(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options));
    check_file(t, "out/d/large", 2 * MIB + 4321);
    check_file(t, "out/d!", 100);
    check_file(t, "out/d/e/empty", 0);
    check_file(t, "out/no/entry/for/these", 7);
    check_file(t, "out/small", 5000);
    CHECK_NUMBER(4, fixture_count_files(options.path));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
gives_it_back_with_jobs_and_synced(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    mohur_ctx *mine                       = t->ctx;
    struct shelf s;

    t->ctx       = fixture_ctx(t, 3);
    options.sync = true;
    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options));
    check_file(t, "out/d/large", 2 * MIB + 4321);
    check_file(t, "out/small", 5000);
    shelf_clear(&s);
    fixture_ctx_free(t, t->ctx);
    t->ctx = mine;
}

static void
keeps_times(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options));
    CHECK_NUMBER(FIXTURE_NOW, look(t, "out/small").st_mtime);
    CHECK_NUMBER(FIXTURE_NOW, look(t, "out/d").st_mtime);
    CHECK_NUMBER(FIXTURE_NOW, look(t, "out/d/e").st_mtime);
    shelf_clear(&s);
}

/* One executable file, sealed by hand: the kit makes plain ones. */
static void
fill_executable(struct fixture *t, struct shelf *s)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *w       = NULL;
    mohur_sink *sink              = NULL;

    shelf_fill_unsigned(t, NULL, 0, s);
    sink                   = fixture_sink(t);
    options.recipients     = s->keys;
    options.recipients_len = 1;
    entry.name             = "run";
    entry.name_len         = 3;
    entry.executable       = true;
    CHECK_OK(mohur_archive_writer_new_unsigned(t->ctx, &options, sink, &w));
    CHECK_OK(mohur_archive_writer_entry(w, &entry));
    CHECK_OK(mohur_archive_writer_finish(w));
    mohur_archive_writer_free(w);
    mohur_sink_free(sink);
    mohur_source_free(s->source);
    s->source = fixture_source(t, fixture_output(t));
}

static void
keeps_the_executable_bit(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    mode_t mask                           = umask(0);
    struct shelf s;

    fill_executable(t, &s);
    CHECK_OK(extract(&s, &options));
    CHECK_NUMBER(S_IFREG | 0700, look(t, "out/run").st_mode);
    CHECK_NUMBER(S_IFDIR | 0700, look(t, "out").st_mode);
    umask(mask);
    shelf_clear(&s);
}

static void
refuses_a_target_that_exists(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    mkdir(options.path, 0700);
    CHECK_STATUS(MOHUR_E_EXISTS, extract(&s, &options));
    CHECK_NUMBER(0, fixture_count_files(options.path));
    rmdir(options.path);
    CHECK_NUMBER(0, symlink("nowhere", options.path));
    CHECK_STATUS(MOHUR_E_EXISTS, extract(&s, &options));
    unlink(options.path);
    fixture_write_file(options.path, VIEW_TEXT("mine"));
    CHECK_STATUS(MOHUR_E_EXISTS, extract(&s, &options));
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    CHECK_STATUS(MOHUR_E_EXISTS, extract(&s, &options));
    CHECK_BYTES(VIEW_TEXT("mine"), fixture_read_file(t, options.path));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
replaces_a_folder_if_told_to(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    mkdir(options.path, 0700);
    fixture_write_file(fixture_path(t, "out/old"), VIEW_TEXT("old"));
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    CHECK_OK(extract(&s, &options));
    CHECK(!is_there(t, "out/old"));
    check_file(t, "out/small", 5000);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

/* Break the content of the last file of the stream. */
static void
break_large(struct shelf *s)
{
    const mohur_archive_entry *entry = NULL;

    if (shelf_open(s) != MOHUR_OK ||
        mohur_archive_reader_seek(s->reader, "d/large", 7, 0, &entry) !=
            MOHUR_OK) {
        fail_msg("no d/large");
    }
    shelf_forge(s, s->reader->open.body_off + MIB + 5000);
}

static void
leaves_nothing_when_a_byte_is_wrong(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    break_large(&s);
    CHECK_STATUS(MOHUR_E_AUTH, extract(&s, &options));
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    mkdir(options.path, 0700);
    fixture_write_file(fixture_path(t, "out/old"), VIEW_TEXT("old"));
    options.overwrite = MOHUR_OVERWRITE_REPLACE;
    CHECK_STATUS(MOHUR_E_AUTH, extract(&s, &options));
    CHECK_BYTES(VIEW_TEXT("old"),
                fixture_read_file(t, fixture_path(t, "out/old")));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
leaves_nothing_when_the_padding_is_wrong(void **state)
{
    struct fixture *t                     = *state;
    const char *const small               = "small";
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(shelf_open(&s));
    shelf_forge(&s, mohur__trailer_pad_off(&s.reader->trailer) + 20);
    CHECK_STATUS(MOHUR_E_FORMAT, extract(&s, &options));
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    /* One entry is right whatever stands elsewhere. */
    options.names     = &small;
    options.names_len = 1;
    CHECK_OK(extract(&s, &options));
    check_file(t, "out/small", 5000);
    shelf_clear(&s);
}

static void
takes_what_is_named_and_all_below_it(void **state)
{
    static const char *const names[]      = {"d/e", "small"};
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    break_large(&s);
    options.names     = names;
    options.names_len = 2;
    CHECK_OK(extract(&s, &options));
    check_file(t, "out/d/e/empty", 0);
    check_file(t, "out/small", 5000);
    CHECK(!is_there(t, "out/d/large"));
    CHECK(!is_there(t, "out/d!"));
    CHECK_NUMBER(2, fixture_count_files(options.path));
    shelf_clear(&s);
}

static void
says_which_name_is_not_there(void **state)
{
    static const char *const names[]      = {"small", "d/\x1b"};
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    options.names     = names;
    options.names_len = 2;
    CHECK_STATUS(MOHUR_E_NO_KEY, extract(&s, &options));
    CHECK_MESSAGE("'d/%1b'");
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

static void
says_where_it_could_not_write(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "no/out");
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_STATUS(MOHUR_E_IO, extract(&s, &options));
    CHECK_MESSAGE("no/out");
    options.path = "";
    CHECK_STATUS(MOHUR_E_IO, extract(&s, &options));
    shelf_clear(&s);
}

static void
refuses_options_that_say_nothing(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    const char *none                      = NULL;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_extract(s.reader, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_reader_extract(NULL, NULL));
    options.names_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_extract(s.reader, &options));
    options.names = &none;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_extract(s.reader, &options));
    options      = options_for(t, "out");
    options.path = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_extract(s.reader, &options));
    options           = options_for(t, "out");
    options.overwrite = (mohur_overwrite)7;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_extract(s.reader, &options));
    options = options_for(t, "out");
    CHECK_OK(mohur_archive_reader_extract(s.reader, &options));
    shelf_clear(&s);
}

static void
lets_the_reader_start_over(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    const mohur_archive_entry *entry      = NULL;
    uint8_t byte                          = 0;
    size_t len                            = 0;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(extract(&s, &options));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_read(s.reader, &byte, 1, &len));
    CHECK_OK(mohur_archive_reader_next(s.reader, &entry));
    CHECK_TEXT("d", entry->name);
    shelf_clear(&s);
}

/* Progress that stops, or kills, at a call. */
struct stopper {
    size_t calls;
    size_t stop_at;
    uint64_t done;
    uint64_t total;
    bool kills;
};

static int32_t
on_progress(void *user, uint64_t done, uint64_t total)
{
    struct stopper *stop = user;

    stop->done  = done;
    stop->total = total;
    if (++stop->calls != stop->stop_at) {
        return 0;
    }
    if (stop->kills) {
        raise(SIGKILL);
    }
    return -1;
}

static void
can_be_cancelled(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    struct stopper stop                   = {.stop_at = 2};
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    mohur_ctx_on_progress(t->ctx, on_progress, &stop);
    CHECK_STATUS(MOHUR_E_CANCELLED, extract(&s, &options));
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    stop = (struct stopper){.stop_at = 0};
    CHECK_OK(extract(&s, &options));
    CHECK_NUMBER(stop.total, stop.done);
    CHECK_NUMBER(2 * MIB + 4321 + 100 + 7 + 5000, stop.total);
    shelf_clear(&s);
}

/* Attack 63: killed in the middle, the folder never has its name. */
static void
has_no_final_name_when_it_is_killed(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "out");
    int how                               = 0;
    pid_t child                           = fork();

    if (child == 0) {
        /* Its own keys: those of a parent are wiped in a child. */
        struct stopper stop = {.stop_at = 2, .kills = true};
        mohur_ctx *ctx      = fixture_ctx(t, 0);
        struct shelf s;
        t->ctx = ctx;
        shelf_fill(t, tree, TREE, &s);
        mohur_ctx_on_progress(t->ctx, on_progress, &stop);
        _exit(extract(&s, &options) == MOHUR_OK);
    }
    CHECK(child > 0 && waitpid(child, &how, 0) == child);
    CHECK(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    CHECK(!is_there(t, "out"));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
}

/* Attack 58: somebody puts links where folders are, all the time. */
struct attacker {
    const char *folder; /* in which the temporary folder appears */
    const char *outside;
    atomic_bool stop;
    atomic_size_t hits;
};

static void *
attack(void *arg)
{
    struct attacker *a = arg;
    char temp[1024];
    char moved[1100];
    char inner[1100];

    while (!atomic_load(&a->stop)) {
        DIR *d              = opendir(a->folder);
        struct dirent *item = NULL;
        while (d != NULL && (item = readdir(d)) != NULL) {
            if (strstr(item->d_name, ".tmp") == NULL) {
                continue;
            }
            snprintf(temp, sizeof temp, "%s/%s", a->folder, item->d_name);
            snprintf(inner, sizeof inner, "%s/d", temp);
            snprintf(moved, sizeof moved, "%s/moved", temp);
            if (rename(inner, moved) == 0) {
                if (symlink(a->outside, inner) == 0) {
                    atomic_fetch_add(&a->hits, 1);
                }
                usleep(50);
                unlink(inner);
                rename(moved, inner);
            }
        }
        if (d != NULL) {
            closedir(d);
        }
    }
    return NULL;
}

enum {
    RACE_FILES = 400
};

static void
never_writes_through_a_link_that_is_swapped_in(void **state)
{
    struct fixture *t                     = *state;
    mohur_archive_extract_options options = options_for(t, "in/out");
    struct kit_entry *entries = calloc(RACE_FILES + 1, sizeof *entries);
    char(*names)[16]          = calloc(RACE_FILES, sizeof *names);
    struct attacker a         = {.folder  = fixture_path(t, "in"),
                                 .outside = fixture_path(t, "outside")};
    pthread_t thread;
    struct shelf s;

    mkdir(a.folder, 0700);
    mkdir(a.outside, 0700);
    entries[0] = (struct kit_entry){"d", 0, MOHUR_ENTRY_FOLDER};
    for (size_t i = 0; i < RACE_FILES; i++) {
        snprintf(names[i], sizeof names[i], "%s/f%03zu", i % 2 ? "d" : "e", i);
        entries[i + 1] = (struct kit_entry){names[i], 10, MOHUR_ENTRY_FILE};
    }
    shelf_fill(t, entries, RACE_FILES + 1, &s);
    CHECK(pthread_create(&thread, NULL, attack, &a) == 0);
    for (int i = 0; i < 10; i++) {
        mohur_status st = extract(&s, &options);
        if (st == MOHUR_OK) {
            options.overwrite = MOHUR_OVERWRITE_REPLACE;
        }
        CHECK(st == MOHUR_OK || st == MOHUR_E_IO || st == MOHUR_E_EXISTS);
    }
    atomic_store(&a.stop, true);
    pthread_join(thread, NULL);
    CHECK(atomic_load(&a.hits) > 0);
    CHECK_NUMBER(0, fixture_count_files(a.outside));
    free(entries);
    free(names);
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_tree_back),
        CASE(gives_it_back_with_jobs_and_synced),
        CASE(keeps_times),
        CASE(keeps_the_executable_bit),
        CASE(refuses_a_target_that_exists),
        CASE(replaces_a_folder_if_told_to),
        CASE(leaves_nothing_when_a_byte_is_wrong),
        CASE(leaves_nothing_when_the_padding_is_wrong),
        CASE(takes_what_is_named_and_all_below_it),
        CASE(says_which_name_is_not_there),
        CASE(says_where_it_could_not_write),
        CASE(refuses_options_that_say_nothing),
        CASE(lets_the_reader_start_over),
        CASE(can_be_cancelled),
        CASE(has_no_final_name_when_it_is_killed),
        CASE(never_writes_through_a_link_that_is_swapped_in),
    };

    return cmocka_run_group_tests_name("extraction", cases, NULL, NULL);
}
