/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"

/* A build without zstd: compressed entries are listed, and that is all. */

static mohur_status
refuse(mohur_ctx *ctx)
{
    return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                        "this build has no zstd for compressed entries");
}

bool
mohur__frame_usable(void)
{
    return false;
}

mohur_status
mohur__packer_new(mohur_ctx *ctx, struct mohur__packer **out)
{
    *out = NULL;
    return refuse(ctx);
}

mohur_status
mohur__packer_pack(struct mohur__packer *p,
                   mohur__bytes segment,
                   mohur__span room,
                   mohur__bytes *out)
{
    (void)p;
    (void)segment;
    (void)room;
    *out = MOHUR__NOTHING;
    return MOHUR_E_UNSUPPORTED;
}

void
mohur__packer_free(struct mohur__packer *p)
{
    (void)p;
}

mohur_status
mohur__unpacker_new(mohur_ctx *ctx, struct mohur__unpacker **out)
{
    *out = NULL;
    return refuse(ctx);
}

mohur_status
mohur__unpacker_unpack(struct mohur__unpacker *u,
                       mohur__bytes frame,
                       mohur__span out)
{
    (void)u;
    (void)frame;
    (void)out;
    return MOHUR_E_UNSUPPORTED;
}

void
mohur__unpacker_free(struct mohur__unpacker *u)
{
    (void)u;
}
