/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_file.h"
#include "base/os_random.h"
#include "check.h"
#include "interpose.h"

static void
lies_beside_its_target(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");
    char temp[300];
    int fd = -1;

    CHECK_OK(mohur__os_temp_new(t->ctx, path, temp, sizeof temp, &fd));
    CHECK(strncmp(temp, path, strlen(path) - 3) == 0);
    CHECK(strncmp(temp + strlen(path) - 3, ".out.", 5) == 0);
    CHECK_NUMBER(strlen(path) + 22, strlen(temp));
    CHECK_OK(mohur__os_temp_commit(t->ctx, temp, path, false));
    CHECK(mohur__os_exists(path) && !mohur__os_exists(temp));
    mohur__os_close(fd);
}

static void
does_not_disturb_the_hosts_randomness(void **state)
{
    struct fixture *t = *state;
    char temp[300];
    int fd = -1;

    CHECK_OK(mohur__os_temp_new(t->ctx, fixture_path(t, "out"), temp,
                                sizeof temp, &fd));
    CHECK_NUMBER(0, atomic_load(&t->random.calls));
    mohur__os_close(fd);
}

/* A name of 255 bytes, of letters of two bytes after one of one. */
static void
has_a_name_that_is_not_too_long(void **state)
{
    struct fixture *t = *state;
    char name[256]    = "x";
    char temp[600];
    int fd = -1;

    for (size_t i = 1; i < 255; i += 2) {
        memcpy(name + i, "\xC9\x99", 2);
    }
    CHECK_OK(mohur__os_temp_new(t->ctx, fixture_path(t, name), temp,
                                sizeof temp, &fd));
    CHECK_NUMBER(199 + 22, strlen(strrchr(temp, '/') + 1));
    CHECK_OK(mohur__os_temp_commit(t->ctx, temp, fixture_path(t, name), false));
    mohur__os_close(fd);
}

static void
needs_room_for_its_name(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");
    char temp[300];
    int fd = 7;

    CHECK_STATUS(MOHUR_E_IO, mohur__os_temp_new(t->ctx, path, temp, 20, &fd));
    CHECK_MESSAGE("too long");
    CHECK_NUMBER(-1, fd);
    CHECK_OK((mohur__error_clear(t->ctx),
              mohur__os_temp_new(t->ctx, path, temp,
                                 MOHUR__OS_TEMP_CAP(strlen(path)), &fd)));
    mohur__os_close(fd);
}

static void
may_lie_in_the_current_folder(void **state)
{
    struct fixture *t = *state;
    char before[4096];
    char temp[300];
    int fd = -1;

    CHECK(getcwd(before, sizeof before) != NULL);
    CHECK(chdir(fixture_tmpdir(t)) == 0);
    mohur_status st = mohur__os_temp_new(t->ctx, "out", temp, sizeof temp, &fd);
    if (st == MOHUR_OK) {
        fault_once("open", 1, EINTR);
        st = mohur__os_temp_commit(t->ctx, temp, "out", true);
    }
    fault_none();
    mohur__os_close(fd);
    CHECK(chdir(before) == 0);
    CHECK_OK(st);
    CHECK(mohur__os_exists(fixture_path(t, "out")));
}

static void
replaces_nothing_on_file_systems_without_that(void **state)
{
    static const int errors[] = {EINVAL, ENOSYS, ENOTSUP};
    struct fixture *t         = *state;
    const char *path          = fixture_path(t, "out");
    char temp[300];
    int fd = -1;

    for (size_t i = 0; i < 3; i++) {
        CHECK_OK(mohur__os_temp_new(t->ctx, path, temp, sizeof temp, &fd));
        mohur__os_close(fd);
        fault_once("renameat2", 1, errors[i]);
        CHECK_OK(mohur__os_temp_commit(t->ctx, temp, path, false));
        CHECK(mohur__os_exists(path) && !mohur__os_exists(temp));
        CHECK_OK(mohur__os_temp_new(t->ctx, path, temp, sizeof temp, &fd));
        mohur__os_close(fd);
        fault_once("renameat2", 1, errors[i]);
        CHECK_STATUS(MOHUR_E_EXISTS,
                     mohur__os_temp_commit(t->ctx, temp, path, false));
        fault_none();
        mohur__error_clear(t->ctx);
        mohur__os_unlink(temp);
        mohur__os_unlink(path);
    }
}

static void
reports_a_folder_that_cannot_be_synced(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");
    char temp[300];
    int fd = -1;

    CHECK_OK(mohur__os_temp_new(t->ctx, path, temp, sizeof temp, &fd));
    mohur__os_close(fd);
    fault_once("fsync", 1, EIO);
    mohur_status st = mohur__os_temp_commit(t->ctx, temp, path, false);
    fault_none();
    CHECK_STATUS(MOHUR_E_IO, st);
    CHECK_MESSAGE("sync the folder of");
}

static void
is_random_through_signals_and_short_reads(void **state)
{
    uint8_t a[64] = {0};
    uint8_t b[64] = {0};

    (void)state;
    fault_once("getrandom", 2, EINTR);
    fault.most = 5;
    CHECK_NUMBER(0, mohur__os_random(NULL, a, sizeof a));
    CHECK_NUMBER(1, fault.hits);
    fault_none();
    CHECK_NUMBER(0, mohur__os_random(NULL, b, sizeof b));
    CHECK(memcmp(a + 54, b + 54, 10) != 0);
    fault_once("getrandom", 1, ENOSYS);
    CHECK(mohur__os_random(NULL, a, sizeof a) != 0);
    fault_none();
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(lies_beside_its_target),
        CASE_BASE(does_not_disturb_the_hosts_randomness),
        CASE_BASE(has_a_name_that_is_not_too_long),
        CASE_BASE(needs_room_for_its_name),
        CASE_BASE(may_lie_in_the_current_folder),
        CASE_BASE(replaces_nothing_on_file_systems_without_that),
        CASE_BASE(reports_a_folder_that_cannot_be_synced),
        CASE_BASE(is_random_through_signals_and_short_reads),
    };
    return cmocka_run_group_tests_name("a temporary file", cases, NULL, NULL);
}
