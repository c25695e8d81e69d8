/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/os_random.h"
#include "base/secret.h"
#include "base/time.h"

/*
 * The context: error text, the functions that stand for the system, the arena
 * of secrets and the threads.  Which backends it uses is decided above.
 */

enum {
    CTX_JOBS_MAX    = 64,
    CTX_CHOICES_MAX = 64
};

static bool
is_ctx(const mohur_ctx *ctx)
{
    return ctx != NULL && ctx->magic == MOHUR__MAGIC_CTX;
}

mohur_status
mohur__ctx_enter(mohur_ctx *ctx)
{
    if (!is_ctx(ctx)) {
        return MOHUR_E_ARGUMENT;
    }
    /* Nothing is recorded: the text belongs to the call that is running. */
    if (ctx->in_callback) {
        return MOHUR_E_STATE;
    }
    mohur__error_clear(ctx);
    return MOHUR_OK;
}

/* Take over what the host replaced; fill in the system's for the rest. */
static mohur_status
sys_fill(const mohur_sys *given, mohur_sys *out)
{
    mohur_status st = MOHUR_OK;

    if (given != NULL) {
        TRY(mohur__options_check(NULL, given, sizeof *out, out));
    }
    REQUIRE(NULL, (out->alloc == NULL) == (out->release == NULL),
            MOHUR_E_ARGUMENT, "alloc and release go together");
    REQUIRE(NULL, out->choices_len <= CTX_CHOICES_MAX, MOHUR_E_ARGUMENT,
            "more than %d choices", CTX_CHOICES_MAX);
    REQUIRE(NULL, out->choices != NULL || out->choices_len == 0,
            MOHUR_E_ARGUMENT, "choices is NULL");
    if (out->alloc == NULL) {
        out->alloc   = mohur__system_alloc;
        out->release = mohur__system_release;
    }
    if (out->random == NULL) {
        out->random = mohur__os_random;
    }
    if (out->clock == NULL) {
        out->clock = mohur__clock_system;
    }
    if (out->monotonic == NULL) {
        out->monotonic = mohur__clock_monotonic;
    }
    out->choices     = NULL;
    out->choices_len = 0;

out:
    return st;
}

mohur_status
mohur__ctx_new(const mohur_ctx_options *options, mohur_ctx **out)
{
    mohur_status st       = MOHUR_OK;
    mohur_ctx_options set = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx seed        = {0}; /* allocates the context itself */
    mohur_ctx *ctx        = NULL;

    REQUIRE(NULL, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    if (options != NULL) {
        TRY(mohur__options_check(NULL, options, sizeof set, &set));
    }
    REQUIRE(NULL, set.jobs <= CTX_JOBS_MAX, MOHUR_E_ARGUMENT,
            "more than %d jobs", CTX_JOBS_MAX);
    TRY(sys_fill(set.sys, &seed.sys));
    TRY(MOHUR__NEW(&seed, &ctx));
    ctx->magic = MOHUR__MAGIC_CTX;
    ctx->sys   = seed.sys;
    TRY(mohur__arena_new(ctx, &ctx->arena));
    TRY(mohur__jobs_new(ctx, set.jobs, set.submit, set.submit_user,
                        &ctx->jobs));
    *out = ctx;
    ctx  = NULL; /* the caller's now */

out:
    mohur__ctx_free(ctx);
    return st;
}

void
mohur__ctx_free(mohur_ctx *ctx)
{
    if (!is_ctx(ctx)) {
        return;
    }
    mohur__jobs_free(ctx->jobs);
    mohur__arena_free(ctx->arena);
    mohur__free(ctx->seen);
    mohur__free(ctx); /* which wipes the magic */
}

const char *
mohur_ctx_message(const mohur_ctx *ctx)
{
    return is_ctx(ctx) ? ctx->message : "";
}

mohur_status
mohur_ctx_status(const mohur_ctx *ctx)
{
    return is_ctx(ctx) ? ctx->status : MOHUR_E_ARGUMENT;
}

void
mohur_ctx_on_progress(mohur_ctx *ctx, mohur_progress_fn *fn, void *user)
{
    if (is_ctx(ctx)) {
        ctx->progress      = fn;
        ctx->progress_user = user;
    }
}

mohur_memory_level
mohur_ctx_memory_level(const mohur_ctx *ctx)
{
    return is_ctx(ctx) ? mohur__arena_level(ctx->arena) : MOHUR_MEMORY_NONE;
}

mohur_status
mohur__random(mohur_ctx *ctx, mohur__span out)
{
    int32_t failed = 0;

    if (out.len == 0) {
        return MOHUR_OK;
    }
    ctx->in_callback = true;
    failed           = ctx->sys.random(ctx->sys.user, out.data, out.len);
    ctx->in_callback = false;
    if (failed != 0) {
        mohur__wipe(out.data, out.len);
        return mohur__error(ctx, MOHUR_E_BACKEND,
                            "the source of random bytes failed");
    }
    return MOHUR_OK;
}

int64_t
mohur__now(const mohur_ctx *ctx)
{
    return ctx->sys.clock(ctx->sys.user);
}

int64_t
mohur__ticks(const mohur_ctx *ctx)
{
    return ctx->sys.monotonic(ctx->sys.user);
}

mohur_status
mohur__progress(mohur_ctx *ctx, uint64_t done, uint64_t total)
{
    int32_t stop = 0;

    if (ctx->progress == NULL) {
        return MOHUR_OK;
    }
    ctx->in_callback = true;
    stop             = ctx->progress(ctx->progress_user, done, total);
    ctx->in_callback = false;
    if (stop != 0) {
        return mohur__error(ctx, MOHUR_E_CANCELLED,
                            "the caller stopped the work after %llu bytes",
                            (unsigned long long)done);
    }
    return MOHUR_OK;
}
