/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include "base/ctx.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

/*
 * The one place where error text is made.  It goes into the context, so that
 * nothing is allocated on the way to reporting that memory ran out.
 */

/* A message that was cut must not end inside a letter. */
static void
trim_partial_letter(char *text, size_t len)
{
    size_t last = len - 1; /* where the last letter begins */

    while (last > len - 4 && ((uint8_t)text[last] & 0xC0) == 0x80) {
        last--;
    }
    if (!mohur__utf8_valid(mohur__bytes_of(text + last, len - last))) {
        text[last] = '\0';
    }
}

mohur_status
mohur__error(mohur_ctx *ctx, mohur_status status, const char *format, ...)
{
    va_list args;
    int len = 0;

    if (ctx == NULL || ctx->status != MOHUR_OK) {
        return status;
    }
    ctx->status = status;
    va_start(args, format);
    len = vsnprintf(ctx->message, sizeof ctx->message, format, args);
    va_end(args);
    if (len < 0) {
        ctx->message[0] = '\0';
    }
    if (len >= MOHUR__MESSAGE_CAP) {
        trim_partial_letter(ctx->message, MOHUR__MESSAGE_CAP - 1);
    }
    return status;
}

void
mohur__error_clear(mohur_ctx *ctx)
{
    if (ctx != NULL) {
        ctx->status     = MOHUR_OK;
        ctx->message[0] = '\0';
    }
}

mohur_status
mohur__auth_require(mohur_ctx *ctx, bool genuine)
{
    if (genuine) {
        return MOHUR_OK;
    }
    return mohur__error(ctx, MOHUR_E_AUTH, "the data is not genuine");
}
