/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_local.h"

#include "base/guard.h"
#include "zip/zip_extra.h"

/*
 * What stands in front of a member and behind it.  A program that reads the
 * file from its beginning sees these, one that reads the directory does not:
 * so they must say the same, byte for byte.
 */
enum {
    NAMES_MAX = 2 * 65535 /* name and extra fields */
};

struct local {
    uint16_t flags;
    uint16_t method;
    uint32_t crc;
    uint32_t packed_len;
    uint32_t len;
    uint16_t name_len;
    uint16_t extra_len;
};

static bool
parse(mohur__bytes header, struct local *out)
{
    struct mohur__cursor c = mohur__cursor_of(header);
    bool good              = mohur__zip_read32(&c) == MOHUR__ZIP_LOCAL;

    (void)mohur__zip_read16(&c); /* version */
    out->flags  = mohur__zip_read16(&c);
    out->method = mohur__zip_read16(&c);
    (void)mohur__zip_read32(&c); /* time and date */
    out->crc        = mohur__zip_read32(&c);
    out->packed_len = mohur__zip_read32(&c);
    out->len        = mohur__zip_read32(&c);
    out->name_len   = mohur__zip_read16(&c);
    out->extra_len  = mohur__zip_read16(&c);
    return mohur__cursor_ok(&c) && good;
}

static bool
has_descriptor(const struct mohur__zip_entry *e)
{
    return (e->flags & MOHUR__ZIP_FLAG_DESCRIPTOR) != 0;
}

/* ---- lengths ---- */

/* Both lengths are full and in ZIP64, or neither. */
static bool
same_lengths(const struct mohur__zip_entry *e,
             const struct local *l,
             const struct mohur__zip_extra *x)
{
    struct mohur__cursor c = mohur__cursor_of(x->zip64);
    bool full              = l->len == MOHUR__ZIP_FULL32;

    if (full != (l->packed_len == MOHUR__ZIP_FULL32) || full != x->has_zip64) {
        return false;
    }
    if (!full) {
        return l->len == e->len && l->packed_len == e->packed_len;
    }
    full = mohur__zip_read(&c, 8) == e->len;
    full = mohur__zip_read(&c, 8) == e->packed_len && full;
    return mohur__cursor_end(&c) && full;
}

static const char *
lengths_fault(const struct mohur__zip_entry *e,
              const struct local *l,
              const struct mohur__zip_extra *x)
{
    if (has_descriptor(e)) {
        return l->crc != 0 || l->len != 0 || l->packed_len != 0 || x->has_zip64
                   ? "says its length in front of it and behind it"
                   : NULL;
    }
    if (l->crc != e->crc) {
        return "has another CRC in the directory";
    }
    return same_lengths(e, l, x) ? NULL : "has another length in the directory";
}

/* ---- header and descriptor ---- */

static const char *
local_fault(struct mohur__zip_entry *e,
            const struct local *l,
            mohur__bytes name,
            mohur__bytes fields)
{
    struct mohur__zip_extra x;
    const char *fault = mohur__zip_extra_parse(fields, &x);

    if (fault != NULL) {
        return fault;
    }
    if (!mohur__bytes_equal(name, e->name)) {
        return "has another name in front of it";
    }
    if (l->flags != e->flags) {
        return "has other flags in the directory";
    }
    if (l->method != e->method) {
        return "has another method in the directory";
    }
    if (!mohur__zip_extra_agrees(&x, e->name)) {
        return "has a second name that differs";
    }
    e->is_bare = fields.len == 0 && !has_descriptor(e);
    return lengths_fault(e, l, &x);
}

static mohur_status
check_names(const struct mohur__zip *zip,
            struct mohur__zip_entry *e,
            const struct local *l,
            uint64_t at)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf both = {0};
    mohur__span room       = {NULL, 0};
    mohur__bytes all       = MOHUR__NOTHING;
    const char *fault      = NULL;

    mohur__buf_init(&both, zip->ctx, NAMES_MAX);
    room = mohur__buf_room(&both, (size_t)l->name_len + l->extra_len);
    TRY(mohur__buf_status(&both));
    TRY(mohur__source_read_at(zip->source, at, room));
    all   = mohur__buf_view(&both);
    fault = local_fault(e, l, mohur__bytes_sub(all, 0, l->name_len),
                        mohur__bytes_sub(all, l->name_len, l->extra_len));
    if (fault != NULL) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name, fault);
    }

out:
    mohur__buf_wipe(&both);
    return st;
}

/* In 32 bits: what is longer is not written this way by anybody we know. */
static mohur_status
check_descriptor(const struct mohur__zip *zip,
                 const struct mohur__zip_entry *e,
                 uint64_t at)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t room[MOHUR__ZIP_DESCRIPTOR_LEN] = {0};
    struct mohur__cursor c = mohur__cursor_of(MOHUR__BYTES(room));
    bool good              = false;

    TRY(mohur__source_read_at(zip->source, at, MOHUR__SPAN(room)));
    good = mohur__zip_read32(&c) == MOHUR__ZIP_DESCRIPTOR;
    good = mohur__zip_read32(&c) == e->crc && good;
    good = mohur__zip_read32(&c) == e->packed_len && good;
    good = mohur__zip_read32(&c) == e->len && good;
    if (!good) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name,
                              "has another length behind it");
    }

out:
    return st;
}

/* ---- the member ---- */

/* Move *at on by n, at most to end. */
static mohur_status
advance(const struct mohur__zip *zip,
        const struct mohur__zip_entry *e,
        uint64_t n,
        uint64_t end,
        uint64_t *at)
{
    if (!mohur__u64_add(*at, n, at) || *at > end) {
        return mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name,
                                "reaches into the directory");
    }
    return MOHUR_OK;
}

mohur_status
mohur__zip_check_local(const struct mohur__zip *zip,
                       struct mohur__zip_entry *e,
                       uint64_t end,
                       uint64_t *at)
{
    mohur_status st                    = MOHUR_OK;
    uint8_t room[MOHUR__ZIP_LOCAL_LEN] = {0};
    struct local l                     = {.flags = 0};
    uint64_t names                     = 0;

    if (e->offset != *at) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name,
                              "does not begin where the one before it ends");
        goto out;
    }
    TRY(advance(zip, e, sizeof room, end, at));
    TRY(mohur__source_read_at(zip->source, e->offset, MOHUR__SPAN(room)));
    if (!parse(MOHUR__BYTES(room), &l)) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name,
                              "has no header in front of it");
        goto out;
    }
    names = *at;
    TRY(advance(zip, e, (uint64_t)l.name_len + l.extra_len, end, at));
    TRY(check_names(zip, e, &l, names));
    e->data = *at;
    TRY(advance(zip, e, e->packed_len, end, at));
    if (has_descriptor(e)) {
        uint64_t behind = *at;

        TRY(advance(zip, e, MOHUR__ZIP_DESCRIPTOR_LEN, end, at));
        TRY(check_descriptor(zip, e, behind));
    }

out:
    return st;
}
