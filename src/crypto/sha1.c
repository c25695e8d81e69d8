/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sha1.h"

#include "crypto/backends.h"
#include "crypto/front.h"

/* One backend is enough for a few hundred bytes: there is no choice. */

mohur_status
mohur__insecure_sha_1(mohur_ctx *ctx, mohur__bytes message, mohur__span out)
{
    const struct mohur__sha1_ops *ops = mohur__backends_sha1();

    if (out.len != MOHUR__SHA1_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_SHA_1, "output");
    }
    return mohur__crypto_result(ctx, ops->digest(message, out), MOHUR_ALG_SHA_1,
                                ops->backend);
}
