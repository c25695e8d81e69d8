/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_token.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/text.h"
#include "crypto/labels.h"
#include "keystore/tokens.h"

enum {
    ANSWER_LEN   = MOHUR__SHA256_LEN,
    QUESTION_CAP = 64,
    LABEL_CAP    = 32
};

/* ---- which token ---- */

static mohur_status
token_of(struct mohur_keystore *ks,
         const mohur_unlock *how,
         struct mohur__hsm **out)
{
    return how->type == MOHUR_SLOT_TOKEN
               ? mohur__tokens_get(ks, mohur__bytes_text(how->token), out)
               : MOHUR_OK;
}

mohur_status
mohur__shown_tokens(struct mohur_keystore *ks, struct mohur__shown *shown)
{
    mohur_status st = MOHUR_OK;

    TRY(token_of(ks, &shown->how, &shown->token[0]));
    for (size_t i = 0; i < shown->how.all_len; i++) {
        TRY(token_of(ks, &shown->factor[i], &shown->token[i]));
    }

out:
    return st;
}

/* ---- the question ---- */

/* CT: leaks nothing of the answer. */
static mohur_status
ask(mohur_ctx *ctx,
    struct mohur__hsm *token,
    mohur__bytes id,
    struct mohur__secret **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__secret *answer = NULL;
    struct mohur__buf question   = {0};
    bool found                   = false;

    mohur__buf_init(&question, ctx, QUESTION_CAP);
    mohur__buf_bytes(&question, MOHUR__LABEL_KS_TOKEN);
    mohur__buf_bytes(&question, id);
    TRY(mohur__buf_status(&question));
    TRY(mohur__secret_new(ctx, ANSWER_LEN, &answer));
    TRY(mohur__hsm_secret_ask(ctx, token, id, mohur__buf_view(&question),
                              mohur__secret_span(answer), &found));
    TRY(mohur__auth_require(ctx, found));
    *out   = answer;
    answer = NULL;

out:
    mohur__secret_free(answer);
    mohur__buf_wipe(&question);
    return st;
}

/* CT: leaks whether the token has the secret. */
mohur_status
mohur__slot_token_ikm(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes params,
                      struct mohur__secret **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__token_params p = {{0}, {.token = ""}};

    TRY(mohur__token_params_parse(ctx, params, &p));
    TRY(ask(ctx, token, MOHUR__BYTES(p.id), out));

out:
    return st;
}

/* ---- its name ---- */

/* Where the PIN is found is a matter of this host. */
static struct mohur__token_uri
uri_without_pin(const struct mohur__hsm *token)
{
    struct mohur__token_uri uri = *mohur__hsm_uri_of(token);

    mohur__wipe(uri.pin_source, sizeof uri.pin_source);
    return uri;
}

void
mohur__slot_token_name(const struct mohur__hsm *token, struct mohur__buf *out)
{
    struct mohur__token_uri uri = uri_without_pin(token);
    size_t at                   = out->len;

    mohur__buf_u32(out, 0);
    mohur__token_uri_emit(&uri, out);
    if (mohur__buf_status(out) == MOHUR_OK) {
        mohur__store32(out->data + at, (uint32_t)(out->len - at - 4));
    }
}

/* ---- a new one ---- */

static mohur__bytes
label_of(mohur__bytes id, char room[LABEL_CAP])
{
    static const char head[] = "mohur slot ";

    mohur__copy(mohur__span_of((uint8_t *)room, LABEL_CAP), MOHUR__TEXT(head));
    mohur__hex(mohur__bytes_sub(id, 0, 4), room + sizeof head - 1);
    return mohur__bytes_text(room);
}

/* CT: leaks nothing. */
mohur_status
mohur__slot_token_make(mohur_ctx *ctx,
                       struct mohur__slot_factor *f,
                       struct mohur__buf *params,
                       struct mohur__secret **ikm)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__token_params p = {{0}, uri_without_pin(f->token)};
    mohur__bytes id              = MOHUR__BYTES(f->token_id);
    char label[LABEL_CAP]        = {0};

    mohur__copy(MOHUR__SPAN(p.id), id);
    TRY(mohur__hsm_secret_new(ctx, f->token, id, label_of(id, label)));
    f->token_made = true;
    TRY(ask(ctx, f->token, id, ikm));
    mohur__token_params_emit(&p, params);

out:
    return st;
}

void
mohur__slot_token_undo(mohur_ctx *ctx, struct mohur__slot_factor *f)
{
    if (f->token_made) {
        (void)mohur__hsm_secret_destroy(ctx, f->token,
                                        MOHUR__BYTES(f->token_id));
    }
    f->token_made = false;
}
