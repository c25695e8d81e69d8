/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_ERROR_H
#define MOHUR_SRC_BASE_ERROR_H

#include <mohur/base.h>
#include <mohur/ctx.h>

/* Room for a message with its final zero; longer ones are cut. */
enum {
    MOHUR__MESSAGE_CAP = 161
};

/*
 * Record an error in @p ctx, unless one is there already (the first wins),
 * and return @p status.  ctx may be NULL.  The format is that of printf.
 */
mohur_status
mohur__error(mohur_ctx *ctx, mohur_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Forget the recorded error: by each public entry, and after a recovery. */
void
mohur__error_clear(mohur_ctx *ctx);

/*
 * The one way to report that something is not genuine: one status, one text.
 * MOHUR_OK if @p genuine.
 */
mohur_status
mohur__auth_require(mohur_ctx *ctx, bool genuine);

#endif
