/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/record.h"

#include "base/cursor.h"
#include "base/guard.h"

/* The head: u16 type, u16 0, u32 0, u64 length of the body. */

const char *
mohur__record_name(enum mohur__record_type type)
{
    switch (type) {
    case MOHUR__RECORD_ENTRY:
        return "ENTRY";
    case MOHUR__RECORD_SEGMENT:
        return "SEGMENT";
    case MOHUR__RECORD_TABLE:
        return "TABLE";
    case MOHUR__RECORD_ENTRY_END:
        return "ENTRY_END";
    case MOHUR__RECORD_DIRECTORY:
        return "DIRECTORY";
    case MOHUR__RECORD_MANIFEST:
        return "MANIFEST";
    case MOHUR__RECORD_SIGNATURES:
        return "SIGNATURES";
    case MOHUR__RECORD_PAD:
        return "PAD";
    case MOHUR__RECORD_TRAILER:
        return "TRAILER";
    }
    return "unknown";
}

void
mohur__record_emit(enum mohur__record_type type,
                   uint64_t body_len,
                   mohur__span out)
{
    mohur__span len = mohur__span_sub(out, 8, 8);

    mohur__fill(mohur__span_sub(out, 0, MOHUR__RECORD_HEAD_LEN), 0);
    mohur__store16(out.data, (uint16_t)type);
    mohur__store64(len.data, body_len);
}

mohur_status
mohur__record_parse(mohur_ctx *ctx,
                    mohur__bytes head,
                    enum mohur__record_type type,
                    uint64_t *out_body_len)
{
    struct mohur__cursor c = mohur__cursor_of(head);
    uint16_t got           = mohur__read_u16(&c);
    uint16_t zero16        = mohur__read_u16(&c);
    uint32_t zero32        = mohur__read_u32(&c);
    uint64_t len           = mohur__read_u64(&c);
    mohur_status st        = MOHUR_OK;

    *out_body_len = 0;
    REQUIRE(ctx, mohur__cursor_end(&c) && got == type, MOHUR_E_FORMAT,
            "record %#x stands where %s should", got, mohur__record_name(type));
    REQUIRE(ctx, zero16 == 0 && zero32 == 0, MOHUR_E_FORMAT,
            "a reserved field of a %s record is set", mohur__record_name(type));
    *out_body_len = len;

out:
    return st;
}

mohur_status
mohur__record_expect(mohur_ctx *ctx,
                     mohur__bytes head,
                     enum mohur__record_type type,
                     uint64_t body_len)
{
    uint64_t got    = 0;
    mohur_status st = MOHUR_OK;

    TRY(mohur__record_parse(ctx, head, type, &got));
    REQUIRE(ctx, got == body_len, MOHUR_E_FORMAT,
            "a %s record has another length than announced",
            mohur__record_name(type));

out:
    return st;
}
