/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"

#include "base/guard.h"
#include "base/options.h"
#include "crypto/backends.h"

/*
 * Making and releasing a context: what base owns, and the choice of
 * backends, which base knows nothing of.
 */

/* The choices in the options, which base has checked but does not keep. */
static mohur_status
read_choices(const mohur_ctx_options *options, mohur_sys *out)
{
    mohur_status st       = MOHUR_OK;
    mohur_ctx_options set = MOHUR_CTX_OPTIONS_INIT;

    if (options != NULL) {
        TRY(mohur__options_check(NULL, options, sizeof set, &set));
    }
    if (set.sys != NULL) {
        TRY(mohur__options_check(NULL, set.sys, sizeof *out, out));
    }

out:
    return st;
}

mohur_status
mohur_ctx_new(const mohur_ctx_options *options, mohur_ctx **out)
{
    mohur_status st = MOHUR_OK;
    mohur_ctx *ctx  = NULL;
    mohur_sys sys   = MOHUR_SYS_INIT;

    REQUIRE(NULL, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__ctx_new(options, &ctx));
    TRY(read_choices(options, &sys));
    TRY(mohur__backends_new(ctx, sys.choices, sys.choices_len, &ctx->backends));
    *out = ctx;
    ctx  = NULL; /* the caller's now */

out:
    mohur_ctx_free(ctx);
    return st;
}

void
mohur_ctx_free(mohur_ctx *ctx)
{
    if (ctx != NULL && ctx->magic == MOHUR__MAGIC_CTX) {
        mohur__backends_free(ctx->backends);
        ctx->backends = NULL;
        mohur__ctx_free(ctx);
    }
}
