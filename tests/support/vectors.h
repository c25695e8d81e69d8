/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_VECTORS_H
#define MOHUR_TESTS_VECTORS_H

#include "base/bytes.h"
#include <mohur/ctx.h>

#include <jansson.h>

/*
 * Runs published vectors in the form of Wycheproof.  Files lie in the folder
 * that MOHUR_VECTORS names; tests/vectors/wycheproof.rules says which program
 * runs which, and where our outcome differs from the file's, and why.
 *
 * A case passes if it does so on every backend that has the algorithm.
 */

/* One case, and what must come of it. */
struct vector {
    const char *file; /* without _test.json */
    const json_t *group;
    const json_t *test;
    bool must_pass;      /* exact bytes; else it must be refused */
    struct block *bytes; /* of vector_hex */
};

/* The bytes of a hex member; nothing if it is not there.  Kept with v. */
mohur__bytes
vector_hex(struct vector *v, const json_t *object, const char *name);

/* Room for len bytes, kept with v. */
mohur__span
vector_room(struct vector *v, size_t len);

/* A number, a text of the test or else of its group; 0 and "" if none. */
long long
vector_number(const struct vector *v, const char *name);
const char *
vector_text(const struct vector *v, const char *name);

/*
 * One backend's way with a kind of case: do what the case says, and compare
 * every byte.  True: done, all bytes as the case says.
 */
typedef bool
vector_run_fn(struct vector *v, void *backend);

struct vector_backend {
    const char *name;
    void *data;
};

enum {
    VECTOR_BACKENDS_MAX = 8
};

/* What a program can run. */
struct vector_kind {
    const char *schema;
    const char *group_members; /* all that may be there, with spaces */
    const char *test_members;
    vector_run_fn *run;
};

struct vector_program {
    const char *name; /* as in the rules */
    const struct vector_kind *kinds;
    size_t kinds_len;
    /* The backends that have what the file tests; how many. */
    size_t (*backends)(const char *file,
                       struct vector_backend out[VECTOR_BACKENDS_MAX]);
};

/* What came of a file. */
struct vector_counts {
    size_t passed;
    size_t failed;
    size_t skipped;
};

/* Run every file of the program; the exit status. */
int
vectors_main(const struct vector_program *program);

/*
 * For negative controls: run one file on these backends; change, if not
 * NULL, edits the parsed file first.  Says nothing about failures.  False:
 * there are no vectors here.
 */
bool
vectors_control(const struct vector_program *program,
                const char *file,
                const struct vector_backend *backends,
                size_t backends_len,
                void (*change)(json_t *root),
                struct vector_counts *out);

/* A context that prefers a backend, 1 to 4; made once. */
mohur_ctx *
vectors_ctx(int backend);

/* The folder of the vectors; NULL if there is none. */
const char *
vectors_folder(void);

/* Parse <folder>/<path>; NULL with a message if that fails. */
json_t *
vectors_load(const char *path);

#endif
