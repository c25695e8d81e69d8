/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/unsigned.h"

#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/mem.h"

enum {
    AROUND = 64 /* headers and the type of the attribute */
};

/* ---- reading ---- */

static void
take_value(mohur__bytes value,
           mohur__bytes *values, /* with room for as many */
           size_t *len,
           struct mohur__unsigned *out)
{
    if (*len == MOHUR__STAMPS_MAX) {
        out->too_many = true;
    } else {
        values[(*len)++] = value;
    }
}

static void
take(const struct mohur__unsigned_value *v, struct mohur__unsigned *out)
{
    if (out->values_len == MOHUR__UNSIGNED_MAX) {
        out->too_many = true;
        return;
    }
    out->values[out->values_len++] = *v;
    if (v->oid == MOHUR__OID_SIGNATURE_TIME_STAMP) {
        take_value(v->value, out->stamps, &out->stamps_len, out);
    } else if (v->oid == MOHUR__OID_ARCHIVE_TIME_STAMP_V3) {
        take_value(v->value, out->archives, &out->archives_len, out);
    } else if (v->oid == MOHUR__OID_COUNTERSIGNATURE) {
        take_value(v->value, out->counters, &out->counters_len, out);
    } else if (v->oid == MOHUR__OID_ARCHIVE_TIME_STAMP ||
               v->oid == MOHUR__OID_ARCHIVE_TIME_STAMP_V2 ||
               v->oid == MOHUR__OID_LONG_TERM_VALIDATION) {
        out->has_old_archive = true;
    }
}

/* One Attribute: a type and its values, at least one. */
static void
read_attribute(struct mohur__der_reader *r, struct mohur__unsigned *out)
{
    struct mohur__unsigned_value v = {.oid = MOHUR__OID_NONE};
    struct mohur__der_reader same;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    same   = *r;
    v.type = mohur__der_read_element(&same);
    v.oid  = mohur__oid_find(mohur__der_read_oid(r));
    mohur__der_enter(r, MOHUR__DER_SET);
    do {
        v.value = mohur__der_read_element(r);
        if (!r->failed) {
            take(&v, out);
        }
    } while (!r->failed && r->left.len > 0);
    mohur__der_leave(r);
    mohur__der_leave(r);
}

bool
mohur__unsigned_parse(mohur__bytes contents, struct mohur__unsigned *out)
{
    struct mohur__der_reader r;

    *out = (struct mohur__unsigned){.stamps_len = 0};
    mohur__der_open(&r, contents);
    while (!r.failed && r.left.len > 0) {
        read_attribute(&r, out);
    }
    return mohur__der_close(&r);
}

/* ---- writing ---- */

static void
put_new(struct mohur__der *d, enum mohur__oid type, mohur__bytes value)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, type);
    mohur__der_element(d, MOHUR__DER_SET, value);
    mohur__der_end(d);
}

/* The old ones in their order, the new one before the first that is larger. */
static void
put_all(struct mohur__der *d, mohur__bytes contents, mohur__bytes added)
{
    bool there = false;
    struct mohur__der_reader r;

    mohur__der_begin(d, MOHUR__DER_CONTEXT_1);
    mohur__der_open(&r, contents);
    while (!r.failed && r.left.len > 0) {
        mohur__bytes old = mohur__der_read_element(&r);

        if (!there && mohur__bytes_compare(old, added) > 0) {
            mohur__der_raw(d, added);
            there = true;
        }
        mohur__der_raw(d, old);
    }
    if (!there) {
        mohur__der_raw(d, added);
    }
    mohur__der_end(d);
}

mohur_status
mohur__unsigned_add(mohur_ctx *ctx,
                    mohur__bytes contents,
                    enum mohur__oid type,
                    mohur__bytes value,
                    struct mohur__buf *out)
{
    mohur_status st    = MOHUR_OK;
    size_t part        = value.len + AROUND; /* at most 64 KiB, and 4 MiB */
    size_t room        = 2 * part + contents.len + AROUND;
    void *memory       = NULL;
    mohur__bytes added = MOHUR__NOTHING;
    mohur__bytes all   = MOHUR__NOTHING;
    struct mohur__der d;

    TRY(mohur__alloc(ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, part));
    put_new(&d, type, value);
    REQUIRE(ctx, mohur__der_done(&d, &added), MOHUR_E_INTERNAL,
            "an attribute has no room");
    mohur__der_init(
        &d, mohur__span_sub(mohur__span_of(memory, room), part, room - part));
    put_all(&d, contents, added);
    REQUIRE(ctx, mohur__der_done(&d, &all), MOHUR_E_INTERNAL,
            "unsigned attributes have no room");
    mohur__buf_bytes(out, all);
    TRY(mohur__buf_status(out));

out:
    mohur__free(memory);
    return st;
}
