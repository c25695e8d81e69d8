/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "check.h"
#include "hostile.h"
#include "scene.h"

#include <stdlib.h>

/*
 * Each golden archive with a byte flipped, and cut at a length: what the
 * library says of it.  MOHUR_SPOILT names a file that gets every verdict, a
 * line each, for spoilt.py to compare with those of the reader in Python and
 * of the command; MOHUR_SPOILT_STEP says at which bytes: every one with 1.
 *
 * Without these nothing is compared but with what is known beforehand: none
 * opens, but for what stands twice, or not at all in the way.
 */
enum {
    STEP      = 61,
    STEP_FULL = 5,
    /* Of those that ask for a passphrase, which costs Argon2id. */
    STEP_SLOW = 48
};

struct spoilt {
    struct fixture *t;
    const struct hostile_case *c;
    struct hostile_keys keys;
    struct hostile_opener opener;
    mohur_source *apart;
    struct view data;
    uint8_t *changed;
    FILE *out; /* or NULL */
    size_t opened;
};

static struct hostile all;

/* Open it, read everything, check the padding. */
static mohur_status
verdict(const struct spoilt *s, const uint8_t *data, size_t len)
{
    static uint8_t room[1 << 16];
    const mohur_archive_entry *entry = NULL;
    mohur_source *source             = NULL;
    mohur_archive_reader *r          = NULL;
    mohur_ctx *ctx                   = s->t->ctx;
    size_t n                         = 0;
    mohur_status st = mohur_source_new_memory(ctx, data, len, &source);

    if (st == MOHUR_OK) {
        st = hostile_open(ctx, &s->opener, source, &r);
    }
    while (st == MOHUR_OK &&
           (st = mohur_archive_reader_next(r, &entry)) == MOHUR_OK) {
        do {
            st = mohur_archive_reader_read(r, room, sizeof room, &n);
        } while (st == MOHUR_OK);
        st = st == MOHUR_END ? MOHUR_OK : st;
    }
    if (st == MOHUR_END) {
        st = mohur__archive_reader_verify_all(r);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

static void
say(struct spoilt *s, const char *how, size_t at, mohur_status st)
{
    s->opened += st == MOHUR_OK;
    if (s->out != NULL) {
        fprintf(s->out, "%s %s %zu %s\n", s->c->name, how, at,
                mohur_status_name(st));
    }
}

/* May a flipped byte there be without effect?  One of two header areas, or a
 * header that another one stands for. */
static bool
is_free(const struct spoilt *s, size_t at)
{
    size_t area = 4096 * (size_t)(s->data.data[108] << 8 | s->data.data[109]);
    bool two    = s->data.data[110] == 2;

    return at < area * s->data.data[110] &&
           (two || (s->apart != NULL && at >= 112));
}

static void
spoil(struct spoilt *s, size_t step)
{
    for (size_t at = 0; at < s->data.len; at += step) {
        mohur_status st = MOHUR_OK;

        s->changed[at] ^= (uint8_t)(1U << at % 8);
        st             = verdict(s, s->changed, s->data.len);
        s->changed[at] = s->data.data[at];
        if (st == MOHUR_OK && !is_free(s, at)) {
            fail_msg("%s opens with byte %zu flipped", s->c->name, at);
        }
        say(s, "flipped", at, st);
    }
    for (size_t len = 0; len < s->data.len; len += step) {
        mohur_status st = verdict(s, s->data.data, len);

        if (st == MOHUR_OK) {
            fail_msg("%s opens when cut to %zu", s->c->name, len);
        }
        say(s, "cut", len, st);
    }
}

/* The header that the opener brings, or none. */
static void
bring_header(struct spoilt *s)
{
    const char *word = strstr(s->c->opener, "header=");
    char path[512];

    if (word != NULL) {
        snprintf(path, sizeof path, "%s/%s", all.folder, word + 7);
        if (mohur_source_new_file(s->t->ctx, path, &s->apart) != MOHUR_OK) {
            fail_msg("%s cannot be read", path);
        }
        s->opener.options.header = s->apart;
    }
}

static size_t
spoil_one(struct fixture *t, const struct hostile_case *c, size_t step, FILE *f)
{
    struct spoilt s = {.t = t, .c = c, .out = f};
    char path[512];

    snprintf(path, sizeof path, "%s/%s", all.folder, c->file);
    s.data    = fixture_read_file(t, path);
    s.changed = fixture_bytes(t, 0, s.data.len);
    memcpy(s.changed, s.data.data, s.data.len);
    hostile_keys_read(&all, t->ctx, &s.keys);
    hostile_opener_read(c, &s.keys, &s.opener);
    bring_header(&s);
    spoil(&s, strstr(c->opener, "pass") != NULL ? step * STEP_SLOW : step);
    mohur_source_free(s.apart);
    hostile_keys_free(&s.keys);
    return s.opened;
}

static void
no_golden_archive_opens_with_a_byte_flipped_or_cut(void **state)
{
    struct fixture *t = *state;
    const char *asked = getenv("MOHUR_SPOILT_STEP");
    const char *path  = getenv("MOHUR_SPOILT");
    FILE *f           = path != NULL ? fopen(path, "w") : NULL;
    size_t step       = scene_is_full() ? STEP_FULL : STEP;
    size_t opened     = 0;

    CHECK(path == NULL || f != NULL);
    if (asked != NULL) {
        step = (size_t)strtoull(asked, NULL, 10);
    }
    for (size_t i = 0; i < all.cases_len; i++) {
        if (!hostile_is_not_ours(&all.cases[i])) {
            opened += spoil_one(t, &all.cases[i], step, f);
        }
    }
    printf(
        "%zu archives, every %zu bytes; %zu that differ where nobody looks\n",
        all.cases_len, step, opened);
    CHECK(opened > 0);
    if (f != NULL) {
        fclose(f);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(no_golden_archive_opens_with_a_byte_flipped_or_cut),
    };
    const char *tree = getenv("MOHUR_SOURCE_DIR");
    char folder[512];
    int failed = 0;

    if (tree == NULL) {
        printf("skipped: MOHUR_SOURCE_DIR is not set\n");
        return 77;
    }
    snprintf(folder, sizeof folder, "%s/tests/golden/archive", tree);
    setenv("MOHUR_HOSTILE", folder, 1);
    if (!hostile_start(&all)) {
        return 77;
    }
    failed = cmocka_run_group_tests_name("golden archives, spoilt", cases, NULL,
                                         NULL);
    hostile_stop(&all);
    return failed;
}
