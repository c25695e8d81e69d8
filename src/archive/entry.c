/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/entry.h"

#include "archive/tlv.h"
#include "base/guard.h"
#include "base/names.h"

/*
 * The entry header: 24 bytes and three strings; and ENTRY_END.  What has no
 * field here (owner, device, link count, ...) cannot be said at all.
 */
static mohur_status
check_lengths(mohur_ctx *ctx,
              size_t name_len,
              size_t attr_len,
              bool is_link,
              size_t link_len)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, name_len >= 1 && name_len <= MOHUR__NAME_MAX, MOHUR_E_FORMAT,
            "the name of an entry has %zu bytes, not 1 to %d", name_len,
            MOHUR__NAME_MAX);
    REQUIRE(ctx, attr_len <= MOHUR__ATTRS_MAX, MOHUR_E_FORMAT,
            "the attributes of an entry have %zu bytes, not up to %d", attr_len,
            MOHUR__ATTRS_MAX);
    REQUIRE(ctx,
            is_link ? link_len >= 1 && link_len <= MOHUR__LINK_MAX
                    : link_len == 0,
            MOHUR_E_FORMAT, "the link of an entry has %zu bytes", link_len);

out:
    return st;
}

static mohur_status
check_kind(mohur_ctx *ctx, const struct mohur__entry_head *h, bool links)
{
    bool is_file    = h->kind == MOHUR__KIND_FILE;
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            is_file || h->kind == MOHUR__KIND_FOLDER ||
                (h->kind == MOHUR__KIND_LINK && links),
            MOHUR_E_FORMAT, "an entry is of kind %d, which is none here",
            h->kind);
    REQUIRE(ctx, h->comp <= (is_file ? MOHUR__COMP_ZSTD : MOHUR__COMP_STORED),
            MOHUR_E_FORMAT, "an entry is compressed in way %d", h->comp);
    REQUIRE(ctx, h->mode <= (is_file ? MOHUR__MODE_EXECUTABLE : 0),
            MOHUR_E_FORMAT, "an entry has the mode bits %#x", h->mode);

out:
    return st;
}

mohur_status
mohur__entry_head_parse(mohur_ctx *ctx,
                        struct mohur__cursor *c,
                        bool links,
                        struct mohur__entry_head *out)
{
    uint8_t zero8   = 0;
    uint16_t zero16 = 0;
    size_t name_len = 0;
    size_t attr_len = 0;
    size_t link_len = 0;
    mohur_status st = MOHUR_OK;

    out->entry_no = mohur__read_u32(c);
    out->kind     = mohur__read_u8(c);
    out->comp     = mohur__read_u8(c);
    out->mode     = mohur__read_u8(c);
    zero8         = mohur__read_u8(c);
    out->mtime    = (int64_t)mohur__read_u64(c);
    name_len      = mohur__read_u16(c);
    attr_len      = mohur__read_u16(c);
    link_len      = mohur__read_u16(c);
    zero16        = mohur__read_u16(c);
    out->name     = mohur__read_bytes(c, name_len);
    out->attrs    = mohur__read_bytes(c, attr_len);
    out->link     = mohur__read_bytes(c, link_len);
    REQUIRE(ctx, mohur__cursor_ok(c), MOHUR_E_FORMAT, "an entry is cut");
    REQUIRE(ctx, zero8 == 0 && zero16 == 0, MOHUR_E_FORMAT,
            "a reserved field of an entry is set");
    TRY(check_lengths(ctx, name_len, attr_len, out->kind == MOHUR__KIND_LINK,
                      link_len));
    TRY(check_kind(ctx, out, links));
    TRY(mohur__tlv_check(ctx, out->attrs, "attributes"));

out:
    return st;
}

size_t
mohur__entry_head_len(const struct mohur__entry_head *h)
{
    return MOHUR__ENTRY_FIXED_LEN + h->name.len + h->attrs.len + h->link.len;
}

void
mohur__entry_head_emit(const struct mohur__entry_head *h, mohur__span out)
{
    uint8_t fixed[MOHUR__ENTRY_FIXED_LEN] = {0};
    size_t at                             = MOHUR__ENTRY_FIXED_LEN;

    mohur__store32(fixed, h->entry_no);
    fixed[4] = h->kind;
    fixed[5] = h->comp;
    fixed[6] = h->mode;
    mohur__store64(&fixed[8], (uint64_t)h->mtime);
    mohur__store16(&fixed[16], (uint16_t)h->name.len);
    mohur__store16(&fixed[18], (uint16_t)h->attrs.len);
    mohur__store16(&fixed[20], (uint16_t)h->link.len);
    mohur__copy(out, MOHUR__BYTES(fixed));
    mohur__copy(mohur__span_sub(out, at, h->name.len), h->name);
    at += h->name.len;
    mohur__copy(mohur__span_sub(out, at, h->attrs.len), h->attrs);
    at += h->attrs.len;
    mohur__copy(mohur__span_sub(out, at, h->link.len), h->link);
}

size_t
mohur__entry_end_len(uint64_t tables)
{
    return MOHUR__ENTRY_END_LEN + MOHUR__ENTRY_END_TABLE_LEN * (size_t)tables;
}

mohur_status
mohur__entry_end_parse(mohur_ctx *ctx,
                       mohur__bytes body,
                       uint64_t tables,
                       struct mohur__entry_end *out)
{
    struct mohur__cursor c = mohur__cursor_of(body);
    mohur_status st        = MOHUR_OK;

    REQUIRE(ctx, body.len == mohur__entry_end_len(tables), MOHUR_E_FORMAT,
            "the end of an entry has another length than its content gives");
    out->content_len = mohur__read_u64(&c);
    out->stored_len  = mohur__read_u64(&c);
    out->tables      = mohur__read_bytes(&c, body.len - MOHUR__ENTRY_END_LEN);
    out->root        = mohur__read_bytes(&c, MOHUR__DIGEST_LEN);
    out->content_sha256 = mohur__read_bytes(&c, MOHUR__DIGEST_LEN);

out:
    return st;
}

struct mohur__entry_table
mohur__entry_end_table(const struct mohur__entry_end *e, uint64_t i)
{
    struct mohur__cursor c = mohur__cursor_of(
        mohur__bytes_sub(e->tables, (size_t)i * MOHUR__ENTRY_END_TABLE_LEN,
                         MOHUR__ENTRY_END_TABLE_LEN));
    struct mohur__entry_table table = {0, MOHUR__NOTHING};

    table.offset = mohur__read_u64(&c);
    table.group  = mohur__read_bytes(&c, MOHUR__DIGEST_LEN);
    return table;
}

void
mohur__entry_end_emit(const struct mohur__entry_end *e, mohur__span out)
{
    size_t at = 8 + 8;

    mohur__store64(mohur__span_sub(out, 0, 8).data, e->content_len);
    mohur__store64(mohur__span_sub(out, 8, 8).data, e->stored_len);
    mohur__copy(mohur__span_sub(out, at, e->tables.len), e->tables);
    at += e->tables.len;
    mohur__copy(mohur__span_sub(out, at, MOHUR__DIGEST_LEN), e->root);
    at += MOHUR__DIGEST_LEN;
    mohur__copy(mohur__span_sub(out, at, MOHUR__DIGEST_LEN), e->content_sha256);
}
