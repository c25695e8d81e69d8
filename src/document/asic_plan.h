/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_PLAN_H
#define MOHUR_SRC_DOCUMENT_ASIC_PLAN_H

#include "crypto/hash.h"
#include "document/asic.h"
#include "zip/zip_write.h"

/*
 * The members of a container that is to be written: items of the caller, or
 * members of another container.  Each is measured, and later copied; the copy
 * must be what was measured.
 */
enum {
    MOHUR__ASIC_NAME_CAP   = 48, /* of a name of ours */
    MOHUR__ASIC_NUMBER_MAX = 999
};

struct mohur__asic_part {
    mohur__bytes name;
    const char *mime;                     /* NULL: not said */
    mohur_source *content;                /* an item's; else NULL */
    const struct mohur__zip_entry *entry; /* of the other container */
    bool is_document;
    uint64_t len;
    uint32_t crc;
    uint8_t digest[MOHUR__HASH_MAX];
};

struct mohur__asic_plan {
    mohur_ctx *ctx;
    mohur_alg hash;
    const struct mohur__zip *base; /* of the entries */
    struct mohur__asic_part *parts;
    size_t len;
    size_t cap;
};

/* Room for so many parts. */
mohur_status
mohur__asic_plan_init(mohur_ctx *ctx,
                      mohur_alg hash,
                      size_t cap,
                      struct mohur__asic_plan *out);

/* Append an item of the caller, whose name must fit; measure it. */
mohur_status
mohur__asic_plan_item(struct mohur__asic_plan *plan,
                      const mohur_container_item *item);

/* Append all members of a container but its folders; measure them. */
mohur_status
mohur__asic_plan_base(struct mohur__asic_plan *plan,
                      const struct mohur__asic *base);

/* Is there a part of this name? */
bool
mohur__asic_plan_has(const struct mohur__asic_plan *plan, mohur__bytes name);

/* A name with a number in it: front, three digits, end. */
mohur__bytes
mohur__asic_name(mohur__span room,
                 const char *front,
                 unsigned number,
                 const char *end);

/* The digest of a part. */
mohur__bytes
mohur__asic_plan_digest(const struct mohur__asic_plan *plan, size_t i);

/* Copy a part; MOHUR_E_IO if it is not what was measured any more. */
mohur_status
mohur__asic_plan_copy(const struct mohur__asic_plan *plan,
                      size_t i,
                      struct mohur__zip_writer *w);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__asic_plan_wipe(struct mohur__asic_plan *plan);

#endif
