/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_dir.h"

#include "base/ctx.h"
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The ways to reach a folder: by the kernel, and part by part. */
enum way {
    BY_KERNEL,
    BY_PARTS,
    WAYS
};

struct tree {
    struct mohur__os_tree *tree;
    int fd;
};

/* A folder "in" of the case, opened anew. */
static struct tree
tree_open(struct fixture *t, enum way way)
{
    struct tree made = {NULL, -1};

    mkdir(fixture_path(t, "in"), 0700);
    made.fd = open(fixture_path(t, "in"), O_RDONLY | O_DIRECTORY);
    CHECK_OK(mohur__os_tree_new(t->ctx, made.fd, "in", false, &made.tree));
    if (way == BY_PARTS) {
        mohur__os_tree_plain(made.tree);
    }
    return made;
}

static void
tree_close(struct tree made)
{
    mohur__os_tree_free(made.tree);
    close(made.fd);
}

static mohur_status
file_put(struct mohur__os_tree *tree, const char *name, const char *text)
{
    mohur_status st = mohur__os_tree_file(tree, mohur__bytes_text(name), false);

    if (st == MOHUR_OK) {
        st = mohur__os_tree_write(tree, mohur__bytes_text(text));
    }
    if (st == MOHUR_OK) {
        st = mohur__os_tree_close(tree);
    }
    return st;
}

static struct stat
look(struct fixture *t, const char *name)
{
    struct stat about = {0};

    if (lstat(fixture_path(t, name), &about) != 0) {
        fail_msg("%s is not there", name);
    }
    return about;
}

static bool
is_absent(struct fixture *t, const char *name)
{
    struct stat about = {0};

    return lstat(fixture_path(t, name), &about) != 0;
}

static void
gets_files_and_the_folders_above_them(void **state)
{
    struct fixture *t = *state;

    for (enum way way = BY_KERNEL; way < WAYS; way++) {
        struct tree made = tree_open(t, way);
        char name[64]    = {0};
        char path[80]    = {0};
        snprintf(name, sizeof name, "a%d/b/c.txt", (int)way);
        snprintf(path, sizeof path, "in/%s", name);
        CHECK_OK(file_put(made.tree, name, "salam"));
        CHECK_BYTES(VIEW_TEXT("salam"),
                    fixture_read_file(t, fixture_path(t, path)));
        CHECK_OK(mohur__os_tree_finish(made.tree));
        tree_close(made);
    }
}

static void
gets_modes_and_times(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);
    mode_t mask       = umask(0022);

    CHECK_OK(mohur__os_tree_folder(made.tree, MOHUR__TEXT("d")));
    CHECK_OK(mohur__os_tree_file(made.tree, MOHUR__TEXT("d/x"), true));
    CHECK_OK(mohur__os_tree_file_time(made.tree, 1234567890));
    CHECK_OK(mohur__os_tree_close(made.tree));
    CHECK_OK(mohur__os_tree_file(made.tree, MOHUR__TEXT("d/y"), false));
    CHECK_OK(mohur__os_tree_close(made.tree));
    CHECK_OK(mohur__os_tree_folder_time(made.tree, MOHUR__TEXT("d"), -5));
    umask(mask);
    CHECK_NUMBER(S_IFREG | 0700, look(t, "in/d/x").st_mode);
    CHECK_NUMBER(S_IFREG | 0600, look(t, "in/d/y").st_mode);
    CHECK_NUMBER(S_IFDIR | 0700, look(t, "in/d").st_mode);
    CHECK_NUMBER(1234567890, look(t, "in/d/x").st_mtime);
    CHECK_NUMBER(-5, look(t, "in/d").st_mtime);
    tree_close(made);
}

static void
obeys_the_umask(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);
    mode_t mask       = umask(0300);

    CHECK_OK(mohur__os_tree_file(made.tree, MOHUR__TEXT("x"), true));
    CHECK_OK(mohur__os_tree_close(made.tree));
    umask(mask);
    CHECK_NUMBER(S_IFREG | 0400, look(t, "in/x").st_mode);
    tree_close(made);
}

static void
never_writes_into_what_is_there(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);

    fixture_write_file(fixture_path(t, "in/x"), VIEW_TEXT("mine"));
    CHECK_STATUS(MOHUR_E_EXISTS, file_put(made.tree, "x", "theirs"));
    CHECK_MESSAGE("in/x");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_tree_folder(made.tree, MOHUR__TEXT("x")));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__os_tree_folder(made.tree, MOHUR__TEXT("d")));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_tree_folder(made.tree, MOHUR__TEXT("d")));
    CHECK_BYTES(VIEW_TEXT("mine"),
                fixture_read_file(t, fixture_path(t, "in/x")));
    tree_close(made);
}

static void
follows_no_planted_link(void **state)
{
    struct fixture *t = *state;

    mkdir(fixture_path(t, "out"), 0700);
    for (enum way way = BY_KERNEL; way < WAYS; way++) {
        struct tree made = tree_open(t, way);
        CHECK_NUMBER(0, symlink("../out", fixture_path(t, "in/dir")));
        CHECK_NUMBER(0, symlink("../out/new", fixture_path(t, "in/file")));
        CHECK_STATUS(MOHUR_E_EXISTS, file_put(made.tree, "file", "x"));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_IO, file_put(made.tree, "dir/new", "x"));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_IO, file_put(made.tree, "dir/sub/new", "x"));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_IO, mohur__os_tree_folder_time(
                                     made.tree, MOHUR__TEXT("dir"), 1));
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(0, fixture_count_files(fixture_path(t, "out")));
        tree_close(made);
        CHECK_NUMBER(0, unlink(fixture_path(t, "in/dir")));
        CHECK_NUMBER(0, unlink(fixture_path(t, "in/file")));
    }
}

static void
makes_links_and_writes_through_none(void **state)
{
    struct fixture *t = *state;
    char text[16]     = {0};

    mkdir(fixture_path(t, "out"), 0700);
    for (enum way way = BY_KERNEL; way < WAYS; way++) {
        struct tree made = tree_open(t, way);
        CHECK_OK(mohur__os_tree_link(made.tree, MOHUR__TEXT("d/l"),
                                     MOHUR__TEXT("../../out")));
        CHECK_OK(mohur__os_tree_link_time(made.tree, 1234));
        CHECK_NUMBER(9, readlink(fixture_path(t, "in/d/l"), text, 16));
        CHECK_NUMBER(S_IFLNK, look(t, "in/d/l").st_mode & S_IFMT);
        CHECK_NUMBER(1234, look(t, "in/d/l").st_mtime);
        CHECK_STATUS(MOHUR_E_EXISTS,
                     mohur__os_tree_link(made.tree, MOHUR__TEXT("d/l"),
                                         MOHUR__TEXT("x")));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_IO, file_put(made.tree, "d/l/new", "x"));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_IO,
                     mohur__os_tree_link(made.tree, MOHUR__TEXT("d/l/new"),
                                         MOHUR__TEXT("x")));
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(0, fixture_count_files(fixture_path(t, "out")));
        tree_close(made);
        CHECK_NUMBER(0, unlink(fixture_path(t, "in/d/l")));
    }
}

/* The folder's own name may be exchanged under us: we hold the folder. */
static void
stays_in_the_folder_when_its_path_is_exchanged(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);

    mkdir(fixture_path(t, "out"), 0700);
    CHECK_OK(file_put(made.tree, "d/a", "1"));
    rename(fixture_path(t, "in"), fixture_path(t, "moved"));
    CHECK_NUMBER(0, symlink("out", fixture_path(t, "in")));
    CHECK_OK(file_put(made.tree, "d/b", "2"));
    CHECK_OK(file_put(made.tree, "c", "3"));
    CHECK_NUMBER(0, fixture_count_files(fixture_path(t, "out")));
    CHECK_NUMBER(2, fixture_count_files(fixture_path(t, "moved/d")));
    tree_close(made);
}

static void
refuses_a_name_that_leads_out_by_itself(void **state)
{
    struct fixture *t = *state;

    /* The caller has checked names: this is the second line. */
    for (enum way way = BY_KERNEL; way < WAYS; way++) {
        struct tree made = tree_open(t, way);
        CHECK_STATUS(MOHUR_E_IO, file_put(made.tree, "../up/x", "x"));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_IO, file_put(made.tree, "a/../../x", "x"));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__os_tree_folder(made.tree, MOHUR__NOTHING));
        CHECK(is_absent(t, "up") && is_absent(t, "x"));
        mohur__error_clear(t->ctx);
        tree_close(made);
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    int fd            = open(fixture_tmpdir(t), O_RDONLY | O_DIRECTORY);

    for (size_t nth = 1;; nth++) {
        struct mohur__os_tree *tree = NULL;
        mohur_status st             = MOHUR_OK;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__os_tree_new(t->ctx, fd, "x", true, &tree);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            mohur__os_tree_free(tree);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(tree == NULL);
        mohur__error_clear(t->ctx);
    }
    close(fd);
}

static void
adopts_a_file_from_elsewhere(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);
    int from          = open(fixture_tmpdir(t), O_RDONLY | O_DIRECTORY);

    fixture_write_file(fixture_path(t, "7"), VIEW_TEXT("salam"));
    CHECK_OK(mohur__os_tree_adopt(made.tree, from, "7", MOHUR__TEXT("a/b")));
    CHECK_OK(mohur__os_tree_file_time(made.tree, 1234567890));
    CHECK_OK(mohur__os_tree_close(made.tree));
    CHECK(is_absent(t, "7"));
    CHECK_BYTES(VIEW_TEXT("salam"),
                fixture_read_file(t, fixture_path(t, "in/a/b")));
    CHECK_NUMBER(1234567890, look(t, "in/a/b").st_mtime);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_tree_adopt(made.tree, from, "7",
                                                  MOHUR__TEXT("a/c")));
    close(from);
    tree_close(made);
}

static void
adopts_over_nothing_that_is_there(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);
    int from          = open(fixture_tmpdir(t), O_RDONLY | O_DIRECTORY);

    fixture_write_file(fixture_path(t, "7"), VIEW_TEXT("salam"));
    fixture_write_file(fixture_path(t, "in/x"), VIEW_TEXT("mine"));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__os_tree_adopt(made.tree, from, "7", MOHUR__TEXT("x")));
    CHECK_BYTES(VIEW_TEXT("mine"),
                fixture_read_file(t, fixture_path(t, "in/x")));
    CHECK_BYTES(VIEW_TEXT("salam"), fixture_read_file(t, fixture_path(t, "7")));
    close(from);
    tree_close(made);
}

static void
drops_the_open_file(void **state)
{
    struct fixture *t = *state;
    struct tree made  = tree_open(t, BY_KERNEL);

    CHECK_OK(mohur__os_tree_drop(made.tree));
    CHECK_OK(mohur__os_tree_file(made.tree, MOHUR__TEXT("x"), false));
    CHECK_OK(mohur__os_tree_drop(made.tree));
    CHECK(is_absent(t, "in/x"));
    CHECK_OK(file_put(made.tree, "y", "salam"));
    CHECK_OK(mohur__os_tree_drop(made.tree));
    CHECK(!is_absent(t, "in/y"));
    tree_close(made);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(gets_files_and_the_folders_above_them),
        CASE_BASE(gets_modes_and_times),
        CASE_BASE(obeys_the_umask),
        CASE_BASE(never_writes_into_what_is_there),
        CASE_BASE(follows_no_planted_link),
        CASE_BASE(makes_links_and_writes_through_none),
        CASE_BASE(stays_in_the_folder_when_its_path_is_exchanged),
        CASE_BASE(refuses_a_name_that_leads_out_by_itself),
        CASE_BASE(survives_every_failed_allocation),
        CASE_BASE(adopts_a_file_from_elsewhere),
        CASE_BASE(adopts_over_nothing_that_is_there),
        CASE_BASE(drops_the_open_file),
    };

    return cmocka_run_group_tests_name("a folder being filled", cases, NULL,
                                       NULL);
}
