/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_KDF_H
#define MOHUR_SRC_CRYPTO_KDF_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Key derivation from a key (HKDF, RFC 5869) and from a password
 * (PBKDF2, RFC 8018, for encrypted PKCS#8 only).  hash is SHA-256, SHA-384
 * or SHA-512.  CT (all): leak the lengths.
 */

/* out.len = the hash's length. */
mohur_status
mohur__hkdf_extract(mohur_ctx *ctx,
                    mohur_alg hash,
                    mohur__bytes salt,
                    mohur__bytes ikm,
                    mohur__span out);

/* info is the parts one after the other; out.len at most 255 hash lengths. */
mohur_status
mohur__hkdf_expand(mohur_ctx *ctx,
                   mohur_alg hash,
                   mohur__bytes prk,
                   const mohur__bytes *info,
                   size_t info_n,
                   mohur__span out);

/* Extract and expand. */
mohur_status
mohur__hkdf(mohur_ctx *ctx,
            mohur_alg hash,
            mohur__bytes salt,
            mohur__bytes ikm,
            const mohur__bytes *info,
            size_t info_n,
            mohur__span out);

/* hash is SHA-256 or SHA-512; iterations 1 to 10,000,000, else _LIMIT. */
mohur_status
mohur__pbkdf2(mohur_ctx *ctx,
              mohur_alg hash,
              mohur__bytes password,
              mohur__bytes salt,
              uint32_t iterations,
              mohur__span out);

#endif
