/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/filer.h"

#include "archive/content.h"
#include "check.h"
#include <mohur/archive.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Small files on their way to a folder. */
enum {
    MANY     = 300, /* more batches than there are */
    NAME_CAP = 32
};

static struct mohur__filer *
filer_new(struct fixture *t, mohur_ctx *ctx, int *fd)
{
    struct mohur__filer *f = NULL;
    const char *folder     = fixture_tmpdir(t);

    *fd = open(folder, O_RDONLY | O_DIRECTORY);
    CHECK(*fd >= 0);
    CHECK_OK(mohur__filer_new(ctx, *fd, folder, false, &f));
    return f;
}

/* The i-th file: its content is its name some times over, or nothing. */
struct numbered {
    char name[NAME_CAP];
    uint8_t content[9000];
    uint8_t digest[MOHUR__DIGEST_LEN];
    struct mohur__file file;
};

static void
number(struct fixture *t, size_t i, struct numbered *out)
{
    size_t len                 = i * 37 % sizeof out->content;
    struct mohur__lanes *lanes = NULL;
    mohur__bytes view          = mohur__bytes_of(out->content, len);

    snprintf(out->name, NAME_CAP, "d%zu/f%03zu", i % 3, i);
    for (size_t at = 0; at < len; at++) {
        out->content[at] = (uint8_t)(out->name[at % 6] + (char)at % 7);
    }
    out->file = (struct mohur__file){.name       = mohur__bytes_text(out->name),
                                     .executable = i % 2 == 1,
                                     .mtime      = (int64_t)(1000000 + i),
                                     .content    = view};
    if (len > 0 && i % 5 != 0) {
        CHECK_OK(mohur__lanes_new(t->ctx, MOHUR_ALG_SHA_256, &lanes));
        CHECK_OK(
            mohur__content_segments(lanes, &view, 1, MOHUR__SPAN(out->digest)));
        mohur__lanes_free(lanes);
        out->file.digest = MOHUR__BYTES(out->digest);
    }
}

static void
check_made(struct fixture *t, size_t i)
{
    struct numbered want;
    struct stat about = {0};
    const char *path  = NULL;

    number(t, i, &want);
    path = fixture_path(t, want.name);
    CHECK(stat(path, &about) == 0);
    CHECK_NUMBER(i % 2 == 1 ? 0700 : 0600, about.st_mode & 07777);
    CHECK_NUMBER(1000000 + i, about.st_mtime);
    CHECK_BYTES(((struct view){want.file.content.data, want.file.content.len}),
                fixture_read_file(t, path));
}

static void
are_made_as_they_were_given(void **state)
{
    struct fixture *t = *state;

    for (uint32_t jobs = 1; jobs < 4; jobs += 2) {
        mohur_ctx *ctx = fixture_ctx(t, jobs);
        int fd         = -1;
        struct numbered one;
        struct mohur__filer *f = filer_new(t, ctx, &fd);
        for (size_t i = 0; i < MANY; i++) {
            number(t, i, &one);
            CHECK_OK(mohur__filer_add(f, &one.file));
        }
        CHECK_OK(mohur__filer_drain(f));
        mohur__filer_free(f);
        for (size_t i = 0; i < MANY; i++) {
            check_made(t, i);
            number(t, i, &one);
            CHECK(unlinkat(fd, one.name, 0) == 0);
        }
        close(fd);
        fixture_ctx_free(t, ctx);
    }
}

static void
are_not_made_if_one_of_them_is_not_genuine(void **state)
{
    struct fixture *t = *state;

    for (size_t bad = 1; bad < 9; bad++) {
        mohur_ctx *ctx = fixture_ctx(t, 2);
        int fd         = -1;
        struct numbered one;
        struct mohur__filer *f = filer_new(t, ctx, &fd);
        for (size_t i = 1; i < 9; i++) {
            number(t, i, &one);
            if (i == bad) {
                one.file.digest = MOHUR__BYTES(one.digest);
                one.digest[bad] ^= 1;
                one.content[0] ^= (uint8_t)(bad % 2);
            }
            CHECK_OK(mohur__filer_add(f, &one.file));
        }
        assert_int_equal(MOHUR_E_AUTH, mohur__filer_drain(f));
        CHECK(strstr(mohur_ctx_message(ctx), "not genuine") != NULL);
        mohur__filer_free(f);
        CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
        close(fd);
        fixture_ctx_free(t, ctx);
    }
}

static void
that_cannot_be_made_are_named(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = fixture_ctx(t, 2);
    int fd            = -1;
    struct numbered one;
    struct mohur__filer *f = filer_new(t, ctx, &fd);
    mohur_status st        = MOHUR_OK;

    fixture_write_file(fixture_path(t, "there"), VIEW_TEXT("old"));
    number(t, 5, &one);
    one.file.name = mohur__bytes_text("there");
    CHECK_OK(mohur__filer_add(f, &one.file));
    for (size_t i = 0; st == MOHUR_OK && i < 10000; i++) {
        number(t, i % MANY, &one);
        snprintf(one.name, NAME_CAP, "g%zu", i);
        one.file.name = mohur__bytes_text(one.name);
        st            = mohur__filer_add(f, &one.file);
    }
    /* It is told before all are there, and in its own words. */
    assert_int_equal(MOHUR_E_EXISTS, st);
    CHECK(strstr(mohur_ctx_message(ctx), "there: File exists") != NULL);
    mohur__filer_free(f);
    CHECK_BYTES(VIEW_TEXT("old"),
                fixture_read_file(t, fixture_path(t, "there")));
    close(fd);
    fixture_ctx_free(t, ctx);
}

static void
need_memory(void **state)
{
    struct fixture *t = *state;
    int fd            = open(fixture_tmpdir(t), O_RDONLY | O_DIRECTORY);

    for (size_t nth = 1;; nth++) {
        struct mohur__filer *f = NULL;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = mohur__filer_new(t->ctx, fd, "x", false, &f);
        bool failed     = alloc_has_failed(&t->alloc);
        mohur__filer_free(f);
        CHECK_STATUS(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
        mohur__error_clear(t->ctx);
        if (!failed) {
            CHECK(nth > 5);
            break;
        }
    }
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_made_as_they_were_given),
        CASE(are_not_made_if_one_of_them_is_not_genuine),
        CASE(that_cannot_be_made_are_named),
        CASE(need_memory),
    };

    return cmocka_run_group_tests_name("small files on their way", cases, NULL,
                                       NULL);
}
