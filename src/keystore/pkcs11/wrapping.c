/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs11/wrapping.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/secret.h"
#include "crypto/hash.h"
#include "crypto/keywrap.h"
#include "crypto/labels.h"

/*
 * Wrapping keys of a token: made, read back, used.  Wrapping is ours, over
 * single blocks: tokens have it under three numbers or none, and would unwrap
 * to an object of theirs, which would have to be readable.
 */
enum {
    BLOCK = MOHUR__KWP_BLOCK_LEN
};

/* ---- single blocks ---- */

struct blocks {
    struct mohur__session *s;
    CK_OBJECT_HANDLE key;
};

typedef CK_RV
begin_fn(CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE);
typedef CK_RV
run_fn(CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);

/* CT: leaks nothing but that what came was wrong in length. */
static mohur_status
block_run(struct blocks *b,
          begin_fn *begin,
          run_fn *run,
          const char *what,
          uint8_t block[BLOCK])
{
    mohur_status st          = MOHUR_OK;
    struct mohur__session *s = b->s;
    CK_MECHANISM mechanism   = {CKM_AES_ECB, NULL, 0};
    uint8_t made[2 * BLOCK]  = {0};
    CK_ULONG len             = sizeof made;

    TRY(mohur__session_result(s, begin(s->handle, &mechanism, b->key), what));
    TRY(mohur__session_result(s, run(s->handle, block, BLOCK, made, &len),
                              what));
    REQUIRE(s->ctx, len == BLOCK, MOHUR_E_BACKEND,
            "the token made %lu bytes of a block of %d", len, BLOCK);
    mohur__copy(mohur__span_of(block, BLOCK), mohur__bytes_of(made, BLOCK));

out:
    mohur__wipe(made, sizeof made);
    return st;
}

/* CT: leaks nothing. */
static mohur_status
block_encrypt(void *user, uint8_t block[BLOCK])
{
    struct blocks *b = user;

    return block_run(b, b->s->f->C_EncryptInit, b->s->f->C_Encrypt, "wrap",
                     block);
}

/* CT: leaks nothing. */
static mohur_status
block_decrypt(void *user, uint8_t block[BLOCK])
{
    struct blocks *b = user;

    return block_run(b, b->s->f->C_DecryptInit, b->s->f->C_Decrypt, "unwrap",
                     block);
}

/* ---- which key it is ---- */

/* What it makes of one block that nothing else is wrapped to or from. */
static mohur_status
kcv_of(struct blocks *b, mohur__span out)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t digest[MOHUR__SHA256_LEN] = {0};

    TRY(mohur__hash(b->s->ctx, MOHUR_ALG_SHA_256, MOHUR__LABEL_KS_KCV,
                    MOHUR__SPAN(digest)));
    TRY(block_encrypt(b, digest));
    mohur__copy(out, mohur__bytes_of(digest, out.len));

out:
    return st;
}

static mohur_status
key_find(struct blocks *b, const struct mohur__hsm_key *key, bool *found)
{
    return mohur__object_of(b->s, CKO_SECRET_KEY, MOHUR__BYTES(key->id),
                            &b->key, found);
}

/* The key, if it is still the one that it was. */
static mohur_status
key_need(struct blocks *b, const struct mohur__hsm_key *key, mohur__bytes kcv)
{
    mohur_status st             = MOHUR_OK;
    uint8_t now[MOHUR__KCV_LEN] = {0};
    bool found                  = false;

    TRY(key_find(b, key, &found));
    REQUIRE(b->s->ctx, found, MOHUR_E_NO_KEY, "the key is not in its token");
    TRY(kcv_of(b, MOHUR__SPAN(now)));
    REQUIRE(b->s->ctx, mohur__bytes_equal(MOHUR__BYTES(now), kcv),
            MOHUR_E_BACKEND, "the token has another key in the key's place");

out:
    return st;
}

/* ---- made, and read back ---- */

mohur_status
mohur__wrapping_generate(mohur_ctx *ctx,
                         struct mohur__hsm *token,
                         const struct mohur__hsm_key *key,
                         mohur__bytes label)
{
    static const CK_ULONG never[] = {CKA_SIGN, CKA_WRAP, CKA_UNWRAP,
                                     CKA_DERIVE};
    mohur_status st               = MOHUR_OK;
    struct mohur__session s       = {.open = false};
    struct mohur__template t      = {.len = 0};
    CK_MECHANISM mechanism        = {CKM_AES_KEY_GEN, NULL, 0};
    CK_OBJECT_HANDLE made         = 0;

    mohur__template_number(&t, CKA_CLASS, CKO_SECRET_KEY);
    mohur__template_number(&t, CKA_KEY_TYPE, CKK_AES);
    mohur__template_number(&t, CKA_VALUE_LEN, MOHUR__WRAP_KEY_LEN);
    mohur__template_flag(&t, CKA_TOKEN, true);
    mohur__template_flag(&t, CKA_PRIVATE, true);
    mohur__template_flag(&t, CKA_SENSITIVE, true);
    mohur__template_flag(&t, CKA_EXTRACTABLE, false);
    mohur__template_flag(&t, CKA_ENCRYPT, true);
    mohur__template_flag(&t, CKA_DECRYPT, true);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        mohur__template_flag(&t, never[i], false);
    }
    mohur__template_bytes(&t, CKA_ID, MOHUR__BYTES(key->id));
    mohur__template_bytes(&t, CKA_LABEL, label);
    TRY(mohur__session_begin(ctx, token, true, &s));
    TRY(mohur__session_result(
        &s, s.f->C_GenerateKey(s.handle, &mechanism, t.at, t.len, &made),
        "make a key"));

out:
    mohur__session_end(&s);
    return st;
}

static mohur_status
length_check(struct mohur__session *s, CK_OBJECT_HANDLE object)
{
    mohur_status st = MOHUR_OK;
    bool right      = false;

    TRY(mohur__object_number_is(s, object, CKA_VALUE_LEN, MOHUR__WRAP_KEY_LEN,
                                &right));
    REQUIRE(s->ctx, right, MOHUR_E_BACKEND,
            "the token made a key of another length");

out:
    return st;
}

mohur_status
mohur__wrapping_read(mohur_ctx *ctx,
                     struct mohur__hsm *token,
                     const struct mohur__hsm_key *key,
                     mohur__span out,
                     bool *found)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__session s = {.open = false};
    struct blocks b         = {&s, 0};

    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(key_find(&b, key, found));
    if (*found) {
        TRY(mohur__object_kept(&s, b.key, CKK_AES));
        TRY(length_check(&s, b.key));
        TRY(kcv_of(&b, out));
    }

out:
    mohur__session_end(&s);
    return st;
}

/* ---- used ---- */

/*
 * What does not unwrap again is found out while the plain is still here.
 * CT: leaks the length, and whether the token is sound.
 */
static mohur_status
wrapped_check(mohur_ctx *ctx,
              const struct mohur__block_key *by,
              mohur__bytes plain,
              mohur__bytes sealed)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    mohur__bytes back          = MOHUR__NOTHING;
    size_t len                 = 0;

    TRY(mohur__secret_new(ctx, sealed.len, &room));
    st = mohur__kwp_unwrap_by(ctx, by, sealed, mohur__secret_span(room), &len);
    if (st == MOHUR_E_AUTH) {
        mohur__error_clear(ctx);
        st = MOHUR_OK; /* of no length, so not the plain */
    }
    TRY(st);
    back = mohur__bytes_sub(mohur__secret_bytes(room), 0, len);
    REQUIRE(ctx, mohur__ct_equal(back, plain), MOHUR_E_BACKEND,
            "the token does not unwrap what it wrapped");

out:
    mohur__secret_free(room);
    return st;
}

/* CT: leaks the length. */
mohur_status
mohur__hsm_wrap(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur__bytes kcv,
                mohur__bytes plain,
                mohur__span out)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__session s          = {.open = false};
    struct blocks b                  = {&s, 0};
    const struct mohur__block_key by = {block_encrypt, block_decrypt, &b};

    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(key_need(&b, key, kcv));
    TRY(mohur__kwp_wrap_by(ctx, &by, plain, out));
    TRY(wrapped_check(ctx, &by, plain, mohur__span_bytes(out)));

out:
    mohur__session_end(&s);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__hsm_unwrap(mohur_ctx *ctx,
                  struct mohur__hsm *token,
                  const struct mohur__hsm_key *key,
                  mohur__bytes kcv,
                  mohur__bytes sealed,
                  mohur__span out,
                  size_t *out_len)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__session s          = {.open = false};
    struct blocks b                  = {&s, 0};
    const struct mohur__block_key by = {block_encrypt, block_decrypt, &b};

    *out_len = 0;
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(key_need(&b, key, kcv));
    TRY(mohur__kwp_unwrap_by(ctx, &by, sealed, out, out_len));

out:
    mohur__session_end(&s);
    return st;
}
