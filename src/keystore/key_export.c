/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/io.h"
#include "keystore/pkcs8.h"

/* The one way for private bytes to leave: encrypted, if all allows it. */

static mohur_status
write_pem(mohur_ctx *ctx,
          const mohur_key *key,
          mohur__bytes passphrase,
          mohur_sink *sink)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__buf pem = {0};

    mohur__buf_init(&pem, ctx, MOHUR__PKCS8_PEM_MAX);
    TRY(mohur__pkcs8_emit_pem(ctx, mohur_key_alg(key), mohur__key_secret(key),
                              mohur__key_public(key), passphrase, &pem));
    TRY(mohur__sink_write(sink, mohur__buf_view(&pem)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&pem);
    return st;
}

mohur_status
mohur_key_export_private(mohur_ctx *ctx,
                         const mohur_key *key,
                         const char *passphrase,
                         size_t passphrase_len,
                         mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    REQUIRE(ctx, passphrase != NULL, MOHUR_E_ARGUMENT, "passphrase is NULL");
    REQUIRE(ctx, mohur_key_purpose(key) != MOHUR_PURPOSE_WRAP, MOHUR_E_ARGUMENT,
            "a wrapping key leaves under another wrapping key alone");
    TRY(mohur__key_require_export(ctx, key));
    TRY(write_pem(ctx, key, mohur__bytes_of(passphrase, passphrase_len), sink));

out:
    return st;
}
