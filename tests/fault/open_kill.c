/* SPDX-License-Identifier: Apache-2.0 */
#include "interpose_files.h"

#include "check.h"
#include "scene.h"
#include <mohur/archive_stream.h>

#include <ftw.h>
#include <stdlib.h>
#include <sys/wait.h>

/*
 * Attack 63: opening to a folder, from a file and from a pipe, killed before
 * each call of the system in turn.  The folder is whole or not there; and of
 * an archive whose sender is nobody of ours no name is on the disk, at any
 * time, anywhere.
 *
 * All calls in the full tier; else some of them, the last ones among these.
 */
enum {
    LARGE_LEN     = 1024 * 1024 + 70000, /* staged */
    TRANSFER      = 400000,              /* so that there are more calls */
    TRANSFER_FULL = 20000,
    QUICK         = 24 /* calls of each way to open */
};

struct world {
    struct fixture *t;
    const char *archive;
    const char *place; /* where the folder goes */
    const char *folder;
    bool piped;
    bool trusted;
};

/* ---- what the child does ---- */

static int32_t
read_on(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    ssize_t n = read(*(const int *)user, out, out_cap);

    *out_len = n > 0 ? (size_t)n : 0;
    return n < 0;
}

static mohur_status
open_piped(mohur_ctx *ctx,
           const mohur_archive_open_options *options,
           const mohur_archive_extract_options *folder,
           const char *archive)
{
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_archive_reader *reader     = NULL;
    mohur_source *source             = NULL;
    int fd                           = open(archive, O_RDONLY);
    mohur_status st                  = MOHUR_OK;

    callbacks.user = &fd;
    callbacks.read = read_on;
    st             = mohur_source_new_callback(ctx, &callbacks, &source);
    if (st == MOHUR_OK) {
        st =
            mohur_archive_extract_stream(ctx, options, source, folder, &reader);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    close(fd);
    return st;
}

static mohur_status
open_file(mohur_ctx *ctx,
          const mohur_archive_open_options *options,
          const mohur_archive_extract_options *folder,
          const char *archive)
{
    mohur_archive_reader *reader = NULL;
    mohur_source *source         = NULL;
    mohur_status st              = mohur_source_new_file(ctx, archive, &source);

    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(ctx, options, source, &reader);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_extract(reader, folder);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return st;
}

/* Its own keys: those of a parent are wiped in a child. */
static void
be_killed(const struct world *w, size_t nth)
{
    mohur_archive_extract_options folder = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    mohur_archive_open_options options   = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_ctx *ctx                       = fixture_ctx(w->t, 1);
    mohur_key *stranger                  = NULL;
    struct scene scene;

    if (scene_new(ctx, &scene) != MOHUR_OK ||
        scene_key(ctx, MOHUR_ALG_ED25519, 0x77, &stranger) != MOHUR_OK) {
        _exit(99);
    }
    options.keys     = (const mohur_key *const *)&scene.seal;
    options.keys_len = 1;
    options.senders =
        (const mohur_key *const *)(w->trusted ? &scene.signer : &stranger);
    options.senders_len = 1;
    folder.path         = w->folder;
    folder.sync         = true;
    fault_kill(nth, scene_is_full() ? TRANSFER_FULL : TRANSFER);
    mohur_status st =
        (w->piped ? open_piped : open_file)(ctx, &options, &folder, w->archive);
    fault_none();
    _exit(st == MOHUR_OK ? 0 : st == MOHUR_E_UNTRUSTED ? 1 : 98);
}

/* ---- what is there then ---- */

static struct {
    size_t names; /* of the archive, wherever they are */
} found;

static int
look(const char *path, const struct stat *about, int type, struct FTW *at)
{
    static const char *const names[] = {"salam.txt", "folder", "large.bin"};
    const char *leaf                 = path + at->base;

    (void)about;
    (void)type;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        found.names += strcmp(leaf, names[i]) == 0;
    }
    return 0;
}

static int
take_away(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)type;
    return at->level > 0 ? remove(path) : 0;
}

static bool
is_there(const struct world *w)
{
    return access(w->folder, F_OK) == 0;
}

static void
check_whole(const struct world *w)
{
    struct fixture *t = w->t;
    struct view large =
        fixture_read_file(t, fixture_path(t, "place/out/folder/large.bin"));

    CHECK_NUMBER(2, fixture_count_files(w->folder));
    CHECK_NUMBER(LARGE_LEN, large.len);
    CHECK(access(fixture_path(t, "place/out/salam.txt"), R_OK) == 0);
}

/* Killed before the nth call; false if it ended by itself. */
static bool
kill_at(const struct world *w, size_t nth, bool *committed)
{
    int status  = 0;
    pid_t child = 0;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        be_killed(w, nth);
    }
    CHECK(waitpid(child, &status, 0) == child);
    found.names = 0;
    CHECK(nftw(w->place, look, 8, FTW_PHYS) == 0);
    if (!w->trusted) {
        CHECK_NUMBER(0, found.names);
        CHECK(!is_there(w));
    } else if (is_there(w)) {
        check_whole(w);
    }
    CHECK(is_there(w) || !*committed);
    *committed = is_there(w);
    CHECK(nftw(w->place, take_away, 8, FTW_PHYS | FTW_DEPTH) == 0);
    if (WIFEXITED(status)) {
        CHECK_NUMBER(w->trusted ? 0 : 1, WEXITSTATUS(status));
        return false;
    }
    CHECK(WTERMSIG(status) == SIGKILL);
    return true;
}

/* How many calls there are, by halving. */
static size_t
count_calls(const struct world *w)
{
    bool committed = false;
    size_t low     = 1;
    size_t high    = 2;

    while (kill_at(w, high, &committed)) {
        committed = false;
        low       = high;
        high *= 2;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        committed     = false;
        if (kill_at(w, middle, &committed)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void
killed_anywhere(struct fixture *t, bool piped, bool trusted)
{
    struct world w   = {.t = t, .piped = piped, .trusted = trusted};
    bool committed   = false;
    size_t ran       = 0;
    size_t calls     = 0;
    size_t step      = 1;
    mohur_sink *sink = NULL;
    struct scene scene;

    w.archive = fixture_path(t, "good.mohur");
    w.place   = fixture_path(t, "place");
    w.folder  = fixture_path(t, "place/out");
    CHECK(mkdir(w.place, 0700) == 0);
    CHECK_OK(scene_new(t->ctx, &scene));
    CHECK_OK(
        mohur_sink_new_file(t->ctx, w.archive, MOHUR_OVERWRITE_NEVER, &sink));
    CHECK_OK(scene_seal(t->ctx, &scene, MOHUR_ALG_NONE, LARGE_LEN, sink));
    mohur_sink_free(sink);
    scene_free(&scene);
    calls = count_calls(&w);
    step  = scene_is_full() ? 1 : calls / QUICK + 1;
    /* From the last call backwards in steps: where the folder gets its name. */
    for (size_t nth = calls % step + 1; nth <= calls; nth += step) {
        CHECK(kill_at(&w, nth, &committed));
        ran++;
    }
    committed = false;
    CHECK(!kill_at(&w, calls + 1, &committed));
    CHECK_NUMBER(trusted, committed);
    printf("killed at %zu of %zu calls\n", ran, calls);
    CHECK(ran >= 7);
}

static void
from_a_file_the_folder_is_whole_or_not_there(void **state)
{
    killed_anywhere(*state, false, true);
}

static void
from_a_pipe_the_folder_is_whole_or_not_there(void **state)
{
    killed_anywhere(*state, true, true);
}

static void
from_a_file_no_strangers_name_is_on_the_disk(void **state)
{
    killed_anywhere(*state, false, false);
}

static void
from_a_pipe_no_strangers_name_is_on_the_disk(void **state)
{
    killed_anywhere(*state, true, false);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(from_a_file_the_folder_is_whole_or_not_there),
        CASE(from_a_pipe_the_folder_is_whole_or_not_there),
        CASE(from_a_file_no_strangers_name_is_on_the_disk),
        CASE(from_a_pipe_no_strangers_name_is_on_the_disk),
    };
    return cmocka_run_group_tests_name("opening, killed", cases, NULL, NULL);
}
