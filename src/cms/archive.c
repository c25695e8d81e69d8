/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/archive.h"

#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/mem.h"

enum {
    AROUND       = 64, /* longer headers, an attribute and its type */
    VERSION      = 3,  /* of a token */
    VERSION_OCSP = 5   /* with OCSP responses in it */
};

void
mohur__archive_input(const struct mohur__signer_info *info,
                     mohur__bytes content_digest,
                     mohur__bytes index,
                     struct mohur__buf *out)
{
    mohur__bytes type = mohur__oid_bytes(MOHUR__OID_DATA);

    mohur__buf_u8(out, MOHUR__DER_OID);
    mohur__buf_u8(out, (uint8_t)type.len);
    mohur__buf_bytes(out, type);
    mohur__buf_bytes(out, content_digest);
    mohur__buf_bytes(out, info->fields);
    mohur__buf_bytes(out, index);
}

mohur__bytes
mohur__archive_index(const struct mohur__token *token)
{
    mohur__bytes index = MOHUR__NOTHING;
    struct mohur__unsigned beside;

    if (!mohur__unsigned_parse(token->signer.info.unsigned_attributes,
                               &beside) ||
        beside.too_many) {
        return MOHUR__NOTHING;
    }
    for (size_t i = 0; i < beside.values_len; i++) {
        if (beside.values[i].oid != MOHUR__OID_ATS_HASH_INDEX_V3) {
            continue;
        }
        if (index.len > 0) {
            return MOHUR__NOTHING;
        }
        index = beside.values[i].value;
    }
    return index;
}

/* ---- writing ---- */

/* The SignerInfo, with other unsigned attributes. */
static void
put_signer(struct mohur__der_reader *r,
           struct mohur__der *d,
           mohur__bytes beside)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    while (!r->failed && r->left.len > 0 &&
           !mohur__der_next_is(r, MOHUR__DER_CONTEXT_1)) {
        mohur__der_raw(d, mohur__der_read_element(r));
    }
    mohur__der_raw(d, beside);
    mohur__der_end(d);
}

/* Everything as it is as far as the SignerInfo, the only one. */
static bool
put_token(struct mohur__der *d, mohur__bytes token, mohur__bytes beside)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, token);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, mohur__der_read_element(&r));
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(d, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, mohur__der_read_element(&r)); /* version */
    mohur__der_raw(d, mohur__der_read_element(&r)); /* digestAlgorithms */
    while (!r.failed && !mohur__der_next_is(&r, MOHUR__DER_SET)) {
        mohur__der_raw(d, mohur__der_read_element(&r));
    }
    mohur__der_enter(&r, MOHUR__DER_SET);
    mohur__der_begin(d, MOHUR__DER_SET);
    put_signer(&r, d, beside);
    for (int i = 0; i < 4; i++) {
        mohur__der_end(d);
    }
    return !r.failed;
}

mohur_status
mohur__archive_token(mohur_ctx *ctx,
                     mohur__bytes token,
                     mohur__bytes index,
                     struct mohur__buf *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__token read = {.fault = NULL};
    struct mohur__buf beside = {0};
    size_t room              = token.len + index.len + AROUND;
    mohur__bytes made        = MOHUR__NOTHING;
    void *memory             = NULL;
    struct mohur__der d;

    mohur__buf_init(&beside, ctx, MOHUR__TSP_MAX);
    TRY(mohur__token_read(ctx, token, NULL, 0, &read));
    REQUIRE(ctx, read.fault == NULL, MOHUR_E_FORMAT, "%s", read.fault);
    TRY(mohur__unsigned_add(ctx, read.signer.info.unsigned_attributes,
                            MOHUR__OID_ATS_HASH_INDEX_V3, index, &beside));
    TRY(mohur__alloc(ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, room));
    REQUIRE(ctx,
            put_token(&d, token, mohur__buf_view(&beside)) &&
                mohur__der_done(&d, &made),
            MOHUR_E_INTERNAL, "a time stamp has no room for its index");
    REQUIRE(ctx, made.len <= MOHUR__TSP_MAX, MOHUR_E_LIMIT,
            "a time stamp with its index would have more than 64 KiB");
    mohur__buf_bytes(out, made);
    TRY(mohur__buf_status(out));

out:
    mohur__free(memory);
    mohur__buf_wipe(&beside);
    mohur__token_wipe(&read);
    return st;
}

/* ---- with other certificates ---- */

/* 5 with OCSP responses, which have a tag of their own; else 3. */
static uint64_t
version_with(mohur__bytes sets)
{
    struct mohur__der_reader r;
    bool other = false;

    mohur__der_open(&r, sets);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0)) {
        (void)mohur__der_read_element(&r);
    }
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1)) {
        mohur__der_enter(&r, MOHUR__DER_CONTEXT_1);
        while (!r.failed && r.left.len > 0) {
            other = other || mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1);
            (void)mohur__der_read_element(&r);
        }
    }
    return other ? VERSION_OCSP : VERSION;
}

/* Everything as it is but these; with OCSP responses it is of version 5. */
static bool
put_token_with(struct mohur__der *d, mohur__bytes token, mohur__bytes sets)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, token);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, mohur__der_read_element(&r));
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(d, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    (void)mohur__der_read_element(&r);
    mohur__der_uint(d, version_with(sets));
    mohur__der_raw(d, mohur__der_read_element(&r)); /* digestAlgorithms */
    mohur__der_raw(d, mohur__der_read_element(&r)); /* TSTInfo */
    while (!r.failed && !mohur__der_next_is(&r, MOHUR__DER_SET)) {
        (void)mohur__der_read_element(&r);
    }
    mohur__der_raw(d, sets);
    mohur__der_raw(d, mohur__der_read_element(&r));
    for (int i = 0; i < 3; i++) {
        mohur__der_end(d);
    }
    return !r.failed;
}

mohur_status
mohur__token_with(mohur_ctx *ctx,
                  mohur__bytes token,
                  mohur__bytes sets,
                  struct mohur__buf *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__token read = {.fault = NULL};
    size_t room              = token.len + sets.len + AROUND;
    mohur__bytes made        = MOHUR__NOTHING;
    void *memory             = NULL;
    struct mohur__der d;

    TRY(mohur__alloc(ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, room));
    REQUIRE(ctx, put_token_with(&d, token, sets) && mohur__der_done(&d, &made),
            MOHUR_E_INTERNAL, "a time stamp has no room for evidence");
    REQUIRE(ctx, made.len <= MOHUR__TSP_MAX, MOHUR_E_LIMIT,
            "a time stamp with its evidence would have more than 64 KiB: use "
            "OCSP responses in place of long lists");
    TRY(mohur__token_read(ctx, made, NULL, 0, &read));
    REQUIRE(ctx, read.fault == NULL, MOHUR_E_INTERNAL, "%s", read.fault);
    mohur__buf_bytes(out, made);
    TRY(mohur__buf_status(out));

out:
    mohur__token_wipe(&read);
    mohur__free(memory);
    return st;
}
