/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ANCHOR_H
#define MOHUR_SRC_KEYSTORE_ANCHOR_H

#include "base/ctx.h"

/*
 * The record of a rollback anchor: what a store was when it was last changed,
 * kept where whoever can replace the store cannot write.  Bytes alone, as in
 * docs/formats/keystore.md.
 */
enum {
    MOHUR__ANCHOR_LEN  = 160,
    MOHUR__ANCHOR_HASH = 32
};

/* The values are pinned for ever. */
enum mohur__anchor_kind {
    MOHUR__ANCHOR_FILE     = 1,
    MOHUR__ANCHOR_CALLBACK = 2,
    MOHUR__ANCHOR_SERVER   = 3,
    MOHUR__ANCHOR_TOKEN    = 4
};

struct mohur__anchor {
    uint8_t kind;
    uint32_t epoch;
    uint8_t store_id[16];
    uint64_t seq;
    uint8_t root[MOHUR__ANCHOR_HASH];
    uint64_t event_count;
    uint8_t event_head[MOHUR__ANCHOR_HASH];
    int64_t time;
    uint64_t counter; /* of hardware; 0: none */
};

/* Write a record and its MAC.  key is the store's anchor key. */
mohur_status
mohur__anchor_emit(mohur_ctx *ctx,
                   const struct mohur__anchor *a,
                   mohur__bytes key,
                   uint8_t out[MOHUR__ANCHOR_LEN]);

/*
 * Read one.  MOHUR_E_FORMAT, _UNSUPPORTED: this is none, or of another format;
 * MOHUR_E_AUTH: it was not made with this key.
 */
mohur_status
mohur__anchor_parse(mohur_ctx *ctx,
                    mohur__bytes record,
                    mohur__bytes key,
                    struct mohur__anchor *out);

#endif
