/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_place.h"

#include "base/ctx.h"
#include "check.h"
#include "interpose.h"

static void
file_make(int folder, const char *name)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    if (fd < 0 || write(fd, name, 1) != 1) {
        fail_msg("cannot make %s", name);
    }
    close(fd);
}

/* In the case's folder: nothing but what is named. */
static size_t
files_left(struct fixture *t)
{
    return fixture_count_files(fixture_tmpdir(t));
}

static void
appears_at_the_end(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    struct stat about         = {0};

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d/"), false, &p));
    file_make(mohur__os_place_fd(p), "x");
    CHECK(stat(fixture_path(t, "d"), &about) != 0);
    CHECK_OK(mohur__os_place_commit(p, true));
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d/x"), &about) == 0);
    CHECK_NUMBER(1, files_left(t));
}

static void
leaves_nothing_when_it_is_given_up(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    file_make(mohur__os_place_fd(p), "x");
    mkdirat(mohur__os_place_fd(p), "sub", 0700);
    mkdirat(mohur__os_place_fd(p), "sub/sub", 0700);
    file_make(mohur__os_place_fd(p), "sub/sub/y");
    CHECK_NUMBER(0, symlinkat("/", mohur__os_place_fd(p), "sub/link"));
    mohur__os_place_free(p);
    CHECK_NUMBER(0, files_left(t));
}

static void
does_not_take_a_name_that_is_taken(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    mkdir(fixture_path(t, "d"), 0700);
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    CHECK(p == NULL);
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(0, symlink("nowhere", fixture_path(t, "l")));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_place_new(t->ctx, fixture_path(t, "l"), false, &p));
    CHECK_NUMBER(2, files_left(t));
}

static void
does_not_take_a_name_that_was_taken_meanwhile(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    fixture_write_file(fixture_path(t, "d"), VIEW_TEXT("theirs"));
    CHECK_STATUS(MOHUR_E_EXISTS, mohur__os_place_commit(p, false));
    mohur__os_place_free(p);
    CHECK_BYTES(VIEW_TEXT("theirs"),
                fixture_read_file(t, fixture_path(t, "d")));
    CHECK_NUMBER(1, files_left(t));
}

static void
replaces_a_folder_when_told_to(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    struct stat about         = {0};

    mkdir(fixture_path(t, "d"), 0700);
    mkdir(fixture_path(t, "d/sub"), 0700);
    fixture_write_file(fixture_path(t, "d/sub/old"), VIEW_TEXT("old"));
    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), true, &p));
    file_make(mohur__os_place_fd(p), "x");
    CHECK(stat(fixture_path(t, "d/sub/old"), &about) == 0);
    CHECK_OK(mohur__os_place_commit(p, false));
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d/x"), &about) == 0);
    CHECK(stat(fixture_path(t, "d/sub"), &about) != 0);
    CHECK_NUMBER(1, files_left(t));
}

static void
keeps_the_old_folder_when_it_is_given_up(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    struct stat about         = {0};

    mkdir(fixture_path(t, "d"), 0700);
    fixture_write_file(fixture_path(t, "d/old"), VIEW_TEXT("old"));
    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), true, &p));
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d/old"), &about) == 0);
    CHECK_NUMBER(1, files_left(t));
}

static void
replaces_no_file_and_no_link(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    fixture_write_file(fixture_path(t, "f"), VIEW_TEXT("x"));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_place_new(t->ctx, fixture_path(t, "f"), true, &p));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(0, symlink(".", fixture_path(t, "l")));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_place_new(t->ctx, fixture_path(t, "l"), true, &p));
    CHECK_NUMBER(2, files_left(t));
}

static void
takes_a_free_name_when_it_may_replace(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    struct stat about         = {0};

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), true, &p));
    CHECK_OK(mohur__os_place_commit(p, false));
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d"), &about) == 0);
}

/* Some file systems cannot rename without replacing, nor exchange. */
static void
takes_its_name_where_renameat2_is_not_known(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    struct stat about         = {0};

    fault_always("renameat2", EINVAL);
    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    file_make(mohur__os_place_fd(p), "x");
    CHECK_OK(mohur__os_place_commit(p, false));
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d/x"), &about) == 0);
    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), true, &p));
    file_make(mohur__os_place_fd(p), "y");
    CHECK_OK(mohur__os_place_commit(p, false));
    mohur__os_place_free(p);
    fault_none();
    CHECK(stat(fixture_path(t, "d/y"), &about) == 0);
    CHECK(stat(fixture_path(t, "d/x"), &about) != 0);
    CHECK_NUMBER(1, files_left(t));
}

static void
takes_no_taken_name_where_renameat2_is_not_known(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    fault_always("renameat2", ENOSYS);
    mkdir(fixture_path(t, "d"), 0700);
    CHECK_STATUS(MOHUR_E_EXISTS, mohur__os_place_commit(p, false));
    mohur__os_place_free(p);
    fault_none();
    CHECK_NUMBER(0, fixture_count_files(fixture_path(t, "d")));
    CHECK_NUMBER(1, files_left(t));
}

/* The second step of two fails: the old folder is put back. */
static void
keeps_the_old_folder_when_a_step_fails(void **state)
{
    struct fixture *t = *state;

    for (size_t nth = 1;; nth++) {
        struct mohur__os_place *p = NULL;
        struct stat about         = {0};
        mohur_status st           = MOHUR_OK;
        size_t hits               = 0;
        mkdir(fixture_path(t, "d"), 0700);
        fixture_write_file(fixture_path(t, "d/old"), VIEW_TEXT("old"));
        CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), true, &p));
        fault_once("renameat2", nth, EIO);
        st   = mohur__os_place_commit(p, false);
        hits = fault.hits;
        fault_none();
        mohur__os_place_free(p);
        if (hits == 0) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_IO, st);
        CHECK(stat(fixture_path(t, "d/old"), &about) == 0);
        CHECK_NUMBER(1, files_left(t));
        mohur__error_clear(t->ctx);
    }
}

static void
says_that_the_old_folder_is_left(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    struct stat about         = {0};

    mkdir(fixture_path(t, "d"), 0700);
    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), true, &p));
    file_make(mohur__os_place_fd(p), "x");
    fault_once("open", 1, EMFILE);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_place_commit(p, false));
    fault_none();
    CHECK_MESSAGE("old folder");
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d/x"), &about) == 0);
    CHECK_NUMBER(2, files_left(t));
}

/* The temporary folder, of which the case knows only that it is there. */
static const char *
temp_path(struct fixture *t, struct mohur__os_place *p)
{
    char link[64]   = {0};
    char path[4096] = {0};
    ssize_t len     = 0;

    snprintf(link, sizeof link, "/proc/self/fd/%d", mohur__os_place_fd(p));
    len = readlink(link, path, sizeof path - 1);
    if (len < 0) {
        fail_msg("cannot find the temporary folder");
    }
    return fixture_path(t, strrchr(path, '/') + 1);
}

static void
is_not_somebody_elses_folder(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    const char *temp          = NULL;
    struct stat about         = {0};

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    file_make(mohur__os_place_fd(p), "x");
    temp = temp_path(t, p);
    rename(temp, fixture_path(t, "moved"));
    mkdir(temp, 0700);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_place_commit(p, false));
    CHECK_MESSAGE("somebody else");
    mohur__os_place_free(p);
    CHECK(stat(fixture_path(t, "d"), &about) != 0);
    CHECK(stat(temp, &about) == 0);
    CHECK_NUMBER(0, fixture_count_files(fixture_path(t, "moved")));
}

static void
says_why_it_cannot_be_made(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    CHECK_STATUS(MOHUR_E_IO, mohur__os_place_new(
                                 t->ctx, fixture_path(t, "no/d"), false, &p));
    CHECK_MESSAGE("no/d");
    CHECK_MESSAGE("No such file");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_place_new(t->ctx, "", false, &p));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (size_t nth = 1;; nth++) {
        struct mohur__os_place *p = NULL;
        mohur_status st           = MOHUR_OK;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            mohur__os_place_free(p);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        mohur__error_clear(t->ctx);
    }
    CHECK_NUMBER(0, files_left(t));
}

static void
has_a_scratch_file_without_a_name(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;
    int fd                    = -1;
    char got[5]               = {0};
    struct stat about         = {0};

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    CHECK_OK(mohur__os_place_scratch(p, &fd));
    CHECK(write(fd, "salam", 5) == 5 && pread(fd, got, 5, 0) == 5);
    CHECK_NUMBER(0, memcmp(got, "salam", 5));
    CHECK(fstat(fd, &about) == 0 && about.st_nlink == 0);
    CHECK_NUMBER(S_IFREG | 0600, about.st_mode);
    CHECK_OK(mohur__os_place_commit(p, false));
    CHECK_NUMBER(0, fixture_count_files(fixture_path(t, "d")));
    close(fd);
    mohur__os_place_free(p);
}

static void
can_be_discarded_before_its_end(void **state)
{
    struct fixture *t         = *state;
    struct mohur__os_place *p = NULL;

    CHECK_OK(mohur__os_place_new(t->ctx, fixture_path(t, "d"), false, &p));
    file_make(mohur__os_place_fd(p), "x");
    CHECK_OK(mohur__os_place_discard(p));
    CHECK_NUMBER(0, files_left(t));
    mohur__os_place_free(p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(appears_at_the_end),
        CASE_BASE(leaves_nothing_when_it_is_given_up),
        CASE_BASE(does_not_take_a_name_that_is_taken),
        CASE_BASE(does_not_take_a_name_that_was_taken_meanwhile),
        CASE_BASE(replaces_a_folder_when_told_to),
        CASE_BASE(keeps_the_old_folder_when_it_is_given_up),
        CASE_BASE(replaces_no_file_and_no_link),
        CASE_BASE(takes_a_free_name_when_it_may_replace),
        CASE_BASE(takes_its_name_where_renameat2_is_not_known),
        CASE_BASE(takes_no_taken_name_where_renameat2_is_not_known),
        CASE_BASE(keeps_the_old_folder_when_a_step_fails),
        CASE_BASE(says_that_the_old_folder_is_left),
        CASE_BASE(is_not_somebody_elses_folder),
        CASE_BASE(says_why_it_cannot_be_made),
        CASE_BASE(survives_every_failed_allocation),
        CASE_BASE(has_a_scratch_file_without_a_name),
        CASE_BASE(can_be_discarded_before_its_end),
    };

    return cmocka_run_group_tests_name("a folder made beside its place", cases,
                                       NULL, NULL);
}
