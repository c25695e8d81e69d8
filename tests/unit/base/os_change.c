/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_change.h"

#include "base/os_file.h"
#include "check.h"
#include "interpose_files.h"

static const char text[] = "the bridge is open";

static const char *
file_of_text(struct fixture *t)
{
    const char *path = fixture_path(t, "x");

    fixture_write_file(path, VIEW_TEXT(text));
    return path;
}

static void
bytes_are_written_where_they_belong(void **state)
{
    struct fixture *t = *state;
    const char *path  = file_of_text(t);
    int fd            = -1;

    CHECK_OK(mohur__os_change_open(t->ctx, path, &fd));
    CHECK_OK(mohur__os_write_at(t->ctx, fd, 4, MOHUR__TEXT("fridge")));
    fault_short(2);
    CHECK_OK(mohur__os_write_at(t->ctx, fd, 14, MOHUR__TEXT("shut")));
    fault_none();
    mohur__os_close(fd);
    CHECK_BYTES(VIEW_TEXT("the fridge is shut"), fixture_read_file(t, path));
}

static void
a_file_is_held_by_one_at_a_time(void **state)
{
    struct fixture *t = *state;
    const char *path  = file_of_text(t);
    int fd            = -1;
    int other         = -1;

    CHECK_OK(mohur__os_change_open(t->ctx, path, &fd));
    CHECK_STATUS(MOHUR_E_BUSY, mohur__os_change_open(t->ctx, path, &other));
    CHECK_NUMBER(-1, other);
    mohur__os_close(fd);
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__os_change_open(t->ctx, path, &fd));
    mohur__os_close(fd);
}

static void
a_name_that_leads_elsewhere_is_noticed(void **state)
{
    struct fixture *t = *state;
    const char *path  = file_of_text(t);
    const char *other = fixture_path(t, "y");
    int fd            = -1;

    CHECK_OK(mohur__os_change_open(t->ctx, path, &fd));
    CHECK(mohur__os_change_same(fd, path));
    fixture_write_file(other, VIEW_TEXT("other"));
    CHECK(rename(other, path) == 0);
    CHECK(!mohur__os_change_same(fd, path));
    CHECK(unlink(path) == 0);
    CHECK(!mohur__os_change_same(fd, path));
    mohur__os_close(fd);
}

static void
links_and_folders_are_not_opened(void **state)
{
    struct fixture *t = *state;
    const char *link  = fixture_path(t, "link");
    int fd            = 3;

    CHECK(symlink(file_of_text(t), link) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_change_open(t->ctx, link, &fd));
    CHECK_NUMBER(-1, fd);
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_change_open(t->ctx, fixture_tmpdir(t), &fd));
    mohur__error_clear(t->ctx);
    CHECK(unlink(link) == 0 && mkfifo(link, 0600) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_change_open(t->ctx, link, &fd));
    CHECK_MESSAGE("is no plain file");
}

/* Copy what is behind the first 4 bytes, with a fault in the kernel's copy. */
static void
copies(struct fixture *t, int error, size_t most)
{
    const char *path = file_of_text(t);
    const char *to   = fixture_path(t, "y");
    int from_fd      = -1;
    int to_fd        = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CHECK_OK(mohur__os_change_open(t->ctx, path, &from_fd));
    CHECK_OK(mohur__os_write(t->ctx, to_fd, MOHUR__TEXT("this ")));
    if (error != 0) {
        fault_always("copy", error);
    }
    fault.most = most;
    CHECK_OK(mohur__os_copy_range(t->ctx, from_fd, 4, to_fd, 14));
    fault_none();
    mohur__os_close(from_fd);
    mohur__os_close(to_fd);
    CHECK_BYTES(VIEW_TEXT("this bridge is open"), fixture_read_file(t, to));
}

static void
a_range_is_copied_to_the_end(void **state)
{
    copies(*state, 0, 0);
    copies(*state, 0, 3);
    copies(*state, EXDEV, 0);
    copies(*state, ENOSYS, 3);
}

static void
a_range_that_is_not_there_is_an_error(void **state)
{
    struct fixture *t = *state;
    const char *path  = file_of_text(t);
    int from_fd       = -1;
    int to_fd =
        open(fixture_path(t, "y"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    CHECK_OK(mohur__os_change_open(t->ctx, path, &from_fd));
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_copy_range(t->ctx, from_fd, 4, to_fd, 15));
    CHECK_MESSAGE("became shorter");
    mohur__os_close(from_fd);
    mohur__os_close(to_fd);
}

static void
permissions_are_copied_but_nothing_that_lends_rights(void **state)
{
    struct fixture *t = *state;
    const char *path  = file_of_text(t);
    struct stat about = {0};
    int from_fd       = -1;
    int to_fd =
        open(fixture_path(t, "y"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    CHECK_OK(mohur__os_change_open(t->ctx, path, &from_fd));
    CHECK(chmod(path, 04754) == 0);
    CHECK_OK(mohur__os_copy_mode(t->ctx, from_fd, to_fd));
    CHECK(stat(fixture_path(t, "y"), &about) == 0);
    CHECK_NUMBER(0754, about.st_mode & 07777);
    mohur__os_close(from_fd);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_copy_mode(t->ctx, -1, to_fd));
    mohur__os_close(to_fd);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(bytes_are_written_where_they_belong),
        CASE_BASE(a_file_is_held_by_one_at_a_time),
        CASE_BASE(a_name_that_leads_elsewhere_is_noticed),
        CASE_BASE(links_and_folders_are_not_opened),
        CASE_BASE(a_range_is_copied_to_the_end),
        CASE_BASE(a_range_that_is_not_there_is_an_error),
        CASE_BASE(permissions_are_copied_but_nothing_that_lends_rights),
    };
    return cmocka_run_group_tests_name("files changed in place", cases, NULL,
                                       NULL);
}
