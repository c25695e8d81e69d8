/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_DIGESTS_H
#define MOHUR_SRC_CMS_DIGESTS_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "crypto/hash.h"

/*
 * Several digests of one content in one pass: signers choose their hash, and
 * the content may be too large to be read for each.
 */
enum {
    MOHUR__DIGESTS = 3 /* SHA-256, -384, -512 */
};

struct mohur__digests {
    struct mohur__hasher *hashers[MOHUR__DIGESTS]; /* NULL: not asked for */
    uint8_t values[MOHUR__DIGESTS][MOHUR__HASH_MAX];
    bool finished;
};

/* Ask for one; once is enough.  MOHUR_E_UNSUPPORTED for what is no such hash. */
mohur_status
mohur__digests_want(mohur_ctx *ctx, struct mohur__digests *d, mohur_alg hash);

mohur_status
mohur__digests_update(struct mohur__digests *d, mohur__bytes data);
mohur_status
mohur__digests_finish(struct mohur__digests *d);

/* A digest; nothing if it was not asked for, or is not finished. */
mohur__bytes
mohur__digests_get(const struct mohur__digests *d, mohur_alg hash);

/* Release.  A zeroed struct is allowed. */
void
mohur__digests_wipe(struct mohur__digests *d);

#endif
