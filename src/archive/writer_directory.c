/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/directory.h"
#include "archive/names.h"
#include "archive/writer.h"
#include "base/guard.h"
#include "base/mem.h"

#include <stddef.h>

/*
 * Directory records stay in memory until the end, where they are sorted.
 * They lie in pages, so that jobs can write a root into one while others are
 * added.
 */
enum {
    PAGE_ROOM = 64 * 1024
};

struct mohur__dir_page {
    struct mohur__dir_page *next;
    size_t len;
    uint8_t bytes[PAGE_ROOM];
};

void
mohur__dir_store_init(mohur_ctx *ctx, struct mohur__dir_store *out)
{
    *out = (struct mohur__dir_store){.ctx = ctx};
}

void
mohur__dir_store_wipe(struct mohur__dir_store *d)
{
    while (d->first != NULL) {
        struct mohur__dir_page *page = d->first;
        d->first                     = page->next;
        mohur__free(page);
    }
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
    if (d->last == NULL || PAGE_ROOM - d->last->len < len) {
        TRY(page_add(d));
    }
    record = mohur__span_sub(MOHUR__SPAN(d->last->bytes), d->last->len, len);
    mohur__entry_head_emit(head, mohur__span_sub(record, 0, head_len));
    *out_tail = mohur__span_sub(record, head_len, MOHUR__DIR_TAIL_LEN);
    d->last->len += len;
    d->len += len;
    d->n++;

out:
    return st;
}

/* The entry header at the start of a record that we wrote. */
static struct mohur__entry_head
head_of(mohur__bytes record)
{
    struct mohur__cursor c        = mohur__cursor_of(record);
    struct mohur__entry_head head = {.entry_no = 0};

    (void)mohur__entry_head_parse(NULL, &c, false, &head);
    return head;
}

/* The name alone: sorting looks at nothing else. */
static mohur__bytes
name_of(mohur__bytes record)
{
    return mohur__bytes_sub(
        record, MOHUR__ENTRY_FIXED_LEN,
        mohur__load16(mohur__bytes_sub(record, 16, 2).data));
}

/* Views of all records, in the order in which they were added. */
static void
list_records(const struct mohur__dir_store *d, mohur__bytes *out)
{
    size_t n = 0;

    for (const struct mohur__dir_page *p = d->first; p != NULL; p = p->next) {
        for (size_t at = 0; at < p->len;) {
            mohur__bytes rest =
                mohur__bytes_sub(MOHUR__BYTES(p->bytes), at, p->len - at);
            struct mohur__entry_head head = head_of(rest);
            size_t len = mohur__entry_head_len(&head) + MOHUR__DIR_TAIL_LEN;
            out[n]     = mohur__bytes_sub(rest, 0, len);
            n++;
            at += len;
        }
    }
}

static bool
in_order(mohur__bytes a, mohur__bytes b)
{
    return mohur__name_compare(name_of(a), name_of(b)) <= 0;
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

static mohur_status
check_neighbours(mohur_ctx *ctx, const mohur__bytes *records, size_t n)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 1; i < n; i++) {
        struct mohur__entry_head before = head_of(records[i - 1]);
        TRY(mohur__name_check_next(ctx, before.name,
                                   before.kind == MOHUR__KIND_FOLDER,
                                   name_of(records[i])));
    }

out:
    return st;
}

mohur_status
mohur__dir_store_sort(struct mohur__dir_store *d, mohur__bytes **out)
{
    size_t n              = (size_t)d->n;
    mohur__bytes *records = NULL;
    mohur__bytes *spare   = NULL;
    mohur_status st       = MOHUR_OK;

    *out = NULL;
    TRY(mohur__alloc_array(d->ctx, n, sizeof *records, (void **)&records));
    list_records(d, records);
    if (!is_sorted(records, n)) {
        TRY(mohur__alloc_array(d->ctx, n, sizeof *spare, (void **)&spare));
        sort_records(records, spare, n);
    }
    TRY(check_neighbours(d->ctx, records, n));
    *out    = records;
    records = NULL;

out:
    mohur__free(spare);
    mohur__free(records);
    return st;
}
