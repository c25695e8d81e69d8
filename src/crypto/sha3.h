/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SHA3_H
#define MOHUR_SRC_CRYPTO_SHA3_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * The two functions of FIPS 202 that X-Wing is made of, and nothing else:
 * no profile names them, so they have no number in the registry.
 */
struct mohur__sha3_ops {
    mohur_backend backend;
    bool (*usable)(void); /* NULL: always */
    /* SHA3-256 of the parts one after the other; out is 32 bytes. */
    mohur_status (*sha3_256)(const mohur__bytes *parts,
                             size_t n,
                             mohur__span out);
    /* SHAKE256, as many bytes as out has. */
    mohur_status (*shake256)(mohur__bytes message, mohur__span out);
};

#endif
