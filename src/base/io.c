/* SPDX-License-Identifier: Apache-2.0 */
#include "base/io.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"

/* What all sources and all sinks have in common. */

void
mohur__source_init(mohur_source *s,
                   mohur_ctx *ctx,
                   const struct mohur__source_ops *ops,
                   uint64_t len)
{
    s->magic = MOHUR__MAGIC_SOURCE;
    s->ctx   = ctx;
    s->ops   = ops;
    s->len   = len;
}

void
mohur__sink_init(mohur_sink *s,
                 mohur_ctx *ctx,
                 const struct mohur__sink_ops *ops)
{
    s->magic = MOHUR__MAGIC_SINK;
    s->ctx   = ctx;
    s->ops   = ops;
}

mohur_status
mohur__source_check(mohur_ctx *ctx, const mohur_source *s)
{
    if (s == NULL || s->magic != MOHUR__MAGIC_SOURCE) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT,
                            "the source is NULL or was released");
    }
    if (s->ctx != ctx) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT,
                            "the source belongs to another context");
    }
    return MOHUR_OK;
}

mohur_status
mohur__sink_check(mohur_ctx *ctx, const mohur_sink *s)
{
    if (s == NULL || s->magic != MOHUR__MAGIC_SINK) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT,
                            "the sink is NULL or was released");
    }
    if (s->ctx != ctx) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT,
                            "the sink belongs to another context");
    }
    if (s->failed || s->finished) {
        return mohur__error(ctx, MOHUR_E_STATE, "the sink %s before",
                            s->failed ? "failed" : "was finished");
    }
    return MOHUR_OK;
}

bool
mohur__source_seekable(const mohur_source *s)
{
    return s->len != MOHUR_LEN_UNKNOWN;
}

uint64_t
mohur_source_len(const mohur_source *source)
{
    return source != NULL && source->magic == MOHUR__MAGIC_SOURCE
               ? source->len
               : MOHUR_LEN_UNKNOWN;
}

void
mohur_source_free(mohur_source *source)
{
    if (source != NULL && source->magic == MOHUR__MAGIC_SOURCE) {
        source->ops->release(source);
        mohur__free(source); /* which wipes the magic */
    }
}

/* One read, wherever it goes on.  0 bytes are the end. */
static mohur_status
read_some(mohur_source *s, mohur__span out, size_t *out_len)
{
    mohur_status st = MOHUR_OK;

    *out_len = 0;
    if (mohur__source_seekable(s)) {
        /* What a file gained since it was opened is not looked at. */
        uint64_t left = s->len - s->pos;
        out = mohur__span_sub(out, 0, left < out.len ? (size_t)left : out.len);
        if (out.len == 0) {
            return MOHUR_OK;
        }
        TRY(s->ops->read_at(s, s->pos, out, out_len));
        s->pos += *out_len;
    } else {
        TRY(s->ops->read(s, out, out_len));
    }

out:
    return st;
}

mohur_status
mohur__source_read(mohur_source *s, mohur__span out, size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    size_t total    = 0;
    size_t len      = 0;

    *out_len = 0;
    while (total < out.len) {
        TRY(read_some(s, mohur__span_sub(out, total, out.len), &len));
        if (len == 0) {
            break;
        }
        total += len;
    }
    *out_len = total;

out:
    return st;
}

mohur_status
mohur__source_read_at(mohur_source *s, uint64_t offset, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    uint64_t end    = 0;
    size_t total    = 0;
    size_t len      = 0;

    REQUIRE(s->ctx, mohur__source_seekable(s), MOHUR_E_ARGUMENT,
            "the source is a stream; it cannot go back");
    REQUIRE(s->ctx, mohur__u64_add(offset, out.len, &end) && end <= s->len,
            MOHUR_E_IO, "the input ends before byte %llu",
            (unsigned long long)end);
    while (total < out.len) {
        TRY(s->ops->read_at(s, offset + total,
                            mohur__span_sub(out, total, out.len), &len));
        REQUIRE(s->ctx, len > 0, MOHUR_E_IO,
                "the file became shorter while it was read");
        total += len;
    }

out:
    return st;
}

mohur__bytes
mohur__source_view(const mohur_source *s, uint64_t offset, size_t len)
{
    uint64_t end = 0;

    if (s->ops->view == NULL || !mohur__u64_add(offset, len, &end) ||
        end > s->len) {
        return MOHUR__NOTHING;
    }
    return s->ops->view(s, offset, len);
}

bool
mohur__source_is_shared(const mohur_source *s)
{
    return s->ops->fetch != NULL && mohur__source_seekable(s);
}

bool
mohur__source_fetch(const mohur_source *s, uint64_t offset, mohur__span out)
{
    uint64_t end = 0;

    return mohur__source_is_shared(s) &&
           mohur__u64_add(offset, out.len, &end) && end <= s->len &&
           s->ops->fetch(s, offset, out);
}

bool
mohur__sink_is_shared(const mohur_sink *s)
{
    return s->ops->place != NULL;
}

int
mohur__sink_place(const mohur_sink *s, uint64_t offset, mohur__bytes data)
{
    return data.len == 0 ? 0 : s->ops->place(s, offset, data);
}

bool
mohur__sink_has_room(const mohur_sink *s)
{
    return s->ops->room != NULL;
}

mohur__span
mohur__sink_room(const mohur_sink *s, uint64_t offset, size_t len)
{
    return s->ops->room(s, offset, len);
}

mohur_status
mohur__sink_place_error(mohur_sink *s, int error)
{
    s->failed = true;
    return s->ops->place_error(s, error);
}

void
mohur__sink_reached(mohur_sink *s, uint64_t end)
{
    s->written = end;
}

mohur_status
mohur__sink_write(mohur_sink *s, mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__sink_check(s->ctx, s));
    if (data.len > 0) {
        st        = s->ops->write(s, data);
        s->failed = st != MOHUR_OK;
        s->written += data.len;
    }

out:
    return st;
}

mohur_status
mohur__sink_finish(mohur_sink *s)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__sink_check(s->ctx, s));
    st          = s->ops->finish(s);
    s->failed   = st != MOHUR_OK;
    s->finished = st == MOHUR_OK;

out:
    return st;
}

void
mohur_sink_free(mohur_sink *sink)
{
    if (sink != NULL && sink->magic == MOHUR__MAGIC_SINK) {
        sink->ops->release(sink);
        mohur__free(sink); /* which wipes the magic */
    }
}
