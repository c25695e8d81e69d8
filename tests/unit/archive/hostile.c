/* SPDX-License-Identifier: Apache-2.0 */
#include "hostile.h"

#include "archive/reader.h"
#include "check.h"
#include "crypto/hash.h"

#include <stdlib.h>

/*
 * Archives from a writer that is not ours, good ones and broken ones.  For
 * each: the status, what is released before it, and that extraction leaves
 * nothing unless all of it is genuine.
 */
static struct hostile all;

enum {
    SEGMENT = 1 << 20
};

/* One wrong case does not hide the next: they are counted, then it fails. */
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

static void
run_end(struct run *r)
{
    hostile_keys_free(&r->keys);
}

static mohur_status
run_open(struct run *r, mohur_source **source, mohur_archive_reader **out)
{
    struct hostile_opener opener;

    hostile_opener_read(r->c, &r->keys, &opener);
    if (mohur_source_new_memory(r->ctx, r->data.data, r->data.len, source) !=
        MOHUR_OK) {
        fail_msg("no source");
    }
    return hostile_open(r->ctx, &opener, *source, out);
}

/* Everything that came out, in order. */
struct released {
    struct mohur__hasher *hasher;
    size_t len;
    char sha256[65];
};

static void
hex_of(const uint8_t digest[32], char out[65])
{
    for (size_t i = 0; i < 32; i++) {
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    }
}

/* Read all entries in order, in reads of step bytes at most. */
static mohur_status
read_all(mohur_ctx *ctx,
         mohur_archive_reader *reader,
         size_t step,
         struct released *out)
{
    const mohur_archive_entry *entry = NULL;
    uint8_t *room                    = malloc(step);
    uint8_t digest[32]               = {0};
    mohur_status st                  = MOHUR_OK;

    if (mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &out->hasher) != MOHUR_OK) {
        fail_msg("no hasher");
    }
    while (st == MOHUR_OK &&
           (st = mohur_archive_reader_next(reader, &entry)) == MOHUR_OK) {
        size_t len = 0;
        while ((st = mohur_archive_reader_read(reader, room, step, &len)) ==
               MOHUR_OK) {
            out->len += len;
            st = mohur__hasher_update(out->hasher, mohur__bytes_of(room, len));
        }
        if (len != 0) {
            fail_msg("%s left a length", mohur_status_name(st));
        }
        st = st == MOHUR_END ? MOHUR_OK : st;
    }
    if (mohur__hasher_finish(out->hasher, MOHUR__SPAN(digest)) != MOHUR_OK) {
        fail_msg("no digest");
    }
    hex_of(digest, out->sha256);
    mohur__hasher_free(out->hasher);
    free(room);
    return st == MOHUR_END ? MOHUR_OK : st;
}

/* After an error nothing comes any more. */
static void
check_dead(const struct run *r, mohur_archive_reader *reader)
{
    const mohur_archive_entry *entry = NULL;
    uint8_t byte                     = 0;
    size_t len                       = 0;

    if (mohur_archive_reader_next(reader, &entry) != MOHUR_E_STATE ||
        mohur_archive_reader_read(reader, &byte, 1, &len) != MOHUR_E_STATE) {
        COMPLAIN("%s: the reader lives on", r->c->name);
    }
}

static void
check_read(struct run *r, size_t step)
{
    mohur_source *source         = NULL;
    mohur_archive_reader *reader = NULL;
    struct released out          = {.len = 0};
    mohur_status st              = run_open(r, &source, &reader);

    if (st == MOHUR_OK) {
        st = read_all(r->ctx, reader, step, &out);
        if (st == MOHUR_OK && hostile_has_word(r->c, "whole")) {
            st = mohur__archive_reader_verify_all(reader);
        } else if (st != MOHUR_OK) {
            check_dead(r, reader);
        }
    } else if (reader != NULL) {
        COMPLAIN("%s: a reader in spite of an error", r->c->name);
    }
    if (st != r->c->status) {
        COMPLAIN("%s: want %s at %s, got %s: %s", r->c->name,
                 mohur_status_name(r->c->status), r->c->stage,
                 mohur_status_name(st), mohur_ctx_message(r->ctx));
    }
    /* A read of several segments gives all of them or none. */
    if (step <= SEGMENT ? out.len != r->c->released
                        : out.len > r->c->released) {
        COMPLAIN("%s: released %zu bytes, want %zu", r->c->name, out.len,
                 r->c->released);
    }
    if (out.len == r->c->released && out.len > 0 &&
        strcmp(out.sha256, r->c->sha256) != 0) {
        COMPLAIN("%s: released other bytes", r->c->name);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

static void
check_extract(struct run *r)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    mohur_source *source                  = NULL;
    mohur_archive_reader *reader          = NULL;
    mohur_status st                       = run_open(r, &source, &reader);

    options.path = fixture_path(r->t, "out");
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_extract(reader, &options);
    }
    if (st != r->c->status) {
        COMPLAIN("%s: extract: want %s, got %s: %s", r->c->name,
                 mohur_status_name(r->c->status), mohur_status_name(st),
                 mohur_ctx_message(r->ctx));
    }
    if (st != MOHUR_OK && fixture_count_files(fixture_tmpdir(r->t)) != 0) {
        COMPLAIN("%s: extract left something behind", r->c->name);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

/* Run each case with the status in question, in a fixture of its own. */
typedef void
check_fn(struct run *r);

static void
each_case(bool good, uint32_t jobs, check_fn *check)
{
    size_t ran     = 0;
    size_t skipped = 0;

    faults = 0;
    for (size_t i = 0; i < all.cases_len; i++) {
        const struct hostile_case *c = &all.cases[i];
        void *state                  = NULL;
        mohur_ctx *ctx               = NULL;
        struct run r;

        if ((c->status == MOHUR_OK) != good) {
            continue;
        }
        if (hostile_is_not_ours(c)) {
            skipped++;
            continue;
        }
        assert_int_equal(0, fixture_new(&state));
        ctx = fixture_ctx(state, jobs);
        r   = run_start(state, c, ctx);
        check(&r);
        run_end(&r);
        fixture_ctx_free(state, ctx);
        if (fixture_free(&state) != 0) {
            COMPLAIN("%s: memory was not released", c->name);
        }
        ran++;
    }
    printf("%zu cases, %zu skipped: no call for nobody; "
           "no zstd, no ML-KEM\n",
           ran, skipped);
    assert_true(ran > 50);
    assert_int_equal(0, faults);
}

static void
read_in_steps(struct run *r)
{
    check_read(r, SEGMENT);
}

static void
read_in_large_steps(struct run *r)
{
    check_read(r, 2 * SEGMENT);
}

static void
read_in_odd_steps(struct run *r)
{
    check_read(r, 4093);
}

static void
is_refused_if_hostile(void **state)
{
    (void)state;
    each_case(false, 0, read_in_steps);
}

static void
is_refused_alike_with_jobs(void **state)
{
    (void)state;
    each_case(false, 3, read_in_large_steps);
}

static void
is_extracted_only_if_genuine(void **state)
{
    (void)state;
    each_case(false, 0, check_extract);
}

static void
is_read_if_good(void **state)
{
    (void)state;
    each_case(true, 0, read_in_large_steps);
}

static void
is_read_alike_with_jobs_and_in_steps(void **state)
{
    (void)state;
    each_case(true, 2, read_in_odd_steps);
}

/* "KIND MODE MTIME SIZE SHA256 NAME", as the list beside a good one has it. */
static void
entry_line(struct run *r,
           mohur_archive_reader *reader,
           const mohur_archive_entry *e,
           char *out,
           size_t cap)
{
    struct mohur__hasher *hasher = NULL;
    uint8_t *room                = malloc(1 << 16);
    uint8_t digest[32]           = {0};
    char hex[65]                 = {0};
    size_t len                   = 0;

    assert_int_equal(MOHUR_OK,
                     mohur__hasher_new(r->ctx, MOHUR_ALG_SHA_256, &hasher));
    while (mohur_archive_reader_read(reader, room, 1 << 16, &len) == MOHUR_OK) {
        assert_int_equal(
            MOHUR_OK, mohur__hasher_update(hasher, mohur__bytes_of(room, len)));
    }
    assert_int_equal(MOHUR_OK,
                     mohur__hasher_finish(hasher, MOHUR__SPAN(digest)));
    mohur__hasher_free(hasher);
    free(room);
    hex_of(digest, hex);
    len = (size_t)snprintf(out, cap, "%d %d %lld %llu %s ", (int)e->kind,
                           e->executable, (long long)e->mtime,
                           (unsigned long long)e->content_len, hex);
    for (size_t i = 0; i < e->name_len; i++) {
        snprintf(out + len + 2 * i, cap - len - 2 * i, "%02x",
                 (uint8_t)e->name[i]);
    }
}

static void
check_listing(struct run *r)
{
    mohur_source *source             = NULL;
    mohur_archive_reader *reader     = NULL;
    const mohur_archive_entry *entry = NULL;
    char path[512];
    char want[4096];
    char got[4096];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/%.*s.list", all.folder,
             (int)strlen(r->c->file) - 6, r->c->file);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_int_equal(MOHUR_OK, run_open(r, &source, &reader));
    while (fgets(want, sizeof want, f) != NULL) {
        want[strcspn(want, "\n")] = '\0';
        if (mohur_archive_reader_next(reader, &entry) != MOHUR_OK) {
            COMPLAIN("%s: an entry is missing: %s", r->c->name, want);
        }
        entry_line(r, reader, entry, got, sizeof got);
        assert_string_equal(want, got);
    }
    assert_int_equal(MOHUR_END, mohur_archive_reader_next(reader, &entry));
    fclose(f);
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

static void
has_the_entries_that_were_sealed(void **state)
{
    (void)state;
    each_case(true, 0, check_listing);
}

static void
check_result(struct run *r)
{
    static const char *const trusts[]  = {"NONE", "FORWARDED", "SIGNED"};
    mohur_source *source               = NULL;
    mohur_archive_reader *reader       = NULL;
    const mohur_archive_result *result = NULL;

    assert_int_equal(MOHUR_OK, run_open(r, &source, &reader));
    result = mohur_archive_reader_result(reader);
    if (strcmp(trusts[result->trust], r->c->stage) != 0) {
        COMPLAIN("%s: trust is %s", r->c->name, trusts[result->trust]);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

static void
is_trusted_as_far_as_its_signers_are(void **state)
{
    (void)state;
    each_case(true, 0, check_result);
}

static void
is_extracted_if_good(void **state)
{
    (void)state;
    each_case(true, 0, check_extract);
}

/*
 * One copy of a small archive with one fault more.  It may open if the fault
 * shows only in a part that nobody read; then nothing wrong may come out, and
 * whole-file verification finds it.
 */
static void
check_damaged(struct run *r, const char *what, size_t at)
{
    mohur_source *source         = NULL;
    mohur_archive_reader *reader = NULL;
    mohur_status st              = run_open(r, &source, &reader);

    if (st == MOHUR_OK) {
        st = mohur__archive_reader_verify_all(reader);
    }
    if (st == MOHUR_OK) {
        COMPLAIN("%s: %s at %zu was not noticed", r->c->name, what, at);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

static void
flip_each(struct run *r)
{
    uint8_t *copy = malloc(r->data.len);
    bool full     = getenv("MOHUR_FULL") != NULL;

    memcpy(copy, r->data.data, r->data.len);
    r->data.data = copy;
    for (size_t at = 0; at < r->data.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            if (full || bit == at % 8) {
                copy[at] ^= (uint8_t)(1u << bit);
                check_damaged(r, "a flipped bit", at);
                copy[at] ^= (uint8_t)(1u << bit);
            }
        }
    }
    free(copy);
}

/* Each length is a block of its own, so that reading beyond it shows. */
static void
cut_each(struct run *r)
{
    struct view whole = r->data;

    for (size_t len = 0; len < whole.len; len++) {
        uint8_t *copy = malloc(len + 1);
        memcpy(copy, whole.data, len);
        r->data = (struct view){copy, len};
        check_damaged(r, "the end of the file", len);
        free(copy);
    }
}

static void
on_small_ones(check_fn *check)
{
    static const char *const names[] = {"signed_ed25519", "file_1_chacha"};
    size_t n                         = getenv("MOHUR_FULL") != NULL ? 2 : 1;

    for (size_t i = 0; i < n; i++) {
        void *state = NULL;
        struct run r;
        assert_int_equal(0, fixture_new(&state));
        r      = run_start(state, hostile_find(&all, names[i]),
                           ((struct fixture *)state)->ctx);
        faults = 0;
        check(&r);
        run_end(&r);
        assert_int_equal(0, fixture_free(&state));
        assert_int_equal(0, faults);
    }
}

static void
is_refused_with_any_bit_flipped(void **state)
{
    (void)state;
    on_small_ones(flip_each);
}

static void
is_refused_with_any_length_cut(void **state)
{
    (void)state;
    on_small_ones(cut_each);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(is_read_if_good),
        cmocka_unit_test(is_read_alike_with_jobs_and_in_steps),
        cmocka_unit_test(has_the_entries_that_were_sealed),
        cmocka_unit_test(is_trusted_as_far_as_its_signers_are),
        cmocka_unit_test(is_extracted_if_good),
        cmocka_unit_test(is_refused_if_hostile),
        cmocka_unit_test(is_refused_alike_with_jobs),
        cmocka_unit_test(is_extracted_only_if_genuine),
        cmocka_unit_test(is_refused_with_any_bit_flipped),
        cmocka_unit_test(is_refused_with_any_length_cut),
    };
    int failed = 0;

    if (!hostile_start(&all)) {
        return 77;
    }
    failed = cmocka_run_group_tests_name("an archive of another writer", cases,
                                         NULL, NULL);
    hostile_stop(&all);
    return failed;
}
