/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_VEC_H
#define MOHUR_TESTS_VEC_H

#include "hostile.h"

/*
 * A published vector: tests/vectors/archive/README.md says what its fields
 * mean.  They become what the lists of hostile archives say: a case, and
 * lines of keys.
 */
enum {
    VEC_KEYS_MAX = 16,
    VEC_LINE_MAX = 1024
};

struct vec {
    struct hostile_case about;
    char keys[VEC_KEYS_MAX][VEC_LINE_MAX];
    size_t keys_len;
    uint8_t *data;
    size_t len;
};

/* Read one; fails the program if it is not as README.md says. */
void
vec_read(const char *folder, const char *file, struct vec *out);
void
vec_free(struct vec *v);

/* Its keys, made with this context. */
void
vec_keys(const struct vec *v, mohur_ctx *ctx, struct hostile_keys *out);

#endif
