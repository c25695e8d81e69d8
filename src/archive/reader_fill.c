/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "base/ct.h"
#include "base/guard.h"

/*
 * Segments of a large entry for a caller who has room for several: each job
 * copies its own to where it belongs, once it is verified and while it is in
 * the cache.
 */
enum {
    SEGMENTS_MIN = 2 /* fewer are handed out one by one */
};

/* The caller's memory, and which byte of the content is its first. */
struct fill {
    mohur__span out;
    uint64_t from;
};

static int
fill_place(void *user, uint64_t offset, mohur__bytes data)
{
    const struct fill *f = user;
    /* It fits in memory: it is below the room's end. */
    size_t at = (size_t)(offset - f->from);

    return mohur__copy(mohur__span_sub(f->out, at, data.len), data) == data.len
               ? 0
               : 1;
}

/* Not called: what is sent for fits. */
static mohur_status
fill_error(void *user, int error)
{
    (void)user;
    (void)error;
    return MOHUR_E_INTERNAL;
}

bool
mohur__reader_can_fill(const mohur_archive_reader *r, size_t cap)
{
    const struct mohur__open_entry *e = &r->open;

    /* Of a compressed entry the end decides about all of it: in order. */
    return e->comp == MOHUR__COMP_STORED && e->left.len == 0 &&
           e->pos % MOHUR__SEGMENT_LEN == 0 &&
           e->shape.segments - e->pos / MOHUR__SEGMENT_LEN >= SEGMENTS_MIN &&
           cap / MOHUR__SEGMENT_LEN >= SEGMENTS_MIN;
}

/*
 * A segment failed: nothing of it or behind it stays in the room.  What came
 * before it is good, as it would be one by one; then the next call meets the
 * failure.
 */
static mohur_status
cut_off(mohur_archive_reader *r, mohur__span rest, bool some, mohur_status st)
{
    mohur__reader_settle(r);
    mohur__wipe(rest.data, rest.len);
    r->open.next = r->open.pos / MOHUR__SEGMENT_LEN;
    if (!some) {
        return st;
    }
    mohur__error_clear(r->ctx);
    return MOHUR_OK;
}

mohur_status
mohur__reader_fill(mohur_archive_reader *r, mohur__span out, size_t *out_len)
{
    struct mohur__open_entry *e       = &r->open;
    struct fill fill                  = {out, e->pos};
    const struct mohur__placer placer = {fill_place, fill_error, &fill};
    uint64_t left                     = e->content_len - e->pos;
    size_t whole                      = out.len - out.len % MOHUR__SEGMENT_LEN;
    mohur__bytes part                 = MOHUR__NOTHING;
    size_t len                        = left < whole ? (size_t)left : whole;
    mohur_status st                   = MOHUR_OK;

    e->placer     = &placer;
    e->placer_end = e->pos + len;
    e->depth      = SIZE_MAX;
    while (e->pos < e->placer_end) {
        TRY(mohur__reader_content(r, SIZE_MAX, &part));
        if (!mohur__ahead_is_placed(r->ahead)) {
            fill_place(&fill, e->pos - part.len, part);
        }
    }

out:
    e->placer = NULL;
    *out_len  = (size_t)(e->pos - fill.from);
    if (st != MOHUR_OK) {
        st = cut_off(r, mohur__span_sub(out, *out_len, out.len), *out_len > 0,
                     st);
    }
    return st;
}
