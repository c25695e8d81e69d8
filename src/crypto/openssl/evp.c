/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/openssl/evp.h"

#include "crypto/tables.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

/*
 * OpenSSL as a whole.
 */
enum {
    PIECE_MAX = 1 << 30
}; /* EVP counts in int */

void
mohur__evp_begin(void)
{
    ERR_set_mark();
}

void
mohur__evp_end(void)
{
    ERR_pop_to_mark();
}

mohur_status
mohur__evp_status(int result)
{
    return result == 1 ? MOHUR_OK : MOHUR_E_BACKEND;
}

/* CT: leaks the length. */
mohur_status
mohur__evp_cipher_update(EVP_CIPHER_CTX *ctx, mohur__bytes in, uint8_t *out)
{
    size_t done = 0;

    while (done < in.len) {
        mohur__bytes piece = mohur__bytes_sub(in, done, PIECE_MAX);
        uint8_t *to        = out == NULL ? NULL : out + done;
        int len            = 0;

        if (EVP_CipherUpdate(ctx, to, &len, piece.data, (int)piece.len) != 1 ||
            (size_t)len != piece.len) {
            return MOHUR_E_BACKEND;
        }
        done += piece.len;
    }
    return MOHUR_OK;
}

const char *
mohur__openssl_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}
