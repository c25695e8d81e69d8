/* SPDX-License-Identifier: Apache-2.0 */
#include "interpose_files.h"

#include "change_kit.h"
#include "sweep.h"

#include <stdlib.h>
#include <sys/wait.h>

/*
 * Changing who can open an archive, in place and by a copy, while memory,
 * randomness or a call of the system fails, or the process is killed, at each
 * place in turn: the archive opens as before or as it was to be.
 */
enum {
    SECTOR = 512
};

static mohur_status
add_stranger(struct fixture *t, void *user)
{
    struct change *c = user;

    (void)t;
    fixture_write_file(c->path, c->sealed);
    return change_do(c, c->stranger, NULL);
}

/* Before the first byte is written, all is as it was. */
static void
nothing_changed(struct fixture *t, void *user)
{
    struct change *c = user;
    struct view now  = change_bytes(c);

    CHECK_BYTES(c->sealed, now);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
}

typedef size_t
sweep_fn(struct fixture *t, const struct sweep *s);

static void
sweep(struct fixture *t, sweep_fn *with, uint32_t areas)
{
    struct change c;

    change_new(t, areas, &c);
    size_t n = with(t, &(struct sweep){.what  = "a change",
                                       .run   = add_stranger,
                                       .after = nothing_changed,
                                       .user  = &c});
    CHECK(n > 0);
    printf("%u areas: %zu places to fail\n", areas, n);
    change_free(&c);
}

static void
a_change_in_place_survives_every_failed_allocation(void **state)
{
    sweep(*state, sweep_memory, 2);
}

static void
a_change_by_copy_survives_every_failed_allocation(void **state)
{
    sweep(*state, sweep_memory, 1);
}

static void
a_change_stops_when_randomness_fails(void **state)
{
    sweep(*state, sweep_random, 2);
}

/* It opens; the generation says as what. */
static uint32_t
generation(const struct change *c)
{
    struct fixture *t           = c->t;
    mohur_archive_result result = {0};

    CHECK_OK(change_open(c, c->us, &result));
    CHECK(result.generation <= 1);
    return result.generation;
}

/* One run with a fault; false when none was met any more. */
static bool
run_with(const struct change *c, size_t nth, int error)
{
    struct fixture *t  = c->t;
    size_t descriptors = scene_descriptors();
    mohur_status st    = MOHUR_OK;
    const char *hit    = NULL;

    fixture_write_file(c->path, c->sealed);
    fault_once("*", nth, error);
    st  = change_do(c, c->stranger, NULL);
    hit = fault.hit;
    fault_none();
    CHECK_NUMBER(descriptors, scene_descriptors());
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    if (st == MOHUR_OK) {
        CHECK_NUMBER(1, generation(c));
        if (hit != NULL && error != EINTR && strcmp(hit, "copy") != 0 &&
            strcmp(hit, "close") != 0 && strcmp(hit, "open") != 0) {
            fail_msg("call %zu, %s: its failure was not noticed", nth, hit);
        }
        return hit != NULL;
    }
    if (st != MOHUR_E_IO && st != MOHUR_E_BUSY &&
        !(st == MOHUR_E_BACKEND && strcmp(hit, "getrandom") == 0)) {
        fail_msg("call %zu, %s: %s: %s", nth, hit, mohur_status_name(st),
                 mohur_ctx_message(t->ctx));
    }
    (void)generation(c);
    return true;
}

static void
each_call_fails(struct fixture *t, uint32_t areas, int error)
{
    size_t nth = 1;
    struct change c;

    change_new(t, areas, &c);
    while (run_with(&c, nth, error)) {
        nth++;
    }
    CHECK(nth > 8);
    printf("%u areas: %zu calls, each with %s\n", areas, nth - 1,
           strerrorname_np(error));
    change_free(&c);
}

static void
a_change_in_place_reports_every_failed_call(void **state)
{
    each_call_fails(*state, 2, EIO);
}

static void
a_change_by_copy_reports_every_failed_call(void **state)
{
    each_call_fails(*state, 1, EIO);
}

static void
a_change_by_copy_reports_a_full_disk_anywhere(void **state)
{
    each_call_fails(*state, 1, ENOSPC);
}

static void
a_change_goes_on_or_stops_whole_when_interrupted(void **state)
{
    each_call_fails(*state, 2, EINTR);
}

static void
a_copy_goes_on_or_stops_whole_when_interrupted(void **state)
{
    each_call_fails(*state, 1, EINTR);
}

static void
a_file_system_that_copies_nothing_itself_is_no_obstacle(void **state)
{
    static const int errors[] = {ENOSYS, EXDEV, EOPNOTSUPP, EINVAL};
    struct fixture *t         = *state;
    struct change c;

    change_new(t, 1, &c);
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        fixture_write_file(c.path, c.sealed);
        fault_always("copy", errors[i]);
        CHECK_OK(change_do(&c, c.stranger, NULL));
        CHECK(fault.hits > 0);
        fault_none();
        CHECK_NUMBER(1, generation(&c));
        CHECK_OK(change_open(&c, c.stranger, NULL));
    }
    change_free(&c);
}

static void
short_writes_go_on(void **state)
{
    struct fixture *t = *state;
    struct change c;

    for (uint32_t areas = 1; areas <= 2; areas++) {
        change_new(t, areas, &c);
        fault_short(777);
        CHECK_OK(change_do(&c, c.stranger, NULL));
        fault_none();
        CHECK_NUMBER(1, generation(&c));
        CHECK_OK(change_open(&c, c.stranger, NULL));
        change_free(&c);
    }
}

/* A child finds no secrets of its parent: it makes the keys again. */
static void
be_killed(struct fixture *t, const struct change *c, size_t nth)
{
    mohur_ctx *ctx                 = fixture_ctx(t, 1);
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    const mohur_key *us            = kit_kek(ctx, 0x70, 1, 0x80);
    const mohur_key *stranger      = kit_pair(ctx, MOHUR_ALG_X25519);

    o.keys     = &us;
    o.keys_len = 1;
    o.add      = &stranger;
    o.add_len  = 1;
    fault_kill(nth, SECTOR);
    mohur_status st = mohur_archive_recipients_change(ctx, &o, c->path);
    fault_none();
    _exit(st == MOHUR_OK ? 0 : 1);
}

/* Was it killed there?  Then the file opens, and can be changed. */
static bool
kill_at(const struct change *c, size_t nth, uint32_t *last)
{
    struct fixture *t = c->t;
    int status        = 0;
    pid_t child;

    fixture_write_file(c->path, c->sealed);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        be_killed(t, c, nth);
    }
    CHECK(waitpid(child, &status, 0) == child);
    if (WIFEXITED(status)) {
        CHECK_NUMBER(0, WEXITSTATUS(status));
        CHECK_NUMBER(1, generation(c));
        return false;
    }
    CHECK(WTERMSIG(status) == SIGKILL);
    uint32_t now = generation(c);
    CHECK(now >= *last);
    *last = now;
    CHECK_OK(change_open(c, c->friend, NULL));
    CHECK_OK(change_do(c, c->another, c->friend));
    CHECK_OK(change_open(c, c->another, NULL));
    CHECK_STATUS(MOHUR_E_NO_KEY, change_open(c, c->friend, NULL));
    return true;
}

static void
killed_anywhere(struct fixture *t, uint32_t areas)
{
    uint32_t last = 0;
    size_t nth    = 1;
    struct change c;

    change_new(t, areas, &c);
    while (kill_at(&c, nth, &last)) {
        nth++;
    }
    /* Each area is written in 8 parts. */
    CHECK(nth > 16);
    CHECK_NUMBER(1, last);
    printf("%u areas: killed at each of %zu calls\n", areas, nth - 1);
    change_free(&c);
}

static void
b20_killed_in_place_at_any_call_and_sector_it_opens(void **state)
{
    killed_anywhere(*state, 2);
}

static void
b20_killed_while_copying_at_any_call_it_opens(void **state)
{
    killed_anywhere(*state, 1);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(a_change_in_place_survives_every_failed_allocation),
        CASE(a_change_by_copy_survives_every_failed_allocation),
        CASE(a_change_stops_when_randomness_fails),
        CASE(a_change_in_place_reports_every_failed_call),
        CASE(a_change_by_copy_reports_every_failed_call),
        CASE(a_change_by_copy_reports_a_full_disk_anywhere),
        CASE(a_change_goes_on_or_stops_whole_when_interrupted),
        CASE(a_copy_goes_on_or_stops_whole_when_interrupted),
        CASE(a_file_system_that_copies_nothing_itself_is_no_obstacle),
        CASE(short_writes_go_on),
        CASE(b20_killed_in_place_at_any_call_and_sector_it_opens),
        CASE(b20_killed_while_copying_at_any_call_it_opens),
    };
    return cmocka_run_group_tests_name("recipients after sealing", cases, NULL,
                                       NULL);
}
