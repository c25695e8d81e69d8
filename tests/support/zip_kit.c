/* SPDX-License-Identifier: Apache-2.0 */
#include "zip_kit.h"

#include "zip/zip_form.h"
#include "zip/zip_inflate.h"

#include <stdlib.h>

/* Written apart from the library's writer, so that they can disagree. */
enum {
    ROOM = 256 * 1024
};

struct out {
    uint8_t *at;
    size_t len;
};

static void
put(struct out *o, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (o->len == ROOM) {
            abort();
        }
        o->at[o->len++] = (uint8_t)(v >> (8 * i));
    }
}

static void
put_bytes(struct out *o, mohur__bytes data)
{
    for (size_t i = 0; i < data.len; i++) {
        put(o, data.data[i], 1);
    }
}

static struct out
out_new(struct fixture *t)
{
    return (struct out){fixture_bytes(t, 0, ROOM), 0};
}

/* Data as one or more blocks that store. */
static mohur__bytes
deflate(struct fixture *t, mohur__bytes data)
{
    struct out o = out_new(t);
    size_t at    = 0;

    do {
        size_t n  = data.len - at < 0xFFFF ? data.len - at : 0xFFFF;
        bool last = at + n == data.len;

        put(&o, last, 1);
        put(&o, n, 2);
        put(&o, ~(uint64_t)n, 2);
        put_bytes(&o, mohur__bytes_sub(data, at, n));
        at += n;
    } while (at < data.len);
    return mohur__bytes_of(o.at, o.len);
}

/* ---- members ---- */

struct placed {
    const struct zip_member *m;
    mohur__bytes packed;
    uint64_t len;
    uint32_t crc;
    uint64_t offset;
};

static uint16_t
flags_of(const struct zip_member *m)
{
    return (uint16_t)((m->is_utf_8 ? MOHUR__ZIP_FLAG_UTF_8 : 0) |
                      (m->behind != ZIP_NO_DESCRIPTOR
                           ? MOHUR__ZIP_FLAG_DESCRIPTOR
                           : 0));
}

static mohur__bytes
name_of(const struct zip_member *m, const struct zip_lie *lie)
{
    if (lie->name != NULL) {
        return mohur__bytes_text(lie->name);
    }
    return m->name_len > 0 ? mohur__bytes_of(m->name, m->name_len)
                           : mohur__bytes_text(m->name);
}

static void
put_common(struct out *o,
           const struct placed *p,
           const struct zip_lie *lie,
           bool hides)
{
    const struct zip_member *m = p->m;
    bool packed                = m->deflated || m->packed.len > 0;

    put(o, 20, 2);
    put(o, flags_of(m) ^ lie->flags, 2);
    put(o, (packed ? 8U : 0U) + lie->method, 2);
    put(o, 0x00210000, 4);
    put(o, (hides ? 0 : p->crc) + lie->crc, 4);
    put(o, (hides ? 0 : p->packed.len) + lie->packed_len, 4);
    put(o, (hides ? 0 : p->len) + lie->len, 4);
    put(o, name_of(m, lie).len, 2);
    put(o, lie->extra.len, 2);
}

static void
put_descriptor(struct out *o, const struct placed *p)
{
    if (p->m->behind != ZIP_DESCRIPTOR_BARE) {
        put(o, MOHUR__ZIP_DESCRIPTOR, 4);
    }
    put(o, p->crc, 4);
    put(o, p->packed.len, 4);
    put(o, p->len + (p->m->behind == ZIP_DESCRIPTOR_LIES), 4);
}

static struct placed
put_member(struct fixture *t, struct out *o, const struct zip_member *m)
{
    struct placed p = {.m = m, .packed = m->data, .len = m->data.len};

    p.crc = mohur__crc32(0, m->data);
    if (m->packed.len > 0) {
        p.packed = m->packed;
        p.len    = m->len;
    } else if (m->deflated) {
        p.packed = deflate(t, m->data);
    }
    for (size_t i = 0; i < m->gap; i++) {
        put(o, 'x', 1);
    }
    p.offset = o->len;
    put(o, MOHUR__ZIP_LOCAL, 4);
    put_common(o, &p, &m->local, m->behind != ZIP_NO_DESCRIPTOR);
    put_bytes(o, name_of(m, &m->local));
    put_bytes(o, m->local.extra);
    put_bytes(o, p.packed);
    if (m->behind != ZIP_NO_DESCRIPTOR) {
        put_descriptor(o, &p);
    }
    return p;
}

static void
put_entry(struct out *o, const struct placed *p, uint64_t offset)
{
    put(o, MOHUR__ZIP_CENTRAL, 4);
    put(o, 0x0314, 2);
    put_common(o, p, &p->m->central, false);
    put(o, 0, 2 + 2 + 2);
    put(o, p->m->attributes, 4);
    put(o, offset, 4);
    put_bytes(o, name_of(p->m, &p->m->central));
    put_bytes(o, p->m->central.extra);
}

/* ---- the end ---- */

static void
put_zip64(struct out *o, uint64_t entries, uint64_t len, uint64_t at)
{
    uint64_t record = o->len;

    put(o, MOHUR__ZIP_END64, 4);
    put(o, 44, 8);
    put(o, 45, 2);
    put(o, 45, 2);
    put(o, 0, 8);
    put(o, entries, 8);
    put(o, entries, 8);
    put(o, len, 8);
    put(o, at, 8);
    put(o, MOHUR__ZIP_LOCATOR, 4);
    put(o, 0, 4);
    put(o, record, 8);
    put(o, 1, 4);
}

static void
put_end(struct out *o, const struct zip_plan *plan, uint64_t at)
{
    uint64_t len         = o->len - at + (uint64_t)(int64_t)plan->directory_len;
    uint64_t entries     = plan->len + (uint64_t)(int64_t)plan->entries;
    mohur__bytes comment = mohur__bytes_text(plan->comment);

    at += (uint64_t)(int64_t)plan->offset;
    if (plan->zip64 || plan->zip64_only) {
        put_zip64(o, entries + (uint64_t)(int64_t)plan->zip64_entries, len, at);
    }
    put(o, MOHUR__ZIP_END, 4);
    put(o, (uint64_t)(int64_t)plan->disks, 2);
    put(o, 0, 2);
    put(o, plan->zip64 ? MOHUR__ZIP_FULL16 : entries, 2);
    put(o, plan->zip64 ? MOHUR__ZIP_FULL16 : entries, 2);
    put(o, plan->zip64 ? MOHUR__ZIP_FULL32 : len, 4);
    put(o, plan->zip64 ? MOHUR__ZIP_FULL32 : at, 4);
    put(o, comment.len, 2);
    put_bytes(o, comment);
}

mohur__bytes
zip_make(struct fixture *t, const struct zip_plan *plan)
{
    struct out o          = out_new(t);
    struct placed *placed = calloc(plan->len + 1, sizeof *placed);
    uint64_t skew         = 0;
    uint64_t at           = 0;

    if (placed == NULL) {
        abort();
    }
    put_bytes(&o, mohur__bytes_text(plan->prefix));
    skew = plan->prefix_counts ? 0 : o.len;
    for (size_t i = 0; i < plan->len; i++) {
        placed[i] = put_member(t, &o, &plan->members[i]);
    }
    at = o.len - skew;
    for (size_t i = 0; i < plan->len; i++) {
        size_t from = plan->members[i].again ? i - 1 : i;

        put_entry(&o, &placed[i],
                  placed[from].offset - skew + plan->members[i].inside);
    }
    put_end(&o, plan, at);
    put_bytes(&o, mohur__bytes_text(plan->suffix));
    free(placed);
    return mohur__bytes_of(o.at, o.len);
}
