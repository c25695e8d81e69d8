/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/extend.h>

#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "cms/signed_data.h"
#include "cms/stream.h"
#include "cms/tsp.h"
#include "cms/unsigned.h"
#include "document/answer.h"
#include "document/asic.h"
#include "document/asic_extend.h"
#include "document/doc_calls.h"
#include "document/stamp_new.h"

/*
 * Extending: each SignerInfo gets a time stamp beside its signature, and all
 * else goes over byte for byte.
 */
enum {
    AROUND = 256 /* what a time stamp needs beside its own bytes */
};

struct extending {
    mohur_ctx *ctx;
    const mohur_extend_options *options;
    mohur_evidence evidence;
    struct mohur__stamp_wanted wanted;
    struct mohur__cms message;
    struct mohur__signed_data data;
    void *memory; /* of the SignerInfos, and of the tail */
    size_t room;  /* of each of the two */
    mohur__bytes signers[MOHUR__CMS_SIGNERS_MAX];
    mohur__bytes tail;
};

/* ---- what is there ---- */

static mohur_status
check_signers(struct extending *x)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < x->data.signers_len; i++) {
        struct mohur__signer_info info;
        struct mohur__unsigned beside;

        REQUIRE(x->ctx,
                mohur__signer_info_parse(x->data.signers[i], &info) &&
                    mohur__unsigned_parse(info.unsigned_attributes, &beside),
                MOHUR_E_FORMAT, "signature %zu is malformed", i + 1);
        REQUIRE(x->ctx, beside.stamps_len < MOHUR__STAMPS_MAX, MOHUR_E_LIMIT,
                "signature %zu has %d time stamps already", i + 1,
                MOHUR__STAMPS_MAX);
    }

out:
    return st;
}

static mohur_status
read_file(struct extending *x)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__cms_read(x->ctx, x->options->file, &x->message));
    REQUIRE(x->ctx, x->message.is_data, MOHUR_E_UNSUPPORTED,
            "what is signed is no document");
    TRY(mohur__signed_data_parse(x->ctx, mohur__buf_view(&x->message.tail),
                                 &x->data));
    TRY(check_signers(x));

out:
    return st;
}

/* ---- the signatures ---- */

/* A SignerInfo as it is, but for its unsigned attributes. */
static void
put_signer(struct mohur__der *d, mohur__bytes old, mohur__bytes beside)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, old);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0 &&
           !mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1)) {
        mohur__der_raw(d, mohur__der_read_element(&r));
    }
    mohur__der_raw(d, beside);
    mohur__der_end(d);
}

static mohur_status
stamp_signer(struct extending *x, size_t i, struct mohur__der *d)
{
    mohur_status st          = MOHUR_OK;
    mohur__bytes old         = x->data.signers[i];
    struct mohur__buf token  = {0};
    struct mohur__buf beside = {0};
    struct mohur__signer_info info;

    mohur__buf_init(&token, x->ctx, MOHUR__TSP_MAX);
    mohur__buf_init(&beside, x->ctx, MOHUR__CMS_MAX);
    REQUIRE(x->ctx, mohur__signer_info_parse(old, &info), MOHUR_E_INTERNAL,
            "a signature changed");
    TRY(mohur__stamp_new(x->ctx, &x->wanted,
                         info.hash == MOHUR_ALG_NONE ? MOHUR_ALG_SHA_256
                                                     : info.hash,
                         info.signature, &token));
    TRY(mohur__unsigned_stamp(x->ctx, info.unsigned_attributes,
                              mohur__buf_view(&token), &beside));
    put_signer(d, old, mohur__buf_view(&beside));

out:
    mohur__buf_wipe(&beside);
    mohur__buf_wipe(&token);
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

static mohur_status
make_signers(struct extending *x)
{
    mohur_status st  = MOHUR_OK;
    mohur__bytes all = MOHUR__NOTHING;
    struct mohur__der d;
    struct mohur__der_reader r;

    x->room = x->message.tail.len +
              x->data.signers_len * (size_t)(MOHUR__TSP_MAX + AROUND);
    TRY(mohur__alloc(x->ctx, 2 * x->room, &x->memory));
    mohur__der_init(&d, mohur__span_of(x->memory, x->room));
    for (size_t i = 0; i < x->data.signers_len; i++) {
        TRY(stamp_signer(x, i, &d));
    }
    REQUIRE(x->ctx, mohur__der_done(&d, &all), MOHUR_E_INTERNAL,
            "signatures have no room");
    mohur__der_open(&r, all);
    for (size_t i = 0; i < x->data.signers_len; i++) {
        x->signers[i] = mohur__der_read_element(&r);
    }
    sort(x->signers, x->data.signers_len);

out:
    return st;
}

/* Certificates and revocation data as they are, then the signatures. */
static mohur_status
make_tail(struct extending *x)
{
    mohur_status st   = MOHUR_OK;
    mohur__span whole = mohur__span_of(x->memory, 2 * x->room);
    struct mohur__der d;
    struct mohur__der_reader r;

    mohur__der_init(&d, mohur__span_sub(whole, x->room, x->room));
    mohur__der_open(&r, mohur__buf_view(&x->message.tail));
    while (!r.failed && !mohur__der_next_is(&r, MOHUR__DER_SET)) {
        mohur__der_raw(&d, mohur__der_read_element(&r));
    }
    mohur__der_begin(&d, MOHUR__DER_SET);
    for (size_t i = 0; i < x->data.signers_len; i++) {
        mohur__der_raw(&d, x->signers[i]);
    }
    mohur__der_end(&d);
    REQUIRE(x->ctx, !r.failed && mohur__der_done(&d, &x->tail),
            MOHUR_E_INTERNAL, "signatures have no room");
    REQUIRE(x->ctx, x->tail.len <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "certificates and signatures would have more than 4 MiB");

out:
    return st;
}

/* ---- the call ---- */

static mohur_status
check_options(struct extending *x)
{
    mohur_status st               = MOHUR_OK;
    const mohur_extend_options *o = x->options;

    REQUIRE(x->ctx, mohur__source_seekable(o->file), MOHUR_E_ARGUMENT,
            "a file that is extended is read twice: not from a pipe");
    REQUIRE(x->ctx, o->level == MOHUR_DOCUMENT_T, MOHUR_E_UNSUPPORTED,
            "documents are extended to level T");
    TRY(mohur__evidence_check(x->ctx, o->evidence, &x->evidence));
    x->wanted = (struct mohur__stamp_wanted){o->tsa, &x->evidence, o->trust};
    TRY(mohur__stamp_wanted_check(x->ctx, &x->wanted));

out:
    return st;
}

mohur_status
mohur__document_extend(mohur_ctx *ctx,
                       const mohur_extend_options *options,
                       mohur_sink *sink)
{
    mohur_status st    = MOHUR_OK;
    struct extending x = {.ctx = ctx, .options = options};

    TRY(check_options(&x));
    TRY(read_file(&x));
    TRY(make_signers(&x));
    TRY(make_tail(&x));
    TRY(mohur__cms_rewrite(ctx, options->file, &x.message, x.tail, sink));

out:
    mohur__free(x.memory);
    mohur__cms_wipe(&x.message);
    return st;
}

mohur_status
mohur_document_extend(mohur_ctx *ctx,
                      const mohur_extend_options *options,
                      mohur_sink *sink)
{
    mohur_status st              = MOHUR_OK;
    mohur_extend_options checked = MOHUR_EXTEND_OPTIONS_INIT;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(mohur__sink_check(ctx, sink));
    TRY(mohur__source_check(ctx, checked.file));
    TRY(mohur__asic_begins(checked.file)
            ? mohur__asic_extend(ctx, &checked, sink)
            : mohur__document_extend(ctx, &checked, sink));

out:
    return st;
}
