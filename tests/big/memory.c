/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "measured.h"
#include "scene.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Memory does not grow with the content.  Sealing and opening run each in a
 * process of its own that hashes no passphrase; its peak is what the system
 * says of it when it ends (the high-water mark of resident memory).  The
 * archive is a real file; input is made and checked as it flows.
 */
enum {
    PEAK_MAX_KIB  = 32 * 1024,
    PART_LEN      = 256 * 1024,
    LARGE_QUICK   = 256, /* MiB */
    LARGE_FULL    = 8 * 1024,
    ENTRIES_QUICK = 10000,
    ENTRIES_FULL  = 1000000
};

struct job {
    const char *path;
    const char *scratch;
    uint32_t jobs;
    uint64_t len;     /* of one large entry */
    uint32_t entries; /* or so many small ones */
};

/* The content at an offset, which is a multiple of 8. */
static void
fill(uint64_t *words, size_t count, uint64_t offset)
{
    for (size_t i = 0; i < count; i++) {
        words[i] = (offset / 8 + i) * UINT64_C(0x9E3779B97F4A7C15);
    }
}

static mohur_status
put_large(mohur_archive_writer *w, uint64_t len)
{
    static uint64_t part[PART_LEN / 8];
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_status st           = MOHUR_OK;

    entry.name     = "large";
    entry.name_len = 5;
    st             = mohur_archive_writer_entry(w, &entry);
    for (uint64_t at = 0; st == MOHUR_OK && at < len; at += PART_LEN) {
        fill(part, PART_LEN / 8, at);
        st = mohur_archive_writer_update(w, (const uint8_t *)part, PART_LEN);
    }
    return st;
}

static mohur_status
put_many(mohur_archive_writer *w, uint32_t entries)
{
    mohur_status st = MOHUR_OK;
    char name[64];

    for (uint32_t i = 0; st == MOHUR_OK && i < entries; i++) {
        mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
        /* Not in the order that the directory has. */
        uint32_t shuffled = (uint32_t)((i * UINT64_C(7919)) % entries);
        snprintf(name, sizeof name, "folder-%03u/file-%07u.txt", shuffled % 100,
                 shuffled);
        entry.name     = name;
        entry.name_len = strlen(name);
        st             = mohur_archive_writer_entry(w, &entry);
        if (st == MOHUR_OK) {
            st = mohur_archive_writer_update(w, (const uint8_t *)name,
                                             strlen(name));
        }
    }
    return st;
}

/* In a child: nothing but what this job needs. */
static mohur_status
seal(mohur_ctx *ctx, const struct job *job)
{
    struct scene keys             = {NULL, NULL, NULL};
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_sink *sink              = NULL;
    mohur_archive_writer *w       = NULL;
    mohur_status st               = scene_new(ctx, &keys);

    options.recipients     = (const mohur_key *const *)&keys.seal;
    options.recipients_len = 1;
    options.signers        = (const mohur_key *const *)&keys.signer;
    options.signers_len    = 1;
    options.scratch        = job->scratch;
    if (st == MOHUR_OK) {
        st = mohur_sink_new_file(ctx, job->path, MOHUR_OVERWRITE_NEVER, &sink);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_new(ctx, &options, sink, &w);
    }
    if (st == MOHUR_OK) {
        st = job->entries > 0 ? put_many(w, job->entries)
                              : put_large(w, job->len);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(w);
    }
    mohur_archive_writer_free(w);
    mohur_sink_free(sink);
    scene_free(&keys);
    return st;
}

static mohur_status
get_large(mohur_archive_reader *r, uint64_t len)
{
    static uint64_t part[PART_LEN / 8];
    static uint64_t want[PART_LEN / 8 + 1];
    mohur_status st = MOHUR_OK;
    uint64_t at     = 0;
    size_t n        = 0;

    while ((st = mohur_archive_reader_read(r, (uint8_t *)part, PART_LEN, &n)) ==
           MOHUR_OK) {
        fill(want, PART_LEN / 8 + 1, at & ~UINT64_C(7));
        if (memcmp((uint8_t *)want + at % 8, part, n) != 0) {
            return MOHUR_E_INTERNAL;
        }
        at += n;
    }
    return st == MOHUR_END && at == len ? MOHUR_OK : st;
}

static mohur_status
get_small(mohur_archive_reader *r, const mohur_archive_entry *entry)
{
    uint8_t part[128];
    size_t n        = 0;
    mohur_status st = mohur_archive_reader_read(r, part, sizeof part, &n);

    if (st == MOHUR_OK &&
        (n != entry->name_len || memcmp(part, entry->name, n) != 0)) {
        return MOHUR_E_INTERNAL;
    }
    return st;
}

static mohur_status
get_all(mohur_archive_reader *r, const struct job *job)
{
    const mohur_archive_entry *entry = NULL;
    uint32_t seen                    = 0;
    mohur_status st                  = MOHUR_OK;

    while ((st = mohur_archive_reader_next(r, &entry)) == MOHUR_OK) {
        st = job->entries > 0 ? get_small(r, entry) : get_large(r, job->len);
        if (st != MOHUR_OK) {
            return st;
        }
        seen++;
    }
    return st == MOHUR_END && seen == (job->entries > 0 ? job->entries : 1)
               ? MOHUR_OK
               : st;
}

static mohur_status
open_all(mohur_ctx *ctx, const struct job *job)
{
    struct scene keys                  = {NULL, NULL, NULL};
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_source *source               = NULL;
    mohur_archive_reader *r            = NULL;
    mohur_status st                    = scene_new(ctx, &keys);

    options.keys        = (const mohur_key *const *)&keys.seal;
    options.keys_len    = 1;
    options.senders     = (const mohur_key *const *)&keys.signer;
    options.senders_len = 1;
    if (st == MOHUR_OK) {
        st = mohur_source_new_file(ctx, job->path, &source);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(ctx, &options, source, &r);
    }
    if (st == MOHUR_OK) {
        st = get_all(r, job);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    scene_free(&keys);
    return st;
}

static mohur_status
with_context(mohur_status (*run)(mohur_ctx *, const struct job *),
             const struct job *job)
{
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;
    mohur_status st           = MOHUR_OK;

    options.jobs = job->jobs;
    st           = mohur_ctx_new(&options, &ctx);
    if (st == MOHUR_OK) {
        st = run(ctx, job);
        if (st != MOHUR_OK) {
            fprintf(stderr, "%s: %s\n", mohur_status_name(st),
                    mohur_ctx_message(ctx));
        }
    }
    mohur_ctx_free(ctx);
    return st;
}

static void
check_peak(const char *what,
           mohur_status (*run)(mohur_ctx *, const struct job *),
           const struct job *job)
{
    struct rusage used;
    int status  = 0;
    pid_t child = -1;

    fflush(NULL);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        _exit(with_context(run, job) == MOHUR_OK ? 0 : 1);
    }
    CHECK(wait4(child, &status, 0, &used) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    printf("%s with %u jobs: %ld KiB at most, %ld.%02ld s of processor%s\n",
           what, (unsigned)job->jobs, used.ru_maxrss,
           (long)used.ru_utime.tv_sec, (long)used.ru_utime.tv_usec / 10000,
           MEMORY_IS_MEASURED ? "" : " (sanitized: not compared)");
    if (MEMORY_IS_MEASURED) {
        CHECK(used.ru_maxrss <= PEAK_MAX_KIB);
    }
}

static void
seal_and_open(struct fixture *t, struct job job)
{
    job.path    = fixture_path(t, "big.mohur");
    job.scratch = fixture_tmpdir(t);
    check_peak("sealing", seal, &job);
    check_peak("opening", open_all, &job);
    CHECK(unlink(job.path) == 0);
}

static uint64_t
large_len(void)
{
    uint64_t mib =
        scene_is_full() && MEMORY_IS_MEASURED ? LARGE_FULL : LARGE_QUICK;

    return mib * 1024 * 1024;
}

static void
of_one_large_entry_stays_small(void **state)
{
    seal_and_open(*state, (struct job){.jobs = 0, .len = large_len()});
}

static void
of_one_large_entry_stays_small_with_two_jobs(void **state)
{
    seal_and_open(*state, (struct job){.jobs = 2, .len = large_len()});
}

static void
of_many_entries_stays_small(void **state)
{
    uint32_t entries = scene_is_full() ? ENTRIES_FULL : ENTRIES_QUICK;

    seal_and_open(*state, (struct job){.jobs = 2, .entries = entries});
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(of_one_large_entry_stays_small),
        CASE(of_one_large_entry_stays_small_with_two_jobs),
        CASE(of_many_entries_stays_small),
    };
    return cmocka_run_group_tests_name("the memory", cases, NULL, NULL);
}
