/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_kept.h"

#include "asn1/der_write.h"
#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "cms/stream.h"

/*
 * Two sets are made, each of what the message has and of what comes to it.
 * New revocation data is copied into one run of elements first.
 */
enum {
    INFOS_MAX = 2 * MOHUR__CMS_CRLS_MAX,
    AROUND    = 64 /* headers, and the type of an OCSP response */
};

struct set {
    mohur__bytes at[INFOS_MAX];
    size_t len;
    size_t max;
    bool too_many;
};

struct keeping {
    mohur_ctx *ctx;
    struct set certs;
    struct set infos;
    void *memory; /* of what is new among the infos */
    size_t room;
};

/* ---- sets ---- */

static void
add(struct set *s, mohur__bytes element)
{
    if (mohur__bytes_among(s->at, s->len, element)) {
        return;
    }
    if (s->len == s->max) {
        s->too_many = true;
        return;
    }
    s->at[s->len++] = element;
}

/* Add it where a SET OF wants it. */
static void
sort(struct set *s)
{
    for (size_t i = 1; i < s->len; i++) {
        for (size_t k = i;
             k > 0 && mohur__bytes_compare(s->at[k - 1], s->at[k]) > 0; k--) {
            mohur__bytes item = s->at[k];

            s->at[k]     = s->at[k - 1];
            s->at[k - 1] = item;
        }
    }
}

static size_t
bytes_of(const struct set *s)
{
    size_t len = AROUND;

    for (size_t i = 0; i < s->len; i++) {
        len += s->at[i].len;
    }
    return len;
}

static void
put(struct mohur__der *d, uint8_t tag, const struct set *s)
{
    if (s->len == 0) {
        return;
    }
    mohur__der_begin(d, tag);
    for (size_t i = 0; i < s->len; i++) {
        mohur__der_raw(d, s->at[i]);
    }
    mohur__der_end(d);
}

/* ---- certificates ---- */

void
mohur__kept_path(struct mohur__kept *kept, const struct mohur__path *path)
{
    for (size_t i = 0; kept != NULL && i < path->len; i++) {
        mohur__bytes der = path->certs[i]->der;

        if (mohur__bytes_among(kept->certs, kept->certs_len, der)) {
            continue;
        }
        if (kept->certs_len == MOHUR__CMS_CERTS_MAX) {
            kept->too_many = true;
            return;
        }
        kept->certs[kept->certs_len++] = der;
    }
}

static mohur_status
gather_certs(struct keeping *k,
             const struct mohur__kept *kept,
             const struct mohur__certs *more,
             const struct mohur__signed_data *data)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < data->certs_len; i++) {
        add(&k->certs, data->certs[i]);
    }
    for (size_t i = 0; i < kept->certs_len; i++) {
        add(&k->certs, kept->certs[i]);
    }
    for (size_t i = 0; i < more->len; i++) {
        add(&k->certs, more->at[i].der);
    }
    REQUIRE(k->ctx, !k->certs.too_many && !kept->too_many, MOHUR_E_LIMIT,
            "the file would have more than %d certificates",
            MOHUR__CMS_CERTS_MAX);
    sort(&k->certs);

out:
    return st;
}

/* ---- revocation data ---- */

/* What is believed and not inside yet. */
static bool
is_new(const struct mohur__evidence *e)
{
    return e->believed && e->from != MOHUR__EVIDENCE_INSIDE;
}

static mohur_status
make_room(struct keeping *k, const struct mohur__evidence_list *list)
{
    mohur_status st = MOHUR_OK;
    uint64_t all    = 0;

    for (size_t i = 0; i < list->len; i++) {
        if (is_new(&list->at[i])) {
            all += mohur__evidence_len(&list->at[i]) + AROUND;
        }
    }
    REQUIRE(k->ctx, all <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "the revocation data has more than 4 MiB, which is too much to put "
            "into the file: use OCSP responses in place of long lists");
    k->room = (size_t)all;
    TRY(mohur__alloc(k->ctx, k->room, &k->memory));

out:
    return st;
}

/* A list as it is; a response as OtherRevocationInfoFormat (RFC 5940). */
static void
put_info(struct mohur__der *d, enum mohur__evidence_kind kind, mohur__bytes der)
{
    if (kind == MOHUR__EVIDENCE_CRL) {
        mohur__der_raw(d, der);
        return;
    }
    mohur__der_begin(d, MOHUR__DER_CONTEXT_1);
    mohur__der_oid(d, MOHUR__OID_OCSP_RESPONSE);
    mohur__der_raw(d, der);
    mohur__der_end(d);
}

static mohur_status
put_new(struct keeping *k,
        const struct mohur__evidence *e,
        struct mohur__der *d)
{
    mohur_status st = MOHUR_OK;
    size_t len      = (size_t)mohur__evidence_len(e);
    void *memory    = NULL;

    TRY(mohur__alloc(k->ctx, len, &memory));
    TRY(mohur__evidence_read(e, 0, mohur__span_of(memory, len)));
    put_info(d, e->kind, mohur__bytes_of(memory, len));

out:
    mohur__free(memory);
    return st;
}

static mohur_status
gather_infos(struct keeping *k,
             const struct mohur__evidence_list *list,
             const struct mohur__signed_data *data)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes written = MOHUR__NOTHING;
    struct mohur__der d;
    struct mohur__der_reader r;

    TRY(make_room(k, list));
    mohur__der_init(&d, mohur__span_of(k->memory, k->room));
    for (size_t i = 0; i < list->len; i++) {
        if (is_new(&list->at[i])) {
            TRY(put_new(k, &list->at[i], &d));
        }
    }
    REQUIRE(k->ctx, mohur__der_done(&d, &written), MOHUR_E_INTERNAL,
            "revocation data has no room");
    for (size_t i = 0; i < data->infos_len; i++) {
        add(&k->infos, data->infos[i]);
    }
    mohur__der_open(&r, written);
    while (!r.failed && r.left.len > 0) {
        add(&k->infos, mohur__der_read_element(&r));
    }
    REQUIRE(k->ctx, !r.failed, MOHUR_E_FORMAT,
            "revocation data that was believed is not DER");
    REQUIRE(k->ctx, !k->infos.too_many, MOHUR_E_LIMIT,
            "the file would have more than %d pieces of revocation data",
            INFOS_MAX);
    sort(&k->infos);

out:
    return st;
}

/* ---- both ---- */

static mohur_status
emit(struct keeping *k, struct mohur__buf *out)
{
    mohur_status st   = MOHUR_OK;
    size_t room       = bytes_of(&k->certs) + bytes_of(&k->infos);
    mohur__bytes made = MOHUR__NOTHING;
    void *memory      = NULL;
    struct mohur__der d;

    REQUIRE(k->ctx, room <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "certificates and revocation data would have more than 4 MiB");
    TRY(mohur__alloc(k->ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, room));
    put(&d, MOHUR__DER_CONTEXT_0, &k->certs);
    put(&d, MOHUR__DER_CONTEXT_1, &k->infos);
    REQUIRE(k->ctx, mohur__der_done(&d, &made), MOHUR_E_INTERNAL,
            "certificates have no room");
    mohur__buf_bytes(out, made);
    TRY(mohur__buf_status(out));

out:
    mohur__free(memory);
    return st;
}

mohur_status
mohur__kept_emit(mohur_ctx *ctx,
                 const struct mohur__kept *kept,
                 const struct mohur__certs *more,
                 const struct mohur__evidence_list *evidence,
                 const struct mohur__signed_data *data,
                 struct mohur__buf *out)
{
    mohur_status st   = MOHUR_OK;
    struct keeping *k = NULL;

    TRY(MOHUR__NEW(ctx, &k));
    k->ctx       = ctx;
    k->certs.max = MOHUR__CMS_CERTS_MAX;
    k->infos.max = INFOS_MAX;
    TRY(gather_certs(k, kept, more, data));
    TRY(gather_infos(k, evidence, data));
    TRY(emit(k, out));

out:
    if (k != NULL) {
        mohur__free(k->memory);
    }
    mohur__free(k);
    return st;
}
