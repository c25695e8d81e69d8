/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include "base/ct.h"
#include "base/ctx.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/*
 * A block is a header and the bytes that the caller sees.  The header keeps
 * what is needed to release the block when its context is gone.
 */
struct header {
    alignas(max_align_t) size_t len; /* of the caller's bytes */
    mohur_release_fn *release;
    void *user;
};

void *
mohur__system_alloc(void *user, size_t len)
{
    (void)user;
    return malloc(len);
}

void
mohur__system_release(void *user, void *block)
{
    (void)user;
    free(block);
}

mohur_status
mohur__alloc(mohur_ctx *ctx, size_t len, void **out)
{
    struct header *block = NULL;
    size_t whole         = 0;

    *out = NULL;
    if (mohur__size_add(sizeof *block, len, &whole)) {
        block = ctx->sys.alloc(ctx->sys.user, whole);
    }
    if (block == NULL) {
        return mohur__error(ctx, MOHUR_E_NO_MEMORY, "memory ran out");
    }
    memset(block, 0, whole);
    block->len     = len;
    block->release = ctx->sys.release;
    block->user    = ctx->sys.user;
    *out           = block + 1;
    return MOHUR_OK;
}

mohur_status
mohur__alloc_array(mohur_ctx *ctx, size_t count, size_t len, void **out)
{
    if (len != 0 && count > SIZE_MAX / len) {
        *out = NULL;
        return mohur__error(ctx, MOHUR_E_NO_MEMORY, "memory ran out");
    }
    return mohur__alloc(ctx, count * len, out);
}

void
mohur__free(void *block)
{
    struct header *header     = NULL;
    mohur_release_fn *release = NULL;
    void *user                = NULL;

    if (block == NULL) {
        return;
    }
    header  = (struct header *)block - 1;
    release = header->release;
    user    = header->user;
    mohur__wipe(header, sizeof *header + header->len);
    release(user, header);
}

mohur_status
mohur__strdup(mohur_ctx *ctx, mohur__bytes text, char **out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;
    void *copy      = NULL;

    *out = NULL;
    if (!mohur__size_add(text.len, 1, &len)) {
        return mohur__error(ctx, MOHUR_E_NO_MEMORY, "memory ran out");
    }
    st = mohur__alloc(ctx, len, &copy);
    if (st == MOHUR_OK) {
        mohur__copy(mohur__span_of(copy, len), text);
        *out = copy;
    }
    return st;
}
