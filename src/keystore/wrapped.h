/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_WRAPPED_H
#define MOHUR_SRC_KEYSTORE_WRAPPED_H

#include "keystore/material.h"

/* Keys under a wrapping key, as they leave and enter. */

/* What is to be read, and as what. */
struct mohur__wrapped {
    const mohur_key *kek;
    mohur_purpose purpose;
    uint8_t level; /* that the key is to have */
    mohur__bytes bytes;
};

/* Unwrap it; a pair is tried out once.  Statuses as mohur/wrapped.h has them. */
mohur_status
mohur__wrapped_read(mohur_ctx *ctx,
                    const struct mohur__wrapped *in,
                    struct mohur__material *out);

#endif
