/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/anchor.h"

#include "base/buf.h"
#include "base/ct.h"
#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/mac.h"

enum {
    FORMAT    = 1,
    MAGIC_LEN = 8,
    MAC_AT    = 128,
    MAC_LEN   = 32
};

static const uint8_t MAGIC[MAGIC_LEN] = {'M', 'O', 'H', 'U',
                                         'R', 'A', 'N', 'C'};

static mohur_status
record_mac(mohur_ctx *ctx,
           mohur__bytes key,
           mohur__bytes record,
           uint8_t out[MAC_LEN])
{
    mohur__bytes covered = mohur__bytes_sub(record, 0, MAC_AT);

    return mohur__mac(ctx, MOHUR_ALG_HMAC_SHA_256, key, &covered, 1,
                      mohur__span_of(out, MAC_LEN));
}

mohur_status
mohur__anchor_emit(mohur_ctx *ctx,
                   const struct mohur__anchor *a,
                   mohur__bytes key,
                   uint8_t out[MOHUR__ANCHOR_LEN])
{
    mohur_status st      = MOHUR_OK;
    uint8_t mac[MAC_LEN] = {0};
    struct mohur__buf b  = {0};

    mohur__buf_init(&b, ctx, MOHUR__ANCHOR_LEN);
    mohur__buf_bytes(&b, MOHUR__BYTES(MAGIC));
    mohur__buf_u8(&b, FORMAT);
    mohur__buf_u8(&b, a->kind);
    mohur__buf_u16(&b, 0);
    mohur__buf_u32(&b, a->epoch);
    mohur__buf_bytes(&b, MOHUR__BYTES(a->store_id));
    mohur__buf_u64(&b, a->seq);
    mohur__buf_bytes(&b, MOHUR__BYTES(a->root));
    mohur__buf_u64(&b, a->event_count);
    mohur__buf_bytes(&b, MOHUR__BYTES(a->event_head));
    mohur__buf_u64(&b, (uint64_t)a->time);
    mohur__buf_u64(&b, a->counter);
    TRY(mohur__buf_status(&b));
    TRY(record_mac(ctx, key, mohur__buf_view(&b), mac));
    mohur__buf_bytes(&b, MOHUR__BYTES(mac));
    TRY(mohur__buf_status(&b));
    mohur__copy(mohur__span_of(out, MOHUR__ANCHOR_LEN), mohur__buf_view(&b));

out:
    mohur__buf_wipe(&b);
    return st;
}

/* All that the MAC covers; times are of 63 bits. */
static bool
fields_read(struct mohur__cursor *c, struct mohur__anchor *out)
{
    uint64_t time = 0;

    out->epoch = mohur__read_u32(c);
    mohur__read_into(c, MOHUR__SPAN(out->store_id));
    out->seq = mohur__read_u64(c);
    mohur__read_into(c, MOHUR__SPAN(out->root));
    out->event_count = mohur__read_u64(c);
    mohur__read_into(c, MOHUR__SPAN(out->event_head));
    time         = mohur__read_u64(c);
    out->time    = time <= INT64_MAX ? (int64_t)time : 0;
    out->counter = mohur__read_u64(c);
    return mohur__cursor_ok(c) && time <= INT64_MAX;
}

/* CT: leaks whether it is genuine. */
mohur_status
mohur__anchor_parse(mohur_ctx *ctx,
                    mohur__bytes record,
                    mohur__bytes key,
                    struct mohur__anchor *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(record);
    uint8_t mac[MAC_LEN]   = {0};
    mohur__bytes magic     = mohur__read_bytes(&c, MAGIC_LEN);
    uint8_t format         = mohur__read_u8(&c);

    *out = (struct mohur__anchor){0};
    REQUIRE(ctx,
            record.len == MOHUR__ANCHOR_LEN &&
                mohur__bytes_equal(magic, MOHUR__BYTES(MAGIC)),
            MOHUR_E_FORMAT, "this is no anchor of a keystore");
    REQUIRE(ctx, format == FORMAT, MOHUR_E_UNSUPPORTED,
            "the anchor has format %u; this build reads %d", (unsigned)format,
            FORMAT);
    TRY(record_mac(ctx, key, record, mac));
    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(MOHUR__BYTES(mac),
                             mohur__bytes_sub(record, MAC_AT, MAC_LEN))));
    out->kind = mohur__read_u8(&c);
    REQUIRE(ctx, mohur__read_u16(&c) == 0 && fields_read(&c, out),
            MOHUR_E_FORMAT, "the anchor is not well formed");

out:
    return st;
}
