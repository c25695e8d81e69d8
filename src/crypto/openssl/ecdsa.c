/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/openssl/ecdsa.h"

#include <openssl/ec.h>

/*
 * The two forms of an ECDSA signature.
 */
static bool
set_pair(ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s)
{
    return sig != NULL && r != NULL && s != NULL &&
           ECDSA_SIG_set0(sig, r, s) == 1;
}

mohur_status
mohur__ecdsa_to_der(mohur__bytes signature,
                    unsigned char **out,
                    size_t *out_len)
{
    size_t half    = signature.len / 2;
    mohur__bytes b = mohur__bytes_sub(signature, half, half);
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r      = BN_bin2bn(signature.data, (int)half, NULL);
    BIGNUM *s      = BN_bin2bn(b.data, (int)half, NULL);
    int len        = -1;

    if (set_pair(sig, r, s)) {
        r   = NULL; /* the signature's now */
        s   = NULL;
        len = i2d_ECDSA_SIG(sig, out);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(sig);
    *out_len = len < 0 ? 0 : (size_t)len;
    return len < 0 ? MOHUR_E_BACKEND : MOHUR_OK;
}

mohur_status
mohur__ecdsa_from_der(mohur__bytes der, mohur__span out)
{
    const unsigned char *p = der.data;
    ECDSA_SIG *sig         = d2i_ECDSA_SIG(NULL, &p, (long)der.len);
    int half               = (int)(out.len / 2);
    mohur__span s          = mohur__span_sub(out, out.len / 2, out.len);
    mohur_status st        = MOHUR_E_BACKEND;

    if (sig != NULL &&
        BN_bn2binpad(ECDSA_SIG_get0_r(sig), out.data, half) == half &&
        BN_bn2binpad(ECDSA_SIG_get0_s(sig), s.data, half) == half) {
        st = MOHUR_OK;
    }
    ECDSA_SIG_free(sig);
    return st;
}
