/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/tables.h"

#include <sodium.h>

/*
 * Argon2id by libsodium, which always uses one lane.
 */
enum {
    KIB = 1024
};

/*
 * CT: leaks the lengths and the cost; the second half of the first pass
 * reads memory at places that depend on the passphrase, by design.
 */
static mohur_status
derive(mohur__bytes passphrase,
       mohur__bytes salt,
       struct mohur__pwhash_cost cost,
       mohur__span out)
{
    const char *text = (const char *)passphrase.data;
    int bad = crypto_pwhash(out.data, out.len, text, passphrase.len, salt.data,
                            cost.t, (size_t)cost.m_kib * KIB,
                            crypto_pwhash_ALG_ARGON2ID13);

    /* Lengths and cost were checked, so only memory can be missing. */
    return bad == 0 ? MOHUR_OK : MOHUR_E_NO_MEMORY;
}

const struct mohur__pwhash_ops mohur__sodium_argon2id = {
    .backend = MOHUR_BACKEND_SODIUM,
    .alg     = MOHUR_ALG_ARGON2ID,
    .derive  = derive,
};
