/* SPDX-License-Identifier: Apache-2.0 */
#include "interpose_files.h"
#include "store_jobs.h"

/*
 * A store while calls of the system fail, ours and those of SQLite, each in
 * turn.  Whatever fails, the store has the old state or the new one, and a
 * change that was reported as done is there.
 */
struct run {
    const char *path;
    const struct store_job *job; /* NULL: creation */
    int error;
    size_t calls;
};

static mohur_status
run_job(struct fixture *t, const struct run *r)
{
    return r->job != NULL ? r->job->run(t->ctx, r->path)
                          : store_jobs_create(t->ctx, r->path);
}

/* What may be said when a call fails.  SQLite takes a page that the disk
 * does not give back for a damaged one. */
static bool
is_honest(mohur_status st, const char *hit)
{
    return (st == MOHUR_E_FORMAT && strcmp(hit, "pread") == 0) ||
           st == MOHUR_OK || st == MOHUR_E_IO || st == MOHUR_E_BUSY ||
           st == MOHUR_E_BACKEND || st == MOHUR_E_NO_MEMORY;
}

/* A job that failed did all or nothing; one that did not, all. */
static void
check_versions(struct fixture *t,
               const struct run *r,
               mohur_status st,
               size_t nth,
               size_t *versions)
{
    size_t now  = store_jobs_check(t, r->path);
    size_t most = *versions + r->job->versions;

    if (now != most && (st == MOHUR_OK || now != *versions)) {
        fail_msg("%s, call %zu (%s): %s, and %zu versions, not %zu",
                 r->job->name, nth, fault.hit, mohur_status_name(st), now,
                 most);
    }
    *versions = now;
}

static void
check_creation(struct fixture *t, const struct run *r, mohur_status st)
{
    mohur_keystore *ks = NULL;
    mohur_status again = scene_store_open(t->ctx, r->path, &ks);

    if (again == MOHUR_OK) {
        CHECK_OK(mohur_keystore_check(ks));
    } else {
        CHECK_STATUS(MOHUR_E_IO, again);
        CHECK(st != MOHUR_OK);
    }
    mohur_keystore_free(ks);
    store_jobs_remove(r->path);
}

/* False when no call was left to fail. */
static bool
run_with(struct fixture *t, const struct run *r, size_t nth, size_t *versions)
{
    size_t descriptors = scene_descriptors();
    mohur_status st    = MOHUR_OK;
    const char *hit    = NULL;

    fault_once("*", nth, r->error);
    st         = run_job(t, r);
    hit        = fault.hit;
    fault.call = NULL;
    if (!is_honest(st, hit)) {
        fail_msg("%s, call %zu (%s): %s: %s",
                 r->job != NULL ? r->job->name : "creation", nth, hit,
                 mohur_status_name(st), mohur_ctx_message(t->ctx));
    }
    if (descriptors != scene_descriptors()) {
        fail_msg("%s, call %zu (%s): a descriptor was lost",
                 r->job != NULL ? r->job->name : "creation", nth, hit);
    }
    if (r->job != NULL) {
        check_versions(t, r, st, nth, versions);
    } else {
        check_creation(t, r, st);
    }
    return hit != NULL;
}

static size_t
count_calls(struct fixture *t, const struct run *r, size_t *versions)
{
    const size_t many = 1000000;
    size_t left       = 0;

    fault_once("*", many, EIO);
    CHECK_OK(run_job(t, r));
    left = fault.nth;
    fault_none();
    if (r->job != NULL) {
        *versions += r->job->versions;
    } else {
        store_jobs_remove(r->path);
    }
    return many - left;
}

static void
sweep(struct fixture *t, struct run r, size_t *versions)
{
    size_t calls = count_calls(t, &r, versions);
    size_t most  = scene_is_full() ? 1000 : 25;
    size_t step  = calls / most + 1;

    for (size_t nth = 1; nth <= calls; nth += step) {
        run_with(t, &r, nth, versions);
    }
    printf("%s: %zu calls, one of %zu with %s\n",
           r.job != NULL ? r.job->name : "creation", calls, step,
           strerrorname_np(r.error));
}

static void
sweep_all(struct fixture *t, int error)
{
    struct run r    = {store_jobs_start(t), NULL, error, 0};
    size_t versions = 2;

    for (size_t i = 0; i < store_jobs_len; i++) {
        r.job = &store_jobs[i];
        sweep(t, r, &versions);
    }
    store_jobs_remove(r.path);
    r.job = NULL;
    sweep(t, r, &versions);
}

static void
keeps_its_state_when_a_call_fails(void **state)
{
    sweep_all(*state, EIO);
}

static void
keeps_its_state_when_the_disk_is_full(void **state)
{
    sweep_all(*state, ENOSPC);
}

static void
keeps_its_state_when_a_call_is_interrupted(void **state)
{
    sweep_all(*state, EINTR);
}

/* From some call on the disk is gone. */
static void
keeps_its_state_when_the_disk_goes_away(void **state)
{
    struct fixture *t = *state;
    const char *path  = store_jobs_start(t);
    size_t versions   = 2;
    size_t step       = scene_is_full() ? 1 : 5;

    for (size_t i = 0; i < store_jobs_len; i++) {
        struct run r = {path, &store_jobs[i], EIO, 0};
        size_t calls = r.job->slow ? 1 : count_calls(t, &r, &versions);
        for (size_t nth = 1; nth <= calls; nth += step) {
            size_t descriptors = scene_descriptors();
            fault_once("write", nth, EIO);
            fault.for_good  = true;
            mohur_status st = run_job(t, &r);
            bool met        = fault.hits > 0;
            fault.call      = NULL;
            CHECK(is_honest(st, "write"));
            CHECK_NUMBER(descriptors, scene_descriptors());
            check_versions(t, &r, st, nth, &versions);
            if (!met) {
                break;
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(keeps_its_state_when_a_call_fails),
        CASE(keeps_its_state_when_the_disk_is_full),
        CASE(keeps_its_state_when_a_call_is_interrupted),
        CASE(keeps_its_state_when_the_disk_goes_away),
    };
    return cmocka_run_group_tests_name("a keystore on a bad disk", cases, NULL,
                                       NULL);
}
