/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/directory.h"

#include "archive/content.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/labels.h"

#include <inttypes.h>

/* One record for each entry; the tiling of the stream by all of them. */

struct extent {
    uint64_t off;
    uint64_t end; /* 0: not seen; no entry is that short */
};

struct mohur__tiling {
    mohur_ctx *ctx;
    uint64_t n;
    struct extent *extents; /* by entry_no */
};

/* The rules between comp, content_len and stored_len. */
static bool
lengths_fit(const struct mohur__dir_record *r)
{
    uint64_t segments = mohur__content_shape(r->content_len).segments;

    if (r->head.kind != MOHUR__KIND_FILE && r->content_len != 0) {
        return false;
    }
    if (r->head.comp == MOHUR__COMP_STORED) {
        return r->stored_len == r->content_len;
    }
    return segments >= 1 && r->stored_len >= segments &&
           r->stored_len <= segments * MOHUR__SEGMENT_STORED_MAX;
}

static mohur_status
check_record(mohur_ctx *ctx,
             const struct mohur__dir_record *r,
             uint64_t max_len)
{
    uint64_t extent = 0;
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            r->content_len <= MOHUR__ENTRY_LEN_MAX && r->content_len <= max_len,
            MOHUR_E_LIMIT,
            "an entry of %" PRIu64 " bytes is larger than the limit",
            r->content_len);
    REQUIRE(ctx, lengths_fit(r), MOHUR_E_FORMAT,
            "the lengths of entry %" PRIu32 " do not fit its kind",
            r->head.entry_no);
    REQUIRE(ctx,
            r->head.comp != MOHUR__COMP_STORED ||
                mohur__bytes_zero(r->content_sha256),
            MOHUR_E_FORMAT, "entry %" PRIu32 " is stored but has a digest",
            r->head.entry_no);
    extent = mohur__content_extent(r->content_len, r->stored_len,
                                   mohur__entry_head_len(&r->head));
    REQUIRE(ctx,
            r->end_off > r->entry_off && r->end_off - r->entry_off == extent,
            MOHUR_E_FORMAT, "entry %" PRIu32 " does not fill its extent",
            r->head.entry_no);

out:
    return st;
}

mohur_status
mohur__dir_record_parse(mohur_ctx *ctx,
                        struct mohur__cursor *c,
                        bool links,
                        uint64_t max_len,
                        struct mohur__dir_record *out)
{
    mohur__bytes all = c->left;
    mohur_status st  = MOHUR_OK;

    TRY(mohur__entry_head_parse(ctx, c, links, &out->head));
    out->inner = mohur__bytes_sub(all, 0, mohur__entry_head_len(&out->head));
    out->entry_off      = mohur__read_u64(c);
    out->end_off        = mohur__read_u64(c);
    out->content_len    = mohur__read_u64(c);
    out->stored_len     = mohur__read_u64(c);
    out->root           = mohur__read_bytes(c, MOHUR__DIGEST_LEN);
    out->content_sha256 = mohur__read_bytes(c, MOHUR__DIGEST_LEN);
    REQUIRE(ctx, mohur__cursor_ok(c), MOHUR_E_FORMAT, "the directory is cut");
    out->raw = mohur__bytes_sub(all, 0, all.len - c->left.len);
    TRY(check_record(ctx, out, max_len));

out:
    return st;
}

/* A length of 16 bits in the entry header. */
static size_t
load_len(mohur__bytes record, size_t off)
{
    return mohur__load16(mohur__bytes_sub(record, off, 2).data);
}

mohur__bytes
mohur__dir_raw_first(mohur__bytes bytes)
{
    size_t len = MOHUR__ENTRY_FIXED_LEN + MOHUR__DIR_TAIL_LEN;

    if (bytes.len < MOHUR__ENTRY_FIXED_LEN) {
        return MOHUR__NOTHING;
    }
    /* Of name, attributes and link. */
    len += load_len(bytes, 16) + load_len(bytes, 18) + load_len(bytes, 20);
    return bytes.len < len ? MOHUR__NOTHING : mohur__bytes_sub(bytes, 0, len);
}

mohur__bytes
mohur__dir_raw_name(mohur__bytes record)
{
    return mohur__bytes_sub(record, MOHUR__ENTRY_FIXED_LEN,
                            load_len(record, 16));
}

void
mohur__dir_tail_emit(const struct mohur__dir_record *r, mohur__span out)
{
    mohur__store64(mohur__span_sub(out, 0, 8).data, r->entry_off);
    mohur__store64(mohur__span_sub(out, 8, 8).data, r->end_off);
    mohur__store64(mohur__span_sub(out, 16, 8).data, r->content_len);
    mohur__store64(mohur__span_sub(out, 24, 8).data, r->stored_len);
    mohur__copy(mohur__span_sub(out, 32, MOHUR__DIGEST_LEN), r->root);
    mohur__copy(mohur__span_sub(out, 64, MOHUR__DIGEST_LEN), r->content_sha256);
}

mohur_status
mohur__tiling_new(mohur_ctx *ctx, uint64_t n, struct mohur__tiling **out)
{
    struct mohur__tiling *t = NULL;
    mohur_status st         = MOHUR_OK;

    *out = NULL;
    REQUIRE(ctx, n <= MOHUR__ENTRIES_MAX, MOHUR_E_LIMIT,
            "%" PRIu64 " entries are more than any archive has", n);
    TRY(MOHUR__NEW(ctx, &t));
    t->ctx = ctx;
    t->n   = n;
    TRY(mohur__alloc_array(ctx, (size_t)n, sizeof *t->extents,
                           (void **)&t->extents));
    *out = t;
    t    = NULL;

out:
    mohur__tiling_free(t);
    return st;
}

mohur_status
mohur__tiling_add(struct mohur__tiling *t, const struct mohur__dir_record *r)
{
    uint32_t no     = r->head.entry_no;
    mohur_status st = MOHUR_OK;

    REQUIRE(t->ctx, no < t->n && t->extents[no].end == 0, MOHUR_E_FORMAT,
            "entry number %" PRIu32 " is too large or occurs twice", no);
    t->extents[no] = (struct extent){r->entry_off, r->end_off};

out:
    return st;
}

mohur_status
mohur__tiling_finish(struct mohur__tiling *t, uint64_t dir_off)
{
    uint64_t at     = 0;
    mohur_status st = MOHUR_OK;

    for (uint64_t i = 0; i < t->n; i++) {
        REQUIRE(t->ctx, t->extents[i].end != 0 && t->extents[i].off == at,
                MOHUR_E_FORMAT,
                "entry %" PRIu64 " does not begin where the one before ends",
                i);
        at = t->extents[i].end;
    }
    REQUIRE(t->ctx, at == dir_off, MOHUR_E_FORMAT,
            "the entries do not reach up to the directory");

out:
    return st;
}

mohur_status
mohur__tiling_digest(const struct mohur__tiling *t,
                     struct mohur__hasher *h,
                     mohur__span out)
{
    mohur_status st    = MOHUR_OK;
    uint8_t extent[16] = {0};

    for (uint64_t i = 0; i < t->n; i++) {
        mohur__store64(extent, t->extents[i].off);
        mohur__store64(&extent[8], t->extents[i].end);
        TRY(mohur__hasher_update(h, MOHUR__BYTES(extent)));
    }
    TRY(mohur__hasher_finish(h, out));

out:
    return st;
}

void
mohur__tiling_free(struct mohur__tiling *t)
{
    if (t != NULL) {
        mohur__free(t->extents);
        mohur__free(t);
    }
}

mohur_status
mohur__dir_root(mohur_ctx *ctx,
                uint64_t n,
                struct mohur__tree *records,
                mohur__span out)
{
    uint8_t count[8];
    uint8_t root[MOHUR__DIGEST_LEN];
    const mohur__bytes parts[] = {MOHUR__LABEL_DIRECTORY, MOHUR__BYTES(count),
                                  MOHUR__BYTES(root)};
    mohur_status st            = MOHUR_OK;

    mohur__store64(count, n);
    TRY(mohur__tree_root(records, MOHUR__SPAN(root)));
    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 3, out));

out:
    return st;
}
