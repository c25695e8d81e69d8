/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ANCHOR_TOKEN_H
#define MOHUR_SRC_KEYSTORE_ANCHOR_TOKEN_H

#include "keystore/anchor.h"
#include "keystore/hsm.h"

/*
 * Records in a PKCS#11 token, by the id of their store: one, or two where a
 * writer was stopped between making the new and destroying the old.
 * docs/formats/keystore.md, section 10.
 */

/* Does this place name a token? */
bool
mohur__anchor_is_token(const char *place);

/* *out_len is a multiple of MOHUR__ANCHOR_LEN, 0 if there is none. */
mohur_status
mohur__anchor_token_read(mohur_ctx *ctx,
                         struct mohur__hsm *token,
                         mohur__bytes store_id,
                         mohur__span room,
                         size_t *out_len);

mohur_status
mohur__anchor_token_write(mohur_ctx *ctx,
                          struct mohur__hsm *token,
                          mohur__bytes store_id,
                          const uint8_t record[MOHUR__ANCHOR_LEN]);

#endif
