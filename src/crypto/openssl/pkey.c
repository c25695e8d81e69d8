/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/openssl/pkey.h"

#include "base/guard.h"
#include "crypto/openssl/evp.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

/*
 * EVP keys from raw bytes.
 */
static mohur_status
from_params(const OSSL_PARAM_BLD *build, int selection, EVP_PKEY **out)
{
    mohur_status st    = MOHUR_E_BACKEND;
    OSSL_PARAM *params = NULL;
    EVP_PKEY_CTX *ctx  = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);

    /* The builder is not const in OpenSSL's eyes, but is only read. */
    params = OSSL_PARAM_BLD_to_param((OSSL_PARAM_BLD *)(uintptr_t)build);
    if (ctx == NULL || params == NULL || EVP_PKEY_fromdata_init(ctx) != 1) {
        goto out;
    }
    st = EVP_PKEY_fromdata(ctx, out, selection, params) == 1 ? MOHUR_OK
                                                             : MOHUR_E_FORMAT;

out:
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(ctx);
    return st;
}

mohur_status
mohur__pkey_public(const char *curve, mohur__bytes point, EVP_PKEY **out)
{
    mohur_status st       = MOHUR_E_BACKEND;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();

    if (build != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
                                        curve, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
                                         point.data, point.len) == 1) {
        st = from_params(build, EVP_PKEY_PUBLIC_KEY, out);
    }
    OSSL_PARAM_BLD_free(build);
    return st;
}

mohur_status
mohur__pkey_private(const char *curve, mohur__bytes scalar, EVP_PKEY **out)
{
    mohur_status st       = MOHUR_E_BACKEND;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *d             = BN_secure_new();

    if (build != NULL && d != NULL &&
        BN_bin2bn(scalar.data, (int)scalar.len, d) != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
                                        curve, 0) == 1 &&
        OSSL_PARAM_BLD_push_BN_pad(build, OSSL_PKEY_PARAM_PRIV_KEY, d,
                                   scalar.len) == 1) {
        st = from_params(build, EVP_PKEY_KEYPAIR, out);
    }
    OSSL_PARAM_BLD_free(build);
    BN_clear_free(d);
    return st;
}

/* EVP does not work out the public key in 3.0, so the group's function does. */
mohur_status
mohur__pkey_public_of(int nid, mohur__bytes scalar, mohur__span out)
{
    mohur_status st = MOHUR_E_BACKEND;
    EC_GROUP *group = EC_GROUP_new_by_curve_name(nid);
    EC_POINT *point = group == NULL ? NULL : EC_POINT_new(group);
    BIGNUM *d       = BN_secure_new();
    size_t len      = 0;

    if (point == NULL || d == NULL ||
        BN_bin2bn(scalar.data, (int)scalar.len, d) == NULL) {
        goto out;
    }
    BN_set_flags(d, BN_FLG_CONSTTIME);
    if (EC_POINT_mul(group, point, d, NULL, NULL, NULL) != 1) {
        goto out;
    }
    len = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
                             out.data, out.len, NULL);
    st  = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    BN_clear_free(d);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return st;
}
