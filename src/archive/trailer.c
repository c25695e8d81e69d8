/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/trailer.h"

#include "archive/record.h"
#include "base/cursor.h"
#include "base/guard.h"

/* One equation binds all lengths to that of the stream, which is the file's. */

#define TRAILER_MAGIC MOHUR__TEXT("MOHURTRL")

enum {
    TRAILER_NUMBERS = 7
};

/* The sum of section 8.6; false if it does not fit in 64 bits. */
static bool
trailer_sum(const struct mohur__trailer *t, uint64_t *out)
{
    *out = MOHUR__STREAM_LEN_MIN;
    return mohur__u64_add(*out, t->dir_off, out) &&
           mohur__u64_add(*out, t->dir_len, out) &&
           mohur__u64_add(*out, t->man_len, out) &&
           mohur__u64_add(*out, t->sig_len, out) &&
           mohur__u64_add(*out, t->pad_len, out);
}

static mohur_status
check_limits(mohur_ctx *ctx,
             const struct mohur__trailer *t,
             uint64_t max_dir_len)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, t->man_len <= MOHUR__MANIFEST_MAX, MOHUR_E_LIMIT,
            "the manifest is larger than %d bytes", MOHUR__MANIFEST_MAX);
    REQUIRE(ctx, t->sig_len <= MOHUR__SIGNATURES_MAX, MOHUR_E_LIMIT,
            "the signatures are larger than %d bytes", MOHUR__SIGNATURES_MAX);
    REQUIRE(ctx,
            t->dir_len <= MOHUR__DIRECTORY_MAX && t->dir_len <= max_dir_len,
            MOHUR_E_LIMIT, "the directory is larger than the limit");

out:
    return st;
}

mohur_status
mohur__trailer_parse(mohur_ctx *ctx,
                     mohur__bytes record,
                     uint64_t stream_len,
                     uint64_t max_dir_len,
                     struct mohur__trailer *out)
{
    mohur__bytes body =
        mohur__bytes_sub(record, MOHUR__RECORD_HEAD_LEN, MOHUR__TRAILER_LEN);
    struct mohur__cursor c = mohur__cursor_of(body);
    uint64_t sum           = 0;
    mohur_status st        = MOHUR_OK;

    REQUIRE(ctx, record.len == MOHUR__TRAILER_RECORD_LEN, MOHUR_E_FORMAT,
            "the stream is too short for a trailer");
    TRY(mohur__record_expect(
        ctx, mohur__bytes_sub(record, 0, MOHUR__RECORD_HEAD_LEN),
        MOHUR__RECORD_TRAILER, MOHUR__TRAILER_LEN));
    REQUIRE(ctx,
            mohur__bytes_equal(mohur__read_bytes(&c, TRAILER_MAGIC.len),
                               TRAILER_MAGIC),
            MOHUR_E_FORMAT, "the trailer does not begin with its magic");
    out->dir_off    = mohur__read_u64(&c);
    out->dir_len    = mohur__read_u64(&c);
    out->man_len    = mohur__read_u64(&c);
    out->sig_len    = mohur__read_u64(&c);
    out->pad_len    = mohur__read_u64(&c);
    out->stream_len = mohur__read_u64(&c);
    REQUIRE(ctx, mohur__read_u64(&c) == 0, MOHUR_E_FORMAT,
            "a reserved field of the trailer is set");
    REQUIRE(ctx,
            out->stream_len == stream_len && trailer_sum(out, &sum) &&
                sum == stream_len,
            MOHUR_E_FORMAT, "the lengths in the trailer do not add up");
    TRY(check_limits(ctx, out, max_dir_len));

out:
    return st;
}

uint64_t
mohur__trailer_manifest_off(const struct mohur__trailer *t)
{
    return t->dir_off + MOHUR__RECORD_HEAD_LEN + t->dir_len;
}

uint64_t
mohur__trailer_signatures_off(const struct mohur__trailer *t)
{
    return mohur__trailer_manifest_off(t) + MOHUR__RECORD_HEAD_LEN + t->man_len;
}

uint64_t
mohur__trailer_pad_off(const struct mohur__trailer *t)
{
    return mohur__trailer_signatures_off(t) + MOHUR__RECORD_HEAD_LEN +
           t->sig_len;
}

void
mohur__trailer_emit(const struct mohur__trailer *t, mohur__span out)
{
    const uint64_t numbers[TRAILER_NUMBERS] = {
        t->dir_off, t->dir_len,    t->man_len, t->sig_len,
        t->pad_len, t->stream_len, 0};
    mohur__span body =
        mohur__span_sub(out, MOHUR__RECORD_HEAD_LEN, MOHUR__TRAILER_LEN);

    mohur__record_emit(MOHUR__RECORD_TRAILER, MOHUR__TRAILER_LEN, out);
    mohur__copy(body, TRAILER_MAGIC);
    for (size_t i = 0; i < TRAILER_NUMBERS; i++) {
        mohur__store64(mohur__span_sub(body, 8 + 8 * i, 8).data, numbers[i]);
    }
}
