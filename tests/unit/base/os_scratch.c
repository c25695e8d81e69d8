/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_scratch.h"

#include "check.h"
#include "interpose_files.h"

/* A file that nobody else can find. */
static void
check_nameless(struct fixture *t, int fd)
{
    struct stat about = {0};

    CHECK(fd >= 0);
    CHECK(fstat(fd, &about) == 0);
    CHECK(S_ISREG(about.st_mode));
    CHECK_NUMBER(0, about.st_nlink);
    CHECK(pwrite(fd, "1", 1, 5) == 1);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    close(fd);
}

static void
has_no_name(void **state)
{
    struct fixture *t = *state;
    int fd            = -1;

    CHECK_OK(mohur__os_scratch_new(t->ctx, fixture_tmpdir(t), &fd));
    check_nameless(t, fd);
}

static void
loses_its_name_where_there_must_be_one(void **state)
{
    struct fixture *t = *state;
    int fd            = -1;
    mohur_status st;

    fault_once("open", 1, EOPNOTSUPP);
    st = mohur__os_scratch_new(t->ctx, fixture_tmpdir(t), &fd);
    fault_none();
    CHECK_OK(st);
    check_nameless(t, fd);
}

static void
is_refused_where_there_is_no_folder(void **state)
{
    struct fixture *t = *state;
    int fd            = 0;

    CHECK_STATUS(MOHUR_E_IO,
                 mohur__os_scratch_new(t->ctx, fixture_path(t, "no"), &fd));
    CHECK_MESSAGE("cannot make a scratch file in");
    CHECK(fd == -1);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(has_no_name),
        CASE_BASE(loses_its_name_where_there_must_be_one),
        CASE_BASE(is_refused_where_there_is_no_folder),
    };

    return cmocka_run_group_tests_name("a scratch file", cases, NULL, NULL);
}
