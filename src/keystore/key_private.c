/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/material.h"

/* A private key from a file, without a keystore around it. */

mohur_status
mohur_key_new_private(mohur_ctx *ctx,
                      mohur_purpose purpose,
                      const char *pem,
                      size_t pem_len,
                      const char *passphrase,
                      size_t passphrase_len,
                      mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__material m      = {0};
    struct mohur__key_parts parts = {.purpose = purpose,
                                     .state   = MOHUR_KEY_ACTIVE};
    struct mohur__pem_file file   = {mohur__bytes_of(pem, pem_len),
                                     mohur__bytes_of(passphrase, passphrase_len)};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx,
            out != NULL && pem != NULL &&
                (passphrase != NULL || passphrase_len == 0),
            MOHUR_E_ARGUMENT, "out, the file or its passphrase is NULL");
    REQUIRE(ctx, purpose == MOHUR_PURPOSE_SIGN || purpose == MOHUR_PURPOSE_SEAL,
            MOHUR_E_ARGUMENT, "a key file holds a key to sign or to seal with");
    TRY(mohur__material_read(ctx, purpose, &file, &m));
    parts.alg        = m.alg;
    parts.public_key = mohur__material_public(&m);
    parts.secret     = mohur__secret_bytes(m.secret);
    TRY(mohur__key_new(ctx, &parts, out));

out:
    mohur__material_wipe(&m);
    return st;
}
