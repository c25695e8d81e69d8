/* SPDX-License-Identifier: Apache-2.0 */
#include "drip.h"
#include "hostile.h"

#include "archive/reader.h"
#include "check.h"
#include <mohur/archive_stream.h>

#include <stdlib.h>
#include <unistd.h>

/*
 * The archives of another writer, good and broken, through a pipe: the same
 * verdicts as from a file, the same content, and nothing where the verdict
 * is no.
 */
static struct hostile all;
static size_t faults;

#define COMPLAIN(...)                                                          \
    do {                                                                       \
        printf(__VA_ARGS__);                                                   \
        printf("\n");                                                          \
        faults++;                                                              \
    } while (0)

/* A case, being run. */
struct run {
    struct fixture *t;
    const struct hostile_case *c;
    mohur_ctx *ctx;
    struct hostile_keys keys;
    struct hostile_opener opener; /* points into itself */
    struct view data;
};

static struct run
run_start(struct fixture *t, const struct hostile_case *c, mohur_ctx *ctx)
{
    struct run r = {.t = t, .c = c, .ctx = ctx};
    char path[512];

    snprintf(path, sizeof path, "%s/%s", all.folder, c->file);
    r.data = fixture_read_file(t, path);
    hostile_keys_read(&all, ctx, &r.keys);
    return r;
}

/* Extract it to "out", as it comes. */
static mohur_status
extract(struct run *r, size_t step, mohur_archive_reader **out)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    struct drip d                         = {.data = r->data, .step = step};
    mohur_source *source                  = drip_source(r->ctx, &d);
    mohur_status st                       = MOHUR_OK;

    hostile_opener_read(r->c, &r->keys, &r->opener);
    options.path = fixture_path(r->t, "out");
    st           = r->opener.is_unsigned
                       ? mohur_archive_extract_stream_unsigned(r->ctx, &r->opener.options,
                                                               source, &options, out)
                       : mohur_archive_extract_stream(r->ctx, &r->opener.options, source,
                                                      &options, out);
    mohur_source_free(source);
    return st;
}

/* Each file has the content that the reader of a file gives. */
static void
compare(const struct run *r, mohur_archive_reader *reader)
{
    const mohur_archive_entry *e = NULL;
    char path[2048];
    uint8_t *room = malloc(1 << 20);

    while (mohur_archive_reader_next(reader, &e) == MOHUR_OK) {
        size_t len = 0;
        size_t at  = 0;
        snprintf(path, sizeof path, "%s/%s", fixture_path(r->t, "out"),
                 e->name);
        if (e->kind != MOHUR_ENTRY_FILE) {
            continue;
        }
        struct view got = fixture_read_file(r->t, path);
        bool same       = got.len == e->content_len;
        while (mohur_archive_reader_read(reader, room, 1 << 20, &len) ==
               MOHUR_OK) {
            same = same && at + len <= got.len &&
                   memcmp(got.data + at, room, len) == 0;
            at += len;
        }
        if (!same) {
            COMPLAIN("%s: %s has other content", r->c->name, e->name);
        }
    }
    free(room);
}

static void
check_content(struct run *r)
{
    mohur_source *source         = NULL;
    mohur_archive_reader *reader = NULL;

    if (mohur_source_new_memory(r->ctx, r->data.data, r->data.len, &source) !=
            MOHUR_OK ||
        hostile_open(r->ctx, &r->opener, source, &reader) != MOHUR_OK) {
        COMPLAIN("%s: from a file it does not open", r->c->name);
    } else {
        compare(r, reader);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

static void
check_verdict(struct run *r, size_t step)
{
    mohur_archive_reader *reader = NULL;
    mohur_status st              = extract(r, step, &reader);

    if (st != r->c->status) {
        COMPLAIN("%s: want %s at %s, got %s: %s", r->c->name,
                 mohur_status_name(r->c->status), r->c->stage,
                 mohur_status_name(st), mohur_ctx_message(r->ctx));
    }
    if ((st == MOHUR_OK) != (reader != NULL)) {
        COMPLAIN("%s: a reader in spite of an error", r->c->name);
    }
    if (st == MOHUR_OK) {
        check_content(r);
    }
    if (fixture_count_files(fixture_tmpdir(r->t)) != (st == MOHUR_OK)) {
        COMPLAIN("%s: something is left beside it", r->c->name);
    }
    mohur_archive_reader_free(reader);
}

/* Every nth case in the quick tier. */
static void
each_case(bool good, uint32_t jobs, size_t step, size_t nth)
{
    size_t ran = 0;

    nth    = getenv("MOHUR_FULL") != NULL ? 1 : nth;
    faults = 0;
    for (size_t i = 0; i < all.cases_len; i += nth) {
        const struct hostile_case *c = &all.cases[i];
        void *state                  = NULL;
        mohur_ctx *ctx               = NULL;
        struct run r;

        if ((c->status == MOHUR_OK) != good || hostile_is_not_ours(c)) {
            continue;
        }
        assert_int_equal(0, fixture_new(&state));
        ctx = fixture_ctx(state, jobs);
        r   = run_start(state, c, ctx);
        check_verdict(&r, step);
        hostile_keys_free(&r.keys);
        fixture_ctx_free(state, ctx);
        if (fixture_free(&state) != 0) {
            COMPLAIN("%s: memory was not released", c->name);
        }
        ran++;
    }
    printf("%zu cases\n", ran);
    assert_true(ran > 50 / nth);
    assert_int_equal(0, faults);
}

static void
is_refused_as_from_a_file_if_hostile(void **state)
{
    (void)state;
    each_case(false, 0, 0, 1);
}

static void
is_refused_alike_with_jobs_and_in_pieces(void **state)
{
    (void)state;
    each_case(false, 3, 10007, 8);
}

static void
gives_the_same_content_if_good(void **state)
{
    (void)state;
    each_case(true, 0, 4093, 1);
}

static void
gives_it_with_jobs_too(void **state)
{
    (void)state;
    each_case(true, 2, 0, 8);
}

/* From a file, all of it. */
static mohur_status
verify(struct run *r)
{
    mohur_source *source         = NULL;
    mohur_archive_reader *reader = NULL;
    mohur_status st              = MOHUR_OK;

    if (mohur_source_new_memory(r->ctx, r->data.data, r->data.len, &source) !=
        MOHUR_OK) {
        fail_msg("no source");
    }
    hostile_opener_read(r->c, &r->keys, &r->opener);
    st = hostile_open(r->ctx, &r->opener, source, &reader);
    if (st == MOHUR_OK) {
        st = mohur__archive_reader_verify_all(reader);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return st;
}

/* One copy with one fault: the same verdict, and no folder. */
static void
check_damaged(struct run *r, const char *what, size_t at)
{
    mohur_archive_reader *reader = NULL;
    mohur_status want            = verify(r);
    mohur_status got             = extract(r, 0, &reader);

    if (got != want || got == MOHUR_OK) {
        COMPLAIN("%s: %s at %zu: %s, from a file %s", r->c->name, what, at,
                 mohur_status_name(got), mohur_status_name(want));
    }
    mohur_archive_reader_free(reader);
}

typedef void
damage_fn(struct run *r, size_t stride);

static void
flip_some(struct run *r, size_t stride)
{
    uint8_t *copy = malloc(r->data.len);

    memcpy(copy, r->data.data, r->data.len);
    r->data.data = copy;
    for (size_t at = 0; at < r->data.len; at += stride) {
        copy[at] ^= (uint8_t)(1u << at % 8);
        check_damaged(r, "a flipped bit", at);
        copy[at] ^= (uint8_t)(1u << at % 8);
    }
    free(copy);
}

static void
cut_some(struct run *r, size_t stride)
{
    struct view whole = r->data;

    for (size_t len = 0; len < whole.len; len += stride) {
        uint8_t *copy = malloc(len + 1);
        memcpy(copy, whole.data, len);
        r->data = (struct view){copy, len};
        check_damaged(r, "the end", len);
        free(copy);
    }
}

/* All places in the full tier; else some, and no place of the file twice as
 * likely as another. */
static void
on_a_small_one(damage_fn *damage)
{
    void *state = NULL;
    struct run r;

    assert_int_equal(0, fixture_new(&state));
    r      = run_start(state, hostile_find(&all, "signed_ed25519"),
                       ((struct fixture *)state)->ctx);
    faults = 0;
    damage(&r, getenv("MOHUR_FULL") != NULL ? 1 : 61);
    hostile_keys_free(&r.keys);
    assert_int_equal(0, fixture_count_files(fixture_tmpdir(state)));
    assert_int_equal(0, fixture_free(&state));
    assert_int_equal(0, faults);
}

static void
is_refused_alike_with_a_bit_flipped(void **state)
{
    (void)state;
    on_a_small_one(flip_some);
}

static void
is_refused_alike_with_its_end_cut(void **state)
{
    (void)state;
    on_a_small_one(cut_some);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(gives_the_same_content_if_good),
        cmocka_unit_test(gives_it_with_jobs_too),
        cmocka_unit_test(is_refused_as_from_a_file_if_hostile),
        cmocka_unit_test(is_refused_alike_with_jobs_and_in_pieces),
        cmocka_unit_test(is_refused_alike_with_a_bit_flipped),
        cmocka_unit_test(is_refused_alike_with_its_end_cut),
    };
    int failed = 0;

    if (!hostile_start(&all)) {
        return 77;
    }
    failed = cmocka_run_group_tests_name("another writer's archive in a pipe",
                                         cases, NULL, NULL);
    hostile_stop(&all);
    return failed;
}
