/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SHA1_H
#define MOHUR_SRC_CRYPTO_SHA1_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * SHA-1, for names that others made with it and for nothing that is signed:
 * two messages of one digest can be made.  So it is no hash of hash.h, which
 * signatures ask, and a check of the sources says who may call it.
 */
enum {
    MOHUR__SHA1_LEN = 20
};

struct mohur__sha1_ops {
    mohur_backend backend;
    mohur_status (*digest)(mohur__bytes message, mohur__span out);
};

/* out has MOHUR__SHA1_LEN bytes. */
mohur_status
mohur__insecure_sha_1(mohur_ctx *ctx, mohur__bytes message, mohur__span out);

#endif
