/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/os_folder.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder of one user, its files, and locks between processes. */

static mohur_status
check_folder(struct fixture *t, const char *path)
{
    char *full      = NULL;
    mohur_status st = mohur__os_folder_check(t->ctx, path, &full);

    mohur__free(full);
    return st;
}

static void
is_made_closed_to_others_and_left_if_it_is_there(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "f");
    struct stat about = {0};

    CHECK_OK(mohur__os_folder_make(t->ctx, path));
    CHECK(stat(path, &about) == 0);
    CHECK_NUMBER(0700, about.st_mode & 0777);
    CHECK_OK(mohur__os_folder_make(t->ctx, path));
    CHECK_OK(check_folder(t, path));
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_folder_make(t->ctx, fixture_path(t, "no/where")));
}

static void
has_its_full_path_without_links(void **state)
{
    struct fixture *t = *state;
    char *a           = NULL;
    char *b           = NULL;

    CHECK_OK(mohur__os_folder_make(t->ctx, fixture_path(t, "f")));
    CHECK(symlink(fixture_tmpdir(t), fixture_path(t, "up")) == 0);
    CHECK_OK(mohur__os_folder_check(t->ctx, fixture_path(t, "f"), &a));
    CHECK_OK(mohur__os_folder_check(t->ctx, fixture_path(t, "up/f//"), &b));
    CHECK_TEXT(a, b);
    CHECK(a[0] == '/');
    mohur__free(a);
    mohur__free(b);
}

static void
is_refused_open_to_others_as_a_link_or_a_file(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "f");

    CHECK_OK(mohur__os_folder_make(t->ctx, path));
    for (unsigned bit = 0; bit < 6; bit++) {
        CHECK(chmod(path, 0700 | 1u << bit) == 0);
        CHECK_STATUS(MOHUR_E_IO, check_folder(t, path));
        mohur__error_clear(t->ctx);
    }
    CHECK_OK(mohur__os_folder_close(t->ctx, path));
    CHECK_OK(check_folder(t, path));
    CHECK(symlink(path, fixture_path(t, "alias")) == 0);
    CHECK_STATUS(MOHUR_E_IO, check_folder(t, fixture_path(t, "alias")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO, check_folder(t, fixture_path(t, "alias/")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_folder_close(t->ctx, fixture_path(t, "alias")));
    mohur__error_clear(t->ctx);
    fixture_write_file(fixture_path(t, "file"), VIEW_TEXT(""));
    CHECK_STATUS(MOHUR_E_IO, check_folder(t, fixture_path(t, "file")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO, check_folder(t, fixture_path(t, "none")));
}

static void
is_refused_if_it_belongs_to_another_user(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "f");

    if (geteuid() != 0) {
        skip(); /* only root can give a folder away */
    }
    CHECK_OK(mohur__os_folder_make(t->ctx, path));
    CHECK(chown(path, 65534, 65534) == 0);
    CHECK_STATUS(MOHUR_E_IO, check_folder(t, path));
    CHECK_MESSAGE("another user");
}

static void
holds_only_what_begins_as_asked(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "f");
    bool only         = false;

    CHECK_OK(mohur__os_folder_make(t->ctx, path));
    CHECK_OK(mohur__os_folder_only(t->ctx, path, "a.", &only));
    CHECK(only);
    fixture_write_file(fixture_path(t, "f/a.x"), VIEW_TEXT(""));
    CHECK_OK(mohur__os_folder_only(t->ctx, path, "a.", &only));
    CHECK(only);
    fixture_write_file(fixture_path(t, "f/b"), VIEW_TEXT(""));
    CHECK_OK(mohur__os_folder_only(t->ctx, path, "a.", &only));
    CHECK(!only);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_folder_only(
                                 t->ctx, fixture_path(t, "none"), "", &only));
}

/* ---- files ---- */

static void
has_files_that_only_their_owner_reads(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "file");

    CHECK_OK(mohur__os_private_new(t->ctx, path));
    CHECK_OK(mohur__os_private_check(t->ctx, path));
    CHECK_STATUS(MOHUR_E_EXISTS, mohur__os_private_new(t->ctx, path));
    mohur__error_clear(t->ctx);
    for (unsigned bit = 0; bit < 6; bit++) {
        CHECK(chmod(path, 0600 | 1u << bit) == 0);
        CHECK_STATUS(MOHUR_E_IO, mohur__os_private_check(t->ctx, path));
        mohur__error_clear(t->ctx);
    }
    CHECK(chmod(path, 0600) == 0);
    CHECK(link(path, fixture_path(t, "second")) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_private_check(t->ctx, path));
    mohur__error_clear(t->ctx);
    CHECK(symlink(path, fixture_path(t, "alias")) == 0);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_private_check(t->ctx, fixture_path(t, "alias")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_private_new(t->ctx, fixture_path(t, "alias")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_private_check(t->ctx, fixture_path(t, "none")));
}

/* ---- locks ---- */

static void
has_a_lock_that_one_descriptor_holds(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "lock");
    int first         = -1;
    int second        = -1;

    CHECK_OK(mohur__os_lock(t->ctx, path, 0, &first));
    CHECK_STATUS(MOHUR_E_BUSY, mohur__os_lock(t->ctx, path, 20, &second));
    CHECK_NUMBER(-1, second);
    mohur__error_clear(t->ctx);
    mohur__os_unlock(first);
    CHECK_OK(mohur__os_lock(t->ctx, path, 0, &second));
    mohur__os_unlock(second);
    mohur__os_unlock(-1);
}

static void
has_a_lock_that_ends_with_its_process(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "lock");
    int status        = -1;
    int fd            = -1;
    pid_t child       = fork();

    if (child == 0) {
        _exit(mohur__os_lock(t->ctx, path, 0, &fd) == MOHUR_OK ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(0, status);
    CHECK_OK(mohur__os_lock(t->ctx, path, 0, &fd));
    mohur__os_unlock(fd);
}

static void
has_a_lock_that_a_forked_child_does_not_keep(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "lock");
    int fd            = -1;
    pid_t child       = -1;

    CHECK_OK(mohur__os_lock(t->ctx, path, 0, &fd));
    child = fork();
    if (child == 0) {
        pause(); /* with a copy of the descriptor */
        _exit(0);
    }
    mohur__os_unlock(fd);
    CHECK_OK(mohur__os_lock(t->ctx, path, 0, &fd));
    mohur__os_unlock(fd);
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(waitpid(child, NULL, 0) == child);
}

/* Who waited for it would keep nobody out. */
static void
has_no_lock_on_a_file_that_was_removed_meanwhile(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "lock");
    int status        = -1;
    int fd            = -1;
    pid_t child       = -1;

    CHECK_OK(mohur__os_lock(t->ctx, path, 0, &fd));
    child = fork();
    if (child == 0) {
        mohur__os_close(fd);
        _exit(mohur__os_lock(t->ctx, path, 5000, &fd) == MOHUR_E_BUSY ? 0 : 1);
    }
    usleep(100000); /* it waits by now */
    CHECK(unlink(path) == 0);
    mohur__os_unlock(fd);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(0, status);
}

static void
is_removed_if_nothing_is_in_it(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "f");

    CHECK_OK(mohur__os_folder_make(t->ctx, path));
    fixture_write_file(fixture_path(t, "f/a"), VIEW_TEXT("a"));
    mohur__os_folder_remove(path);
    CHECK(access(path, F_OK) == 0);
    CHECK(unlink(fixture_path(t, "f/a")) == 0);
    mohur__os_folder_remove(path);
    CHECK(access(path, F_OK) != 0);
}

static void
has_no_lock_on_a_link_or_on_a_file_of_others(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "lock");
    int fd            = -1;

    fixture_write_file(fixture_path(t, "target"), VIEW_TEXT(""));
    CHECK(symlink(fixture_path(t, "target"), path) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_lock(t->ctx, path, 0, &fd));
    mohur__error_clear(t->ctx);
    CHECK(chmod(fixture_path(t, "target"), 0666) == 0);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_lock(t->ctx, fixture_path(t, "target"), 0, &fd));
    CHECK_NUMBER(-1, fd);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_made_closed_to_others_and_left_if_it_is_there),
        CASE_BASE(has_its_full_path_without_links),
        CASE_BASE(is_refused_open_to_others_as_a_link_or_a_file),
        CASE_BASE(is_refused_if_it_belongs_to_another_user),
        CASE_BASE(holds_only_what_begins_as_asked),
        CASE_BASE(has_files_that_only_their_owner_reads),
        CASE_BASE(has_a_lock_that_one_descriptor_holds),
        CASE_BASE(has_a_lock_that_ends_with_its_process),
        CASE_BASE(has_a_lock_that_a_forked_child_does_not_keep),
        CASE_BASE(has_no_lock_on_a_file_that_was_removed_meanwhile),
        CASE_BASE(is_removed_if_nothing_is_in_it),
        CASE_BASE(has_no_lock_on_a_link_or_on_a_file_of_others),
    };
    return cmocka_run_group_tests_name("a folder of one user", cases, NULL,
                                       NULL);
}
