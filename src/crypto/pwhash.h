/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_PWHASH_H
#define MOHUR_SRC_CRYPTO_PWHASH_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/* What Argon2id costs; one lane, version 1.3 (RFC 9106). */
struct mohur__pwhash_cost {
    uint32_t m_kib; /* memory, KiB: 8 MiB to 1 GiB */
    uint32_t t;     /* passes: 1 to 16; m_kib * t at most 4 GiB */
};

enum {
    MOHUR__PWHASH_SALT_LEN      = 16,
    MOHUR__PWHASH_MIN_M_KIB     = 8 * 1024,
    MOHUR__PWHASH_MAX_M_KIB     = 1024 * 1024,
    MOHUR__PWHASH_MAX_T         = 16,
    MOHUR__PWHASH_MAX_M_TIMES_T = 4 * 1024 * 1024, /* KiB */
    MOHUR__PWHASH_DEFAULT_M_KIB = 256 * 1024,
    MOHUR__PWHASH_DEFAULT_T     = 3
};

struct mohur__pwhash_ops {
    mohur_backend backend;
    mohur_alg alg;
    mohur_status (*derive)(mohur__bytes passphrase,
                           mohur__bytes salt,
                           struct mohur__pwhash_cost cost,
                           mohur__span out);
};

/* MOHUR_E_LIMIT if the cost is outside the bounds above; takes no memory. */
mohur_status
mohur__pwhash_check(mohur_ctx *ctx, struct mohur__pwhash_cost cost);

/*
 * Argon2id of 1 to 1024 bytes of passphrase with a 16-byte salt.
 * CT: leaks the lengths (memory access depends on the passphrase in the
 * second half of Argon2id, by design).
 */
mohur_status
mohur__pwhash(mohur_ctx *ctx,
              mohur__bytes passphrase,
              mohur__bytes salt,
              struct mohur__pwhash_cost cost,
              mohur__span out);

#endif
