/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/anchor_place.h"

#include "base/guard.h"
#include "base/mem.h"
#include "keystore/anchor_file.h"
#include "keystore/anchor_server.h"
#include "keystore/anchor_token.h"
#include "keystore/tokens.h"

enum {
    ROOM = MOHUR__ANCHOR_RECORDS_MAX * MOHUR__ANCHOR_LEN
};

static mohur_status
token_take(struct mohur_keystore *ks,
           const char *uri,
           struct mohur__anchor_place *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__hsm *token = NULL;

    TRY(mohur__tokens_get(ks, mohur__bytes_text(uri), &token));
    out->token = mohur__hsm_hold(token);
    TRY(mohur__hsm_connect(ks->ctx, token));

out:
    return st;
}

mohur_status
mohur__anchor_place_init(struct mohur_keystore *ks,
                         const mohur_anchor_options *o,
                         struct mohur__anchor_place *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__anchor_place){
        .kind  = MOHUR__ANCHOR_CALLBACK,
        .read  = o->read,
        .write = o->write,
        .user  = o->user,
    };
    if (o->path == NULL) {
        return MOHUR_OK;
    }
    if (mohur__db_is_server(o->path)) {
        out->kind = MOHUR__ANCHOR_SERVER;
        TRY(mohur__db_open(ks->ctx, o->path, &out->db));
    } else if (mohur__anchor_is_token(o->path)) {
        out->kind = MOHUR__ANCHOR_TOKEN;
        TRY(token_take(ks, o->path, out));
    } else {
        out->kind = MOHUR__ANCHOR_FILE;
        TRY(mohur__strdup(ks->ctx, mohur__bytes_text(o->path), &out->path));
    }

out:
    return st;
}

void
mohur__anchor_place_wipe(struct mohur__anchor_place *p, bool alive)
{
    if (alive) {
        mohur__db_close(p->db);
    } else {
        mohur__db_abandon(p->db);
    }
    mohur__hsm_free(p->token);
    mohur__free(p->path);
    *p = (struct mohur__anchor_place){0};
}

static mohur_status
host_read(mohur_ctx *ctx,
          const struct mohur__anchor_place *p,
          uint8_t *out,
          size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    int32_t failed  = 0;

    ctx->in_callback = true;
    failed           = p->read(p->user, out, out_len);
    ctx->in_callback = false;
    REQUIRE(ctx, failed == 0 && *out_len <= MOHUR__ANCHOR_LEN, MOHUR_E_IO,
            "the anchor of the keystore cannot be read");

out:
    return st;
}

static mohur_status
host_write(mohur_ctx *ctx,
           const struct mohur__anchor_place *p,
           const uint8_t record[MOHUR__ANCHOR_LEN])
{
    mohur_status st = MOHUR_OK;
    int32_t failed  = 0;

    ctx->in_callback = true;
    failed           = p->write(p->user, record);
    ctx->in_callback = false;
    REQUIRE(ctx, failed == 0, MOHUR_E_IO,
            "the anchor of the keystore cannot be written");

out:
    return st;
}

mohur_status
mohur__anchor_place_read(mohur_ctx *ctx,
                         const struct mohur__anchor_place *p,
                         mohur__bytes store_id,
                         uint8_t out[ROOM],
                         size_t *out_len)
{
    *out_len = 0;
    if (p->kind == MOHUR__ANCHOR_FILE) {
        return mohur__anchor_file_read(ctx, p->path, out, out_len);
    }
    if (p->kind == MOHUR__ANCHOR_SERVER) {
        return mohur__anchor_server_read(p->db, store_id, out, out_len);
    }
    if (p->kind == MOHUR__ANCHOR_TOKEN) {
        return mohur__anchor_token_read(ctx, p->token, store_id,
                                        mohur__span_of(out, ROOM), out_len);
    }
    return host_read(ctx, p, out, out_len);
}

mohur_status
mohur__anchor_place_write(mohur_ctx *ctx,
                          const struct mohur__anchor_place *p,
                          mohur__bytes store_id,
                          const uint8_t record[MOHUR__ANCHOR_LEN])
{
    if (p->kind == MOHUR__ANCHOR_FILE) {
        return mohur__anchor_file_write(ctx, p->path, record);
    }
    if (p->kind == MOHUR__ANCHOR_SERVER) {
        return mohur__anchor_server_write(p->db, store_id, record);
    }
    if (p->kind == MOHUR__ANCHOR_TOKEN) {
        return mohur__anchor_token_write(ctx, p->token, store_id, record);
    }
    return host_write(ctx, p, record);
}
