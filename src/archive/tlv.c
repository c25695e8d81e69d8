/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/tlv.h"

#include "base/guard.h"

/* Ascending tags: one list has one encoding, and no tag occurs twice. */

mohur_status
mohur__tlv_next(mohur_ctx *ctx, struct mohur__cursor *c, struct mohur__tlv *out)
{
    size_t len = 0;

    if (mohur__cursor_end(c)) {
        return MOHUR_END;
    }
    out->tag   = mohur__read_u16(c);
    len        = mohur__read_u16(c);
    out->value = mohur__read_bytes(c, len);
    return mohur__cursor_ok(c)
               ? MOHUR_OK
               : mohur__error(ctx, MOHUR_E_FORMAT, "a list of values is cut");
}

static mohur_status
check_tag(mohur_ctx *ctx, int32_t before, uint16_t tag, const char *what)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, tag > before, MOHUR_E_FORMAT,
            "the tags of the %s list do not ascend", what);
    REQUIRE(ctx, tag < MOHUR__TLV_CRITICAL, MOHUR_E_UNSUPPORTED,
            "the %s list has a value %#x, which this build must know", what,
            tag);

out:
    return st;
}

mohur_status
mohur__tlv_check(mohur_ctx *ctx, mohur__bytes list, const char *what)
{
    struct mohur__cursor c = mohur__cursor_of(list);
    struct mohur__tlv item = {0, MOHUR__NOTHING};
    mohur_status st        = MOHUR_OK;

    for (int32_t before = -1;; before = item.tag) {
        st = mohur__tlv_next(ctx, &c, &item);
        if (st != MOHUR_OK) {
            break;
        }
        st = check_tag(ctx, before, item.tag, what);
        if (st != MOHUR_OK) {
            break;
        }
    }
    return st == MOHUR_END ? MOHUR_OK : st;
}

bool
mohur__tlv_find(mohur__bytes list, uint16_t tag, mohur__bytes *out)
{
    struct mohur__cursor c = mohur__cursor_of(list);
    struct mohur__tlv item = {0, MOHUR__NOTHING};

    while (mohur__tlv_next(NULL, &c, &item) == MOHUR_OK) {
        if (item.tag == tag) {
            *out = item.value;
            return true;
        }
    }
    *out = MOHUR__NOTHING;
    return false;
}
