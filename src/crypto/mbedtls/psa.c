/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mbedtls/psa.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/os_memory.h"
#include "base/os_thread.h"
#include "crypto/tables.h"

#include <stdatomic.h>

/*
 * PSA as a whole.  It is one global thing, which is why there is a global
 * lock here and nowhere else.  From 3.6 on PSA locks by itself, if it was
 * built to.
 */
#if defined(MBEDTLS_VERSION_NUMBER) && MBEDTLS_VERSION_NUMBER >= 0x03060000 && \
    defined(MBEDTLS_THREADING_C)
static const bool LOCKS_ITSELF = true;
#else
static const bool LOCKS_ITSELF = false;
#endif

#if defined(MBEDTLS_VERSION_STRING)
static const char VERSION[] = MBEDTLS_VERSION_STRING;
#else
static const char VERSION[] = "2.28"; /* psa/crypto.h of 2.28 does not say */
#endif

enum {
    STACK_LEN = 24 * 1024 /* that its deepest call takes, and more */
};

#if defined(MBEDTLS_VERSION_NUMBER) &&                                         \
    ((MBEDTLS_VERSION_NUMBER >= 0x03060600 &&                                  \
      MBEDTLS_VERSION_NUMBER < 0x04000000) ||                                  \
     MBEDTLS_VERSION_NUMBER >= 0x04010000)
static const bool SURVIVES_FORKS = true;
#else
static const bool SURVIVES_FORKS = false;
#endif

/* The process that started PSA here; 0 before. */
static _Atomic int64_t starter = 0;

static struct mohur__mutex lock = MOHUR__MUTEX_STATIC;

mohur_status
mohur__psa_enter(void)
{
    mohur_status st = MOHUR_OK;
    int64_t nobody  = 0;

    (void)atomic_compare_exchange_strong(&starter, &nobody,
                                         mohur__os_process());

    if (!LOCKS_ITSELF) {
        mohur__mutex_lock(&lock);
    }
    st = mohur__psa_status(psa_crypto_init());
    if (st != MOHUR_OK) {
        mohur__psa_leave();
    }
    return st;
}

/*
 * Some of its functions leave key bytes on the stack: the seed of RFC 6979,
 * which is the private key, is not wiped there.
 */
void
mohur__psa_leave(void)
{
    mohur__wipe_stack(STACK_LEN);
    if (!LOCKS_ITSELF) {
        mohur__mutex_unlock(&lock);
    }
}

bool
mohur__psa_draws(void)
{
    int64_t who = atomic_load(&starter);

    return SURVIVES_FORKS || who == 0 || who == mohur__os_process();
}

mohur_status
mohur__psa_status(psa_status_t status)
{
    switch (status) {
    case PSA_SUCCESS:
        return MOHUR_OK;
    case PSA_ERROR_INVALID_SIGNATURE:
    case PSA_ERROR_INVALID_PADDING:
        return MOHUR_E_AUTH;
    case PSA_ERROR_INVALID_ARGUMENT:
        return MOHUR_E_FORMAT;
    case PSA_ERROR_INSUFFICIENT_MEMORY:
        return MOHUR_E_NO_MEMORY;
    default:
        return MOHUR_E_BACKEND;
    }
}

/* CT: leaks the length of the key. */
mohur_status
mohur__psa_import(const struct mohur__psa_use *use,
                  mohur__bytes key,
                  psa_key_id_t *out)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&attributes, use->type);
    psa_set_key_bits(&attributes, use->bits);
    psa_set_key_usage_flags(&attributes, use->usage);
    psa_set_key_algorithm(&attributes, use->alg);
    return mohur__psa_status(
        psa_import_key(&attributes, key.data, key.len, out));
}

/* CT: leaks the lengths. */
mohur_status
mohur__psa_sign(const struct mohur__psa_use *use,
                mohur__bytes private_key,
                mohur__bytes digest,
                mohur__span out)
{
    mohur_status st = mohur__psa_enter();
    psa_key_id_t id = 0;
    size_t len      = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_import(use, private_key, &id));
    TRY(mohur__psa_status(psa_sign_hash(id, use->alg, digest.data, digest.len,
                                        out.data, out.len, &len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

mohur_status
mohur__psa_verify(const struct mohur__psa_use *use,
                  mohur__bytes public_key,
                  mohur__bytes digest,
                  mohur__bytes signature)
{
    mohur_status st = mohur__psa_enter();
    psa_key_id_t id = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_import(use, public_key, &id));
    TRY(mohur__psa_status(psa_verify_hash(id, use->alg, digest.data, digest.len,
                                          signature.data, signature.len)));

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st == MOHUR_E_FORMAT ? MOHUR_E_AUTH : st;
}

psa_algorithm_t
mohur__psa_hash(mohur_alg alg)
{
    switch ((uint32_t)alg) {
    case MOHUR_ALG_SHA_256:
    case MOHUR_ALG_HMAC_SHA_256:
        return PSA_ALG_SHA_256;
    case MOHUR_ALG_SHA_384:
    case MOHUR_ALG_HMAC_SHA_384:
        return PSA_ALG_SHA_384;
    case MOHUR_ALG_SHA_512:
    case MOHUR_ALG_HMAC_SHA_512:
        return PSA_ALG_SHA_512;
    default:
        return 0;
    }
}

const char *
mohur__mbedtls_version(void)
{
    return VERSION;
}
