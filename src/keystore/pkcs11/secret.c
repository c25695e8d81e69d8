/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "keystore/pkcs11/object.h"

/*
 * A secret of a token that answers questions: made, asked, destroyed.  It is
 * an HMAC key, which no token has to show, not even for a moment.
 */
enum {
    SECRET_LEN = 32,
    ANSWER_LEN = MOHUR__SHA256_LEN
};

/* ---- found ---- */

static mohur_status
secret_find(struct mohur__session *s,
            mohur__bytes id,
            CK_OBJECT_HANDLE *out,
            bool *found)
{
    return mohur__object_of(s, CKO_SECRET_KEY, id, out, found);
}

/* ---- asked ---- */

/* CT: leaks nothing but how long the answer is. */
static mohur_status
ask(struct mohur__session *s,
    CK_OBJECT_HANDLE secret,
    mohur__bytes question,
    mohur__span out)
{
    mohur_status st          = MOHUR_OK;
    CK_MECHANISM mechanism   = {CKM_SHA256_HMAC, NULL, 0};
    CK_ULONG len             = out.len;
    struct mohur__template t = {.len = 0};

    mohur__template_bytes(&t, 0, question);
    TRY(mohur__session_result(
        s, s->f->C_SignInit(s->handle, &mechanism, secret), "answer"));
    TRY(mohur__session_result(s,
                              s->f->C_Sign(s->handle, t.at[0].pValue,
                                           t.at[0].ulValueLen, out.data, &len),
                              "answer"));
    REQUIRE(s->ctx, len == ANSWER_LEN && out.len == ANSWER_LEN, MOHUR_E_BACKEND,
            "the token's answer has %lu bytes, not %d", len, ANSWER_LEN);

out:
    return st;
}

mohur_status
mohur__hsm_secret_ask(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes id,
                      mohur__bytes question,
                      mohur__span out,
                      bool *found)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__session s = {.open = false};
    CK_OBJECT_HANDLE secret = 0;

    *found = false;
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(secret_find(&s, id, &secret, found));
    if (*found) {
        TRY(ask(&s, secret, question, out));
    }

out:
    mohur__session_end(&s);
    return st;
}

/* ---- made ---- */

static mohur_status
secret_make(struct mohur__session *s,
            mohur__bytes id,
            mohur__bytes label,
            CK_OBJECT_HANDLE *out)
{
    static const CK_ULONG never[] = {CKA_ENCRYPT, CKA_DECRYPT, CKA_WRAP,
                                     CKA_UNWRAP, CKA_DERIVE};
    struct mohur__template t      = {.len = 0};
    CK_MECHANISM mechanism        = {CKM_GENERIC_SECRET_KEY_GEN, NULL, 0};

    mohur__template_number(&t, CKA_CLASS, CKO_SECRET_KEY);
    mohur__template_number(&t, CKA_KEY_TYPE, CKK_GENERIC_SECRET);
    mohur__template_number(&t, CKA_VALUE_LEN, SECRET_LEN);
    mohur__template_flag(&t, CKA_TOKEN, true);
    mohur__template_flag(&t, CKA_PRIVATE, true);
    mohur__template_flag(&t, CKA_SENSITIVE, true);
    mohur__template_flag(&t, CKA_EXTRACTABLE, false);
    mohur__template_flag(&t, CKA_SIGN, true);
    /* It answers and does nothing else; by default a token lets it. */
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        mohur__template_flag(&t, never[i], false);
    }
    mohur__template_bytes(&t, CKA_ID, id);
    mohur__template_bytes(&t, CKA_LABEL, label);
    return mohur__session_result(
        s, s->f->C_GenerateKey(s->handle, &mechanism, t.at, t.len, out),
        "make a key");
}

/* The same answer to one question, another to another.  CT: leaks nothing. */
static mohur_status
secret_try(struct mohur__session *s, CK_OBJECT_HANDLE secret)
{
    mohur_status st               = MOHUR_OK;
    uint8_t answer[3][ANSWER_LEN] = {{0}};

    TRY(ask(s, secret, MOHUR__TEXT("once"), MOHUR__SPAN(answer[0])));
    TRY(ask(s, secret, MOHUR__TEXT("once"), MOHUR__SPAN(answer[1])));
    TRY(ask(s, secret, MOHUR__TEXT("more"), MOHUR__SPAN(answer[2])));
    REQUIRE(
        s->ctx,
        mohur__ct_equal(MOHUR__BYTES(answer[0]), MOHUR__BYTES(answer[1])) &&
            !mohur__ct_equal(MOHUR__BYTES(answer[0]), MOHUR__BYTES(answer[2])),
        MOHUR_E_BACKEND, "the token does not answer as HMAC does");

out:
    mohur__wipe(answer, sizeof answer);
    return st;
}

mohur_status
mohur__hsm_secret_new(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes id,
                      mohur__bytes label)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__session s = {.open = false};
    CK_OBJECT_HANDLE made   = 0;
    CK_OBJECT_HANDLE secret = 0;
    bool found              = false;

    TRY(mohur__session_begin(ctx, token, true, &s));
    TRY(secret_make(&s, id, label, &made));
    TRY(secret_find(&s, id, &secret, &found));
    REQUIRE(ctx, found, MOHUR_E_BACKEND,
            "the token does not have the key that it made");
    TRY(mohur__object_kept(&s, secret, CKK_GENERIC_SECRET));
    TRY(secret_try(&s, secret));

out:
    if (st != MOHUR_OK && made != 0) {
        (void)s.f->C_DestroyObject(s.handle, made);
    }
    mohur__session_end(&s);
    return st;
}

/* ---- destroyed ---- */

mohur_status
mohur__hsm_secret_destroy(mohur_ctx *ctx,
                          struct mohur__hsm *token,
                          mohur__bytes id)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__session s = {.open = false};
    CK_OBJECT_HANDLE secret = 0;
    bool found              = false;

    TRY(mohur__session_begin(ctx, token, true, &s));
    TRY(secret_find(&s, id, &secret, &found));
    if (found) {
        TRY(mohur__session_result(&s, s.f->C_DestroyObject(s.handle, secret),
                                  "destroy a key"));
    }

out:
    mohur__session_end(&s);
    return st;
}
