/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/front.h"
#include "crypto/kdf.h"
#include "crypto/mac.h"

/*
 * PBKDF2, RFC 8018 5.2, over one keyed HMAC.
 */
enum {
    ITERATIONS_MAX = 10000000,
    OUT_MAX        = 1024
};

/*
 * T_i of step 3: the exclusive or of all U.
 * CT: leaks the lengths and the number of iterations.
 */
static mohur_status
block(struct mohur__mac *m,
      mohur__bytes salt,
      uint32_t index,
      uint32_t iterations,
      mohur__span t)
{
    mohur_status st           = MOHUR_OK;
    uint8_t u[MOHUR__MAC_MAX] = {0};
    uint8_t number[4]         = {0};
    mohur__span u_span        = mohur__span_of(u, t.len);
    mohur__bytes u_bytes      = mohur__span_bytes(u_span);
    mohur__bytes first[2]     = {salt, MOHUR__BYTES(number)};

    mohur__store32(number, index);
    TRY(mohur__mac_compute(m, first, 2, u_span));
    mohur__copy(t, u_bytes);
    for (uint32_t i = 1; i < iterations; i++) {
        TRY(mohur__mac_compute(m, &u_bytes, 1, u_span));
        for (size_t j = 0; j < t.len; j++) {
            t.data[j] ^= u[j];
        }
    }

out:
    mohur__wipe(u, sizeof u);
    return st;
}

static mohur_status
fill(struct mohur__mac *m,
     size_t len,
     mohur__bytes salt,
     uint32_t iterations,
     mohur__span out)
{
    mohur_status st           = MOHUR_OK;
    uint8_t t[MOHUR__MAC_MAX] = {0};
    size_t done               = 0;

    for (uint32_t index = 1; out.len > 0; index++) {
        TRY(block(m, salt, index, iterations, mohur__span_of(t, len)));
        done = mohur__copy(out, mohur__bytes_of(t, len));
        out  = mohur__span_sub(out, done, out.len);
    }

out:
    mohur__wipe(t, sizeof t);
    return st;
}

mohur_status
mohur__pbkdf2(mohur_ctx *ctx,
              mohur_alg hash,
              mohur__bytes password,
              mohur__bytes salt,
              uint32_t iterations,
              mohur__span out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__mac *m = NULL;
    mohur_alg hmac       = mohur__mac_hmac_of(hash);

    REQUIRE(ctx, iterations >= 1 && iterations <= ITERATIONS_MAX, MOHUR_E_LIMIT,
            "PBKDF2 with %u iterations; 1 to %d are allowed",
            (unsigned)iterations, (int)ITERATIONS_MAX);
    if (hash != MOHUR_ALG_SHA_256 && hash != MOHUR_ALG_SHA_512) {
        return mohur__crypto_missing(ctx, hash);
    }
    if (out.len == 0 || out.len > OUT_MAX) {
        return mohur__crypto_bad_length(ctx, hash, "output");
    }
    TRY(mohur__mac_new(ctx, hmac, password, &m));
    st = fill(m, mohur__mac_len(hmac), salt, iterations, out);
    TRY(mohur__crypto_result(ctx, st, hmac, MOHUR_BACKEND_DEFAULT));

out:
    mohur__mac_free(m);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}
