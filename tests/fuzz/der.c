/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "fuzz.h"

/*
 * DER from anywhere, walked as a tree.  What the reader takes is written
 * again, byte for byte: one value has one encoding.
 */
static uint8_t room[1 << 17];

static void
copy_uint(struct mohur__der_reader *r, struct mohur__der *w)
{
    struct mohur__der_reader small = *r;
    uint64_t n                     = mohur__der_read_uint(&small);

    if (!small.failed) {
        *r = small;
        mohur__der_uint(w, n);
        return;
    }
    mohur__der_element(w, MOHUR__DER_INTEGER,
                       mohur__der_read(r, MOHUR__DER_INTEGER));
}

static void
copy_oid(struct mohur__der_reader *r, struct mohur__der *w)
{
    mohur__bytes contents = mohur__der_read_oid(r);
    enum mohur__oid known = mohur__oid_find(contents);

    if (known != MOHUR__OID_NONE) {
        mohur__der_oid(w, known);
    } else {
        mohur__der_element(w, MOHUR__DER_OID, contents);
    }
}

static void
copy(struct mohur__der_reader *r, struct mohur__der *w)
{
    while (!r->failed && r->left.len > 0) {
        uint8_t tag = r->left.data[0];
        fuzz_require(mohur__der_next_is(r, tag));
        switch (tag) {
        case MOHUR__DER_INTEGER:
            copy_uint(r, w);
            break;
        case MOHUR__DER_OID:
            copy_oid(r, w);
            break;
        case MOHUR__DER_NULL:
            mohur__der_read_null(r);
            mohur__der_null(w);
            break;
        case MOHUR__DER_BITS:
            mohur__der_bits(w, mohur__der_read_bits(r));
            break;
        case MOHUR__DER_SEQUENCE:
        case MOHUR__DER_CONTEXT_0:
        case MOHUR__DER_CONTEXT_1:
            mohur__der_enter(r, tag);
            mohur__der_begin(w, tag);
            copy(r, w); /* as deep as the reader allows */
            mohur__der_leave(r);
            mohur__der_end(w);
            break;
        default:
            mohur__der_element(w, tag, mohur__der_read(r, tag));
            break;
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mohur__der_reader r;
    struct mohur__der w;
    mohur__bytes again = MOHUR__NOTHING;
    mohur__bytes input = mohur__bytes_of(data, size);

    if (size > sizeof room / 2) {
        return 0;
    }
    mohur__der_open(&r, input);
    mohur__der_init(&w, MOHUR__SPAN(room));
    copy(&r, &w);
    if (mohur__der_close(&r)) {
        fuzz_require(mohur__der_done(&w, &again));
        fuzz_require(mohur__bytes_equal(input, again));
    }
    return 0;
}
