/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_TOKEN_H
#define MOHUR_SRC_KEYSTORE_SLOT_TOKEN_H

#include "keystore/slot_make.h"

/*
 * Slots whose key material is the answer of a secret in a token.  The token
 * and its module are those that the caller names: a store is written by
 * whoever can, and what it says would be loaded into the process.
 */

/* Find the tokens that are shown, borrowed from the store.  None is asked. */
mohur_status
mohur__shown_tokens(struct mohur_keystore *ks, struct mohur__shown *shown);

/* Key material of a slot with these parameters.  MOHUR_E_AUTH: not by it. */
mohur_status
mohur__slot_token_ikm(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes params,
                      struct mohur__secret **out);

/* Make the secret of a new slot; parameters are appended. */
mohur_status
mohur__slot_token_make(mohur_ctx *ctx,
                       struct mohur__slot_factor *f,
                       struct mohur__buf *params,
                       struct mohur__secret **ikm);

/* Append frame(URI) of a token, as those who approve a slot see it. */
void
mohur__slot_token_name(const struct mohur__hsm *token, struct mohur__buf *out);

/* Destroy it, if it was made. */
void
mohur__slot_token_undo(mohur_ctx *ctx, struct mohur__slot_factor *f);

#endif
