/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/window.h"

#include "asn1/der.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * Evidence that is in memory is its own window.  Of a source the window is
 * filled anew from where the next element begins, after what leaves it was
 * hashed.
 */
enum {
    HEADER_MAX  = 6, /* tag, and a length of up to four octets more */
    LENGTH_MAX  = 4,
    LONG_LENGTH = 0x80
};

mohur_status
mohur__window_init(struct mohur__window *w,
                   mohur_ctx *ctx,
                   const struct mohur__evidence *from)
{
    *w = (struct mohur__window){
        .ctx = ctx, .from = from, .len = mohur__evidence_len(from)};
    return from->source == NULL
               ? MOHUR_OK
               : mohur__alloc(ctx, MOHUR__WINDOW_LEN, &w->memory);
}

void
mohur__window_wipe(struct mohur__window *w)
{
    mohur__hasher_free(w->hasher);
    mohur__free(w->memory);
}

/* What the window has from offset on. */
static mohur__bytes
held(const struct mohur__window *w, uint64_t offset)
{
    mohur__bytes all = w->memory == NULL
                           ? w->from->view
                           : mohur__bytes_of(w->memory, w->filled_len);

    return mohur__bytes_sub(all, (size_t)(offset - w->filled), all.len);
}

/* Hash what passed since the last time. */
static mohur_status
hash_passed(struct mohur__window *w)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes left = MOHUR__NOTHING;

    if (!w->hashing || w->at <= w->hashed) {
        return MOHUR_OK;
    }
    if (w->hasher == NULL) {
        return MOHUR_OK; /* an algorithm that hashes for itself */
    }
    left = mohur__bytes_sub(held(w, w->hashed), 0, (size_t)(w->at - w->hashed));
    st   = mohur__hasher_update(w->hasher, left);
    w->hashed = w->at;
    return st;
}

/* The next n bytes, or as many as there are. */
static mohur_status
peek(struct mohur__window *w, size_t n, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t left   = w->len - w->at;

    if (left < n) {
        n = (size_t)left;
    }
    if (w->memory != NULL && w->at + n > w->filled + w->filled_len) {
        TRY(hash_passed(w));
        w->filled = w->at;
        w->filled_len =
            left < MOHUR__WINDOW_LEN ? (size_t)left : MOHUR__WINDOW_LEN;
        TRY(mohur__evidence_read(w->from, w->at,
                                 mohur__span_of(w->memory, w->filled_len)));
    }
    *out = mohur__bytes_sub(held(w, w->at), 0, n);

out:
    return st;
}

/* Tag and length of the next element, which must end at or before end. */
static mohur_status
peek_header(struct mohur__window *w,
            uint64_t end,
            size_t *out_header,
            uint64_t *out_len)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes head = MOHUR__NOTHING;
    size_t more       = 0;
    uint64_t len      = 0;

    TRY(peek(w, HEADER_MAX, &head));
    if (head.len < 2 || (head.data[0] & 0x1F) == 0x1F) {
        return MOHUR_E_FORMAT;
    }
    len = head.data[1];
    if (len >= LONG_LENGTH) {
        more = len & 0x7F;
        len  = 0;
        if (more == 0 || more > LENGTH_MAX || head.len < 2 + more) {
            return MOHUR_E_FORMAT;
        }
        for (size_t i = 0; i < more; i++) {
            len = len << 8 | head.data[2 + i];
        }
        if (len < LONG_LENGTH || len >> (8 * (more - 1)) == 0) {
            return MOHUR_E_FORMAT; /* not the shortest form */
        }
    }
    *out_header = 2 + more;
    *out_len    = len;
    if (end < w->at || end - w->at < 2 + more + len) {
        st = MOHUR_E_FORMAT;
    }

out:
    return st;
}

mohur_status
mohur__window_tag(struct mohur__window *w, uint64_t end, uint8_t *out)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes head = MOHUR__NOTHING;

    *out = 0;
    if (w->at < end) {
        TRY(peek(w, 1, &head));
        *out = head.len == 0 ? 0 : head.data[0];
    }

out:
    return st;
}

mohur_status
mohur__window_enter(struct mohur__window *w,
                    uint8_t tag,
                    uint64_t end,
                    uint64_t *out_end)
{
    mohur_status st = MOHUR_OK;
    size_t header   = 0;
    uint64_t len    = 0;
    uint8_t found   = 0;

    TRY(mohur__window_tag(w, end, &found));
    if (found != tag) {
        return MOHUR_E_FORMAT;
    }
    TRY(peek_header(w, end, &header, &len));
    w->at += header;
    *out_end = w->at + len;

out:
    return st;
}

mohur_status
mohur__window_take(struct mohur__window *w, uint64_t end, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    size_t header   = 0;
    uint64_t len    = 0;

    TRY(peek_header(w, end, &header, &len));
    if (len > MOHUR__WINDOW_LEN - header) {
        return MOHUR_E_FORMAT;
    }
    TRY(peek(w, header + (size_t)len, out));
    w->at += out->len;

out:
    return st;
}

void
mohur__window_hash_from(struct mohur__window *w, uint64_t at)
{
    w->hashing = true;
    w->hashed  = at;
}

mohur_status
mohur__window_hash_with(struct mohur__window *w, mohur_alg hash)
{
    return w->filled > w->hashed
               ? MOHUR_E_FORMAT /* what is signed left the window already */
               : mohur__hasher_new(w->ctx, hash, &w->hasher);
}

mohur_status
mohur__window_hash_finish(struct mohur__window *w, mohur__span out)
{
    mohur_status st = hash_passed(w);

    if (st == MOHUR_OK && w->hasher != NULL) {
        st = mohur__hasher_finish(w->hasher, out);
    }
    w->hashing = false;
    return st;
}
