/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_ROW_H
#define MOHUR_SRC_KEYSTORE_SLOT_ROW_H

#include "keystore/slot_shown.h"
#include "keystore/store.h"

/* The slots of a store as rows: read within bounds, opened, wrapped anew. */
struct mohur__slots {
    uint8_t store_id[16];
    uint32_t epoch;
    enum mohur__suite suite;
    int64_t now;
    size_t len;
    struct mohur__row row[MOHUR__SLOT_MAX];
};

/*
 * Read all of them, in a transaction; released by mohur__slots_free.  Their
 * sizes are bounded before they are copied.  MOHUR_E_FORMAT.
 */
mohur_status
mohur__slots_read(struct mohur_keystore *ks, struct mohur__slots **out);

/* NULL is allowed. */
void
mohur__slots_free(struct mohur__slots *slots);

/* The one with this id; NULL if there is none. */
struct mohur__row *
mohur__slots_find(struct mohur__slots *slots, mohur__bytes id);

/* Live, and before its last day. */
bool
mohur__slot_is_live(const struct mohur__slots *slots,
                    const struct mohur__row *row);

/* What the wrap of a slot is bound to. */
struct mohur__slot_place
mohur__slot_place_of(const struct mohur__slots *slots,
                     const struct mohur__row *row);

/* What came out of a slot, or goes into it. */
struct mohur__slot_keys {
    struct mohur__secret *ikm;
    struct mohur__secret *root_key;
};

void
mohur__slot_keys_wipe(struct mohur__slot_keys *keys);

/*
 * Open a slot with what is shown.  MOHUR_E_AUTH if that does not open it;
 * other errors are the caller's to report.
 */
mohur_status
mohur__slot_row_open(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     const struct mohur__row *row,
                     const struct mohur__shown *shown,
                     struct mohur__slot_keys *out);

/* Give a slot that has a KEM its own key pair, wrapped under ikm. */
mohur_status
mohur__slot_row_pair(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     mohur__bytes ikm,
                     struct mohur__row *row);

/* Wrap the seed of a slot that has one anew, for another suite. */
mohur_status
mohur__slot_row_rewrap_seed(mohur_ctx *ctx,
                            const struct mohur__slot_place *place,
                            enum mohur__suite before,
                            mohur__bytes ikm,
                            struct mohur__row *row);

/* Wrap a root key for the epoch of place; ikm is not needed with a KEM. */
mohur_status
mohur__slot_row_wrap(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     mohur__bytes ikm,
                     mohur__bytes root_key,
                     struct mohur__row *row);

#endif
