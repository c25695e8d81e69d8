/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"

/*
 * Sources and sinks made of the caller's functions.  While one runs, the
 * context lets no other call in.
 */

struct callback_source {
    struct mohur_source common;
    mohur_source_callbacks call;
};

struct callback_sink {
    struct mohur_sink common;
    mohur_sink_callbacks call;
};

/* Judge what a read function of the caller's did. */
static mohur_status
read_result(mohur_ctx *ctx, int32_t failed, size_t cap, size_t *len)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, failed == 0, MOHUR_E_IO,
            "the application's read function failed with %d", (int)failed);
    REQUIRE(ctx, *len <= cap, MOHUR_E_IO,
            "the application's read function gave more than was asked for");

out:
    *len = st == MOHUR_OK ? *len : 0;
    return st;
}

static mohur_status
source_read(mohur_source *s, mohur__span out, size_t *out_len)
{
    const mohur_source_callbacks *call = &((struct callback_source *)s)->call;
    int32_t failed                     = 0;

    *out_len            = 0;
    s->ctx->in_callback = true;
    failed              = call->read(call->user, out.data, out.len, out_len);
    s->ctx->in_callback = false;
    return read_result(s->ctx, failed, out.len, out_len);
}

static mohur_status
source_read_at(mohur_source *s,
               uint64_t offset,
               mohur__span out,
               size_t *out_len)
{
    const mohur_source_callbacks *call = &((struct callback_source *)s)->call;
    int32_t failed                     = 0;

    *out_len            = 0;
    s->ctx->in_callback = true;
    failed = call->read_at(call->user, offset, out.data, out.len, out_len);
    s->ctx->in_callback = false;
    return read_result(s->ctx, failed, out.len, out_len);
}

static void
source_release(mohur_source *s)
{
    (void)s; /* user is the caller's */
}

static const struct mohur__source_ops callback_source_ops = {
    .read    = source_read,
    .read_at = source_read_at,
    .release = source_release,
};

mohur_status
mohur_source_new_callback(mohur_ctx *ctx,
                          const mohur_source_callbacks *callbacks,
                          mohur_source **out)
{
    mohur_status st             = MOHUR_OK;
    mohur_source_callbacks call = MOHUR_SOURCE_CALLBACKS_INIT;
    struct callback_source *c   = NULL;
    bool seekable               = false;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__options_check(ctx, callbacks, sizeof call, &call));
    seekable = call.read_at != NULL;
    REQUIRE(ctx, seekable || call.read != NULL, MOHUR_E_ARGUMENT,
            "a source needs a read or a read_at function");
    REQUIRE(ctx, !seekable || call.len != MOHUR_LEN_UNKNOWN, MOHUR_E_ARGUMENT,
            "a source with read_at needs its length");
    TRY(MOHUR__NEW(ctx, &c));
    mohur__source_init(&c->common, ctx, &callback_source_ops,
                       seekable ? call.len : MOHUR_LEN_UNKNOWN);
    c->call = call;
    *out    = &c->common;

out:
    return st;
}

static mohur_status
sink_write(mohur_sink *s, mohur__bytes data)
{
    const mohur_sink_callbacks *call = &((struct callback_sink *)s)->call;
    int32_t failed                   = 0;

    s->ctx->in_callback = true;
    failed              = call->write(call->user, data.data, data.len);
    s->ctx->in_callback = false;
    if (failed != 0) {
        return mohur__error(s->ctx, MOHUR_E_IO,
                            "the application's write function failed with %d",
                            (int)failed);
    }
    return MOHUR_OK;
}

/* On any thread, so nothing is done to the context. */
static int
sink_place(const mohur_sink *s, uint64_t offset, mohur__bytes data)
{
    const mohur_sink_callbacks *call = &((const struct callback_sink *)s)->call;

    return call->write_at(call->user, offset, data.data, data.len);
}

static mohur_status
sink_place_error(mohur_sink *s, int error)
{
    return mohur__error(s->ctx, MOHUR_E_IO,
                        "the application's write_at function failed with %d",
                        error);
}

static mohur_status
sink_write_on(mohur_sink *s, mohur__bytes data)
{
    int error = 0;

    s->ctx->in_callback = true;
    error               = sink_place(s, s->written, data);
    s->ctx->in_callback = false;
    return error == 0 ? MOHUR_OK : sink_place_error(s, error);
}

static mohur_status
sink_finish(mohur_sink *s)
{
    const mohur_sink_callbacks *call = &((struct callback_sink *)s)->call;
    int32_t failed                   = 0;

    if (call->finish == NULL) {
        return MOHUR_OK;
    }
    s->ctx->in_callback = true;
    failed              = call->finish(call->user);
    s->ctx->in_callback = false;
    if (failed != 0) {
        return mohur__error(s->ctx, MOHUR_E_IO,
                            "the application's finish function failed with %d",
                            (int)failed);
    }
    return MOHUR_OK;
}

static void
sink_release(mohur_sink *s)
{
    (void)s; /* user is the caller's */
}

static const struct mohur__sink_ops callback_sink_ops = {
    .write   = sink_write,
    .finish  = sink_finish,
    .release = sink_release,
};

static const struct mohur__sink_ops placing_sink_ops = {
    .write       = sink_write_on,
    .place       = sink_place,
    .place_error = sink_place_error,
    .finish      = sink_finish,
    .release     = sink_release,
};

mohur_status
mohur_sink_new_callback(mohur_ctx *ctx,
                        const mohur_sink_callbacks *callbacks,
                        mohur_sink **out)
{
    mohur_status st           = MOHUR_OK;
    mohur_sink_callbacks call = MOHUR_SINK_CALLBACKS_INIT;
    struct callback_sink *c   = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__options_check(ctx, callbacks, sizeof call, &call));
    REQUIRE(ctx, call.write != NULL || call.write_at != NULL, MOHUR_E_ARGUMENT,
            "a sink needs a write or a write_at function");
    TRY(MOHUR__NEW(ctx, &c));
    mohur__sink_init(&c->common, ctx,
                     call.write_at != NULL ? &placing_sink_ops
                                           : &callback_sink_ops);
    c->call = call;
    *out    = &c->common;

out:
    return st;
}
