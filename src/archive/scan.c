/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/scan.h"

#include "archive/entry.h"
#include "base/guard.h"

/* Which record may follow which, and how long it may be. */

void
mohur__scan_init(mohur_ctx *ctx, struct mohur__scan *out)
{
    *out = (struct mohur__scan){.ctx = ctx};
}

static bool
may_follow(const struct mohur__scan *s, uint16_t type, uint64_t len)
{
    if (!s->in_entry) {
        return type == MOHUR__RECORD_DIRECTORY ||
               (type == MOHUR__RECORD_ENTRY && len > MOHUR__ENTRY_FIXED_LEN &&
                len <= MOHUR__ENTRY_HEAD_MAX);
    }
    switch (type) {
    case MOHUR__RECORD_SEGMENT:
        return !s->full && s->rows < MOHUR__TABLE_ROWS && len >= 1 &&
               len <= MOHUR__SEGMENT_STORED_MAX;
    case MOHUR__RECORD_TABLE:
        return s->rows > 0 && len == s->rows * MOHUR__TABLE_ROW_LEN;
    case MOHUR__RECORD_ENTRY_END:
        return s->rows == 0 && len == mohur__entry_end_len(s->tables);
    default:
        return false;
    }
}

/* A head is complete. */
static mohur_status
record_begin(struct mohur__scan *s)
{
    mohur_status st = MOHUR_OK;
    uint16_t type   = mohur__load16(s->head);
    uint64_t len    = 0;

    TRY(mohur__record_parse(s->ctx, MOHUR__BYTES(s->head),
                            (enum mohur__record_type)type, &len));
    REQUIRE(s->ctx, may_follow(s, type, len), MOHUR_E_FORMAT,
            "a record of the stream is not where it should be");
    s->type     = type;
    s->body_len = len;
    s->left     = len;
    s->rest     = type == MOHUR__RECORD_DIRECTORY;
    if (type == MOHUR__RECORD_ENTRY) {
        s->in_entry = true;
        s->full     = false;
        s->tables   = 0;
    }

out:
    return st;
}

static void
record_end(struct mohur__scan *s)
{
    if (s->type == MOHUR__RECORD_SEGMENT) {
        s->rows++;
    } else if (s->type == MOHUR__RECORD_TABLE) {
        s->full = s->rows < MOHUR__TABLE_ROWS;
        s->rows = 0;
        s->tables++;
    } else if (s->type == MOHUR__RECORD_ENTRY_END) {
        s->in_entry = false;
    }
    s->head_len = 0;
}

/* Take at most len bytes off the front. */
static mohur__bytes
take(struct mohur__scan *s, mohur__bytes *in, uint64_t len)
{
    size_t n         = len < in->len ? (size_t)len : in->len;
    mohur__bytes got = mohur__bytes_sub(*in, 0, n);

    *in = mohur__bytes_sub(*in, n, in->len);
    s->off += n;
    return got;
}

mohur_status
mohur__scan_next(struct mohur__scan *s,
                 mohur__bytes *in,
                 struct mohur__scan_piece *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__scan_piece){.type = 0};
    if (s->head_len < sizeof s->head) {
        mohur__bytes part = MOHUR__NOTHING;
        if (s->head_len == 0) {
            s->record_off = s->off;
        }
        part = take(s, in, sizeof s->head - s->head_len);
        mohur__copy(
            mohur__span_sub(MOHUR__SPAN(s->head), s->head_len, part.len), part);
        s->head_len += part.len;
        if (s->head_len < sizeof s->head) {
            return MOHUR_OK;
        }
        TRY(record_begin(s));
        out->begins = true;
    } else {
        out->bytes = take(s, in, s->rest ? UINT64_MAX : s->left);
        s->left -= s->rest ? 0 : out->bytes.len;
    }
    out->type       = s->type;
    out->record_off = s->record_off;
    out->body_len   = s->body_len;
    out->ends       = s->left == 0 && !s->rest;
    if (out->ends) {
        record_end(s);
    }

out:
    return st;
}
