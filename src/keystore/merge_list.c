/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/merge_list.h"

#include "base/guard.h"
#include "base/mem.h"

struct item {
    mohur_merge_item info;
    char *name;
};

struct mohur_merge_list {
    uint32_t magic;
    size_t len;
    size_t cap;
    struct item *items;
};

static bool
is_list(const mohur_merge_list *list)
{
    return list != NULL && list->magic == MOHUR__MAGIC_MERGE;
}

void
mohur_merge_list_free(mohur_merge_list *list)
{
    if (!is_list(list)) {
        return;
    }
    for (size_t i = 0; i < list->len; i++) {
        mohur__free(list->items[i].name);
    }
    mohur__free(list->items);
    mohur__free(list); /* which wipes the magic */
}

size_t
mohur_merge_list_len(const mohur_merge_list *list)
{
    return is_list(list) ? list->len : 0;
}

const mohur_merge_item *
mohur_merge_list_at(const mohur_merge_list *list, size_t i)
{
    return is_list(list) && i < list->len ? &list->items[i].info : NULL;
}

mohur_status
mohur__merge_list_new(mohur_ctx *ctx, size_t cap, mohur_merge_list **out)
{
    mohur_status st        = MOHUR_OK;
    mohur_merge_list *list = NULL;
    void *block            = NULL;

    TRY(MOHUR__NEW(ctx, &list));
    list->magic = MOHUR__MAGIC_MERGE;
    list->cap   = cap;
    TRY(mohur__alloc_array(ctx, cap, sizeof *list->items, &block));
    list->items = block;
    *out        = list;
    list        = NULL;

out:
    mohur_merge_list_free(list);
    return st;
}

mohur_status
mohur__merge_list_add(mohur_ctx *ctx,
                      mohur_merge_list *list,
                      mohur__bytes name,
                      const mohur_merge_item *item)
{
    mohur_status st = MOHUR_OK;
    struct item *to = NULL;

    REQUIRE(ctx, list->len < list->cap, MOHUR_E_FORMAT,
            "the backup has more versions than rows");
    to = &list->items[list->len];
    TRY(mohur__strdup(ctx, name, &to->name));
    to->info      = *item;
    to->info.size = sizeof to->info;
    to->info.name = to->name;
    list->len++;

out:
    return st;
}
