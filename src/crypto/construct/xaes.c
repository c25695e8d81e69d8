/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/xaes.h"

#include "base/guard.h"
#include "base/secret.h"
#include "crypto/backends.h"
#include "crypto/front.h"

/*
 * The key of a message is CMAC(K, 00 01 'X' 00 || N[0..11]) and the same with
 * 00 02, which is the KDF of SP 800-108r1 in counter mode; the rest of the
 * nonce is that of GCM.
 */
enum {
    HALF      = 12, /* of the nonce */
    BLOCK     = 16,
    SUBKEY    = 2 * BLOCK,
    COUNTER   = 1, /* where it stands; the byte before it stays 0 */
    LABEL     = 'X',
    LABEL_AT  = 2,
    CONTEXT   = BLOCK - HALF,
    TAG_LEN   = MOHUR__AEAD_TAG_LEN,
    KEY_LEN   = MOHUR__XAES_KEY_LEN,
    NONCE_LEN = MOHUR__XAES_NONCE_LEN
};

bool
mohur__xaes_available(const mohur_ctx *ctx)
{
    return mohur__backends_aead(ctx, MOHUR_ALG_AES_256_GCM) != NULL &&
           mohur__backends_mac(ctx, MOHUR_ALG_AES_256_CMAC) != NULL;
}

/* CT: leaks nothing. */
static mohur_status
derive(mohur_ctx *ctx, mohur__bytes key, mohur__bytes nonce, mohur__span out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__mac *m = NULL;
    uint8_t block[BLOCK] = {0};
    mohur__bytes message = MOHUR__BYTES(block);

    TRY(mohur__mac_new(ctx, MOHUR_ALG_AES_256_CMAC, key, &m));
    block[LABEL_AT] = LABEL;
    mohur__copy(mohur__span_of(block + CONTEXT, HALF), nonce);
    for (uint8_t i = 0; i < SUBKEY / BLOCK; i++) {
        block[COUNTER] = (uint8_t)(i + 1);
        st             = mohur__mac_compute(m, &message, 1,
                                            mohur__span_sub(out, (size_t)i * BLOCK, BLOCK));
        TRY(mohur__crypto_result(ctx, st, MOHUR_ALG_AES_256_CMAC,
                                 MOHUR_BACKEND_DEFAULT));
    }

out:
    mohur__mac_free(m);
    return st;
}

/* AES-256-GCM under the key of one message. */
static mohur_status
begin(mohur_ctx *ctx,
      mohur__bytes key,
      mohur__bytes nonce,
      struct mohur__aead **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__secret *subkey = NULL;

    *out = NULL;
    if (key.len != KEY_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_XAES_256_GCM, "key");
    }
    if (nonce.len != NONCE_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_XAES_256_GCM, "nonce");
    }
    TRY(mohur__secret_new(ctx, SUBKEY, &subkey));
    TRY(derive(ctx, key, mohur__bytes_sub(nonce, 0, HALF),
               mohur__secret_span(subkey)));
    TRY(mohur__aead_new(ctx, MOHUR_ALG_AES_256_GCM, mohur__secret_bytes(subkey),
                        out));

out:
    mohur__secret_free(subkey);
    return st;
}

/* CT: leaks the lengths. */
mohur_status
mohur__xaes_seal(mohur_ctx *ctx,
                 mohur__bytes key,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes plain,
                 mohur__span out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__aead *a = NULL;

    if (out.len < TAG_LEN || out.len - TAG_LEN != plain.len) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_XAES_256_GCM, "output");
    }
    TRY(begin(ctx, key, nonce, &a));
    st = mohur__aead_seal(a, mohur__bytes_sub(nonce, HALF, HALF), aad, plain,
                          out);
    TRY(mohur__crypto_result(ctx, st, MOHUR_ALG_XAES_256_GCM,
                             MOHUR_BACKEND_DEFAULT));

out:
    mohur__aead_free(a);
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__xaes_open(mohur_ctx *ctx,
                 mohur__bytes key,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes sealed,
                 mohur__span out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__aead *a = NULL;

    TRY(begin(ctx, key, nonce, &a));
    st = mohur__aead_open(a, mohur__bytes_sub(nonce, HALF, HALF), aad, sealed,
                          out);
    TRY(mohur__crypto_result(ctx, st, MOHUR_ALG_XAES_256_GCM,
                             MOHUR_BACKEND_DEFAULT));

out:
    mohur__aead_free(a);
    return st;
}
