/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_PARAMS_H
#define MOHUR_SRC_KEYSTORE_SLOT_PARAMS_H

#include "base/buf.h"
#include "crypto/hash.h"
#include "keystore/share.h"
#include "keystore/token_uri.h"

/*
 * The parameters of a slot that is no bare passphrase: shares, a token, a name
 * for a callback, several factors.  They were read from a file that nobody has
 * vouched for: nothing is allocated but room for a URI, and every number is
 * bounded here.
 */
enum {
    MOHUR__FACTORS_MIN    = 2,
    MOHUR__FACTORS_MAX    = 4,
    MOHUR__COMMITMENT_LEN = MOHUR__SHA256_LEN,
    MOHUR__HOST_NAME_MAX  = 255,
    MOHUR__TOKEN_ID_LEN   = 16
};

/* Shares: their set, and a commitment to each. */
struct mohur__share_params {
    struct mohur__share_plan plan;
    mohur__bytes commitments; /* one after the other, group by group */
};

mohur_status
mohur__share_params_parse(mohur_ctx *ctx,
                          mohur__bytes params,
                          struct mohur__share_params *out);

/* Append them; the commitments follow by mohur__share_commit. */
void
mohur__share_params_emit(const struct mohur__share_plan *plan,
                         struct mohur__buf *out);

/* The commitment to a share of a slot. */
mohur_status
mohur__share_commit(mohur_ctx *ctx,
                    mohur__bytes slot_id,
                    const struct mohur__share *share,
                    uint8_t out[MOHUR__COMMITMENT_LEN]);

/* Where its commitment must be; nothing if the set has no such place. */
mohur__bytes
mohur__share_commitment(const struct mohur__share_params *params,
                        const struct mohur__share *share);

/* The name that a callback is asked for. */
mohur_status
mohur__host_params_parse(mohur_ctx *ctx,
                         mohur__bytes params,
                         mohur__bytes *name);

/* A secret in a token: which, by its CKA_ID, and where it was made. */
struct mohur__token_params {
    uint8_t id[MOHUR__TOKEN_ID_LEN];
    struct mohur__token_uri uri; /* never with a pin-source */
};

mohur_status
mohur__token_params_parse(mohur_ctx *ctx,
                          mohur__bytes params,
                          struct mohur__token_params *out);
void
mohur__token_params_emit(const struct mohur__token_params *p,
                         struct mohur__buf *out);

/* Several factors, each with a type and parameters of its own. */
struct mohur__factor {
    uint8_t type;
    mohur__bytes params;
};

struct mohur__factors {
    size_t len;
    struct mohur__factor at[MOHUR__FACTORS_MAX];
};

mohur_status
mohur__factors_parse(mohur_ctx *ctx,
                     mohur__bytes params,
                     struct mohur__factors *out);

#endif
