/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/directory.h"
#include "archive/writer.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/names.h"

#include <stddef.h>

/*
 * Directory records stay in memory until the end, where they are sorted, or
 * until there are too many.  They lie in pages, so that jobs can write a root
 * into one while others are added.
 */
enum {
    PAGE_ROOM = 64 * 1024,
    /* What is kept in memory where there is scratch space. */
    KEEP_DEFAULT = 8 * 1024 * 1024
};

struct mohur__dir_page {
    struct mohur__dir_page *next;
    size_t len;
    uint8_t bytes[PAGE_ROOM];
};

void
mohur__dir_store_init(mohur_ctx *ctx, struct mohur__dir_store *out)
{
    *out =
        (struct mohur__dir_store){.ctx = ctx, .keep = MOHUR__DIRECTORY_DEFAULT};
}

mohur_status
mohur__dir_store_plan(struct mohur__dir_store *d,
                      const mohur_archive_options *options)
{
    mohur_status st = MOHUR_OK;

    d->aead = options->aead;
    if (options->scratch != NULL) {
        TRY(mohur__strdup(d->ctx, mohur__bytes_text(options->scratch),
                          &d->folder));
        d->keep = KEEP_DEFAULT;
    }
    if (options->directory_memory != 0 &&
        options->directory_memory < MOHUR__DIRECTORY_DEFAULT) {
        d->keep = options->directory_memory;
    }

out:
    return st;
}

/* Forget what is in memory. */
static void
pages_wipe(struct mohur__dir_store *d)
{
    while (d->first != NULL) {
        struct mohur__dir_page *page = d->first;
        d->first                     = page->next;
        mohur__free(page);
    }
    d->last     = NULL;
    d->held     = 0;
    d->held_len = 0;
}

void
mohur__dir_store_wipe(struct mohur__dir_store *d)
{
    pages_wipe(d);
    mohur__scratch_free(d->scratch);
    mohur__free(d->folder);
    *d = (struct mohur__dir_store){.ctx = d->ctx};
}

static mohur_status
page_add(struct mohur__dir_store *d)
{
    struct mohur__dir_page *page = NULL;
    mohur_status st              = MOHUR__NEW(d->ctx, &page);

    if (st != MOHUR_OK) {
        return st;
    }
    if (d->last == NULL) {
        d->first = page;
    } else {
        d->last->next = page;
    }
    d->last = page;
    return MOHUR_OK;
}

mohur_status
mohur__dir_store_add(struct mohur__dir_store *d,
                     const struct mohur__entry_head *head,
                     mohur__span *out_tail)
{
    size_t head_len    = mohur__entry_head_len(head);
    size_t len         = head_len + MOHUR__DIR_TAIL_LEN;
    mohur__span record = {NULL, 0};
    mohur_status st    = MOHUR_OK;

    REQUIRE(d->ctx, d->n < MOHUR__ENTRIES_MAX, MOHUR_E_LIMIT,
            "the archive has too many entries");
    REQUIRE(d->ctx, d->len + len <= MOHUR__DIRECTORY_DEFAULT, MOHUR_E_LIMIT,
            "the names of all entries take more than 256 MiB");
    REQUIRE(d->ctx, d->folder != NULL || d->held_len + len <= d->keep,
            MOHUR_E_LIMIT,
            "the names of all entries take more memory than is allowed");
    if (d->last == NULL || PAGE_ROOM - d->last->len < len) {
        TRY(page_add(d));
    }
    record = mohur__span_sub(MOHUR__SPAN(d->last->bytes), d->last->len, len);
    mohur__entry_head_emit(head, mohur__span_sub(record, 0, head_len));
    *out_tail = mohur__span_sub(record, head_len, MOHUR__DIR_TAIL_LEN);
    d->last->len += len;
    d->len += len;
    d->n++;
    d->held_len += len;
    d->held++;

out:
    return st;
}

/* The entry header at the start of a record that we wrote. */
static struct mohur__entry_head
head_of(mohur__bytes record)
{
    struct mohur__cursor c        = mohur__cursor_of(record);
    struct mohur__entry_head head = {.entry_no = 0};

    (void)mohur__entry_head_parse(NULL, &c, true, &head);
    return head;
}

/* Views of all records in memory, in the order in which they were added. */
static void
list_records(const struct mohur__dir_store *d, mohur__bytes *out)
{
    size_t n = 0;

    for (const struct mohur__dir_page *p = d->first; p != NULL; p = p->next) {
        for (size_t at = 0; at < p->len; n++) {
            out[n] = mohur__dir_raw_first(
                mohur__bytes_sub(MOHUR__BYTES(p->bytes), at, p->len - at));
            at += out[n].len;
        }
    }
}

static bool
in_order(mohur__bytes a, mohur__bytes b)
{
    return mohur__name_compare(mohur__dir_raw_name(a),
                               mohur__dir_raw_name(b)) <= 0;
}

/* Merge from[a .. b-1] and from[b .. end-1] into to. */
static void
merge(
    const mohur__bytes *from, size_t a, size_t b, size_t end, mohur__bytes *to)
{
    size_t right = b;

    for (size_t at = a; at < end; at++) {
        bool left_first =
            right == end || (a < b && in_order(from[a], from[right]));
        to[at] = left_first ? from[a++] : from[right++];
    }
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Merge runs of growing length; names that come sorted are only copied. */
static void
sort_records(mohur__bytes *a, mohur__bytes *b, size_t n)
{
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t at = 0; at < n; at += 2 * run) {
            merge(a, at, least(at + run, n), least(at + 2 * run, n), b);
        }
        for (size_t i = 0; i < n; i++) {
            a[i] = b[i];
        }
    }
}

static bool
is_sorted(const mohur__bytes *records, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (!in_order(records[i - 1], records[i])) {
            return false;
        }
    }
    return true;
}

/* The records in memory in order, n views to be released. */
static mohur_status
sort_held(struct mohur__dir_store *d, mohur__bytes **out)
{
    mohur__bytes *records = NULL;
    mohur__bytes *spare   = NULL;
    mohur_status st       = MOHUR_OK;

    *out = NULL;
    TRY(mohur__alloc_array(d->ctx, d->held, sizeof *records,
                           (void **)&records));
    list_records(d, records);
    if (!is_sorted(records, d->held)) {
        TRY(mohur__alloc_array(d->ctx, d->held, sizeof *spare,
                               (void **)&spare));
        sort_records(records, spare, d->held);
    }
    *out    = records;
    records = NULL;

out:
    mohur__free(spare);
    mohur__free(records);
    return st;
}

bool
mohur__dir_store_is_full(const struct mohur__dir_store *d)
{
    return d->folder != NULL && d->held > 0 &&
           d->held_len + MOHUR__DIR_RECORD_MAX > d->keep;
}

mohur_status
mohur__dir_store_spill(struct mohur__dir_store *d)
{
    mohur__bytes *records = NULL;
    mohur_status st       = MOHUR_OK;

    if (d->scratch == NULL) {
        TRY(mohur__scratch_new(d->ctx, d->folder, d->aead, &d->scratch));
    }
    TRY(sort_held(d, &records));
    TRY(mohur__scratch_add(d->scratch, records, d->held));
    pages_wipe(d);

out:
    mohur__free(records);
    return st;
}

/* Records on their way out, each compared with the one before it. */
struct neighbours {
    mohur_ctx *ctx;
    mohur__record_fn *each;
    void *user;
    bool any;
    bool is_folder; /* the one before */
    size_t name_len;
    uint8_t name[MOHUR__NAME_MAX];
};

static mohur_status
check_and_give(void *user, mohur__bytes record)
{
    struct neighbours *n = user;
    mohur__bytes name    = mohur__dir_raw_name(record);
    mohur_status st      = MOHUR_OK;

    if (n->any) {
        TRY(mohur__name_check_next(
            n->ctx, mohur__bytes_of(n->name, n->name_len), n->is_folder, name));
    }
    n->any       = true;
    n->is_folder = head_of(record).kind == MOHUR__KIND_FOLDER;
    n->name_len  = mohur__copy(MOHUR__SPAN(n->name), name);
    TRY(n->each(n->user, record));

out:
    return st;
}

static mohur_status
each_held(struct mohur__dir_store *d, struct neighbours *n)
{
    mohur__bytes *records = NULL;
    mohur_status st       = MOHUR_OK;

    TRY(sort_held(d, &records));
    for (size_t i = 0; i < d->held; i++) {
        TRY(check_and_give(n, records[i]));
    }

out:
    mohur__free(records);
    return st;
}

mohur_status
mohur__dir_store_each(struct mohur__dir_store *d,
                      mohur__record_fn *each,
                      void *user)
{
    struct neighbours n = {.ctx = d->ctx, .each = each, .user = user};
    mohur_status st     = MOHUR_OK;

    if (d->scratch == NULL) {
        return each_held(d, &n);
    }
    TRY(mohur__dir_store_spill(d));
    TRY(mohur__scratch_merge(d->scratch, check_and_give, &n));

out:
    return st;
}
