/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_TOKEN_SIGN_H
#define MOHUR_SRC_KEYSTORE_TOKEN_SIGN_H

#include "keystore/hsm.h"

/* A pair of which one half is in a token. */
struct mohur__token_pair {
    struct mohur__hsm *token;
    struct mohur__hsm_key key;
    mohur__bytes public_key;
};

/*
 * Sign a message whole with a key in a token, and verify what it gives:
 * MOHUR_E_BACKEND if that was made with another key, or wrongly.  hash
 * MOHUR_ALG_NONE is the default one; out is as long as the signature.
 */
mohur_status
mohur__token_sign(mohur_ctx *ctx,
                  const struct mohur__token_pair *with,
                  mohur_alg hash,
                  mohur__bytes message,
                  mohur__span out);

#endif
