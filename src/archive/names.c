/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/archive.h>

#include "base/ctx.h"
#include "base/guard.h"
#include "base/names.h"

/* The rules for names, for callers who want to know before they seal. */

mohur_status
mohur_archive_name_check(mohur_ctx *ctx, const char *name, size_t name_len)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, name != NULL || name_len == 0, MOHUR_E_ARGUMENT,
            "name is NULL but has a length");
    TRY(mohur__name_check(ctx, mohur__bytes_of(name, name_len)));

out:
    return st;
}

mohur_status
mohur_archive_link_check(mohur_ctx *ctx,
                         const char *name,
                         size_t name_len,
                         const char *link,
                         size_t link_len)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx,
            (name != NULL || name_len == 0) && (link != NULL || link_len == 0),
            MOHUR_E_ARGUMENT, "name or link is NULL but has a length");
    TRY(mohur__name_check_link(ctx, mohur__bytes_of(name, name_len),
                               mohur__bytes_of(link, link_len)));

out:
    return st;
}
