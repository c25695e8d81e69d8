/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_A_H
#define MOHUR_A_H

#include <stddef.h>
#include <stdint.h>

#define MOHUR_API

/** A handle. */
typedef struct mohur_a mohur_a;

/** An enum. */
typedef enum mohur_kind {
    MOHUR_KIND_ONE = 1, /**< One. */
    MOHUR_KIND_TWO = 2  /**< Two. */
} mohur_kind;

/** Options. */
typedef struct mohur_options {
    size_t size;   /**< Of this. */
    uint32_t days; /**< Days.    */
    uint32_t uses; /**< Uses.    */
} mohur_options;

/** How long. */
#define MOHUR_A_LEN 16

/** As it is listed. */
MOHUR_API uint32_t
mohur_same(const mohur_a *a);

/** Its parameters were others. */
MOHUR_API void
mohur_changed(mohur_a *a, const uint8_t *data, size_t data_len);

/** Another status. */
MOHUR_API uint32_t
mohur_new(const mohur_options *options, mohur_kind kind);

#endif
