/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs8.h"

#include <stdlib.h>

/*
 * Private keys from anywhere: PEM if it begins like that, PKCS#8 DER
 * otherwise.  What is accepted is written in our one form, and that is read
 * as the same key.  No passphrase is given, so that no input costs the rounds
 * that it asks for.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static mohur__bytes
public_of(const struct mohur__pkcs8 *key)
{
    return mohur__bytes_of(key->public_key, key->public_len);
}

/* Of one length with our form, it is our form but for the version, which
 * stands among the first bytes: a public key beside it is not free. */
static void
same_form(mohur__bytes input, mohur__bytes ours)
{
    const size_t version_end = 7;

    if (input.len == ours.len) {
        require(
            mohur__bytes_equal(mohur__bytes_sub(input, version_end, input.len),
                               mohur__bytes_sub(ours, version_end, ours.len)));
    }
}

static void
write_and_read(mohur_ctx *ctx,
               mohur_purpose purpose,
               const struct mohur__pkcs8 *key,
               mohur__bytes input)
{
    mohur__bytes private_key  = mohur__secret_bytes(key->private_key);
    struct mohur__secret *der = NULL;
    struct mohur__pkcs8 again = {0};

    require(mohur__pkcs8_emit_plain(ctx, key->alg, private_key, public_of(key),
                                    &der) == MOHUR_OK);
    if (input.data[0] != '-') {
        same_form(input, mohur__secret_bytes(der));
    }
    require(mohur__pkcs8_parse_plain(ctx, purpose, mohur__secret_bytes(der),
                                     &again) == MOHUR_OK);
    require(again.alg == key->alg);
    require(mohur__bytes_equal(private_key,
                               mohur__secret_bytes(again.private_key)));
    require(mohur__bytes_equal(public_of(key), public_of(&again)));
    mohur__secret_free(der);
    mohur__pkcs8_wipe(&again);
}

static void
parse(mohur_ctx *ctx, mohur_purpose purpose, mohur__bytes input)
{
    struct mohur__pkcs8 key = {0};
    mohur_status st         = MOHUR_OK;

    mohur__error_clear(ctx);
    if (input.len > 0 && input.data[0] == '-') {
        st = mohur__pkcs8_parse_pem(ctx, purpose, input, MOHUR__NOTHING, &key);
    } else {
        st = mohur__pkcs8_parse_plain(ctx, purpose, input, &key);
    }
    if (st == MOHUR_OK) {
        write_and_read(ctx, purpose, &key, input);
    }
    mohur__pkcs8_wipe(&key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx = NULL;

    require(mohur_ctx_new(NULL, &ctx) == MOHUR_OK);
    parse(ctx, MOHUR_PURPOSE_SIGN, mohur__bytes_of(data, size));
    parse(ctx, MOHUR_PURPOSE_SEAL, mohur__bytes_of(data, size));
    mohur_ctx_free(ctx);
    return 0;
}
