/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_TOKENS_H
#define MOHUR_SRC_KEYSTORE_TOKENS_H

#include "keystore/hsm.h"
#include "keystore/store.h"

/* The tokens that keys of a store live in, as far as they were needed. */

/* The token of a URI, borrowed from the store. */
mohur_status
mohur__tokens_get(struct mohur_keystore *ks,
                  mohur__bytes uri,
                  struct mohur__hsm **out);

/* Does somebody give PINs? */
bool
mohur__tokens_have_pin(const struct mohur_keystore *ks);

void
mohur__tokens_free(struct mohur_keystore *ks);

#endif
