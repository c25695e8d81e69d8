/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/kinds.h"
#include "profile/rules.h"

#include <string.h>

/*
 * What no profile may allow.  Part of the floor needs no line in
 * floor_refuses, because the registry has no number for it: MD5, DES, RC4,
 * DSA, ECB, the null cipher.  A rule may name these, to say no.
 */
enum {
    PBKDF2_LEAST       = 100000,
    ARGON2_LEAST_M_KIB = 19 * 1024,
    ARGON2_LEAST_T     = 2,
    RSA_NEW            = 3072, /* a key that is made or brought in */
    RSA_PROTECTS       = 2048,
    RSA_PROCESSES      = 1024
};

/* Names without a number. */
static const struct {
    const char *name;
    bool processes; /* nobody may be stopped from reading it by the floor */
} names[] = {
    {"MD5", false},         {"DES", true},
    {"3DES", true},         {"RC4", true},
    {"DSA", true},          {"AES-256-ECB", false},
    {"AES-128-ECB", false}, {"RSAES-PKCS1-v1_5", false},
    {"NULL", false},
};

enum {
    NAMES_LEN = sizeof names / sizeof names[0]
};

/* CBC does not authenticate: a key file is all that it may hold. */
static bool
cbc_in_its_place(mohur_operation operation)
{
    return operation == MOHUR_OP_EXPORT || operation == MOHUR_OP_UNWRAP;
}

static bool
rsa_too_short(mohur_operation operation, uint32_t bits)
{
    if (operation == MOHUR_OP_KEYGEN) {
        return bits < RSA_NEW;
    }
    return bits < (mohur__operation_protects(operation) ? RSA_PROTECTS
                                                        : RSA_PROCESSES);
}

bool
mohur__floor_refuses(const mohur_request *request)
{
    bool protects = mohur__operation_protects(request->operation);

    if (protects && request->hash == MOHUR_ALG_SHA_1) {
        return true;
    }
    switch ((uint32_t)request->alg) {
    case MOHUR_ALG_SHA_1:
        return protects;
    case MOHUR_ALG_RSASSA_PSS:
    case MOHUR_ALG_RSASSA_PKCS1:
    case MOHUR_ALG_RSAES_OAEP:
        return rsa_too_short(request->operation, request->bits);
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

/* ---- of a profile as it is accepted ---- */

static bool
refuses_name(const struct mohur__rule *rule, bool protects, bool processes)
{
    for (size_t i = 0; rule->name != NULL && i < NAMES_LEN; i++) {
        if (strcmp(rule->name, names[i].name) == 0) {
            return protects || (processes && !names[i].processes);
        }
    }
    return false;
}

bool
mohur__floor_refuses_rule(const struct mohur__rule *rule)
{
    const struct mohur__kind *kind = mohur__kind_of(rule->alg);
    bool protects  = rule->protect.status != MOHUR__RULE_DISALLOWED;
    bool processes = rule->process.status != MOHUR__RULE_DISALLOWED;
    uint32_t sha_1 = mohur__kind_hash_bit(MOHUR_ALG_SHA_1);

    if (kind == NULL) {
        return refuses_name(rule, protects, processes);
    }
    if (kind->sized && ((protects && rule->min_bits < RSA_PROTECTS) ||
                        (processes && rule->min_bits < RSA_PROCESSES))) {
        return true;
    }
    return protects &&
           (rule->alg == MOHUR_ALG_SHA_1 || (rule->hashes & sha_1) != 0);
}

bool
mohur__floor_refuses_limits(const struct mohur__limits *limits)
{
    return limits->argon2_min_m_kib < ARGON2_LEAST_M_KIB ||
           limits->argon2_min_t < ARGON2_LEAST_T ||
           limits->pbkdf2_min < PBKDF2_LEAST;
}

bool
mohur__floor_name(const char *name)
{
    for (size_t i = 0; i < NAMES_LEN; i++) {
        if (strcmp(name, names[i].name) == 0) {
            return true;
        }
    }
    return false;
}
