/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_CIPHER_H
#define MOHUR_SRC_CRYPTO_CIPHER_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * AES-256-CBC with PKCS#7 padding, for encrypted PKCS#8 (RFC 8018 PBES2)
 * and nothing else: it does not authenticate.
 */
struct mohur__cbc_ops {
    mohur_backend backend;
    mohur_alg alg;
    /* out.len = plain.len rounded up to the next whole block beyond it. */
    mohur_status (*encrypt)(mohur__bytes key,
                            mohur__bytes iv,
                            mohur__bytes plain,
                            mohur__span out);
    /* out has room for sealed.len; *out_len <= sealed.len - 1;
       MOHUR_E_AUTH for wrong padding. */
    mohur_status (*decrypt)(mohur__bytes key,
                            mohur__bytes iv,
                            mohur__bytes sealed,
                            mohur__span out,
                            size_t *out_len);
};

/*
 * key 32 bytes, iv 16 bytes.  To decrypt, out has room for sealed.len bytes.
 * CT: decrypt leaks whether the padding was right, and its length.
 */
mohur_status
mohur__cbc_encrypt(mohur_ctx *ctx,
                   mohur__bytes key,
                   mohur__bytes iv,
                   mohur__bytes plain,
                   mohur__span out);
mohur_status
mohur__cbc_decrypt(mohur_ctx *ctx,
                   mohur__bytes key,
                   mohur__bytes iv,
                   mohur__bytes sealed,
                   mohur__span out,
                   size_t *out_len);

#endif
