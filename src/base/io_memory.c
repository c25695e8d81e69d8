/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"

/* A source that reads the caller's memory and a sink that collects in ours. */

struct memory_source {
    struct mohur_source common;
    mohur__bytes data;
};

struct memory_sink {
    struct mohur_sink common;
    struct mohur__buf buf;
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

static void
source_release(mohur_source *s)
{
    (void)s; /* the bytes are the caller's */
}

static const struct mohur__source_ops memory_source_ops = {
    .read_at = source_read_at,
    .view    = source_view,
    .release = source_release,
};

mohur_status
mohur_source_new_memory(mohur_ctx *ctx,
                        const uint8_t *data,
                        size_t data_len,
                        mohur_source **out)
{
    mohur_status st         = MOHUR_OK;
    struct memory_source *m = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    REQUIRE(ctx, data != NULL || data_len == 0, MOHUR_E_ARGUMENT,
            "data is NULL");
    TRY(MOHUR__NEW(ctx, &m));
    mohur__source_init(&m->common, ctx, &memory_source_ops, data_len);
    m->data = mohur__bytes_of(data, data_len);
    *out    = &m->common;

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
mohur_sink_new_memory(mohur_ctx *ctx, size_t max, mohur_sink **out)
{
    mohur_status st       = MOHUR_OK;
    struct memory_sink *m = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(MOHUR__NEW(ctx, &m));
    mohur__sink_init(&m->common, ctx, &memory_sink_ops);
    mohur__buf_init(&m->buf, ctx, max);
    *out = &m->common;

out:
    return st;
}

const uint8_t *
mohur_sink_memory(const mohur_sink *sink, size_t *out_len)
{
    mohur__bytes held = MOHUR__NOTHING;

    if (sink != NULL && sink->magic == MOHUR__MAGIC_SINK && sink->finished &&
        sink->ops == &memory_sink_ops) {
        held = mohur__buf_view(&((const struct memory_sink *)sink)->buf);
    }
    if (out_len != NULL) {
        *out_len = held.len;
    }
    return held.data;
}
