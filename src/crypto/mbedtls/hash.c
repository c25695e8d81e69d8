/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * SHA-2, and SHA-1, by Mbed TLS.  A hash has no key, so after the start it touches
 * nothing shared and needs no lock.
 */
static mohur_status
start(psa_hash_operation_t *operation, psa_algorithm_t alg)
{
    mohur_status st = mohur__psa_enter();

    if (st == MOHUR_OK) {
        st = mohur__psa_status(psa_hash_setup(operation, alg));
        mohur__psa_leave();
    }
    return st;
}

/* CT: leaks the length. */
static mohur_status
update(void *state, mohur__bytes data)
{
    return mohur__psa_status(psa_hash_update(state, data.data, data.len));
}

static mohur_status
finish(psa_hash_operation_t *operation, psa_algorithm_t alg, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(mohur__psa_status(psa_hash_finish(operation, out.data, out.len, &len)));
    TRY(mohur__psa_status(psa_hash_setup(operation, alg)));

out:
    return st;
}

static void
wipe(void *state)
{
    (void)psa_hash_abort(state);
}

static mohur_status
sha_256_init(void *state)
{
    return start(state, PSA_ALG_SHA_256);
}

static mohur_status
sha_256_finish(void *state, mohur__span out)
{
    return finish(state, PSA_ALG_SHA_256, out);
}

static mohur_status
sha_384_init(void *state)
{
    return start(state, PSA_ALG_SHA_384);
}

static mohur_status
sha_384_finish(void *state, mohur__span out)
{
    return finish(state, PSA_ALG_SHA_384, out);
}

static mohur_status
sha_512_init(void *state)
{
    return start(state, PSA_ALG_SHA_512);
}

static mohur_status
sha_512_finish(void *state, mohur__span out)
{
    return finish(state, PSA_ALG_SHA_512, out);
}

const struct mohur__hash_ops mohur__mbedtls_sha_256 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_SHA_256,
    .len        = 32,
    .state_size = sizeof(psa_hash_operation_t),
    .usable     = NULL,
    .init       = sha_256_init,
    .update     = update,
    .finish     = sha_256_finish,
    .wipe       = wipe,
};

const struct mohur__hash_ops mohur__mbedtls_sha_384 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_SHA_384,
    .len        = 48,
    .state_size = sizeof(psa_hash_operation_t),
    .usable     = NULL,
    .init       = sha_384_init,
    .update     = update,
    .finish     = sha_384_finish,
    .wipe       = wipe,
};

const struct mohur__hash_ops mohur__mbedtls_sha_512 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_SHA_512,
    .len        = 64,
    .state_size = sizeof(psa_hash_operation_t),
    .usable     = NULL,
    .init       = sha_512_init,
    .update     = update,
    .finish     = sha_512_finish,
    .wipe       = wipe,
};

static mohur_status
sha_1(mohur__bytes message, mohur__span out)
{
    mohur_status st = mohur__psa_enter();
    size_t len      = 0;

    if (st == MOHUR_OK) {
        st = mohur__psa_status(psa_hash_compute(
            PSA_ALG_SHA_1, message.data, message.len, out.data, out.len, &len));
        mohur__psa_leave();
    }
    return st;
}

const struct mohur__sha1_ops mohur__mbedtls_sha_1 = {
    .backend = MOHUR_BACKEND_MBEDTLS,
    .digest  = sha_1,
};
