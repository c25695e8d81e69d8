/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/outer.h"

#include "base/guard.h"

enum {
    LENGTH_MAX = 8, /* octets */
    INDEFINITE = 0x80
};

mohur_status
mohur__intake_bytes(struct mohur__intake *in, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(mohur__source_read(in->source, out, &len));
    REQUIRE(in->ctx, len == out.len, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    in->taken += len;

out:
    return st;
}

/* The octets of a long length; must be the shortest form. */
static mohur_status
take_length(struct mohur__intake *in, size_t octets, uint64_t *out)
{
    mohur_status st          = MOHUR_OK;
    uint8_t room[LENGTH_MAX] = {0};
    uint64_t len             = 0;

    REQUIRE(in->ctx, octets <= LENGTH_MAX, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    TRY(mohur__intake_bytes(in, mohur__span_sub(MOHUR__SPAN(room), 0, octets)));
    for (size_t i = 0; i < octets; i++) {
        len = len << 8 | room[i];
    }
    REQUIRE(in->ctx,
            len >= 0x80 && len >> (8 * (octets - 1)) != 0 &&
                len != MOHUR__OUTER_OPEN,
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    *out = len;

out:
    return st;
}

mohur_status
mohur__intake_header(struct mohur__intake *in,
                     uint8_t *out_tag,
                     uint64_t *out_len)
{
    mohur_status st  = MOHUR_OK;
    uint8_t first[2] = {0};

    TRY(mohur__intake_bytes(in, MOHUR__SPAN(first)));
    *out_tag = first[0];
    *out_len = first[1] == INDEFINITE ? MOHUR__OUTER_OPEN : first[1];
    if (first[1] > INDEFINITE) {
        TRY(take_length(in, first[1] & 0x7F, out_len));
    }

out:
    return st;
}

static size_t
length_octets(uint64_t len)
{
    size_t octets = 1;

    while (len >= 0x80 && octets < LENGTH_MAX && len >> (8 * octets) != 0) {
        octets++;
    }
    return octets;
}

uint64_t
mohur__outer_len(uint64_t contents)
{
    return 1 + (contents < 0x80 ? 1 : 1 + length_octets(contents)) + contents;
}

void
mohur__outer_put(struct mohur__buf *b, uint8_t tag, uint64_t len)
{
    size_t octets = length_octets(len);

    mohur__buf_u8(b, tag);
    if (len < 0x80) {
        mohur__buf_u8(b, (uint8_t)len);
        return;
    }
    mohur__buf_u8(b, (uint8_t)(0x80 | octets));
    for (size_t i = 0; i < octets; i++) {
        mohur__buf_u8(b, (uint8_t)(len >> (8 * (octets - 1 - i))));
    }
}
