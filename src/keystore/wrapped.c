/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/wrapped.h"

#include "base/buf.h"
#include "base/guard.h"
#include "base/io.h"
#include "crypto/keywrap.h"
#include "keystore/key_act.h"
#include "profile/decide.h"
#include <mohur/wrapped.h>

/*
 * Keys under a wrapping key.  It is used as it is, not derived from: that is
 * what others do, and the point of it.
 */
enum {
    HEAD = 8 /* bytes that wrapping adds, at least */
};

/* ---- both ways ---- */

static mohur_status
kek_check(mohur_ctx *ctx, const mohur_key *kek, uint8_t level)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, kek));
    REQUIRE(ctx,
            mohur_key_purpose(kek) == MOHUR_PURPOSE_WRAP &&
                mohur_key_has_private(kek),
            MOHUR_E_ARGUMENT, "what keys are wrapped with is a wrapping key");
    REQUIRE(ctx, mohur__key_level(kek) >= level, MOHUR_E_POLICY,
            "a key of level %u is not wrapped with one of level %u",
            (unsigned)level, (unsigned)mohur__key_level(kek));

out:
    return st;
}

/* ---- out ---- */

static mohur_status
export_check(mohur_ctx *ctx, const mohur_key *key, const mohur_key *kek)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, key));
    TRY(kek_check(ctx, kek, mohur__key_level(key)));
    REQUIRE(ctx,
            !mohur__bytes_equal(
                mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN),
                mohur__bytes_of(mohur_key_id(kek), MOHUR_KEY_ID_LEN)),
            MOHUR_E_ARGUMENT, "a key is not wrapped with itself");
    REQUIRE(ctx, mohur_key_alg(key) != MOHUR_ALG_X_WING, MOHUR_E_UNSUPPORTED,
            "no form of X-Wing keys is agreed on outside of a keystore");
    TRY(mohur__key_require_export(ctx, key));
    TRY(mohur__profile_allow(ctx, MOHUR_OP_WRAP, MOHUR_ALG_AES_256_KWP,
                             MOHUR_ALG_NONE, mohur__key_level(key)));
    TRY(mohur__key_require_protect(ctx, kek));

out:
    return st;
}

/* The bytes that are wrapped.  CT: leaks the length. */
static mohur_status
plain_of(mohur_ctx *ctx, const mohur_key *key, struct mohur__secret **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__material m = {.alg = mohur_key_alg(key)};

    TRY(mohur__secret_copy(ctx, mohur__key_secret(key), &m.secret));
    m.public_len =
        mohur__copy(MOHUR__SPAN(m.public_key), mohur__key_public(key));
    TRY(mohur__material_pack(ctx, &m, out));

out:
    mohur__material_wipe(&m);
    return st;
}

mohur_status
mohur_key_export_wrapped(mohur_ctx *ctx,
                         const mohur_key *key,
                         const mohur_key *kek,
                         mohur_sink *sink)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__secret *plain     = NULL;
    uint8_t room[MOHUR_WRAPPED_MAX] = {0};
    mohur__span wrapped             = {NULL, 0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__sink_check(ctx, sink));
    TRY(export_check(ctx, key, kek));
    TRY(plain_of(ctx, key, &plain));
    wrapped = mohur__span_sub(MOHUR__SPAN(room), 0,
                              mohur__kwp_len(mohur__secret_bytes(plain).len));
    TRY(mohur__key_wrap(ctx, kek, mohur__secret_bytes(plain), wrapped));
    TRY(mohur__sink_write(sink, mohur__span_bytes(wrapped)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__secret_free(plain);
    return st;
}

/* ---- in ---- */

/* Of the length that it has. */
static mohur_status
unwrap(mohur_ctx *ctx,
       const struct mohur__wrapped *in,
       struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    size_t len                 = 0;

    TRY(mohur__auth_require(ctx, in->bytes.len > HEAD &&
                                     in->bytes.len <= MOHUR_WRAPPED_MAX));
    TRY(mohur__secret_new(ctx, in->bytes.len - HEAD, &room));
    TRY(mohur__key_unwrap(ctx, in->kek, in->bytes, mohur__secret_span(room),
                          &len));
    TRY(mohur__secret_copy(
        ctx, mohur__bytes_sub(mohur__secret_bytes(room), 0, len), out));

out:
    mohur__secret_free(room);
    return st;
}

mohur_status
mohur__wrapped_read(mohur_ctx *ctx,
                    const struct mohur__wrapped *in,
                    struct mohur__material *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *plain = NULL;

    *out = (struct mohur__material){0};
    TRY(kek_check(ctx, in->kek, in->level));
    TRY(mohur__profile_allow(ctx, MOHUR_OP_UNWRAP, MOHUR_ALG_AES_256_KWP,
                             MOHUR_ALG_NONE, in->level));
    TRY(mohur__key_require_process(ctx, in->kek));
    TRY(unwrap(ctx, in, &plain));
    if (in->purpose == MOHUR_PURPOSE_WRAP) {
        REQUIRE(ctx, mohur__secret_bytes(plain).len == MOHUR__WRAP_KEY_LEN,
                MOHUR_E_FORMAT, "a wrapping key has %d bytes, not %zu",
                MOHUR__WRAP_KEY_LEN, mohur__secret_bytes(plain).len);
        out->alg    = MOHUR_ALG_AES_256_WRAP;
        out->secret = plain;
        plain       = NULL;
        goto out;
    }
    TRY(mohur__material_read_der(ctx, in->purpose, mohur__secret_bytes(plain),
                                 out));

out:
    mohur__secret_free(plain);
    return st;
}
