/* SPDX-License-Identifier: Apache-2.0 */
#include "interpose_files.h"

#include "drip.h"
#include "sweep.h"

#include <stdlib.h>

/*
 * Sealing to a file and opening to a folder while calls of the system fail,
 * each in turn: an error of input and output, no descriptor lost, nothing
 * left; what is interrupted or short goes on.
 */
enum {
    LARGE_LEN  = 70000,
    STAGED_LEN = 1024 * 1024 + 70000 /* from a pipe */
};

struct world {
    struct scene scene;
    const char *archive; /* a good one */
    const char *large;   /* the same with more in it */
    struct view bytes;   /* of large */
    const char *place;   /* of the others, empty */
    const char *file;
    const char *folder;
};

static mohur_status
seal_to(struct fixture *t, const struct world *w, const char *path, size_t len)
{
    mohur_sink *sink = NULL;
    mohur_status st =
        mohur_sink_new_file(t->ctx, path, MOHUR_OVERWRITE_NEVER, &sink);

    if (st == MOHUR_OK) {
        st = scene_seal(t->ctx, &w->scene, MOHUR_ALG_NONE, len, sink);
    }
    mohur_sink_free(sink);
    return st;
}

static mohur_status
seal(struct fixture *t, const struct world *w)
{
    return seal_to(t, w, w->file, LARGE_LEN);
}

static mohur_status
extract(struct fixture *t, const struct world *w)
{
    mohur_source *source = NULL;
    mohur_status st      = mohur_source_new_file(t->ctx, w->archive, &source);

    if (st == MOHUR_OK) {
        st = scene_extract(t->ctx, &w->scene, source, w->folder);
    }
    mohur_source_free(source);
    return st;
}

/* From a source that cannot seek; what it reads is in memory. */
static mohur_status
extract_piped(struct fixture *t, const struct world *w)
{
    struct drip d        = {.data = w->bytes};
    mohur_source *source = drip_source(t->ctx, &d);
    mohur_status st =
        scene_extract_stream(t->ctx, &w->scene, source, w->folder);

    mohur_source_free(source);
    return st;
}

static struct world *
world_new(struct fixture *t)
{
    struct world *w = calloc(1, sizeof *w);

    CHECK(w != NULL);
    t->extra   = w;
    w->archive = fixture_path(t, "good.mohur");
    w->large   = fixture_path(t, "large.mohur");
    w->place   = fixture_path(t, "place");
    w->file    = fixture_path(t, "place/out.mohur");
    w->folder  = fixture_path(t, "place/out");
    CHECK(mkdir(w->place, 0700) == 0);
    CHECK_OK(scene_new(t->ctx, &w->scene));
    CHECK_OK(seal_to(t, w, w->archive, LARGE_LEN));
    CHECK_OK(seal_to(t, w, w->large, STAGED_LEN));
    w->bytes = fixture_read_file(t, w->large);
    return w;
}

typedef mohur_status
job_fn(struct fixture *t, const struct world *w);

/* What was made is whole, and is taken away again. */
static void
check_made(struct fixture *t, const struct world *w, job_fn *job)
{
    bool sealed = job == seal;

    CHECK_NUMBER(1, fixture_count_files(w->place));
    if (sealed) {
        struct view got  = fixture_read_file(t, w->file);
        struct view want = fixture_read_file(t, w->archive);
        CHECK_NUMBER(want.len, got.len);
        CHECK(unlink(w->file) == 0);
    } else {
        CHECK_NUMBER(2, fixture_count_files(w->folder));
        CHECK(unlink(fixture_path(t, "place/out/salam.txt")) == 0);
        CHECK(unlink(fixture_path(t, "place/out/folder/large.bin")) == 0);
        CHECK(rmdir(fixture_path(t, "place/out/folder")) == 0);
        CHECK(rmdir(w->folder) == 0);
    }
}

/* Calls that may not fail in silence, or the content is not on the disk. */
static bool
is_vital(const char *call)
{
    static const char *const vital[] = {"read",  "pread",     "write",
                                        "mkdir", "futimens",  "rename",
                                        "fsync", "renameat2", "lseek"};

    for (size_t i = 0; i < sizeof vital / sizeof vital[0]; i++) {
        if (strcmp(call, vital[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* One run with a fault; false when none was met any more. */
static bool
run_with(struct fixture *t,
         const struct world *w,
         job_fn *job,
         size_t nth,
         int error)
{
    size_t descriptors = scene_descriptors();
    mohur_status st    = MOHUR_OK;
    const char *hit    = NULL;
    char said[256]     = "";

    fault_once("*", nth, error);
    st  = job(t, w);
    hit = fault.hit;
    fault_none();
    snprintf(said, sizeof said, "%s", mohur_ctx_message(t->ctx));
    CHECK_NUMBER(descriptors, scene_descriptors());
    if (st == MOHUR_OK) {
        if (hit != NULL && error != EINTR && is_vital(hit)) {
            fail_msg("call %zu, %s: its failure was not noticed", nth, hit);
        }
        check_made(t, w, job);
        return hit != NULL;
    }
    if (st != MOHUR_E_IO &&
        !(st == MOHUR_E_BACKEND && strcmp(hit, "getrandom") == 0)) {
        fail_msg("call %zu, %s: %s: %s", nth, hit, mohur_status_name(st), said);
    }
    CHECK(said[0] != '\0');
    /* Once it has its name, what fails is the promise that it lasts. */
    if (fixture_count_files(w->place) != 0) {
        if (strcmp(hit, "fsync") != 0 && strcmp(hit, "fstat") != 0 &&
            strcmp(hit, "open") != 0) {
            fail_msg("call %zu, %s: something is left", nth, hit);
        }
        check_made(t, w, job);
    }
    return true;
}

static void
each_call_fails(struct fixture *t, job_fn *job, int error)
{
    struct world *w = world_new(t);
    size_t nth      = 1;

    while (run_with(t, w, job, nth, error)) {
        nth++;
    }
    CHECK(nth > 10);
    printf("%zu calls, each with %s\n", nth - 1, strerrorname_np(error));
    scene_free(&w->scene);
}

static void
sealing_reports_every_failed_call(void **state)
{
    each_call_fails(*state, seal, EIO);
}

static void
sealing_reports_a_full_disk_anywhere(void **state)
{
    each_call_fails(*state, seal, ENOSPC);
}

static void
sealing_goes_on_or_stops_whole_when_interrupted(void **state)
{
    each_call_fails(*state, seal, EINTR);
}

static void
extracting_reports_every_failed_call(void **state)
{
    each_call_fails(*state, extract, EIO);
}

static void
extracting_reports_a_full_disk_anywhere(void **state)
{
    each_call_fails(*state, extract, ENOSPC);
}

static void
extracting_goes_on_or_stops_whole_when_interrupted(void **state)
{
    each_call_fails(*state, extract, EINTR);
}

static void
extracting_from_a_pipe_reports_every_failed_call(void **state)
{
    each_call_fails(*state, extract_piped, EIO);
}

static void
extracting_from_a_pipe_reports_a_full_disk_anywhere(void **state)
{
    each_call_fails(*state, extract_piped, ENOSPC);
}

/* Reading and writing that is interrupted is not a failure. */
static void
transfers_that_are_interrupted_go_on(void **state)
{
    static const char *const calls[] = {"read", "pread", "write", "getrandom"};
    struct fixture *t                = *state;
    struct world *w                  = world_new(t);

    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        for (size_t nth = 1; nth <= 3; nth++) {
            fault_once(calls[i], nth, EINTR);
            CHECK_OK(seal(t, w));
            fault_once(calls[i], nth, EINTR);
            check_made(t, w, seal);
            CHECK_OK(extract(t, w));
            fault_none();
            check_made(t, w, extract);
        }
    }
    scene_free(&w->scene);
}

static void
short_transfers_make_the_same_files(void **state)
{
    static const size_t most[] = {1, 7, 4096};
    struct fixture *t          = *state;
    struct world *w            = world_new(t);

    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        fault_short(most[i]);
        CHECK_OK(seal(t, w));
        CHECK_OK(extract(t, w));
        fault_none();
        CHECK(unlink(w->file) == 0);
        check_made(t, w, extract);
    }
    scene_free(&w->scene);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(sealing_reports_every_failed_call),
        CASE(sealing_reports_a_full_disk_anywhere),
        CASE(sealing_goes_on_or_stops_whole_when_interrupted),
        CASE(extracting_reports_every_failed_call),
        CASE(extracting_reports_a_full_disk_anywhere),
        CASE(extracting_goes_on_or_stops_whole_when_interrupted),
        CASE(extracting_from_a_pipe_reports_every_failed_call),
        CASE(extracting_from_a_pipe_reports_a_full_disk_anywhere),
        CASE(transfers_that_are_interrupted_go_on),
        CASE(short_transfers_make_the_same_files),
    };
    return cmocka_run_group_tests_name("files of an archive", cases, NULL,
                                       NULL);
}
