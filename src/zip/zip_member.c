/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "zip/zip_inflate.h"
#include "zip/zip_read.h"

/*
 * The content of a member, as a source that can only go forward.  It ends
 * where the directory says, with the CRC that the directory says, or not at
 * all.
 */
enum {
    PIECE_LEN = 64 * 1024
};

struct member {
    struct mohur_source common;
    const struct mohur__zip *zip;
    const struct mohur__zip_entry *entry;
    struct mohur__inflater *inflater; /* NULL: stored */
    uint8_t *piece;                   /* packed bytes */
    mohur__bytes left;                /* of the piece */
    uint64_t taken;                   /* packed bytes so far */
    uint64_t given;                   /* unpacked bytes so far */
    uint32_t crc;
    bool done; /* the deflated stream has ended */
};

static mohur_status
fault(const struct member *m, const char *rule)
{
    return mohur__zip_fault(m->zip->ctx, MOHUR_E_FORMAT, m->entry->name, rule);
}

/* ---- packed bytes ---- */

static mohur_status
fill(struct member *m)
{
    mohur_status st = MOHUR_OK;
    uint64_t more   = m->entry->packed_len - m->taken;
    mohur__span room =
        mohur__span_of(m->piece, more < PIECE_LEN ? (size_t)more : PIECE_LEN);

    TRY(mohur__source_read_at(m->zip->source, m->entry->data + m->taken, room));
    m->left = mohur__span_bytes(room);
    m->taken += room.len;

out:
    return st;
}

/* Unpack something, or find the end of the stream. */
static mohur_status
unpack(struct member *m, mohur__span room, size_t *out_len)
{
    mohur_status st = MOHUR_OK;

    *out_len = 0;
    while (*out_len == 0 && !m->done) {
        if (m->left.len == 0) {
            if (m->taken == m->entry->packed_len) {
                return fault(m, "ends before its length");
            }
            TRY(fill(m));
        }
        TRY(mohur__inflater_run(m->inflater, &m->left, room, out_len,
                                &m->done));
    }

out:
    return st;
}

static mohur_status
copy(struct member *m, mohur__span room, size_t *out_len)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_read_at(m->zip->source, m->entry->data + m->given, room));
    *out_len = room.len;

out:
    return st;
}

/* ---- the end ---- */

/* All of the stream was used, and there is no more of it. */
static mohur_status
check_stream(struct member *m)
{
    mohur_status st = MOHUR_OK;
    uint8_t more    = 0;
    size_t len      = 0;

    TRY(unpack(m, mohur__span_of(&more, 1), &len));
    if (len != 0) {
        return fault(m, "is longer than its length");
    }
    if (m->left.len != 0 || m->taken != m->entry->packed_len) {
        return fault(m, "has bytes behind its content");
    }

out:
    return st;
}

static mohur_status
check_end(struct member *m)
{
    mohur_status st = MOHUR_OK;

    if (m->inflater != NULL) {
        TRY(check_stream(m));
    }
    if (m->crc != m->entry->crc) {
        return fault(m, "does not have its CRC");
    }

out:
    return st;
}

/* ---- the source ---- */

static mohur_status
member_read(mohur_source *s, mohur__span out, size_t *out_len)
{
    mohur_status st  = MOHUR_OK;
    struct member *m = (struct member *)s;
    uint64_t more    = m->entry->len - m->given;
    mohur__span room =
        mohur__span_sub(out, 0, more < out.len ? (size_t)more : out.len);

    *out_len = 0;
    if (more == 0) {
        return check_end(m);
    }
    TRY(m->inflater != NULL ? unpack(m, room, out_len)
                            : copy(m, room, out_len));
    if (*out_len == 0 && room.len > 0) {
        return fault(m, "ends before its length");
    }
    m->crc = mohur__crc32(m->crc, mohur__bytes_of(out.data, *out_len));
    m->given += *out_len;

out:
    return st;
}

static void
member_release(mohur_source *s)
{
    struct member *m = (struct member *)s;

    mohur__inflater_free(m->inflater);
    mohur__free(m->piece);
}

static const struct mohur__source_ops member_ops = {
    .read    = member_read,
    .release = member_release,
};

mohur_status
mohur__zip_member(const struct mohur__zip *zip,
                  const struct mohur__zip_entry *entry,
                  mohur_source **out)
{
    mohur_status st  = MOHUR_OK;
    struct member *m = NULL;
    void *piece      = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(zip->ctx, &m));
    mohur__source_init(&m->common, zip->ctx, &member_ops, MOHUR_LEN_UNKNOWN);
    m->zip   = zip;
    m->entry = entry;
    if (entry->deflated) {
        TRY(mohur__alloc(zip->ctx, PIECE_LEN, &piece));
        m->piece = piece;
        TRY(mohur__inflater_new(zip->ctx, &m->inflater));
    }
    *out = &m->common;
    m    = NULL; /* the caller's now */

out:
    mohur_source_free((mohur_source *)m);
    return st;
}

mohur_status
mohur__zip_load(const struct mohur__zip *zip,
                const struct mohur__zip_entry *entry,
                size_t max,
                struct mohur__buf *out)
{
    mohur_status st      = MOHUR_OK;
    mohur_source *source = NULL;
    size_t len           = 0;
    uint8_t more         = 0;

    mohur__buf_init(out, zip->ctx, max);
    if (entry->len > max) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_LIMIT, entry->name,
                              "is larger than its kind may be");
        goto out;
    }
    TRY(mohur__zip_member(zip, entry, &source));
    /* It fits: it is not longer than max. */
    TRY(mohur__source_read(source, mohur__buf_room(out, (size_t)entry->len),
                           &len));
    TRY(mohur__buf_status(out));
    TRY(mohur__source_read(source, mohur__span_of(&more, 1), &len));

out:
    mohur_source_free(source);
    return st;
}
