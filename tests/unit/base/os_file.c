/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_file.h"
#include "check.h"
#include "interpose.h"

#include <mohur/io.h>

static void
goes_on_after_a_signal(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "file");
    uint8_t room[4]   = {0};
    size_t len        = 0;
    int fd            = -1;

    fixture_write_file(path, VIEW_TEXT("data"));
    fault_once("open", 1, EINTR);
    CHECK_OK(mohur__os_open_read(t->ctx, path, &fd));
    fault_once("read", 1, EINTR);
    CHECK_OK(mohur__os_read(t->ctx, fd, MOHUR__SPAN(room), &len));
    fault_once("pread", 1, EINTR);
    CHECK_OK(mohur__os_read_at(t->ctx, fd, 2, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(2, len);
    mohur__os_close(fd);
    fd = open(path, O_WRONLY | O_TRUNC);
    fault_once("write", 2, EINTR);
    fault.most = 3;
    CHECK_OK(mohur__os_write(t->ctx, fd, MOHUR__TEXT("other")));
    fault_once("fsync", 1, EINTR);
    CHECK_OK(mohur__os_sync(t->ctx, fd));
    fault_none();
    mohur__os_close(fd);
    CHECK_BYTES(VIEW_TEXT("other"), fixture_read_file(t, path));
}

static void
says_why_it_failed(void **state)
{
    struct fixture *t = *state;
    uint8_t room[4]   = {0};
    uint64_t number   = 0;
    size_t len        = 9;

    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_read(t->ctx, -1, MOHUR__SPAN(room), &len));
    CHECK_TEXT("cannot read the input: Bad file descriptor",
               mohur_ctx_message(t->ctx));
    CHECK_NUMBER(0, len);
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_read_at(t->ctx, -1, 0, MOHUR__SPAN(room), &len));
    CHECK_STATUS(MOHUR_E_IO, mohur__os_write(t->ctx, -1, MOHUR__TEXT("x")));
    CHECK_STATUS(MOHUR_E_IO, mohur__os_sync(t->ctx, -1));
    CHECK_STATUS(MOHUR_E_IO, mohur__os_length(t->ctx, -1, &number));
    CHECK(number == MOHUR_LEN_UNKNOWN);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_position(t->ctx, -1, &number));
    mohur__os_close(-1);
}

static void
tells_lack_of_memory_and_names_taken_apart(void **state)
{
    struct fixture *t = *state;

    errno = ENOMEM;
    CHECK_STATUS(MOHUR_E_NO_MEMORY, mohur__os_error(t->ctx, "read", "x"));
    CHECK_TEXT("cannot read x: Cannot allocate memory",
               mohur_ctx_message(t->ctx));
    errno = EEXIST;
    CHECK_STATUS(MOHUR_E_EXISTS, mohur__os_error(t->ctx, "write", "x"));
    errno = 99999;
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_error(t->ctx, "write", "x"));
    CHECK_MESSAGE("unknown error");
}

static void
closes_what_it_cannot_use(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "file");
    int fd            = 7;

    fixture_write_file(path, VIEW_TEXT("data"));
    fault_once("fstat", 1, EIO);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_open_read(t->ctx, path, &fd));
    CHECK_NUMBER(-1, fd);
    CHECK_STATUS(MOHUR_E_EXISTS, mohur__os_open_device(NULL, path, &fd));
    CHECK_NUMBER(-1, fd);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_open_device(NULL, "/none", &fd));
    fault_none();
}

static void
knows_what_a_name_stands_for(void **state)
{
    struct fixture *t = *state;
    const char *file  = fixture_path(t, "file");
    const char *link  = fixture_path(t, "link");
    const char *lost  = fixture_path(t, "lost");
    const char *null  = fixture_path(t, "null");
    const char *fold  = fixture_path(t, "folder");

    fixture_write_file(file, VIEW_TEXT("data"));
    CHECK(symlink(file, link) == 0 && symlink("nowhere", lost) == 0 &&
          symlink("/dev/null", null) == 0 && symlink(".", fold) == 0);
    CHECK_NUMBER(MOHUR__OS_ABSENT, mohur__os_kind(fixture_path(t, "none")));
    CHECK_NUMBER(MOHUR__OS_FILE, mohur__os_kind(file));
    CHECK_NUMBER(MOHUR__OS_FILE, mohur__os_kind(link));
    CHECK_NUMBER(MOHUR__OS_FILE, mohur__os_kind(lost));
    CHECK_NUMBER(MOHUR__OS_FOLDER, mohur__os_kind(fold));
    CHECK_NUMBER(MOHUR__OS_DEVICE, mohur__os_kind(null));
    CHECK(mohur__os_exists(lost));
    CHECK(!mohur__os_exists(fixture_path(t, "none")));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(goes_on_after_a_signal),
        CASE_BASE(says_why_it_failed),
        CASE_BASE(tells_lack_of_memory_and_names_taken_apart),
        CASE_BASE(closes_what_it_cannot_use),
        CASE_BASE(knows_what_a_name_stands_for),
    };
    return cmocka_run_group_tests_name("the system's files", cases, NULL, NULL);
}
