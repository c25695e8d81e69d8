/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/evidence.h"

#include "asn1/der.h"
#include "asn1/pem.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * What a piece is shows at its beginning: an OCSP response is a SEQUENCE that
 * begins with ENUMERATED, a list one that begins with a SEQUENCE.
 */
enum {
    ENUMERATED = 0x0A,
    HEAD_LEN   = 8
};

static const char NEITHER[] =
    "this is neither a revocation list nor an OCSP response";

static mohur_status
append(mohur_ctx *ctx,
       struct mohur__evidence_list *list,
       const struct mohur__evidence *e)
{
    mohur_status st = MOHUR_OK;
    uint64_t max    = e->kind == MOHUR__EVIDENCE_OCSP ? MOHUR__EVIDENCE_OCSP_MAX
                                                      : MOHUR__EVIDENCE_CRL_MAX;

    REQUIRE(ctx, list->len < MOHUR__EVIDENCE_MAX, MOHUR_E_LIMIT,
            "there are more than %d pieces of revocation data",
            MOHUR__EVIDENCE_MAX);
    REQUIRE(ctx, mohur__evidence_len(e) <= max, MOHUR_E_LIMIT,
            "revocation data is too long: a list has at most 64 MiB, an OCSP "
            "response 64 KiB");
    list->at[list->len++] = *e;

out:
    return st;
}

mohur_status
mohur__evidence_add_view(mohur_ctx *ctx,
                         struct mohur__evidence_list *list,
                         enum mohur__evidence_kind kind,
                         enum mohur__evidence_from from,
                         mohur__bytes der)
{
    const struct mohur__evidence e = {.kind = kind, .from = from, .view = der};

    return append(ctx, list, &e);
}

/* What DER is, by the first bytes; _NONE: neither. */
static enum mohur__evidence_kind
kind_of(mohur__bytes head)
{
    size_t at =
        head.len > 1 && head.data[1] >= 0x80 ? 2U + (head.data[1] & 0x7FU) : 2;

    if (head.len <= at || head.data[0] != MOHUR__DER_SEQUENCE) {
        return MOHUR__EVIDENCE_NONE;
    }
    return head.data[at] == ENUMERATED            ? MOHUR__EVIDENCE_OCSP
           : head.data[at] == MOHUR__DER_SEQUENCE ? MOHUR__EVIDENCE_CRL
                                                  : MOHUR__EVIDENCE_NONE;
}

/* DER of either kind in memory that the list takes over, on success. */
static mohur_status
append_owned(mohur_ctx *ctx,
             struct mohur__evidence_list *list,
             enum mohur__evidence_from from,
             mohur__bytes der,
             void *owned)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__evidence e = {.from = from, .view = der, .owned = owned};

    e.kind = kind_of(mohur__bytes_sub(der, 0, HEAD_LEN));
    REQUIRE(ctx, e.kind != MOHUR__EVIDENCE_NONE, MOHUR_E_FORMAT, NEITHER);
    TRY(append(ctx, list, &e));

out:
    return st;
}

static mohur_status
add_pem(mohur_ctx *ctx,
        struct mohur__evidence_list *list,
        enum mohur__evidence_from from,
        mohur__bytes pem)
{
    mohur_status st             = MOHUR_OK;
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes der            = MOHUR__NOTHING;
    void *room                  = NULL;

    TRY(mohur__alloc(ctx, pem.len, &room));
    TRY(mohur__pem_parse(ctx, pem, mohur__span_of(room, pem.len), &label,
                         &der));
    REQUIRE(ctx, label == MOHUR__PEM_CRL, MOHUR_E_FORMAT,
            "an X509 CRL is wanted; this is a %s", mohur__pem_name(label));
    TRY(append_owned(ctx, list, from, der, room));
    room = NULL; /* the list's now */

out:
    mohur__free(room);
    return st;
}

mohur_status
mohur__evidence_add_buf(mohur_ctx *ctx,
                        struct mohur__evidence_list *list,
                        enum mohur__evidence_from from,
                        struct mohur__buf *data)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes view = mohur__buf_view(data);

    if (view.len > 0 && view.data[0] != MOHUR__DER_SEQUENCE) {
        return add_pem(ctx, list, from, view);
    }
    TRY(append_owned(ctx, list, from, view, data->data));
    *data = (struct mohur__buf){.ctx = ctx}; /* the list's now */

out:
    return st;
}

mohur_status
mohur__evidence_add_copy(mohur_ctx *ctx,
                         struct mohur__evidence_list *list,
                         enum mohur__evidence_from from,
                         mohur__bytes data)
{
    mohur_status st = MOHUR_OK;
    void *room      = NULL;

    if (data.len > 0 && data.data[0] != MOHUR__DER_SEQUENCE) {
        return add_pem(ctx, list, from, data);
    }
    TRY(mohur__alloc(ctx, data.len, &room));
    mohur__copy(mohur__span_of(room, data.len), data);
    TRY(append_owned(ctx, list, from, mohur__bytes_of(room, data.len), room));
    room = NULL; /* the list's now */

out:
    mohur__free(room);
    return st;
}

/* All of a source that is not long. */
static mohur_status
add_whole(mohur_ctx *ctx,
          struct mohur__evidence_list *list,
          enum mohur__evidence_from from,
          mohur_source *source)
{
    mohur_status st = MOHUR_OK;
    void *room      = NULL;

    REQUIRE(ctx, source->len <= MOHUR__EVIDENCE_PEM_MAX, MOHUR_E_LIMIT,
            "revocation data in PEM has at most 16 MiB: give it in DER");
    TRY(mohur__alloc(ctx, (size_t)source->len, &room));
    TRY(mohur__source_read_at(source, 0,
                              mohur__span_of(room, (size_t)source->len)));
    TRY(mohur__evidence_add_copy(ctx, list, from,
                                 mohur__bytes_of(room, (size_t)source->len)));

out:
    mohur__free(room);
    return st;
}

mohur_status
mohur__evidence_add_source(mohur_ctx *ctx,
                           struct mohur__evidence_list *list,
                           enum mohur__evidence_from from,
                           mohur_source *source)
{
    mohur_status st          = MOHUR_OK;
    uint8_t head[HEAD_LEN]   = {0};
    struct mohur__evidence e = {
        .kind = MOHUR__EVIDENCE_CRL, .from = from, .source = source};

    REQUIRE(ctx, mohur__source_seekable(source), MOHUR_E_ARGUMENT,
            "revocation data must be a file that can be read again");
    REQUIRE(ctx, source->len >= HEAD_LEN, MOHUR_E_FORMAT, NEITHER);
    TRY(mohur__source_read_at(source, 0, MOHUR__SPAN(head)));
    if (kind_of(MOHUR__BYTES(head)) == MOHUR__EVIDENCE_CRL) {
        TRY(append(ctx, list, &e));
    } else {
        TRY(add_whole(ctx, list, from, source));
    }

out:
    return st;
}

void
mohur__evidence_inside(const struct mohur__evidence_list *list,
                       struct mohur__evidence_list *out)
{
    out->len = 0;
    for (size_t i = 0; i < list->len; i++) {
        if (list->at[i].from == MOHUR__EVIDENCE_INSIDE) {
            out->at[out->len]       = list->at[i];
            out->at[out->len].owned = NULL;
            out->len++;
        }
    }
    mohur__evidence_forget(out);
}

void
mohur__evidence_forget(struct mohur__evidence_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        list->at[i].believed = false;
    }
}

void
mohur__evidence_free(struct mohur__evidence_list *list)
{
    while (list->len > 0) {
        mohur__free(list->at[--list->len].owned);
    }
}

uint64_t
mohur__evidence_len(const struct mohur__evidence *e)
{
    return e->source != NULL ? e->source->len : e->view.len;
}

mohur_status
mohur__evidence_read(const struct mohur__evidence *e,
                     uint64_t offset,
                     mohur__span out)
{
    if (e->source != NULL) {
        return mohur__source_read_at(e->source, offset, out);
    }
    mohur__copy(out, mohur__bytes_sub(e->view, (size_t)offset, out.len));
    return MOHUR_OK;
}
