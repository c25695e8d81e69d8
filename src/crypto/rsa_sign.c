/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa_sign.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/front.h"
#include "crypto/hash.h"

/*
 * The front of signing with RSA.  Messages are hashed here, so that the hash
 * may come from another backend.
 */
static mohur_status
find_signer(mohur_ctx *ctx,
            mohur_alg alg,
            const struct mohur__rsa_signer_ops **out)
{
    *out = mohur__backends_rsa_signer(ctx, alg);
    return *out == NULL ? mohur__crypto_missing(ctx, alg) : MOHUR_OK;
}

/* The one refusal that is about the process, and not the algorithm. */
static mohur_status
result(mohur_ctx *ctx, mohur_status st, const struct mohur__rsa_signer_ops *ops)
{
    if (st == MOHUR_E_STATE) {
        return mohur__error(ctx, st,
                            "this process was forked, and its Mbed TLS would "
                            "draw the random bytes of its parent again");
    }
    return mohur__crypto_result(ctx, st, ops->alg, ops->backend);
}

/* CT: leaks how long the search for primes took. */
mohur_status
mohur__rsa_generate(mohur_ctx *ctx,
                    mohur_alg alg,
                    uint32_t bits,
                    mohur__span room,
                    size_t *out_len)
{
    mohur_status st                         = MOHUR_OK;
    const struct mohur__rsa_signer_ops *ops = NULL;

    *out_len = 0;
    TRY(find_signer(ctx, alg, &ops));
    REQUIRE(ctx, bits == 3072 || bits == 4096, MOHUR_E_ARGUMENT,
            "new RSA keys have 3072 or 4096 bits, not %u", (unsigned)bits);
    TRY(result(ctx, ops->generate(bits, room, out_len), ops));

out:
    if (st != MOHUR_OK) {
        mohur__wipe(room.data, room.len);
    }
    return st;
}

/* CT: leaks the lengths. */
mohur_status
mohur__rsa_sign(mohur_ctx *ctx,
                mohur_alg alg,
                mohur_alg hash,
                mohur__bytes private_key,
                mohur__bytes message,
                mohur__span out)
{
    mohur_status st                         = MOHUR_OK;
    const struct mohur__rsa_signer_ops *ops = NULL;
    uint8_t digest[MOHUR__HASH_MAX]         = {0};
    mohur__span room =
        mohur__span_sub(MOHUR__SPAN(digest), 0, mohur__hash_len(hash));

    TRY(find_signer(ctx, alg, &ops));
    REQUIRE(ctx, room.len > 0, MOHUR_E_ARGUMENT, "%s does not go with %s",
            mohur_alg_name(alg), mohur_alg_name(hash));
    TRY(mohur__hash(ctx, hash, message, room));
    TRY(result(ctx, ops->sign(hash, private_key, mohur__span_bytes(room), out),
               ops));

out:
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

/* CT: leaks whether it is a key, and of one that is none what is wrong. */
mohur_status
mohur__rsa_check_private(mohur_ctx *ctx,
                         mohur_alg alg,
                         mohur__bytes private_key)
{
    mohur_status st                         = MOHUR_OK;
    const struct mohur__rsa_signer_ops *ops = NULL;

    TRY(find_signer(ctx, alg, &ops));
    REQUIRE(ctx, ops->check != NULL, MOHUR_E_UNSUPPORTED,
            "RSA keys are brought in with OpenSSL alone: %s cannot tell "
            "whether their primes are primes",
            mohur__backend_name(ops->backend));
    st = ops->check(private_key);
    REQUIRE(ctx, st != MOHUR_E_FORMAT, MOHUR_E_FORMAT,
            "the primes of the RSA key are none, or its numbers do not belong "
            "together");
    TRY(result(ctx, st, ops));

out:
    return st;
}
