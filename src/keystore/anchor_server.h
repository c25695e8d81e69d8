/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ANCHOR_SERVER_H
#define MOHUR_SRC_KEYSTORE_ANCHOR_SERVER_H

#include "keystore/anchor.h"
#include "keystore/db.h"

/*
 * Records in a table of a database server, one for each store; the server
 * may have a store of its own beside them.  docs/formats/keystore.md,
 * section 10.
 */

/* Make the table, unless it is there. */
mohur_status
mohur__anchor_server_make(struct mohur__db *db);

/* MOHUR_E_UNSUPPORTED if the store, too, is on the anchor's server. */
mohur_status
mohur__anchor_server_check(struct mohur__db *anchor, struct mohur__db *store);

/* *out_len is 0 if there is none; a table that is not ours is _FORMAT. */
mohur_status
mohur__anchor_server_read(struct mohur__db *db,
                          mohur__bytes store_id,
                          uint8_t out[MOHUR__ANCHOR_LEN],
                          size_t *out_len);

/* On the server's disk when it returns. */
mohur_status
mohur__anchor_server_write(struct mohur__db *db,
                           mohur__bytes store_id,
                           const uint8_t record[MOHUR__ANCHOR_LEN]);

#endif
