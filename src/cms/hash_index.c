/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/hash_index.h"

#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/mem.h"
#include "cms/tsp.h"
#include "crypto/hash.h"

/*
 * The three lists are made in one way: each element is one or two runs of
 * bytes, whose digest is listed.
 */
enum {
    ENTRY_MAX = MOHUR__HASH_MAX + 2, /* an OCTET STRING with a digest */
    AROUND    = 64
};

struct cover {
    mohur_ctx *ctx;
    mohur_alg hash;
    const struct mohur__signed_data *data;
    const struct mohur__unsigned *beside;
};

/* ---- what there is ---- */

static size_t
count(const struct cover *c, enum mohur__hash_list list)
{
    return list == MOHUR__HASH_CERTS   ? c->data->certs_len
           : list == MOHUR__HASH_INFOS ? c->data->infos_len
                                       : c->beside->values_len;
}

static mohur_status
digest_at(const struct cover *c,
          enum mohur__hash_list list,
          size_t i,
          mohur__span out)
{
    mohur__bytes parts[2] = {MOHUR__NOTHING, MOHUR__NOTHING};

    if (list == MOHUR__HASH_VALUES) {
        parts[0] = c->beside->values[i].type;
        parts[1] = c->beside->values[i].value;
    } else {
        parts[0] =
            list == MOHUR__HASH_CERTS ? c->data->certs[i] : c->data->infos[i];
    }
    return mohur__hash_parts(c->ctx, c->hash, parts, 2, out);
}

/* ---- reading ---- */

/* One list: digests and nothing else. */
static mohur__bytes
read_list(struct mohur__der_reader *r, size_t len)
{
    mohur__bytes all = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    all = r->left;
    while (!r->failed && r->left.len > 0) {
        (void)mohur__der_read_exactly(r, MOHUR__DER_OCTETS, len);
    }
    mohur__der_leave(r);
    return all;
}

bool
mohur__hash_index_parse(mohur__bytes der, struct mohur__hash_index *out)
{
    struct mohur__der_reader r;

    *out = (struct mohur__hash_index){.hash = MOHUR_ALG_NONE};
    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->hash = mohur__digest_alg_read(&r);
    for (size_t i = 0; i < MOHUR__HASH_LISTS; i++) {
        out->lists[i] = read_list(&r, mohur__hash_len(out->hash));
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r) && out->hash != MOHUR_ALG_NONE;
}

static bool
is_listed(mohur__bytes list, mohur__bytes digest)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, list);
    while (!r.failed && r.left.len > 0) {
        if (mohur__bytes_equal(mohur__der_read_octets(&r), digest)) {
            return true;
        }
    }
    return false;
}

mohur_status
mohur__hash_index_lists(mohur_ctx *ctx,
                        const struct mohur__hash_index *index,
                        enum mohur__hash_list list,
                        const mohur__bytes parts[2],
                        bool *out)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(index->hash));

    TRY(mohur__hash_parts(ctx, index->hash, parts, 2, digest));
    *out = is_listed(index->lists[list], mohur__span_bytes(digest));

out:
    return st;
}

/* ---- writing ---- */

static mohur_status
put_list(const struct cover *c,
         enum mohur__hash_list list,
         struct mohur__der *d)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(c->hash));

    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    for (size_t i = 0; i < count(c, list); i++) {
        TRY(digest_at(c, list, i, digest));
        mohur__der_octets(d, mohur__span_bytes(digest));
    }
    mohur__der_end(d);

out:
    return st;
}

static size_t
room_for(const struct cover *c)
{
    size_t n = 0;

    for (int i = 0; i < MOHUR__HASH_LISTS; i++) {
        n += count(c, (enum mohur__hash_list)i);
    }
    return AROUND + n * ENTRY_MAX;
}

mohur_status
mohur__hash_index_emit(mohur_ctx *ctx,
                       mohur_alg hash,
                       const struct mohur__signed_data *data,
                       const struct mohur__unsigned *beside,
                       struct mohur__buf *out)
{
    mohur_status st      = MOHUR_OK;
    const struct cover c = {ctx, hash, data, beside};
    mohur__bytes made    = MOHUR__NOTHING;
    void *memory         = NULL;
    struct mohur__der d;

    TRY(mohur__alloc(ctx, room_for(&c), &memory));
    mohur__der_init(&d, mohur__span_of(memory, room_for(&c)));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, mohur__tsp_hash_oid(hash));
    mohur__der_end(&d);
    for (int i = 0; i < MOHUR__HASH_LISTS; i++) {
        TRY(put_list(&c, (enum mohur__hash_list)i, &d));
    }
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, &made), MOHUR_E_INTERNAL,
            "an index of digests has no room");
    mohur__buf_bytes(out, made);
    TRY(mohur__buf_status(out));

out:
    mohur__free(memory);
    return st;
}

/* ---- checking ---- */

/* The digests of all that could be listed, one after the other. */
static mohur_status
make_digests(const struct cover *c,
             enum mohur__hash_list list,
             void **out_memory)
{
    mohur_status st = MOHUR_OK;
    size_t len      = mohur__hash_len(c->hash);
    size_t n        = count(c, list);

    TRY(mohur__alloc(c->ctx, n * len, out_memory));
    for (size_t i = 0; i < n; i++) {
        TRY(digest_at(c, list, i,
                      mohur__span_sub(mohur__span_of(*out_memory, n * len),
                                      i * len, len)));
    }

out:
    return st;
}

static bool
is_there(mohur__bytes digest, mohur__bytes all)
{
    for (size_t at = 0; at < all.len; at += digest.len) {
        if (mohur__bytes_equal(mohur__bytes_sub(all, at, digest.len), digest)) {
            return true;
        }
    }
    return false;
}

static mohur_status
check_list(const struct cover *c,
           enum mohur__hash_list list,
           mohur__bytes listed,
           bool *out)
{
    mohur_status st  = MOHUR_OK;
    void *memory     = NULL;
    mohur__bytes all = MOHUR__NOTHING;
    struct mohur__der_reader r;

    TRY(make_digests(c, list, &memory));
    all = mohur__bytes_of(memory, count(c, list) * mohur__hash_len(c->hash));
    mohur__der_open(&r, listed);
    while (*out && r.left.len > 0) {
        *out = is_there(mohur__der_read_octets(&r), all) && !r.failed;
    }

out:
    mohur__free(memory);
    return st;
}

mohur_status
mohur__hash_index_check(mohur_ctx *ctx,
                        const struct mohur__hash_index *index,
                        const struct mohur__signed_data *data,
                        const struct mohur__unsigned *beside,
                        bool *out)
{
    mohur_status st      = MOHUR_OK;
    const struct cover c = {ctx, index->hash, data, beside};

    *out = true;
    for (int i = 0; *out && i < MOHUR__HASH_LISTS; i++) {
        TRY(check_list(&c, (enum mohur__hash_list)i, index->lists[i], out));
    }

out:
    return st;
}
