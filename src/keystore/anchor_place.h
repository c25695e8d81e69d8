/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ANCHOR_PLACE_H
#define MOHUR_SRC_KEYSTORE_ANCHOR_PLACE_H

#include "keystore/anchor.h"
#include "keystore/hsm.h"
#include "keystore/store.h"
#include <mohur/anchor.h>

/* Records that a place may have at a time: a token more than one. */
enum {
    MOHUR__ANCHOR_RECORDS_MAX = 4
};

/* Where a record is kept: a file, a table of a server, a token, or with the
 * host. */
struct mohur__anchor_place {
    uint8_t kind;
    char *path;           /* of a file */
    struct mohur__db *db; /* of a server */
    struct mohur__hsm *token;
    mohur_anchor_read_fn *read;
    mohur_anchor_write_fn *write;
    void *user;
    uint64_t missed; /* changes of which it does not know */
    bool seen;       /* the change that is being made has read it */
    bool behind;     /* it could not be read or written */
    bool shut;       /* its PIN was not had, or wrong: it is left alone */
};

/*
 * What options say; released by wipe, on failure too.  A token is connected,
 * so that its PIN is asked for while nobody waits for the store.
 */
mohur_status
mohur__anchor_place_init(struct mohur_keystore *ks,
                         const mohur_anchor_options *o,
                         struct mohur__anchor_place *out);

/* In a forked child (alive is false) a connection is the parent's. */
void
mohur__anchor_place_wipe(struct mohur__anchor_place *p, bool alive);

/* What is there, records one behind the other; *out_len is 0 if nothing is. */
mohur_status
mohur__anchor_place_read(
    mohur_ctx *ctx,
    const struct mohur__anchor_place *p,
    mohur__bytes store_id,
    uint8_t out[MOHUR__ANCHOR_RECORDS_MAX * MOHUR__ANCHOR_LEN],
    size_t *out_len);

mohur_status
mohur__anchor_place_write(mohur_ctx *ctx,
                          const struct mohur__anchor_place *p,
                          mohur__bytes store_id,
                          const uint8_t record[MOHUR__ANCHOR_LEN]);

#endif
