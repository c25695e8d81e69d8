/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ext.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/aead.h"

/* u32 length, 32 bytes of salt, ciphertext and tag: the type is inside. */
enum {
    EXT_SALT_LEN   = 32,
    EXT_HEAD_LEN   = 4, /* u16 type, u16 0: encrypted */
    EXT_SEALED_MIN = EXT_HEAD_LEN + MOHUR__AEAD_TAG_LEN
};

mohur_status
mohur__ext_parse(mohur_ctx *ctx,
                 struct mohur__cursor *c,
                 struct mohur__ext *out)
{
    mohur__bytes all = c->left;
    size_t len       = mohur__read_u32(c);
    mohur_status st  = MOHUR_OK;

    out->salt   = mohur__read_bytes(c, EXT_SALT_LEN);
    out->sealed = mohur__read_bytes(c, len);
    REQUIRE(ctx, mohur__cursor_ok(c) && len >= EXT_SEALED_MIN, MOHUR_E_FORMAT,
            "an EXT record of the header is cut");
    out->raw = mohur__bytes_sub(all, 0, all.len - c->left.len);

out:
    return st;
}

/* Does the salt occur in the first n records?  At most 64, all well formed. */
static bool
salt_occurs(mohur__bytes all, uint32_t n, mohur__bytes salt)
{
    struct mohur__cursor c = mohur__cursor_of(all);
    struct mohur__ext ext  = {MOHUR__NOTHING, MOHUR__NOTHING, MOHUR__NOTHING};

    for (uint32_t i = 0; i < n; i++) {
        if (mohur__ext_parse(NULL, &c, &ext) != MOHUR_OK ||
            mohur__bytes_equal(ext.salt, salt)) {
            return true;
        }
    }
    return false;
}

mohur_status
mohur__ext_check(mohur_ctx *ctx, mohur__bytes all, uint32_t n)
{
    struct mohur__cursor c = mohur__cursor_of(all);
    struct mohur__ext ext  = {MOHUR__NOTHING, MOHUR__NOTHING, MOHUR__NOTHING};
    mohur_status st        = MOHUR_OK;

    REQUIRE(ctx, n == 0 || all.len <= MOHUR__EXT_TOTAL_MAX, MOHUR_E_LIMIT,
            "the EXT records of the header are larger than %d bytes",
            MOHUR__EXT_TOTAL_MAX);
    for (uint32_t i = 0; i < n; i++) {
        TRY(mohur__ext_parse(ctx, &c, &ext));
        REQUIRE(ctx, !salt_occurs(all, i, ext.salt), MOHUR_E_FORMAT,
                "two EXT records of the header have one salt");
    }
    REQUIRE(ctx, mohur__cursor_end(&c), MOHUR_E_FORMAT,
            "the header does not end where its records do");

out:
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
ext_decrypt(mohur_ctx *ctx,
            const struct mohur__schedule *s,
            mohur_alg aead,
            const struct mohur__ext *ext,
            mohur__span out)
{
    uint8_t key[MOHUR__AEAD_KEY_LEN]      = {0};
    uint8_t nonce[MOHUR__CHUNK_NONCE_LEN] = {0};
    struct mohur__aead *opener            = NULL;
    mohur_status st                       = MOHUR_OK;

    TRY(mohur__schedule_ext(ctx, s, ext->salt, MOHUR__SPAN(key),
                            MOHUR__SPAN(nonce)));
    TRY(mohur__aead_new(ctx, aead, MOHUR__BYTES(key), &opener));
    st = mohur__aead_open(opener, MOHUR__BYTES(nonce), MOHUR__NOTHING,
                          ext->sealed, out);
    if (st == MOHUR_E_AUTH) {
        st = mohur__auth_require(ctx, false);
    }

out:
    mohur__wipe(key, sizeof key);
    mohur__aead_free(opener);
    return st;
}

mohur_status
mohur__ext_open(mohur_ctx *ctx,
                const struct mohur__schedule *s,
                mohur_alg aead,
                const struct mohur__ext *ext,
                uint16_t *out_type,
                struct mohur__buf *out)
{
    struct mohur__buf plain = {.ctx = NULL};
    struct mohur__cursor c  = mohur__cursor_of(MOHUR__NOTHING);
    mohur__span room        = {NULL, 0};
    uint16_t type           = 0;
    uint16_t zero           = 0;
    mohur_status st         = MOHUR_OK;

    *out_type = 0;
    mohur__buf_init(&plain, ctx, MOHUR__EXT_TOTAL_MAX);
    room = mohur__buf_room(&plain, ext->sealed.len - MOHUR__AEAD_TAG_LEN);
    TRY(mohur__buf_status(&plain));
    TRY(ext_decrypt(ctx, s, aead, ext, room));
    c    = mohur__cursor_of(mohur__buf_view(&plain));
    type = mohur__read_u16(&c);
    zero = mohur__read_u16(&c);
    REQUIRE(ctx, mohur__cursor_ok(&c) && zero == 0, MOHUR_E_FORMAT,
            "an EXT record of the header is not well formed");
    mohur__buf_bytes(out, c.left);
    TRY(mohur__buf_status(out));
    *out_type = type;

out:
    mohur__buf_wipe(&plain);
    return st;
}

/* Type and body, as they are encrypted. */
static mohur_status
ext_encrypt(mohur_ctx *ctx,
            const struct mohur__schedule *s,
            mohur_alg aead,
            mohur__bytes salt,
            mohur__bytes plain,
            mohur__span out)
{
    uint8_t key[MOHUR__AEAD_KEY_LEN]      = {0};
    uint8_t nonce[MOHUR__CHUNK_NONCE_LEN] = {0};
    struct mohur__aead *sealer            = NULL;
    mohur_status st                       = MOHUR_OK;

    TRY(mohur__schedule_ext(ctx, s, salt, MOHUR__SPAN(key),
                            MOHUR__SPAN(nonce)));
    TRY(mohur__aead_new(ctx, aead, MOHUR__BYTES(key), &sealer));
    TRY(mohur__aead_seal(sealer, MOHUR__BYTES(nonce), MOHUR__NOTHING, plain,
                         out));

out:
    mohur__wipe(key, sizeof key);
    mohur__aead_free(sealer);
    return st;
}

mohur_status
mohur__ext_seal(mohur_ctx *ctx,
                const struct mohur__schedule *s,
                mohur_alg aead,
                uint16_t type,
                mohur__bytes body,
                struct mohur__buf *out)
{
    uint8_t salt[EXT_SALT_LEN] = {0};
    struct mohur__buf plain    = {.ctx = NULL};
    size_t sealed_len          = EXT_HEAD_LEN + body.len + MOHUR__AEAD_TAG_LEN;
    mohur__span room           = {NULL, 0};
    mohur_status st            = MOHUR_OK;

    mohur__buf_init(&plain, ctx, MOHUR__EXT_TOTAL_MAX);
    mohur__buf_u16(&plain, type);
    mohur__buf_u16(&plain, 0);
    mohur__buf_bytes(&plain, body);
    TRY(mohur__buf_status(&plain));
    TRY(mohur__random(ctx, MOHUR__SPAN(salt)));
    mohur__buf_u32(out, (uint32_t)sealed_len);
    mohur__buf_bytes(out, MOHUR__BYTES(salt));
    room = mohur__buf_room(out, sealed_len);
    TRY(mohur__buf_status(out));
    TRY(ext_encrypt(ctx, s, aead, MOHUR__BYTES(salt), mohur__buf_view(&plain),
                    room));

out:
    mohur__buf_wipe(&plain);
    return st;
}
