/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "keystore/slot_make.h"

/* A list of slots is a snapshot, in order of their labels. */

struct item {
    mohur_slot_info info;
    char label[MOHUR_SLOT_LABEL_MAX + 1];
    char token[MOHUR__TOKEN_URI_MAX + 1];
};

struct mohur_slot_list {
    uint32_t magic;
    size_t len;
    struct item item[MOHUR__SLOT_MAX];
    const mohur_slot_info *sorted[MOHUR__SLOT_MAX];
};

static bool
is_list(const mohur_slot_list *list)
{
    return list != NULL && list->magic == MOHUR__MAGIC_SLOTS;
}

void
mohur_slot_list_free(mohur_slot_list *list)
{
    if (is_list(list)) {
        mohur__free(list); /* which wipes the magic */
    }
}

size_t
mohur_slot_list_len(const mohur_slot_list *list)
{
    return is_list(list) ? list->len : 0;
}

const mohur_slot_info *
mohur_slot_list_at(const mohur_slot_list *list, size_t i)
{
    return is_list(list) && i < list->len ? list->sorted[i] : NULL;
}

static mohur_status
token_fill(mohur_ctx *ctx, mohur__bytes params, struct item *item)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__token_params p = {{0}, {.token = ""}};
    struct mohur__buf uri        = {0};

    mohur__buf_init(&uri, ctx, MOHUR__TOKEN_URI_MAX);
    TRY(mohur__token_params_parse(ctx, params, &p));
    mohur__token_uri_emit(&p.uri, &uri);
    TRY(mohur__buf_status(&uri));
    mohur__copy(mohur__span_of((uint8_t *)item->token, MOHUR__TOKEN_URI_MAX),
                mohur__buf_view(&uri));

out:
    mohur__buf_wipe(&uri);
    return st;
}

/* Of one factor, or of the only one. */
static mohur_status
factor_fill(mohur_ctx *ctx, const struct mohur__factor *f, struct item *item)
{
    mohur_status st                   = MOHUR_OK;
    struct mohur__slot_params pass    = {0};
    struct mohur__share_params shares = {0};
    mohur_slot_info *info             = &item->info;

    if (f->type == MOHUR_SLOT_PASSPHRASE) {
        TRY(mohur__slot_params_parse(ctx, f->params, &pass));
        info->m_kib = pass.cost.m_kib;
        info->t     = pass.cost.t;
    }
    if (f->type == MOHUR_SLOT_SHARES) {
        TRY(mohur__share_params_parse(ctx, f->params, &shares));
        info->groups    = shares.plan.set.group_count;
        info->threshold = shares.plan.group[0].threshold;
        info->count     = shares.plan.group[0].count;
    }
    if (f->type == MOHUR_SLOT_TOKEN && item->token[0] == '\0') {
        TRY(token_fill(ctx, f->params, item));
    }

out:
    return st;
}

static mohur_status
params_fill(mohur_ctx *ctx, const struct mohur__row *row, struct item *item)
{
    mohur_status st           = MOHUR_OK;
    mohur__bytes params       = mohur__row_bytes(row, MOHUR__SLOT_PARAMS);
    struct mohur__factors all = {1, {{(uint8_t)item->info.type, params}}};

    if (item->info.type == MOHUR_SLOT_ALL) {
        TRY(mohur__factors_parse(ctx, params, &all));
    }
    for (size_t i = 0; i < all.len; i++) {
        TRY(factor_fill(ctx, &all.at[i], item));
    }

out:
    return st;
}

static mohur_status
item_fill(struct mohur_keystore *ks,
          const struct mohur__row *row,
          struct item *item)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *text = NULL;
    mohur_slot_info *info      = &item->info;

    info->size     = sizeof *info;
    info->type     = (mohur_slot_type)mohur__row_int(row, MOHUR__SLOT_TYPE);
    info->state    = (mohur_slot_state)mohur__row_int(row, MOHUR__SLOT_STATE);
    info->recovery = mohur__row_int(row, MOHUR__SLOT_RECOVERY) != 0;
    info->kem =
        mohur__slot_kem_alg((uint16_t)mohur__row_int(row, MOHUR__SLOT_KEM));
    info->created   = (int64_t)mohur__row_int(row, MOHUR__SLOT_CREATED);
    info->not_after = (int64_t)mohur__row_int(row, MOHUR__SLOT_NOT_AFTER);
    mohur__copy(MOHUR__SPAN(info->id), mohur__row_bytes(row, MOHUR__SLOT_ID));
    TRY(params_fill(ks->ctx, row, item));
    TRY(mohur__slot_label(ks, row, &text));
    /* The last byte stays the zero that ends the text. */
    mohur__copy(mohur__span_of((uint8_t *)item->label, MOHUR_SLOT_LABEL_MAX),
                mohur__secret_bytes(text));
    info->label = item->label;
    info->token = item->token;

out:
    mohur__secret_free(text);
    return st;
}

static void
sort_in(mohur_slot_list *list, const mohur_slot_info *info)
{
    mohur__bytes label = mohur__bytes_text(info->label);
    size_t i           = list->len++;

    for (;
         i > 0 && mohur__bytes_compare(
                      mohur__bytes_text(list->sorted[i - 1]->label), label) > 0;
         i--) {
        list->sorted[i] = list->sorted[i - 1];
    }
    list->sorted[i] = info;
}

static mohur_status
list_fill(struct mohur_keystore *ks,
          const struct mohur__slots *slots,
          mohur_slot_list *list)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < slots->len; i++) {
        TRY(item_fill(ks, &slots->row[i], &list->item[i]));
        sort_in(list, &list->item[i].info);
    }

out:
    return st;
}

mohur_status
mohur_keystore_slots(mohur_keystore *ks, mohur_slot_list **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__slots *slots = NULL;
    mohur_slot_list *list      = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_either(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(MOHUR__NEW(ks->ctx, &list));
    list->magic = MOHUR__MAGIC_SLOTS;
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__store_check_table(ks, MOHUR__T_SLOT));
    TRY(mohur__slots_read(ks, &slots));
    TRY(list_fill(ks, slots, list));
    TRY(mohur__store_commit(ks));
    *out = list;
    list = NULL;

out:
    mohur__store_leave(ks);
    mohur__slots_free(slots);
    mohur_slot_list_free(list);
    return st;
}
