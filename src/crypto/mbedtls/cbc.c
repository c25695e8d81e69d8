/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * AES-256-CBC by Mbed TLS.
 */
static const struct mohur__psa_use USE = {
    PSA_KEY_TYPE_AES,
    0,
    PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT,
    PSA_ALG_CBC_PKCS7,
};

static mohur_status
run(psa_cipher_operation_t *operation,
    mohur__bytes iv,
    mohur__bytes in,
    mohur__span out,
    size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    size_t done     = 0;
    size_t last     = 0;

    TRY(mohur__psa_status(psa_cipher_set_iv(operation, iv.data, iv.len)));
    TRY(mohur__psa_status(psa_cipher_update(operation, in.data, in.len,
                                            out.data, out.len, &done)));
    out = mohur__span_sub(out, done, out.len);
    TRY(mohur__psa_status(
        psa_cipher_finish(operation, out.data, out.len, &last)));
    *out_len = done + last;

out:
    return st;
}

/* CT: leaks the lengths. */
static mohur_status
encrypt(mohur__bytes key, mohur__bytes iv, mohur__bytes plain, mohur__span out)
{
    mohur_status st                  = mohur__psa_enter();
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t id                  = 0;
    size_t len                       = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_import(&USE, key, &id));
    TRY(mohur__psa_status(psa_cipher_encrypt_setup(&operation, id, USE.alg)));
    TRY(run(&operation, iv, plain, out, &len));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    (void)psa_cipher_abort(&operation);
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

/* CT: leaks the lengths and whether the padding was right. */
static mohur_status
decrypt(mohur__bytes key,
        mohur__bytes iv,
        mohur__bytes sealed,
        mohur__span out,
        size_t *out_len)
{
    mohur_status st                  = mohur__psa_enter();
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t id                  = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_import(&USE, key, &id));
    TRY(mohur__psa_status(psa_cipher_decrypt_setup(&operation, id, USE.alg)));
    TRY(run(&operation, iv, sealed, out, out_len));

out:
    (void)psa_cipher_abort(&operation);
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

const struct mohur__cbc_ops mohur__mbedtls_cbc = {
    .backend = MOHUR_BACKEND_MBEDTLS,
    .alg     = MOHUR_ALG_AES_256_CBC,
    .encrypt = encrypt,
    .decrypt = decrypt,
};
