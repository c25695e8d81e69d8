/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs11/kind.h"

/* The kinds of keys that may live in a token. */
static const struct mohur__token_kind KINDS[] = {
    {MOHUR_ALG_ECDSA_P256, MOHUR__OID_P256, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDSA},
    {MOHUR_ALG_ECDSA_P384, MOHUR__OID_P384, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDSA},
    {MOHUR_ALG_ED25519, MOHUR__OID_ED25519, CKK_EC_EDWARDS,
     CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA},
    {MOHUR_ALG_ECDH_P256, MOHUR__OID_P256, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDH1_DERIVE},
    {MOHUR_ALG_ECDH_P384, MOHUR__OID_P384, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDH1_DERIVE},
    {MOHUR_ALG_RSASSA_PSS, MOHUR__OID_NONE, CKK_RSA, CKM_RSA_PKCS_KEY_PAIR_GEN,
     CKM_RSA_PKCS_PSS},
    {MOHUR_ALG_RSASSA_PKCS1, MOHUR__OID_NONE, CKK_RSA,
     CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_RSA_PKCS},
    {MOHUR_ALG_AES_256_WRAP, MOHUR__OID_NONE, CKK_AES, CKM_AES_KEY_GEN,
     CKM_AES_ECB},
};

bool
mohur__token_kind_signs(const struct mohur__token_kind *kind)
{
    return kind->use == CKM_ECDSA || kind->use == CKM_EDDSA ||
           kind->type == CKK_RSA;
}

mohur_status
mohur__token_kind_of(mohur_ctx *ctx,
                     mohur_alg alg,
                     const struct mohur__token_kind **out)
{
    *out = KINDS; /* never NULL, for compilers that do not see who leaves */
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (KINDS[i].alg == alg) {
            *out = &KINDS[i];
            return MOHUR_OK;
        }
    }
    return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                        "a key of %s cannot live in a token; P-256, P-384, "
                        "Ed25519, RSA and AES-256 keys can",
                        mohur_alg_name(alg));
}
