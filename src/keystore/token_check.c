/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/ring.h"
#include "keystore/tokens.h"

/* A token held against the store: what each has that the other has not. */

/* The two, and what was counted so far. */
struct comparing {
    struct mohur_keystore *ks;
    struct mohur__hsm *token;
    mohur_token_check *out;
};

/* Does the row say that its key is in this token? */
static mohur_status
lives_here(struct comparing *c, const struct mohur__row *r, bool *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__hsm *token = NULL;

    *out = false;
    if (!mohur__version_gone(r) &&
        !mohur__row_is_null(r, MOHUR__KEY_TOKEN_URI)) {
        TRY(mohur__tokens_get(c->ks, mohur__row_bytes(r, MOHUR__KEY_TOKEN_URI),
                              &token));
        *out = token == c->token;
    }

out:
    return st;
}

static mohur_status
count_version(struct comparing *c, const struct mohur__row *r)
{
    mohur_status st                     = MOHUR_OK;
    mohur_ctx *ctx                      = c->ks->ctx;
    uint8_t room[MOHUR__KEY_PUBLIC_MAX] = {0};
    struct mohur__hsm_key key           = {.alg = MOHUR_ALG_NONE};
    mohur__bytes kept                   = MOHUR__NOTHING;
    bool here                           = false;
    bool found                          = false;

    TRY(lives_here(c, r, &here));
    if (!here) {
        goto out;
    }
    if (mohur__row_int(r, MOHUR__KEY_STATE) == MOHUR_KEY_PENDING) {
        c->out->pending++;
        goto out;
    }
    key = mohur__hsm_key_of((mohur_alg)mohur__row_int(r, MOHUR__KEY_ALG),
                            mohur__row_bytes(r, MOHUR__KEY_RING_ID).data,
                            (uint32_t)mohur__row_int(r, MOHUR__KEY_VER));
    TRY(mohur__hsm_read(ctx, c->token, &key, MOHUR__SPAN(room), &kept, &found));
    c->out->keys += found ? 1 : 0;
    c->out->missing += found ? 0 : 1;

out:
    return st;
}

/* Every version of the store; the whole was checked when it was unlocked. */
static mohur_status
count_versions(struct comparing *c)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__row r   = {0};
    bool row              = false;

    mohur__row_init(&r, c->ks->ctx, MOHUR__T_KEY);
    TRY(mohur__stmt_new(c->ks->db,
                        "SELECT * FROM key WHERE token_uri IS NOT NULL", &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_read(&r, s));
        TRY(mohur__store_row_check(c->ks, &r));
        TRY(count_version(c, &r));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

/* One key of the token: is it a version of ours that lives there? */
static mohur_status
count_object(void *user, mohur__bytes id)
{
    mohur_status st     = MOHUR_OK;
    struct comparing *c = user;
    struct mohur__row r = {0};
    bool known          = id.len == MOHUR__HSM_ID_LEN;

    mohur__row_init(&r, c->ks->ctx, MOHUR__T_KEY);
    if (known) {
        mohur__row_set_blob(&r, MOHUR__KEY_RING_ID,
                            mohur__bytes_sub(id, 0, MOHUR__RING_ID_LEN));
        mohur__row_set_int(&r, MOHUR__KEY_VER,
                           mohur__load32(id.data + MOHUR__RING_ID_LEN));
        TRY(r.st);
        TRY(mohur__store_get(c->ks, &r, &known));
    }
    if (known) {
        TRY(lives_here(c, &r, &known));
    }
    c->out->unknown += known ? 0 : 1;

out:
    mohur__row_wipe(&r);
    return st;
}

mohur_status
mohur_keystore_token_check(mohur_keystore *ks,
                           const char *token,
                           mohur_token_check *out)
{
    mohur_status st         = MOHUR_OK;
    mohur_token_check found = MOHUR_TOKEN_CHECK_INIT;
    struct comparing c      = {ks, NULL, &found};

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL && out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the check was not made with its _INIT macro");
    TRY(mohur__tokens_get(ks, mohur__bytes_text(token), &c.token));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(count_versions(&c));
    TRY(mohur__hsm_visit(ks->ctx, c.token, count_object, &c));
    TRY(mohur__store_commit(ks));
    found.size = out->size;
    *out       = found;

out:
    mohur__store_leave(ks);
    return st;
}
