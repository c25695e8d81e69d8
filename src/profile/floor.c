/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/rules.h"

/*
 * What no profile may allow.  Most of the floor needs no line here, because
 * the registry has no number for it: MD5, SHA-1, DES, RC4, DSA, ECB, the
 * null cipher.
 */
enum {
    PBKDF2_LEAST       = 100000,
    ARGON2_LEAST_M_KIB = 19 * 1024,
    ARGON2_LEAST_T     = 2
};

/* CBC does not authenticate: a key file is all that it may hold. */
static bool
cbc_in_its_place(mohur_operation operation)
{
    return operation == MOHUR_OP_EXPORT || operation == MOHUR_OP_UNWRAP;
}

bool
mohur__floor_refuses(const mohur_request *request)
{
    bool protects = mohur__operation_protects(request->operation);

    switch ((uint32_t)request->alg) {
    case MOHUR_ALG_AES_256_CBC:
        return !cbc_in_its_place(request->operation);
    case MOHUR_ALG_PBKDF2_SHA_256:
        return protects && request->bits < PBKDF2_LEAST;
    case MOHUR_ALG_ARGON2ID:
        return protects && (request->m_kib < ARGON2_LEAST_M_KIB ||
                            request->t < ARGON2_LEAST_T);
    default:
        return false;
    }
}
