/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pwhash.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/front.h"

/*
 * The front of Argon2id.  Costs come from files, so they are checked before
 * any memory is taken.
 */
enum {
    PASSPHRASE_MAX = 1024,
    OUT_MIN        = 16,
    OUT_MAX        = 64
};

mohur_status
mohur__pwhash_check(mohur_ctx *ctx, struct mohur__pwhash_cost cost)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            cost.m_kib >= MOHUR__PWHASH_MIN_M_KIB &&
                cost.m_kib <= MOHUR__PWHASH_MAX_M_KIB,
            MOHUR_E_LIMIT,
            "Argon2id with %u KiB of memory; %d to %d are allowed",
            (unsigned)cost.m_kib, (int)MOHUR__PWHASH_MIN_M_KIB,
            (int)MOHUR__PWHASH_MAX_M_KIB);
    REQUIRE(ctx, cost.t >= 1 && cost.t <= MOHUR__PWHASH_MAX_T, MOHUR_E_LIMIT,
            "Argon2id with %u passes; 1 to %d are allowed", (unsigned)cost.t,
            (int)MOHUR__PWHASH_MAX_T);
    REQUIRE(ctx, (uint64_t)cost.m_kib * cost.t <= MOHUR__PWHASH_MAX_M_TIMES_T,
            MOHUR_E_LIMIT,
            "Argon2id with %u KiB and %u passes is more than allowed",
            (unsigned)cost.m_kib, (unsigned)cost.t);

out:
    return st;
}

mohur_status
mohur__pwhash(mohur_ctx *ctx,
              mohur__bytes passphrase,
              mohur__bytes salt,
              struct mohur__pwhash_cost cost,
              mohur__span out)
{
    mohur_status st = MOHUR_OK;
    const struct mohur__pwhash_ops *ops =
        mohur__backends_pwhash(ctx, MOHUR_ALG_ARGON2ID);

    if (ops == NULL) {
        return mohur__crypto_missing(ctx, MOHUR_ALG_ARGON2ID);
    }
    REQUIRE(ctx, passphrase.len >= 1 && passphrase.len <= PASSPHRASE_MAX,
            MOHUR_E_ARGUMENT, "a passphrase has 1 to %d bytes",
            (int)PASSPHRASE_MAX);
    if (salt.len != MOHUR__PWHASH_SALT_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_ARGON2ID, "salt");
    }
    if (out.len < OUT_MIN || out.len > OUT_MAX) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_ARGON2ID, "output");
    }
    TRY(mohur__pwhash_check(ctx, cost));
    TRY(mohur__crypto_result(ctx, ops->derive(passphrase, salt, cost, out),
                             MOHUR_ALG_ARGON2ID, ops->backend));

out:
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}
