/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"

/*
 * A source that reads the caller's memory, a sink that collects in ours, and
 * a sink that fills the caller's.
 */

struct memory_source {
    struct mohur_source common;
    mohur__bytes data;
};

struct memory_sink {
    struct mohur_sink common;
    struct mohur__buf buf;
};

struct buffer_sink {
    struct mohur_sink common;
    mohur__span room;
};

static mohur_status
source_read_at(mohur_source *s,
               uint64_t offset,
               mohur__span out,
               size_t *out_len)
{
    struct memory_source *m = (struct memory_source *)s;

    /* offset fits: it is below the length */
    *out_len =
        mohur__copy(out, mohur__bytes_sub(m->data, (size_t)offset, out.len));
    return MOHUR_OK;
}

static mohur__bytes
source_view(const mohur_source *s, uint64_t offset, size_t len)
{
    /* offset fits: it is below the length */
    return mohur__bytes_sub(((const struct memory_source *)s)->data,
                            (size_t)offset, len);
}

static bool
source_fetch(const mohur_source *s, uint64_t offset, mohur__span out)
{
    return mohur__copy(out, source_view(s, offset, out.len)) == out.len;
}

static void
source_release(mohur_source *s)
{
    (void)s; /* the bytes are the caller's */
}

static const struct mohur__source_ops memory_source_ops = {
    .read_at = source_read_at,
    .view    = source_view,
    .fetch   = source_fetch,
    .release = source_release,
};

mohur_status
mohur__source_new_memory(mohur_ctx *ctx, mohur__bytes data, mohur_source **out)
{
    mohur_status st         = MOHUR_OK;
    struct memory_source *m = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &m));
    mohur__source_init(&m->common, ctx, &memory_source_ops, data.len);
    m->data = data;
    *out    = &m->common;

out:
    return st;
}

mohur_status
mohur_source_new_memory(mohur_ctx *ctx,
                        const uint8_t *data,
                        size_t data_len,
                        mohur_source **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    REQUIRE(ctx, data != NULL || data_len == 0, MOHUR_E_ARGUMENT,
            "data is NULL");
    TRY(mohur__source_new_memory(ctx, mohur__bytes_of(data, data_len), out));

out:
    return st;
}

static mohur_status
sink_write(mohur_sink *s, mohur__bytes data)
{
    struct memory_sink *m = (struct memory_sink *)s;

    mohur__buf_bytes(&m->buf, data);
    return mohur__buf_status(&m->buf);
}

static mohur_status
sink_finish(mohur_sink *s)
{
    (void)s;
    return MOHUR_OK;
}

static void
sink_release(mohur_sink *s)
{
    mohur__buf_wipe(&((struct memory_sink *)s)->buf);
}

static const struct mohur__sink_ops memory_sink_ops = {
    .write   = sink_write,
    .finish  = sink_finish,
    .release = sink_release,
};

mohur_status
mohur__sink_new_memory(mohur_ctx *ctx, size_t max, mohur_sink **out)
{
    mohur_status st       = MOHUR_OK;
    struct memory_sink *m = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &m));
    mohur__sink_init(&m->common, ctx, &memory_sink_ops);
    mohur__buf_init(&m->buf, ctx, max);
    *out = &m->common;

out:
    return st;
}

mohur_status
mohur_sink_new_memory(mohur_ctx *ctx, size_t max, mohur_sink **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__sink_new_memory(ctx, max, out));

out:
    return st;
}

static mohur__span
buffer_room(const mohur_sink *s, uint64_t offset, size_t len)
{
    mohur__span all = ((const struct buffer_sink *)s)->room;

    return mohur__span_sub(all, offset < all.len ? (size_t)offset : all.len,
                           len);
}

/* The one error: it does not fit. */
static int
buffer_place(const mohur_sink *s, uint64_t offset, mohur__bytes data)
{
    mohur__span room = buffer_room(s, offset, data.len);

    if (room.len < data.len) {
        return 1;
    }
    mohur__copy(room, data);
    return 0;
}

static mohur_status
buffer_place_error(mohur_sink *s, int error)
{
    (void)error;
    return mohur__error(s->ctx, MOHUR_E_LIMIT,
                        "the output does not fit into %zu bytes",
                        ((struct buffer_sink *)s)->room.len);
}

static mohur_status
buffer_write(mohur_sink *s, mohur__bytes data)
{
    int error = buffer_place(s, s->written, data);

    return error == 0 ? MOHUR_OK : buffer_place_error(s, error);
}

static void
buffer_release(mohur_sink *s)
{
    (void)s; /* the room is the caller's */
}

static const struct mohur__sink_ops buffer_sink_ops = {
    .write       = buffer_write,
    .place       = buffer_place,
    .place_error = buffer_place_error,
    .room        = buffer_room,
    .finish      = sink_finish,
    .release     = buffer_release,
};

mohur_status
mohur_sink_new_buffer(mohur_ctx *ctx,
                      uint8_t *out,
                      size_t out_cap,
                      mohur_sink **out_sink)
{
    mohur_status st       = MOHUR_OK;
    struct buffer_sink *b = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out_sink != NULL, MOHUR_E_ARGUMENT, "out_sink is NULL");
    *out_sink = NULL;
    REQUIRE(ctx, out != NULL || out_cap == 0, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(MOHUR__NEW(ctx, &b));
    mohur__sink_init(&b->common, ctx, &buffer_sink_ops);
    b->room   = mohur__span_of(out, out_cap);
    *out_sink = &b->common;

out:
    return st;
}

static mohur__bytes
held_by(const mohur_sink *sink)
{
    if (sink->ops == &buffer_sink_ops) {
        /* It was all written, so it fits. */
        return mohur__bytes_of(((const struct buffer_sink *)sink)->room.data,
                               (size_t)sink->written);
    }
    return sink->ops == &memory_sink_ops
               ? mohur__buf_view(&((const struct memory_sink *)sink)->buf)
               : MOHUR__NOTHING;
}

const uint8_t *
mohur_sink_memory(const mohur_sink *sink, size_t *out_len)
{
    mohur__bytes held = MOHUR__NOTHING;

    if (sink != NULL && sink->magic == MOHUR__MAGIC_SINK && sink->finished) {
        held = held_by(sink);
    }
    if (out_len != NULL) {
        *out_len = held.len;
    }
    return held.data;
}
