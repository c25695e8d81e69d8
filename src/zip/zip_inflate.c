/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_inflate.h"

#include "base/guard.h"
#include "base/mem.h"

#define ZLIB_CONST /* input is not written to */
#include <zlib.h>

/*
 * The only file that knows zlib.  It sees one deflated stream at a time, with
 * room for what the directory announced and not a byte more.
 */
enum {
    RAW_DEFLATE = -15, /* no header of zlib, the largest window */
    RUN_MAX     = 1 << 20
};

struct mohur__inflater {
    mohur_ctx *ctx;
    z_stream stream;
    bool begun;
};

static void *
take(void *user, unsigned items, unsigned len)
{
    void *memory = NULL;

    if (mohur__alloc_array((mohur_ctx *)user, items, len, &memory) !=
        MOHUR_OK) {
        return NULL;
    }
    return memory;
}

static void
release(void *user, void *block)
{
    (void)user;
    mohur__free(block);
}

uint32_t
mohur__crc32(uint32_t crc, mohur__bytes data)
{
    return data.len == 0 ? crc : (uint32_t)crc32_z(crc, data.data, data.len);
}

mohur_status
mohur__inflater_new(mohur_ctx *ctx, struct mohur__inflater **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__inflater *f = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &f));
    f->ctx           = ctx;
    f->stream.zalloc = take;
    f->stream.zfree  = release;
    f->stream.opaque = ctx;
    REQUIRE(ctx, inflateInit2(&f->stream, RAW_DEFLATE) == Z_OK,
            MOHUR_E_NO_MEMORY, "no memory to unpack a member");
    f->begun = true;
    *out     = f;
    f        = NULL; /* the caller's now */

out:
    mohur__inflater_free(f);
    return st;
}

mohur_status
mohur__inflater_run(struct mohur__inflater *f,
                    mohur__bytes *in,
                    mohur__span room,
                    size_t *out_len,
                    bool *out_done)
{
    mohur_status st = MOHUR_OK;
    mohur__bytes from =
        mohur__bytes_sub(*in, 0, in->len < RUN_MAX ? in->len : RUN_MAX);
    mohur__span to = mohur__span_sub(room, 0, RUN_MAX);
    int code       = Z_OK;

    f->stream.next_in   = from.data;
    f->stream.avail_in  = (unsigned)from.len; /* at most RUN_MAX, both */
    f->stream.next_out  = to.data;
    f->stream.avail_out = (unsigned)to.len;
    code                = inflate(&f->stream, Z_NO_FLUSH);
    REQUIRE(f->ctx, code != Z_MEM_ERROR, MOHUR_E_NO_MEMORY,
            "no memory to unpack a member");
    REQUIRE(f->ctx, code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR,
            MOHUR_E_FORMAT, "a member is not a deflated stream");
    *in       = mohur__bytes_sub(*in, from.len - f->stream.avail_in, in->len);
    *out_len  = to.len - f->stream.avail_out;
    *out_done = code == Z_STREAM_END;

out:
    return st;
}

void
mohur__inflater_free(struct mohur__inflater *f)
{
    if (f == NULL) {
        return;
    }
    if (f->begun) {
        (void)inflateEnd(&f->stream);
    }
    mohur__free(f);
}
