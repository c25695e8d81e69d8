/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_FIXTURE_H
#define MOHUR_TESTS_FIXTURE_H

#include "alloc.h"
#include <mohur/ctx.h>
#include <mohur/io.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * What a case stands on: a context whose memory, randomness and clock the
 * case controls, a place for output, a folder.  On public headers alone, so
 * that it serves tests of every layer and of the shared library.
 */

/* A view for tests; CHECK_BYTES also takes the library's own. */
struct view {
    const uint8_t *data;
    size_t len;
};

#define VIEW(array)     ((struct view){(array), sizeof(array)})
#define VIEW_TEXT(text) ((struct view){(const uint8_t *)(text), strlen(text)})

/* Reproducible randomness, that can fail. */
struct rng {
    atomic_ullong calls;
    uint8_t seed[32];
    uint64_t fail_at; /* the nth call fails; 0: none */
};

/* Where a callback sink puts what it gets. */
struct output {
    uint8_t *data;
    size_t len;
    size_t cap;
    size_t writes;   /* calls of write */
    size_t fail_at;  /* the nth write fails; 0: none */
    size_t finishes; /* calls of finish */
    bool fail_finish;
};

/* 2026-01-01T00:00:00Z */
enum {
    FIXTURE_NOW = 1767225600
};

struct fixture {
    mohur_ctx *ctx;
    struct alloc alloc;
    struct rng random;
    int64_t now;        /* what the clock says */
    int64_t ticks;      /* and the one that never goes back */
    struct output sink; /* of fixture_sink */
    void *extra;        /* the case's own; freed with free() at the end */
    char tmpdir[256];   /* "" until fixture_tmpdir */

    struct fixture_block *blocks; /* of fixture_hex and fixture_path */
    mohur_status (*make)(const mohur_ctx_options *options, mohur_ctx **out);
    void (*unmake)(mohur_ctx *ctx);
};

/* For cmocka: a fixture on mohur_ctx_new; on base's own; the end of both. */
int
fixture_new(void **state);
int
fixture_base_new(void **state);

/* Also fails the case if memory was not released, or not wiped. */
int
fixture_free(void **state);

/* Another context on the same system, with so many jobs. */
mohur_ctx *
fixture_ctx(struct fixture *t, uint32_t jobs);
void
fixture_ctx_free(struct fixture *t, mohur_ctx *ctx);

/* The system that the fixture puts in place, for options of a case's own. */
mohur_sys
fixture_sys(struct fixture *t);

/*
 * A new sink that writes to t->sink, emptied.  Not counted by the failing
 * allocator.  Release it with mohur_sink_free.
 */
mohur_sink *
fixture_sink(struct fixture *t);

/* What was written to t->sink. */
struct view
fixture_output(const struct fixture *t);

/* A source on these bytes.  Not counted by the failing allocator. */
mohur_source *
fixture_source(struct fixture *t, struct view data);

/* The bytes that the hex stands for (spaces allowed); kept until the end. */
struct view
fixture_hex(struct fixture *t, const char *hex);

/* len bytes that count up from first; kept until the end, writable. */
uint8_t *
fixture_bytes(struct fixture *t, uint8_t first, size_t len);

/* A folder of the case's own, removed with all in it at the end. */
const char *
fixture_tmpdir(struct fixture *t);

/* The path of a name in that folder; kept until the end. */
const char *
fixture_path(struct fixture *t, const char *name);

/* Write a file; read one whole (len 0 and NULL if there is none). */
void
fixture_write_file(const char *path, struct view content);
struct view
fixture_read_file(struct fixture *t, const char *path);

/* How many names the folder holds, "." and ".." not counted. */
size_t
fixture_count_files(const char *folder);

/* Private to the support library: its folder goes; and how it is made. */
void
fixture_remove_tmpdir(struct fixture *t);

int
fixture_new_with(void **state,
                 mohur_status (*make)(const mohur_ctx_options *, mohur_ctx **),
                 void (*unmake)(mohur_ctx *));

#endif
