/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "base/guard.h"
#include "base/mem.h"

#include <zstd.h>

/* Frames by libzstd. */
enum {
    LEVEL      = 3,
    WINDOW_LOG = 20
};

struct mohur__packer {
    ZSTD_CCtx *zstd;
};

struct mohur__unpacker {
    ZSTD_DCtx *zstd;
};

bool
mohur__frame_usable(void)
{
    return true;
}

static bool
set_up(ZSTD_CCtx *z)
{
    return !ZSTD_isError(
               ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, LEVEL)) &&
           !ZSTD_isError(
               ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, WINDOW_LOG)) &&
           !ZSTD_isError(
               ZSTD_CCtx_setParameter(z, ZSTD_c_contentSizeFlag, 1)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 0)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_dictIDFlag, 0));
}

mohur_status
mohur__packer_new(mohur_ctx *ctx, struct mohur__packer **out)
{
    struct mohur__packer *p = NULL;
    mohur_status st         = MOHUR_OK;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &p));
    p->zstd = ZSTD_createCCtx();
    REQUIRE(ctx, p->zstd != NULL, MOHUR_E_NO_MEMORY, "zstd has no memory");
    REQUIRE(ctx, set_up(p->zstd), MOHUR_E_BACKEND, "zstd refuses its settings");
    *out = p;
    p    = NULL;

out:
    mohur__packer_free(p);
    return st;
}

/* One frame at the start of room. */
static mohur_status
compress(struct mohur__packer *p,
         mohur__bytes plain,
         mohur__span room,
         mohur__bytes *out)
{
    size_t len =
        ZSTD_compress2(p->zstd, room.data, room.len, plain.data, plain.len);

    if (ZSTD_isError(len)) {
        return MOHUR_E_BACKEND;
    }
    *out = mohur__span_bytes(mohur__span_sub(room, 0, len));
    return MOHUR_OK;
}

/*
 * What is nearly all the same would be packed tighter than readers allow.
 * Its first bytes go as they are, into a block of their own; the blocks of
 * the rest need nothing from before them, so they may follow.
 */
static mohur_status
pack_loose(struct mohur__packer *p,
           mohur__bytes segment,
           mohur__span room,
           mohur__bytes *out)
{
    size_t raw_len                = segment.len / MOHUR__RATIO_DEFAULT + 1;
    size_t lead_len               = MOHUR__FRAME_LEAD_LEN + raw_len;
    struct mohur__frame_head head = {.len = 0};
    mohur__bytes rest             = MOHUR__NOTHING;
    mohur__span lead              = {NULL, 0};
    mohur_status st               = MOHUR_OK;

    TRY(compress(p, mohur__bytes_sub(segment, raw_len, segment.len),
                 mohur__span_sub(room, lead_len, room.len), &rest));
    if (!mohur__frame_head_parse(rest, &head)) {
        return MOHUR_E_BACKEND;
    }
    /* Over the head of the second frame, up to its blocks. */
    lead = mohur__span_sub(room, head.len, lead_len);
    mohur__frame_lead_emit(segment.len, raw_len, lead);
    mohur__copy(mohur__span_sub(lead, MOHUR__FRAME_LEAD_LEN, raw_len),
                mohur__bytes_sub(segment, 0, raw_len));
    *out = mohur__span_bytes(
        mohur__span_sub(room, head.len, lead_len + rest.len - head.len));

out:
    return st;
}

mohur_status
mohur__packer_pack(struct mohur__packer *p,
                   mohur__bytes segment,
                   mohur__span room,
                   mohur__bytes *out)
{
    mohur_status st = compress(p, segment, room, out);

    if (st == MOHUR_OK && out->len < segment.len / MOHUR__RATIO_DEFAULT + 1) {
        st = pack_loose(p, segment, room, out);
    }
    return st;
}

void
mohur__packer_free(struct mohur__packer *p)
{
    if (p != NULL) {
        ZSTD_freeCCtx(p->zstd);
        mohur__free(p);
    }
}

mohur_status
mohur__unpacker_new(mohur_ctx *ctx, struct mohur__unpacker **out)
{
    struct mohur__unpacker *u = NULL;
    mohur_status st           = MOHUR_OK;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &u));
    u->zstd = ZSTD_createDCtx();
    REQUIRE(ctx, u->zstd != NULL, MOHUR_E_NO_MEMORY, "zstd has no memory");
    *out = u;
    u    = NULL;

out:
    mohur__unpacker_free(u);
    return st;
}

mohur_status
mohur__unpacker_unpack(struct mohur__unpacker *u,
                       mohur__bytes frame,
                       mohur__span out)
{
    if (!mohur__frame_fits(frame, out.len)) {
        return MOHUR_E_FORMAT;
    }
    return ZSTD_decompressDCtx(u->zstd, out.data, out.len, frame.data,
                               frame.len) == out.len
               ? MOHUR_OK
               : MOHUR_E_FORMAT;
}

void
mohur__unpacker_free(struct mohur__unpacker *u)
{
    if (u != NULL) {
        ZSTD_freeDCtx(u->zstd);
        mohur__free(u);
    }
}
