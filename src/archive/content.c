/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/content.h"

#include "archive/entry.h"
#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/labels.h"

/*
 * Leaves are hashed plain and in place, many at once; levels cannot be
 * confused because the signed lengths fix how many there are of each.
 */
enum {
    /* Leaves of one call: small segments share it, a large one fits. */
    BATCH_LEAVES      = 128,
    BATCH_DIGESTS_LEN = BATCH_LEAVES * MOHUR__DIGEST_LEN
};

static uint64_t
div_up(uint64_t n, uint64_t unit)
{
    return n / unit + (n % unit != 0);
}

struct mohur__content_shape
mohur__content_shape(uint64_t content_len)
{
    struct mohur__content_shape shape = {0, 0};

    shape.segments = div_up(content_len, MOHUR__SEGMENT_LEN);
    shape.tables   = div_up(shape.segments, MOHUR__TABLE_ROWS);
    return shape;
}

size_t
mohur__content_rows(struct mohur__content_shape shape, uint64_t i)
{
    uint64_t left = shape.segments - i * MOHUR__TABLE_ROWS;

    return left < MOHUR__TABLE_ROWS ? (size_t)left : MOHUR__TABLE_ROWS;
}

uint64_t
mohur__content_extent(uint64_t content_len,
                      uint64_t stored_len,
                      size_t head_len)
{
    struct mohur__content_shape s = mohur__content_shape(content_len);
    /* At most 2^44 segments: no overflow but by stored_len. */
    uint64_t frame =
        (uint64_t)MOHUR__RECORD_HEAD_LEN * (2 + s.segments + s.tables) +
        head_len + s.segments * MOHUR__TABLE_ROW_LEN + MOHUR__ENTRY_END_LEN +
        s.tables * MOHUR__ENTRY_END_TABLE_LEN;
    uint64_t extent = 0;

    return mohur__u64_add(frame, stored_len, &extent) ? extent : 0;
}

bool
mohur__content_ratio_fits(uint64_t content_len,
                          uint64_t stored_len,
                          uint32_t ratio)
{
    uint64_t most = 0;

    return !mohur__u64_mul(stored_len, ratio, &most) ||
           !mohur__u64_add(most, MOHUR__RATIO_FREE, &most) ||
           content_len <= most;
}

size_t
mohur__content_leaves(size_t stored_len)
{
    return (size_t)div_up(stored_len, MOHUR__LEAF_LEN);
}

/* Leaves of some segments, which together have at most BATCH_LEAVES. */
static size_t
cut_leaves(const mohur__bytes *segments, size_t n, mohur__bytes *leaves)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        for (size_t at = 0; at < segments[i].len; at += MOHUR__LEAF_LEN) {
            leaves[count] = mohur__bytes_sub(segments[i], at, MOHUR__LEAF_LEN);
            count++;
        }
    }
    return count;
}

/* For each segment a view of the digests of its leaves. */
static void
gather_digests(const mohur__bytes *segments,
               size_t n,
               mohur__bytes digests,
               mohur__bytes *out)
{
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        size_t len = mohur__content_leaves(segments[i].len) * MOHUR__DIGEST_LEN;
        out[i]     = mohur__bytes_sub(digests, at, len);
        at += len;
    }
}

static mohur_status
digest_batch(struct mohur__lanes *lanes,
             const mohur__bytes *segments,
             size_t n,
             mohur__span out)
{
    mohur__bytes views[BATCH_LEAVES];
    uint8_t digests[BATCH_DIGESTS_LEN];
    size_t leaves = cut_leaves(segments, n, views);
    mohur__span all =
        mohur__span_sub(MOHUR__SPAN(digests), 0, leaves * MOHUR__DIGEST_LEN);
    mohur_status st = mohur__lanes_digest(lanes, views, leaves, all);

    if (st == MOHUR_OK) {
        gather_digests(segments, n, mohur__span_bytes(all), views);
        st = mohur__lanes_digest(lanes, views, n, out);
    }
    return st;
}

/* How many of the segments go into one batch: at least 1. */
static size_t
batch_size(const mohur__bytes *segments, size_t n)
{
    size_t leaves = 0;
    size_t i      = 0;

    while (i < n) {
        leaves += mohur__content_leaves(segments[i].len);
        if (leaves > BATCH_LEAVES) {
            break;
        }
        i++;
    }
    return i;
}

mohur_status
mohur__content_segments(struct mohur__lanes *lanes,
                        const mohur__bytes *segments,
                        size_t n,
                        mohur__span out)
{
    for (size_t done = 0; done < n;) {
        size_t some = batch_size(&segments[done], n - done);
        mohur_status st =
            digest_batch(lanes, &segments[done], some,
                         mohur__span_sub(out, done * MOHUR__DIGEST_LEN,
                                         some * MOHUR__DIGEST_LEN));
        if (st != MOHUR_OK) {
            return st;
        }
        done += some;
    }
    return MOHUR_OK;
}

struct mohur__table_row
mohur__table_row_at(mohur__bytes body, size_t i)
{
    mohur__bytes bytes =
        mohur__bytes_sub(body, i * MOHUR__TABLE_ROW_LEN, MOHUR__TABLE_ROW_LEN);
    struct mohur__cursor c      = mohur__cursor_of(bytes);
    struct mohur__table_row row = {0, MOHUR__NOTHING};

    row.stored_len = mohur__read_u32(&c);
    row.digest     = mohur__read_bytes(&c, MOHUR__DIGEST_LEN);
    return row;
}

void
mohur__table_row_emit(struct mohur__table_row row, mohur__span out)
{
    mohur__store32(mohur__span_sub(out, 0, 4).data, row.stored_len);
    mohur__copy(mohur__span_sub(out, 4, MOHUR__DIGEST_LEN), row.digest);
}

/* May the segment_no-th segment of an entry have this stored length? */
static bool
stored_len_fits(uint8_t comp,
                uint64_t content_len,
                uint64_t segment_no,
                uint32_t stored_len)
{
    uint64_t left = content_len - segment_no * MOHUR__SEGMENT_LEN;

    if (comp != MOHUR__COMP_STORED) {
        return stored_len >= 1 && stored_len <= MOHUR__SEGMENT_STORED_MAX;
    }
    return stored_len ==
           (left < MOHUR__SEGMENT_LEN ? left : MOHUR__SEGMENT_LEN);
}

mohur_status
mohur__table_check(mohur_ctx *ctx,
                   mohur__bytes body,
                   uint8_t comp,
                   uint64_t content_len,
                   uint64_t i)
{
    struct mohur__content_shape shape = mohur__content_shape(content_len);
    size_t rows     = i < shape.tables ? mohur__content_rows(shape, i) : 0;
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, rows > 0 && body.len == rows * MOHUR__TABLE_ROW_LEN,
            MOHUR_E_FORMAT, "a table of an entry has another number of rows");
    for (size_t row = 0; row < rows; row++) {
        REQUIRE(ctx,
                stored_len_fits(comp, content_len, i * MOHUR__TABLE_ROWS + row,
                                mohur__table_row_at(body, row).stored_len),
                MOHUR_E_FORMAT,
                "row %zu of a table gives a length that cannot be", row);
    }

out:
    return st;
}

void
mohur__content_root_prefix(uint8_t comp,
                           uint64_t content_len,
                           uint64_t stored_len,
                           mohur__span out)
{
    mohur__bytes label = MOHUR__LABEL_ENTRY;
    mohur__span rest   = mohur__span_sub(out, label.len, 1 + 8 + 8);

    mohur__copy(out, label);
    rest.data[0] = comp;
    mohur__store64(mohur__span_sub(rest, 1, 8).data, content_len);
    mohur__store64(mohur__span_sub(rest, 9, 8).data, stored_len);
}

mohur_status
mohur__content_root(mohur_ctx *ctx,
                    uint8_t comp,
                    uint64_t content_len,
                    uint64_t stored_len,
                    mohur__bytes groups,
                    mohur__span out)
{
    uint8_t prefix[MOHUR__ROOT_PREFIX_LEN];
    const mohur__bytes parts[] = {MOHUR__BYTES(prefix), groups};

    mohur__content_root_prefix(comp, content_len, stored_len,
                               MOHUR__SPAN(prefix));
    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 2, out);
}
