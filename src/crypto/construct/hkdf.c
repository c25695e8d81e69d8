/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/front.h"
#include "crypto/hash.h"
#include "crypto/kdf.h"
#include "crypto/mac.h"

/*
 * HKDF, RFC 5869, over HMAC.
 */
enum {
    BLOCKS_MAX     = 255,
    INFO_PARTS_MAX = 14
};

mohur_status
mohur__hkdf_extract(mohur_ctx *ctx,
                    mohur_alg hash,
                    mohur__bytes salt,
                    mohur__bytes ikm,
                    mohur__span out)
{
    if (mohur__hash_len(hash) == 0) {
        return mohur__crypto_missing(ctx, hash);
    }
    if (out.len != mohur__hash_len(hash)) {
        return mohur__crypto_bad_length(ctx, hash, "output");
    }
    /* No salt is a salt of zeros, and HMAC pads a short key with zeros. */
    return mohur__mac(ctx, mohur__mac_hmac_of(hash), salt, &ikm, 1, out);
}

/* T(1), T(2), ... of section 2.3, as many as fill out. */
static mohur_status
fill(struct mohur__mac *m,
     size_t len,
     mohur__bytes *parts,
     size_t n,
     mohur__span out)
{
    mohur_status st               = MOHUR_OK;
    uint8_t block[MOHUR__MAC_MAX] = {0};
    uint8_t counter               = 1;

    parts[0]     = MOHUR__NOTHING;
    parts[n - 1] = mohur__bytes_of(&counter, 1);
    while (out.len > 0) {
        size_t done = 0;

        TRY(mohur__mac_compute(m, parts, n, mohur__span_of(block, len)));
        done     = mohur__copy(out, mohur__bytes_of(block, len));
        out      = mohur__span_sub(out, done, out.len);
        parts[0] = mohur__bytes_of(block, len);
        counter++;
    }

out:
    mohur__wipe(block, sizeof block);
    return st;
}

mohur_status
mohur__hkdf_expand(mohur_ctx *ctx,
                   mohur_alg hash,
                   mohur__bytes prk,
                   const mohur__bytes *info,
                   size_t info_n,
                   mohur__span out)
{
    mohur_status st                        = MOHUR_OK;
    struct mohur__mac *m                   = NULL;
    size_t len                             = mohur__hash_len(hash);
    mohur__bytes parts[INFO_PARTS_MAX + 2] = {{NULL, 0}};

    if (len == 0) {
        return mohur__crypto_missing(ctx, hash);
    }
    if (out.len > BLOCKS_MAX * len) {
        return mohur__crypto_bad_length(ctx, hash, "output");
    }
    REQUIRE(ctx, info_n <= INFO_PARTS_MAX, MOHUR_E_INTERNAL,
            "HKDF with more than %d parts of info", (int)INFO_PARTS_MAX);
    for (size_t i = 0; i < info_n; i++) {
        parts[1 + i] = info[i];
    }
    TRY(mohur__mac_new(ctx, mohur__mac_hmac_of(hash), prk, &m));
    st = fill(m, len, parts, info_n + 2, out);
    TRY(mohur__crypto_result(ctx, st, hash, MOHUR_BACKEND_DEFAULT));

out:
    mohur__mac_free(m);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

mohur_status
mohur__hkdf(mohur_ctx *ctx,
            mohur_alg hash,
            mohur__bytes salt,
            mohur__bytes ikm,
            const mohur__bytes *info,
            size_t info_n,
            mohur__span out)
{
    mohur_status st              = MOHUR_OK;
    uint8_t room[MOHUR__MAC_MAX] = {0};
    mohur__span prk              = mohur__span_of(room, mohur__hash_len(hash));

    TRY(mohur__hkdf_extract(ctx, hash, salt, ikm, prk));
    TRY(mohur__hkdf_expand(ctx, hash, mohur__span_bytes(prk), info, info_n,
                           out));

out:
    mohur__wipe(room, sizeof room);
    return st;
}
