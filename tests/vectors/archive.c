/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "check.h"
#include "crypto/hash.h"
#include "vec.h"

#include <dirent.h>
#include <stdlib.h>

/*
 * The published vectors of the sealed archive: the status, what is believed,
 * and that no more comes out than may.
 */
enum {
    PATH_CAP = 512,
    STEP     = 1 << 16,
    BAD_MIN  = 300,
    GOOD_MIN = 100
};

/* What came of all of them. */
struct sum {
    size_t good;
    size_t bad;
    size_t skipped;
    size_t wrong;
};

/* What came out, in order. */
struct released {
    size_t len;
    char sha256[65];
};

static void
complain(struct sum *sum, const struct vec *v, const char *what)
{
    printf("%s: %s\n", v->about.name, what);
    sum->wrong++;
}

static mohur_status
read_entry(mohur_archive_reader *r, struct mohur__hasher *h, size_t *out_len)
{
    static uint8_t room[STEP];
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    while ((st = mohur_archive_reader_read(r, room, STEP, &len)) == MOHUR_OK) {
        *out_len += len;
        (void)mohur__hasher_update(h, mohur__bytes_of(room, len));
    }
    return st == MOHUR_END ? MOHUR_OK : st;
}

static mohur_status
read_all(mohur_ctx *ctx, mohur_archive_reader *r, struct released *out)
{
    const mohur_archive_entry *entry = NULL;
    struct mohur__hasher *h          = NULL;
    uint8_t digest[32]               = {0};
    mohur_status st = mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h);

    while (st == MOHUR_OK &&
           (st = mohur_archive_reader_next(r, &entry)) == MOHUR_OK) {
        st = read_entry(r, h, &out->len);
    }
    if (h != NULL) {
        (void)mohur__hasher_finish(h, MOHUR__SPAN(digest));
    }
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(out->sha256 + 2 * i, 3, "%02x", digest[i]);
    }
    mohur__hasher_free(h);
    return st == MOHUR_END ? MOHUR_OK : st;
}

static void
check_trust(struct sum *sum, const struct vec *v, const mohur_archive_reader *r)
{
    static const char *const trusts[] = {"NONE", "FORWARDED", "SIGNED"};

    if (strcmp(trusts[mohur_archive_reader_result(r)->trust], v->about.stage) !=
        0) {
        complain(sum, v, "another trust");
    }
}

static void
replay(struct fixture *t, struct sum *sum, const struct vec *v)
{
    struct hostile_keys keys;
    struct hostile_opener opener;
    struct released out     = {.len = 0};
    mohur_source *source    = NULL;
    mohur_archive_reader *r = NULL;
    mohur_status st         = MOHUR_OK;

    vec_keys(v, t->ctx, &keys);
    hostile_opener_read(&v->about, &keys, &opener);
    CHECK_OK(mohur_source_new_memory(t->ctx, v->data, v->len, &source));
    st = hostile_open(t->ctx, &opener, source, &r);
    if (st == MOHUR_OK) {
        st = read_all(t->ctx, r, &out);
    }
    if (st == MOHUR_OK && hostile_has_word(&v->about, "whole")) {
        st = mohur__archive_reader_verify_all(r);
    }
    if (st != v->about.status) {
        complain(sum, v, mohur_status_name(st));
    } else if (st == MOHUR_OK) {
        check_trust(sum, v, r);
    }
    if (out.len != v->about.released ||
        (out.len > 0 && strcmp(out.sha256, v->about.sha256) != 0)) {
        complain(sum, v, "another content came out");
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    hostile_keys_free(&keys);
}

static void
replay_file(struct fixture *t,
            struct sum *sum,
            const char *folder,
            const char *file)
{
    struct vec v;

    vec_read(folder, file, &v);
    if (hostile_is_not_ours(&v.about)) {
        sum->skipped++;
    } else {
        replay(t, sum, &v);
        sum->good += v.about.status == MOHUR_OK;
        sum->bad += v.about.status != MOHUR_OK;
    }
    vec_free(&v);
}

static void
are_answered_as_published(void **state)
{
    struct fixture *t = *state;
    struct sum sum    = {0};
    const char *tree  = getenv("MOHUR_SOURCE_DIR");
    char folder[PATH_CAP];
    const struct dirent *file = NULL;
    DIR *dir                  = NULL;

    snprintf(folder, sizeof folder, "%s/tests/vectors/archive",
             tree != NULL ? tree : ".");
    dir = opendir(folder);
    CHECK(dir != NULL);
    while ((file = readdir(dir)) != NULL) {
        const char *end = strrchr(file->d_name, '.');
        if (end != NULL && strcmp(end, ".vec") == 0) {
            replay_file(t, &sum, folder, file->d_name);
        }
    }
    closedir(dir);
    printf("%zu good, %zu bad, %zu skipped\n", sum.good, sum.bad, sum.skipped);
    CHECK(sum.good >= GOOD_MIN && sum.bad >= BAD_MIN);
    CHECK_NUMBER(0, sum.wrong);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {CASE(are_answered_as_published)};

    return cmocka_run_group_tests_name("vectors of the archive", cases, NULL,
                                       NULL);
}
