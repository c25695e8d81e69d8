/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/scratch.h"

#include "archive/directory.h"
#include "base/names.h"
#include "check.h"
#include "seal_kit.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * Directory records in scratch space: sorted runs are merged to one, and an
 * archive is the same whether its records were in memory or not.
 */
enum {
    RECORDS  = 3000, /* several chunks a run */
    NAME_CAP = 64,
    MANY     = 1500
};

/* A record whose name is this number. */
static mohur__bytes
record_of(struct fixture *t, unsigned n)
{
    char name[NAME_CAP];
    struct mohur__entry_head head = {.entry_no = n, .kind = MOHUR__KIND_FILE};
    uint8_t *bytes                = fixture_bytes(t, 0, 400);
    size_t len                    = 0;

    snprintf(name, sizeof name, "%08u%.*s", n, (int)(n % 50),
             "--------------------------------------------------");
    head.name = mohur__bytes_text(name);
    len       = mohur__entry_head_len(&head);
    mohur__entry_head_emit(&head, mohur__span_of(bytes, len));
    return mohur__bytes_of(bytes, len + MOHUR__DIR_TAIL_LEN);
}

/* Counts what comes, which must be in order from 0 on. */
struct counter {
    struct fixture *t;
    unsigned n;
    unsigned stop_at; /* the call that fails; 0: none */
};

static mohur_status
count(void *user, mohur__bytes record)
{
    struct counter *c  = user;
    mohur__bytes whole = mohur__dir_raw_first(record);

    if (c->n + 1 == c->stop_at) {
        return MOHUR_E_CANCELLED;
    }
    assert_int_equal(record.len, whole.len);
    assert_int_equal(c->n, mohur__load32(record.data));
    assert_int_equal(c->n, strtoul((const char *)record.data + 24, NULL, 10));
    c->n++;
    return MOHUR_OK;
}

/* Deal records 0 to n-1 out to some runs. */
static mohur_status
fill(struct fixture *t,
     const mohur__bytes *records,
     size_t n,
     size_t runs,
     struct mohur__scratch **out)
{
    mohur__bytes *part = malloc(n * sizeof *part);
    mohur_status st    = mohur__scratch_new(t->ctx, fixture_tmpdir(t),
                                            MOHUR_ALG_AES_256_GCM, out);

    for (size_t run = 0; run < runs && st == MOHUR_OK; run++) {
        size_t len = 0;
        for (size_t i = 0; i < n; i++) {
            if (i * 7919 % 104729 % runs == run) {
                part[len] = records[i];
                len++;
            }
        }
        st = mohur__scratch_add(*out, part, len);
    }
    free(part);
    return st;
}

static mohur__bytes *
records_new(struct fixture *t, unsigned n)
{
    mohur__bytes *records = calloc(n, sizeof *records);

    for (unsigned i = 0; i < n; i++) {
        records[i] = record_of(t, i);
    }
    return records;
}

static void
gives_back_what_was_put_in_in_order(void **state)
{
    static const size_t runs[] = {1, 2, 3, 7, 40};
    struct fixture *t          = *state;
    mohur__bytes *records      = records_new(t, RECORDS);

    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        struct counter c         = {t, 0, 0};
        struct mohur__scratch *s = NULL;
        CHECK_OK(fill(t, records, RECORDS, runs[i], &s));
        CHECK_OK(mohur__scratch_merge(s, count, &c));
        CHECK_NUMBER(RECORDS, c.n);
        mohur__scratch_free(s);
    }
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    free(records);
}

static void
stops_when_who_takes_them_stops(void **state)
{
    struct fixture *t        = *state;
    mohur__bytes *records    = records_new(t, 10);
    struct counter c         = {t, 0, 5};
    struct mohur__scratch *s = NULL;

    CHECK_OK(fill(t, records, 10, 2, &s));
    CHECK_STATUS(MOHUR_E_CANCELLED, mohur__scratch_merge(s, count, &c));
    mohur__scratch_free(s);
    free(records);
}

static void
takes_so_many_runs_and_no_more(void **state)
{
    struct fixture *t        = *state;
    mohur__bytes one         = record_of(t, 1);
    struct mohur__scratch *s = NULL;

    CHECK_OK(mohur__scratch_new(t->ctx, fixture_tmpdir(t),
                                MOHUR_ALG_AES_256_GCM, &s));
    for (size_t i = 0; i < MOHUR__SCRATCH_RUNS_MAX; i++) {
        CHECK_OK(mohur__scratch_add(s, &one, 1));
    }
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__scratch_add(s, &one, 1));
    mohur__scratch_free(s);
}

/* The only descriptor above the standard ones that is a file without name. */
static int
scratch_descriptor(void)
{
    char path[64];
    char target[256];

    for (int fd = 3; fd < 64; fd++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n > 9 && memcmp(target + n - 9, "(deleted)", 9) == 0) {
            return fd;
        }
    }
    return -1;
}

static void
keeps_names_from_the_disk_and_notices_what_changed(void **state)
{
    struct fixture *t        = *state;
    mohur__bytes *records    = records_new(t, 100);
    struct counter c         = {t, 0, 0};
    struct mohur__scratch *s = NULL;
    uint8_t room[4096]       = {0};
    int fd                   = -1;

    CHECK_OK(fill(t, records, 100, 1, &s));
    fd = scratch_descriptor();
    CHECK(fd >= 0);
    CHECK(pread(fd, room, sizeof room, 0) == sizeof room);
    CHECK(memmem(room, sizeof room, "00000001", 8) == NULL);
    room[100] ^= 1;
    CHECK(pwrite(fd, room, sizeof room, 0) == sizeof room);
    CHECK_STATUS(MOHUR_E_IO, mohur__scratch_merge(s, count, &c));
    CHECK_MESSAGE("something else");
    mohur__scratch_free(s);
    mohur__error_clear(t->ctx);
    CHECK_OK(fill(t, records, 100, 1, &s));
    CHECK(ftruncate(scratch_descriptor(), 4096) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur__scratch_merge(s, count, &c));
    CHECK_MESSAGE("was cut");
    mohur__scratch_free(s);
    free(records);
}

static void
needs_a_folder_that_is_there(void **state)
{
    struct fixture *t        = *state;
    struct mohur__scratch *s = NULL;

    CHECK_STATUS(MOHUR_E_IO, mohur__scratch_new(t->ctx, fixture_path(t, "no"),
                                                MOHUR_ALG_AES_256_GCM, &s));
    CHECK_MESSAGE("cannot make a scratch file in");
    CHECK(s == NULL);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t     = *state;
    mohur__bytes *records = records_new(t, 20);

    for (size_t nth = 1;; nth++) {
        struct counter c         = {t, 0, 0};
        struct mohur__scratch *s = NULL;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = fill(t, records, 20, 3, &s);
        st          = st == MOHUR_OK ? mohur__scratch_merge(s, count, &c) : st;
        bool failed = alloc_has_failed(&t->alloc);
        mohur__scratch_free(s);
        CHECK_STATUS(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
        mohur__error_clear(t->ctx);
        if (!failed) {
            CHECK(nth > 5);
            break;
        }
    }
    free(records);
}

/* ---- archives ---- */

/* Seal many entries, names in no order, with such memory for them. */
static mohur_status
seal_many(struct fixture *t,
          uint32_t jobs,
          const char *scratch,
          uint64_t memory,
          struct view *out)
{
    static char names[MANY][NAME_CAP];
    static struct kit_entry entries[MANY];
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_ctx *ctx                = NULL;
    mohur_key *kek                = NULL;
    mohur_sink *sink              = NULL;
    mohur_status st;

    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], NAME_CAP, "n%05zu", i * 7919 % 104729);
        entries[i] = (struct kit_entry){names[i], i * i % 3000, 0};
    }
    t->random.calls          = 0;
    ctx                      = fixture_ctx(t, jobs);
    kek                      = kit_kek(ctx, 1, 1, 2);
    options.recipients       = (const mohur_key *const *)&kek;
    options.recipients_len   = 1;
    options.scratch          = scratch;
    options.directory_memory = memory;
    CHECK_OK(mohur_sink_new_memory(ctx, 1 << 24, &sink));
    st = kit_seal(ctx, &(struct kit_archive){&options, entries, MANY, 0}, sink);
    if (st == MOHUR_OK) {
        const uint8_t *data = mohur_sink_memory(sink, &out->len);
        uint8_t *copy       = fixture_bytes(t, 0, out->len);
        memcpy(copy, data, out->len);
        out->data = copy;
    }
    mohur_sink_free(sink);
    mohur_key_free(kek);
    fixture_ctx_free(t, ctx);
    return st;
}

static void
gives_the_same_archive_as_memory_does(void **state)
{
    static const uint64_t memory[] = {1, 20000, 100000, 0};
    struct fixture *t              = *state;
    const char *folder             = fixture_tmpdir(t);
    struct view first              = {NULL, 0};
    struct view other              = {NULL, 0};

    CHECK_OK(seal_many(t, 1, NULL, 0, &first));
    for (size_t i = 1; i < sizeof memory / sizeof memory[0]; i++) {
        for (uint32_t jobs = 1; jobs < 4; jobs += 2) {
            CHECK_OK(seal_many(t, jobs, folder, memory[i], &other));
            CHECK_BYTES(first, other);
        }
    }
    /* One run an entry is more than there may be. */
    CHECK_NUMBER(MOHUR_E_LIMIT, seal_many(t, 1, folder, memory[0], &other));
    CHECK_NUMBER(0, fixture_count_files(folder));
}

static void
is_a_limit_without_scratch(void **state)
{
    struct fixture *t = *state;
    struct view none  = {NULL, 0};

    CHECK_NUMBER(MOHUR_E_LIMIT, seal_many(t, 1, NULL, 20000, &none));
    CHECK_OK(seal_many(t, 1, NULL, 1000000, &none));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_back_what_was_put_in_in_order),
        CASE(stops_when_who_takes_them_stops),
        CASE(takes_so_many_runs_and_no_more),
        CASE(keeps_names_from_the_disk_and_notices_what_changed),
        CASE(needs_a_folder_that_is_there),
        CASE(survives_every_failed_allocation),
        CASE(gives_the_same_archive_as_memory_does),
        CASE(is_a_limit_without_scratch),
    };

    return cmocka_run_group_tests_name("scratch space", cases, NULL, NULL);
}
