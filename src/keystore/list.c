/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/list.h"
#include "base/guard.h"
#include "base/mem.h"
#include "keystore/ring.h"

/*
 * A list is a snapshot: all versions of all keys, copied, verified as a
 * whole.  It needs neither the store nor its context afterwards.
 */
enum {
    TEXTS = 4 /* name, owner, comment, token */
};

struct item {
    mohur_key_info info;
    char *text[TEXTS];
};

struct mohur_key_list {
    uint32_t magic;
    size_t len;
    size_t cap;
    struct item *items;
    const mohur_key_info **sorted;
};

static bool
is_list(const mohur_key_list *list)
{
    return list != NULL && list->magic == MOHUR__MAGIC_LIST;
}

void
mohur_key_list_free(mohur_key_list *list)
{
    if (!is_list(list)) {
        return;
    }
    for (size_t i = 0; i < list->len; i++) {
        for (size_t k = 0; k < TEXTS; k++) {
            mohur__free(list->items[i].text[k]);
        }
    }
    mohur__free(list->items);
    mohur__free(list->sorted);
    mohur__free(list); /* which wipes the magic */
}

size_t
mohur_key_list_len(const mohur_key_list *list)
{
    return is_list(list) ? list->len : 0;
}

const mohur_key_info *
mohur_key_list_at(const mohur_key_list *list, size_t i)
{
    return is_list(list) && i < list->len ? list->sorted[i] : NULL;
}

/* ---- filling ---- */

static mohur_status
list_new(struct mohur_keystore *ks, mohur_key_list **out)
{
    mohur_status st      = MOHUR_OK;
    mohur_key_list *list = NULL;
    uint64_t count       = 0;
    void *block          = NULL;

    *out = NULL;
    TRY(mohur__db_number(ks->db, "SELECT count(*) FROM key", &count));
    TRY(MOHUR__NEW(ks->ctx, &list));
    list->magic = MOHUR__MAGIC_LIST;
    list->cap   = (size_t)count;
    TRY(mohur__alloc_array(ks->ctx, list->cap, sizeof *list->items, &block));
    list->items = block;
    TRY(mohur__alloc_array(ks->ctx, list->cap, sizeof *list->sorted, &block));
    list->sorted = block;
    *out         = list;
    list         = NULL;

out:
    mohur_key_list_free(list);
    return st;
}

static void
info_dates(mohur_key_info *info,
           const struct mohur__row *r,
           const struct mohur__life *life,
           int64_t now)
{
    info->state          = mohur__life_now(life, now);
    info->created        = (int64_t)mohur__row_int(r, MOHUR__KEY_CREATED);
    info->activate_at    = life->activate_at;
    info->protect_until  = life->protect_until;
    info->process_until  = life->process_until;
    info->destroy_after  = life->destroy_after;
    info->compromised_at = life->compromised_at;
}

static mohur_status
info_fill(struct mohur_keystore *ks,
          const struct mohur__row *ring,
          const struct mohur__row *r,
          mohur_key_info *info)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__life life = mohur__version_life(r);

    info->size       = sizeof *info;
    info->version    = (uint32_t)mohur__row_int(r, MOHUR__KEY_VER);
    info->purpose    = (mohur_purpose)mohur__row_int(ring, MOHUR__RING_PURPOSE);
    info->alg        = (mohur_alg)mohur__row_int(r, MOHUR__KEY_ALG);
    info->level      = (uint8_t)mohur__row_int(ring, MOHUR__RING_LEVEL);
    info->exportable = mohur__row_int(r, MOHUR__KEY_EXPORTABLE) != 0;
    info->imported =
        mohur__row_int(r, MOHUR__KEY_ORIGIN) == MOHUR__ORIGIN_IMPORTED;
    info->legal_hold = mohur__ring_held(ring);
    info->uses       = mohur__row_int(r, MOHUR__KEY_USES);
    info->max_uses   = mohur__ring_max_uses(ring);
    info->custody    = (mohur_custody)mohur__row_int(ring, MOHUR__RING_CUSTODY);
    info->activate_delay_s = mohur__ring_activate_delay(ring);
    info_dates(info, r, &life, mohur__store_time(ks));
    mohur__copy(MOHUR__SPAN(info->ring_id),
                mohur__row_bytes(r, MOHUR__KEY_RING_ID));
    TRY(mohur__version_bits(ks->ctx, r, &info->bits));
    TRY(mohur__version_id(ks->ctx, r, info->id));

out:
    return st;
}

static mohur_status
item_fill(struct mohur_keystore *ks,
          const struct mohur__row *ring,
          const struct mohur__ring_meta *meta,
          const struct mohur__row *r,
          struct item *item)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__strdup(ks->ctx, meta->name, &item->text[0]));
    TRY(mohur__strdup(ks->ctx, meta->owner, &item->text[1]));
    TRY(mohur__strdup(ks->ctx, meta->comment, &item->text[2]));
    TRY(mohur__strdup(ks->ctx, mohur__row_bytes(r, MOHUR__KEY_TOKEN_URI),
                      &item->text[3]));
    item->info.name    = item->text[0];
    item->info.owner   = item->text[1];
    item->info.comment = item->text[2];
    item->info.token   = item->text[3];
    TRY(info_fill(ks, ring, r, &item->info));

out:
    return st;
}

static mohur_status
list_version(struct mohur_keystore *ks,
             const struct mohur__row *ring,
             const struct mohur__ring_meta *meta,
             const struct mohur__row *r,
             mohur_key_list *list)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_row_check(ks, r));
    TRY(mohur__auth_require(ks->ctx, list->len < list->cap));
    list->len++;
    TRY(item_fill(ks, ring, meta, r, &list->items[list->len - 1]));

out:
    return st;
}

static mohur_status
list_versions(struct mohur_keystore *ks,
              const struct mohur__row *ring,
              const struct mohur__ring_meta *meta,
              mohur_key_list *list)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__row r   = {0};
    uint64_t v            = 0;
    bool row              = false;

    mohur__row_init(&r, ks->ctx, MOHUR__T_KEY);
    TRY(mohur__stmt_new(
        ks->db, "SELECT * FROM key WHERE ring_id = ? ORDER BY ver", &s));
    TRY(mohur__stmt_bind_blob(s, 1, mohur__row_bytes(ring, MOHUR__RING_ID)));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&r, s));
        TRY(mohur__auth_require(ks->ctx,
                                mohur__row_int(&r, MOHUR__KEY_VER) == ++v));
        TRY(list_version(ks, ring, meta, &r, list));
        TRY(mohur__stmt_step(s, &row));
    }
    TRY(mohur__auth_require(ks->ctx, v == mohur__ring_versions(ring)));

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

/* It protects now, and is to be rotated unless the next one waits already. */
static void
info_current(mohur_key_info *info,
             const struct mohur__row *ring,
             bool waits,
             int64_t now)
{
    bool later    = info->activate_at > info->created;
    int64_t since = later ? info->activate_at : info->created;

    info->current    = true;
    info->rotate_at  = waits ? 0 : mohur__ring_rotate_at(ring, since);
    info->rotate_due = info->rotate_at != 0 && now >= info->rotate_at;
}

/* All versions of a ring; the highest active one is current. */
static mohur_status
list_ring(struct mohur_keystore *ks,
          const struct mohur__row *ring,
          mohur_key_list *list)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__ring_meta meta = {0};
    size_t first                 = list->len;
    bool waits                   = false;

    TRY(mohur__ring_meta_read(ks, ring, &meta));
    TRY(list_versions(ks, ring, &meta, list));
    for (size_t i = list->len; i > first; i--) {
        mohur_key_info *info = &list->items[i - 1].info;
        if (info->state == MOHUR_KEY_ACTIVE) {
            info_current(info, ring, waits, mohur__store_time(ks));
            break;
        }
        waits = waits || info->state == MOHUR_KEY_PRE_ACTIVE;
    }

out:
    mohur__secret_free(meta.hold);
    return st;
}

/* The whole tree was checked before, so a row needs only its leaf. */
static mohur_status
list_rings(struct mohur_keystore *ks, mohur_key_list *list)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row ring = {0};
    bool row               = false;

    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__stmt_new(ks->db, ring.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&ring, s));
        TRY(mohur__store_row_check(ks, &ring));
        TRY(list_ring(ks, &ring, list));
        TRY(mohur__stmt_step(s, &row));
    }
    TRY(mohur__auth_require(ks->ctx, list->len == list->cap));

out:
    mohur__row_wipe(&ring);
    mohur__stmt_free(s);
    return st;
}

/* ---- order ---- */

static bool
comes_before(const mohur_key_info *a, const mohur_key_info *b)
{
    int order = mohur__bytes_compare(mohur__bytes_text(a->name),
                                     mohur__bytes_text(b->name));

    return order != 0 ? order < 0 : a->version < b->version;
}

static void
sift_down(const mohur_key_info **heap, size_t top, size_t len)
{
    size_t child = 2 * top + 1;

    while (child < len) {
        const mohur_key_info *parent = heap[top];
        if (child + 1 < len && comes_before(heap[child], heap[child + 1])) {
            child++;
        }
        if (!comes_before(parent, heap[child])) {
            return;
        }
        heap[top]   = heap[child];
        heap[child] = parent;
        top         = child;
        child       = 2 * top + 1;
    }
}

/* A heap sort: names come from outside, and must not make it slow. */
static void
list_sort(mohur_key_list *list)
{
    const mohur_key_info **heap = list->sorted;

    for (size_t i = 0; i < list->len; i++) {
        heap[i] = &list->items[i].info;
    }
    for (size_t i = list->len / 2; i > 0; i--) {
        sift_down(heap, i - 1, list->len);
    }
    for (size_t i = list->len; i > 1; i--) {
        const mohur_key_info *last = heap[0];
        heap[0]                    = heap[i - 1];
        heap[i - 1]                = last;
        sift_down(heap, 0, i - 1);
    }
}

mohur_status
mohur__list_make(struct mohur_keystore *ks, mohur_key_list **out)
{
    mohur_status st      = MOHUR_OK;
    mohur_key_list *list = NULL;

    TRY(mohur__store_check_table(ks, MOHUR__T_RING));
    TRY(list_new(ks, &list));
    TRY(list_rings(ks, list));
    list_sort(list);
    *out = list;
    list = NULL;

out:
    mohur_key_list_free(list);
    return st;
}

size_t
mohur__list_len(const mohur_key_list *list)
{
    return list->len;
}

const mohur_key_info *
mohur__list_at(const mohur_key_list *list, size_t i)
{
    return list->sorted[i];
}

mohur_status
mohur_keystore_list(mohur_keystore *ks, mohur_key_list **out)
{
    mohur_status st      = MOHUR_OK;
    mohur_key_list *list = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_either(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__list_make(ks, &list));
    TRY(mohur__store_commit(ks));
    *out = list;
    list = NULL;

out:
    mohur__store_leave(ks);
    mohur_key_list_free(list);
    return st;
}
