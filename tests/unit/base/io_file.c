/* SPDX-License-Identifier: Apache-2.0 */
#include "base/io.h"
#include "check.h"
#include "interpose_files.h"

static void
is_read_whole_and_in_parts(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;
    uint8_t room[8]      = {0};
    size_t len           = 0;

    fixture_write_file(path, VIEW_TEXT("0123456789"));
    CHECK_OK(mohur_source_new_file(t->ctx, path, &source));
    CHECK_NUMBER(10, mohur_source_len(source));
    CHECK_OK(mohur__source_read_at(source, 2, MOHUR__SPAN(room)));
    CHECK_BYTES(VIEW_TEXT("23456789"), VIEW(room));
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_BYTES(VIEW_TEXT("01234567"), VIEW(room));
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(2, len);
    mohur_source_free(source);
}

static void
is_read_through_short_reads(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;
    uint8_t room[10]     = {0};
    mohur_status st;

    fixture_write_file(path, VIEW_TEXT("0123456789"));
    CHECK_OK(mohur_source_new_file(t->ctx, path, &source));
    fault_short(3);
    st = mohur__source_read_at(source, 0, MOHUR__SPAN(room));
    fault_none();
    CHECK_OK(st);
    CHECK_BYTES(VIEW_TEXT("0123456789"), VIEW(room));
    mohur_source_free(source);
}

static void
is_noticed_when_it_became_shorter(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;
    uint8_t room[10]     = {0};

    fixture_write_file(path, VIEW_TEXT("0123456789"));
    CHECK_OK(mohur_source_new_file(t->ctx, path, &source));
    CHECK(truncate(path, 9) == 0);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__source_read_at(source, 0, MOHUR__SPAN(room)));
    CHECK_MESSAGE("became shorter");
    mohur_source_free(source);
}

static void
that_cannot_be_opened_is_named_in_the_message(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;

    CHECK_STATUS(MOHUR_E_IO,
                 mohur_source_new_file(t->ctx, "/no\n/such", &source));
    CHECK_TEXT("cannot read /no%0a/such: No such file or directory",
               mohur_ctx_message(t->ctx));
    CHECK_STATUS(MOHUR_E_IO,
                 mohur_source_new_file(t->ctx, fixture_tmpdir(t), &source));
    CHECK_MESSAGE("Is a directory");
    CHECK(source == NULL);
}

static void
that_cannot_be_read_is_named_in_the_message(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;
    uint8_t room[4]      = {0};
    mohur_status st;

    fixture_write_file(path, VIEW_TEXT("0123456789"));
    CHECK_OK(mohur_source_new_file(t->ctx, path, &source));
    fault_always("pread", EIO);
    st = mohur__source_read_at(source, 0, MOHUR__SPAN(room));
    fault_none();
    CHECK_STATUS(MOHUR_E_IO, st);
    CHECK_MESSAGE("/in: Input/output error");
    mohur_source_free(source);
}

static void
of_a_pipe_is_a_stream(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;
    uint8_t room[8]      = {0};
    size_t len           = 0;
    mohur_status st;
    int fds[2];

    CHECK(pipe(fds) == 0);
    CHECK(write(fds[1], "abc", 3) == 3);
    close(fds[1]);
    CHECK_OK(mohur_source_new_fd(t->ctx, fds[0], &source));
    CHECK(mohur_source_len(source) == MOHUR_LEN_UNKNOWN);
    fault_once("read", 1, EINTR);
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(3, len);
    fault_once("read", 1, EIO);
    st = mohur__source_read(source, MOHUR__SPAN(room), &len);
    fault_none();
    CHECK_STATUS(MOHUR_E_IO, st);
    CHECK_TEXT("cannot read the input: Input/output error",
               mohur_ctx_message(t->ctx));
    mohur_source_free(source);
    CHECK(close(fds[0]) == 0); /* it was left open */
}

static void
begins_where_its_descriptor_stands(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;
    uint8_t room[3]      = {0};
    int fd;

    fixture_write_file(path, VIEW_TEXT("0123456789"));
    fd = open(path, O_RDONLY);
    CHECK(lseek(fd, 6, SEEK_SET) == 6);
    CHECK_OK(mohur_source_new_fd(t->ctx, fd, &source));
    CHECK_NUMBER(4, mohur_source_len(source));
    CHECK_OK(mohur__source_read_at(source, 1, MOHUR__SPAN(room)));
    CHECK_BYTES(VIEW_TEXT("789"), VIEW(room));
    mohur_source_free(source);
    CHECK(lseek(fd, 99, SEEK_SET) == 99); /* past the end */
    CHECK_OK(mohur_source_new_fd(t->ctx, fd, &source));
    CHECK_NUMBER(0, mohur_source_len(source));
    mohur_source_free(source);
    close(fd);
}

static void
refuses_arguments_that_cannot_be(void **state)
{
    struct fixture *t           = *state;
    mohur_source *source        = NULL;
    mohur_sink *sink            = NULL;
    const mohur_overwrite never = MOHUR_OVERWRITE_NEVER;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_source_new_file(NULL, "x", &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_source_new_file(t->ctx, "x", NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_file(t->ctx, NULL, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_source_new_fd(NULL, 0, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_source_new_fd(t->ctx, 0, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_source_new_fd(t->ctx, -1, &source));
    CHECK_STATUS(MOHUR_E_IO, mohur_source_new_fd(t->ctx, 1 << 29, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_file(NULL, "x", never, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_file(t->ctx, NULL, never, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_file(t->ctx, "x", never, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_file(t->ctx, "x", (mohur_overwrite)2, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_sink_new_fd(NULL, 0, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_sink_new_fd(t->ctx, 0, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_sink_new_fd(t->ctx, -1, &sink));
    CHECK(source == NULL && sink == NULL);
}

static mohur_status
write_file(struct fixture *t,
           const char *path,
           mohur_overwrite overwrite,
           const char *content)
{
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_sink_new_file(t->ctx, path, overwrite, &sink);

    if (st == MOHUR_OK) {
        st = mohur__sink_write(sink, mohur__bytes_text(content));
    }
    if (st == MOHUR_OK) {
        st = mohur__sink_finish(sink);
    }
    mohur_sink_free(sink);
    return st;
}

static void
appears_at_finish_and_not_before(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");
    mohur_sink *sink  = NULL;
    struct stat about;

    CHECK_OK(mohur_sink_new_file(t->ctx, path, MOHUR_OVERWRITE_NEVER, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("content")));
    CHECK(access(path, F_OK) != 0);
    CHECK_OK(mohur__sink_finish(sink));
    CHECK_BYTES(VIEW_TEXT("content"), fixture_read_file(t, path));
    CHECK(stat(path, &about) == 0 && (about.st_mode & 0777) == 0600);
    mohur_sink_free(sink);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
}

static void
may_be_written_at_any_place_if_new(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");
    mohur_sink *sink  = NULL;

    CHECK_OK(mohur_sink_new_file(t->ctx, path, MOHUR_OVERWRITE_NEVER, &sink));
    CHECK(mohur__sink_is_shared(sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("12")));
    CHECK(0 == mohur__sink_place(sink, 4, MOHUR__TEXT("56")));
    CHECK(0 == mohur__sink_place(sink, 2, MOHUR__TEXT("34")));
    mohur__sink_reached(sink, 6);
    CHECK_OK(mohur__sink_finish(sink));
    mohur_sink_free(sink);
    CHECK_BYTES(VIEW_TEXT("123456"), fixture_read_file(t, path));
    CHECK_OK(mohur_sink_new_file(t->ctx, "/dev/null", MOHUR_OVERWRITE_REPLACE,
                                 &sink));
    CHECK(!mohur__sink_is_shared(sink));
    mohur_sink_free(sink);
}

static void
that_cannot_be_written_at_a_place_is_named_in_the_message(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    int error         = 0;

    CHECK_OK(mohur_sink_new_file(t->ctx, fixture_path(t, "out"),
                                 MOHUR_OVERWRITE_NEVER, &sink));
    fault_always("write", ENOSPC);
    error = mohur__sink_place(sink, 4, MOHUR__TEXT("56"));
    fault_none();
    CHECK_NUMBER(ENOSPC, error);
    CHECK_TEXT("", mohur_ctx_message(t->ctx));
    CHECK_STATUS(MOHUR_E_IO, mohur__sink_place_error(sink, error));
    CHECK_MESSAGE("No space left");
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_finish(sink));
    mohur_sink_free(sink);
}

static void
is_fetched_without_a_word(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;
    uint8_t room[4]      = {0};

    fixture_write_file(path, VIEW_TEXT("0123456789"));
    CHECK_OK(mohur_source_new_file(t->ctx, path, &source));
    CHECK(mohur__source_fetch(source, 3, MOHUR__SPAN(room)));
    CHECK_BYTES(VIEW_TEXT("3456"), VIEW(room));
    CHECK(!mohur__source_fetch(source, 7, MOHUR__SPAN(room)));
    CHECK(truncate(path, 5) == 0);
    CHECK(!mohur__source_fetch(source, 3, MOHUR__SPAN(room)));
    CHECK_TEXT("", mohur_ctx_message(t->ctx));
    mohur_source_free(source);
}

static void
that_was_not_finished_leaves_nothing(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;

    CHECK_OK(mohur_sink_new_file(t->ctx, fixture_path(t, "out"),
                                 MOHUR_OVERWRITE_NEVER, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("content")));
    mohur_sink_free(sink);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
}

static void
that_exists_is_kept(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");

    fixture_write_file(path, VIEW_TEXT("old"));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 write_file(t, path, MOHUR_OVERWRITE_NEVER, "new"));
    CHECK_MESSAGE("exists already");
    CHECK_BYTES(VIEW_TEXT("old"), fixture_read_file(t, path));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
}

static void
that_came_in_between_is_kept(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");
    mohur_sink *sink  = NULL;

    CHECK_OK(mohur_sink_new_file(t->ctx, path, MOHUR_OVERWRITE_NEVER, &sink));
    fixture_write_file(path, VIEW_TEXT("old"));
    CHECK_STATUS(MOHUR_E_EXISTS, mohur__sink_finish(sink));
    mohur_sink_free(sink);
    CHECK_BYTES(VIEW_TEXT("old"), fixture_read_file(t, path));
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
}

static void
is_replaced_when_that_is_allowed(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");

    fixture_write_file(path, VIEW_TEXT("old"));
    CHECK_OK(write_file(t, path, MOHUR_OVERWRITE_REPLACE, "new"));
    CHECK_BYTES(VIEW_TEXT("new"), fixture_read_file(t, path));
    CHECK_OK(
        write_file(t, fixture_path(t, "other"), MOHUR_OVERWRITE_REPLACE, ""));
    CHECK_NUMBER(2, fixture_count_files(fixture_tmpdir(t)));
}

/* What a link leads to stays as it is: the link is replaced. */
static void
is_not_written_through_a_link(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "link");
    const char *file  = fixture_path(t, "file");

    fixture_write_file(file, VIEW_TEXT("old"));
    CHECK(symlink(file, path) == 0);
    CHECK_STATUS(MOHUR_E_EXISTS,
                 write_file(t, path, MOHUR_OVERWRITE_NEVER, "new"));
    CHECK_OK(write_file(t, path, MOHUR_OVERWRITE_REPLACE, "new"));
    CHECK_BYTES(VIEW_TEXT("old"), fixture_read_file(t, file));
    CHECK_BYTES(VIEW_TEXT("new"), fixture_read_file(t, path));
}

static void
is_not_put_in_place_of_a_folder(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_IO, write_file(t, fixture_tmpdir(t),
                                        MOHUR_OVERWRITE_REPLACE, "new"));
    CHECK_MESSAGE("is a folder");
    CHECK_STATUS(MOHUR_E_IO, write_file(t, fixture_path(t, "none/"),
                                        MOHUR_OVERWRITE_NEVER, "new"));
    CHECK_STATUS(MOHUR_E_IO, write_file(t, fixture_path(t, "none/out"),
                                        MOHUR_OVERWRITE_NEVER, "new"));
    CHECK_MESSAGE("No such file or directory");
}

static void
of_a_device_is_written_directly(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(write_file(t, "/dev/null", MOHUR_OVERWRITE_REPLACE, "gone"));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 write_file(t, "/dev/null", MOHUR_OVERWRITE_NEVER, "gone"));
    CHECK_STATUS(MOHUR_E_IO,
                 write_file(t, "/dev/full", MOHUR_OVERWRITE_REPLACE, "much"));
    CHECK_TEXT("cannot write /dev/full: No space left on device",
               mohur_ctx_message(t->ctx));
}

static void
of_a_fifo_is_written_directly(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "fifo");
    char room[8]      = {0};
    int fd;

    CHECK(mkfifo(path, 0600) == 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    CHECK_OK(write_file(t, path, MOHUR_OVERWRITE_REPLACE, "through"));
    CHECK(read(fd, room, sizeof room) == 7);
    CHECK_TEXT("through", room);
    close(fd);
}

static void
of_a_descriptor_stays_open(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    char room[8]      = {0};
    int fds[2];

    CHECK(pipe(fds) == 0);
    CHECK_OK(mohur_sink_new_fd(t->ctx, fds[1], &sink));
    fault_short(2);
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("through")));
    fault_none();
    CHECK_OK(mohur__sink_finish(sink)); /* there is nothing to sync */
    mohur_sink_free(sink);
    CHECK(close(fds[1]) == 0);
    CHECK(read(fds[0], room, sizeof room) == 7);
    CHECK_TEXT("through", room);
    close(fds[0]);
}

/* Each call that makes the file fails in turn. */
static void
is_whole_or_absent_whatever_fails(void **state)
{
    static const struct {
        const char *call;
        int error;
    } faults[] = {
        {"open", EACCES},     {"open", ENOSPC},   {"write", ENOSPC},
        {"write", EIO},       {"fsync", EIO},     {"fsync", ENOSPC},
        {"renameat2", EXDEV}, {"rename", EACCES}, {"getrandom", ENOSYS},
    };
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        for (int way = 0; way <= 1; way++) {
            unlink(path);
            fault_once(faults[i].call, 1, faults[i].error);
            mohur_status st = write_file(t, path, (mohur_overwrite)way, "new");
            size_t hits     = fault.hits;
            fault_none();
            CHECK((st == MOHUR_OK) == (hits == 0));
            CHECK_NUMBER(st == MOHUR_OK ? 1 : 0,
                         fixture_count_files(fixture_tmpdir(t)));
        }
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "out");

    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = write_file(t, path, MOHUR_OVERWRITE_NEVER, "new");
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            CHECK(nth == 4); /* the sink, its path, the temporary name */
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    }
    for (size_t nth = 1; nth <= 2; nth++) {
        mohur_source *source = NULL;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        CHECK_STATUS(MOHUR_E_NO_MEMORY,
                     mohur_source_new_file(t->ctx, path, &source));
        CHECK(alloc_has_failed(&t->alloc));
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        CHECK_STATUS(MOHUR_E_NO_MEMORY,
                     mohur_source_new_fd(t->ctx, 0, &source));
        CHECK(source == NULL);
    }
}

static void
of_a_folder_opens_no_descriptor(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;
    int first            = dup(0);
    int again;

    close(first);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur_source_new_file(t->ctx, fixture_tmpdir(t), &source));
    again = dup(0);
    CHECK_NUMBER(first, again);
    close(again);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_read_whole_and_in_parts),
        CASE_BASE(is_read_through_short_reads),
        CASE_BASE(is_noticed_when_it_became_shorter),
        CASE_BASE(that_cannot_be_opened_is_named_in_the_message),
        CASE_BASE(that_cannot_be_read_is_named_in_the_message),
        CASE_BASE(of_a_pipe_is_a_stream),
        CASE_BASE(begins_where_its_descriptor_stands),
        CASE_BASE(refuses_arguments_that_cannot_be),
        CASE_BASE(appears_at_finish_and_not_before),
        CASE_BASE(may_be_written_at_any_place_if_new),
        CASE_BASE(that_cannot_be_written_at_a_place_is_named_in_the_message),
        CASE_BASE(is_fetched_without_a_word),
        CASE_BASE(that_was_not_finished_leaves_nothing),
        CASE_BASE(that_exists_is_kept),
        CASE_BASE(that_came_in_between_is_kept),
        CASE_BASE(is_replaced_when_that_is_allowed),
        CASE_BASE(is_not_written_through_a_link),
        CASE_BASE(is_not_put_in_place_of_a_folder),
        CASE_BASE(of_a_device_is_written_directly),
        CASE_BASE(of_a_fifo_is_written_directly),
        CASE_BASE(of_a_descriptor_stays_open),
        CASE_BASE(is_whole_or_absent_whatever_fails),
        CASE_BASE(survives_every_failed_allocation),
        CASE_BASE(of_a_folder_opens_no_descriptor),
    };
    return cmocka_run_group_tests_name("a file", cases, NULL, NULL);
}
