/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_beside.h"

#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/mem.h"

enum {
    VALUE_MAX = 64 * 1024,
    AROUND    = 256 /* what a value needs beside its own bytes */
};

/* A SignerInfo as it is, but for its unsigned attributes. */
static void
put_signer(struct mohur__der *d, mohur__bytes fields, mohur__bytes beside)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, fields);
    mohur__der_raw(d, beside);
    mohur__der_end(d);
}

static mohur_status
add_to_signer(const struct mohur__reading *r,
              const struct mohur__beside *asked,
              mohur__bytes signer,
              struct mohur__der *d)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf value  = {0};
    struct mohur__buf beside = {0};
    struct mohur__signer_info info;
    struct mohur__unsigned old;

    mohur__buf_init(&value, r->ctx, VALUE_MAX);
    mohur__buf_init(&beside, r->ctx, MOHUR__CMS_MAX);
    REQUIRE(r->ctx,
            mohur__signer_info_parse(signer, &info) &&
                mohur__unsigned_parse(info.unsigned_attributes, &old),
            MOHUR_E_FORMAT, "a signature is malformed");
    TRY(asked->make(asked->user, &info, &old, &value));
    TRY(mohur__unsigned_add(r->ctx, info.unsigned_attributes, asked->type,
                            mohur__buf_view(&value), &beside));
    put_signer(d, info.fields, mohur__buf_view(&beside));

out:
    mohur__buf_wipe(&beside);
    mohur__buf_wipe(&value);
    return st;
}

/* In the order that DER wants a SET OF to have. */
static void
sort(mohur__bytes *items, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        for (size_t k = i;
             k > 0 && mohur__bytes_compare(items[k - 1], items[k]) > 0; k--) {
            mohur__bytes item = items[k];

            items[k]     = items[k - 1];
            items[k - 1] = item;
        }
    }
}

mohur_status
mohur__beside_add(struct mohur__reading *r, const struct mohur__beside *asked)
{
    mohur_status st  = MOHUR_OK;
    size_t len       = r->data.signers_len;
    mohur__bytes all = MOHUR__NOTHING;
    size_t room      = r->message.tail.len + len * (size_t)(VALUE_MAX + AROUND);
    void *memory     = NULL;
    mohur__bytes signers[MOHUR__CMS_SIGNERS_MAX] = {{NULL, 0}};
    struct mohur__der d;
    struct mohur__der_reader reader;

    TRY(mohur__alloc(r->ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, room));
    for (size_t i = 0; i < len; i++) {
        TRY(add_to_signer(r, asked, r->data.signers[i], &d));
    }
    REQUIRE(r->ctx, mohur__der_done(&d, &all), MOHUR_E_INTERNAL,
            "signatures have no room");
    mohur__der_open(&reader, all);
    for (size_t i = 0; i < len; i++) {
        signers[i] = mohur__der_read_element(&reader);
    }
    sort(signers, len);
    TRY(mohur__reading_rebuild(r, mohur__reading_sets(r), signers, len));

out:
    mohur__free(memory);
    return st;
}
