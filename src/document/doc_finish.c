/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/io.h"
#include "base/options.h"
#include "cms/attrs.h"
#include "document/doc_hand.h"
#include "document/doc_prepared.h"

/*
 * The second phase: the state, its time and profile, the certificate, the
 * document and the signature are checked in this order, and nothing is written
 * before all of them hold.
 */
struct finishing {
    mohur_ctx *ctx;
    mohur_finish_options options;
    mohur_prepared *prepared;
    struct mohur__hand hand;
    struct mohur__digests digests;
    struct mohur__autograph made;
};

static mohur_status
check_what_came(const struct finishing *f)
{
    mohur_status st               = MOHUR_OK;
    const mohur_finish_options *o = &f->options;

    TRY(mohur__source_check(f->ctx, o->content));
    REQUIRE(f->ctx,
            o->state != NULL && o->signature != NULL && o->signature_len > 0,
            MOHUR_E_ARGUMENT,
            "a document is finished with its state and a signature");

out:
    return st;
}

/* The certificate and those of its issuers; may it still sign? */
static mohur_status
take_hand(struct finishing *f)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__state *s = &f->prepared->state;
    struct mohur__der_reader r;

    TRY(mohur__hand_init_away(f->ctx, s->cert, MOHUR__NOTHING, &f->hand));
    REQUIRE(f->ctx,
            f->hand.certs.at[0].key.alg == s->alg &&
                f->hand.algs.hash == s->hash,
            MOHUR_E_FORMAT, "the state names other algorithms than are used");
    mohur__der_open(&r, s->chain);
    while (r.left.len > 0) {
        TRY(mohur__certs_add(f->ctx, &f->hand.certs,
                             mohur__der_read_element(&r)));
    }

out:
    return st;
}

static mohur_status
check_content(struct finishing *f)
{
    mohur_status st                    = MOHUR_OK;
    const struct mohur__state_item *is = &f->prepared->state.item;
    mohur_alg hash                     = f->prepared->state.hash;
    uint64_t len                       = 0;

    TRY(mohur__hand_hash(&f->hand, f->options.content, &f->digests, &len));
    REQUIRE(f->ctx,
            len == is->len &&
                mohur__bytes_equal(mohur__digests_get(&f->digests, hash),
                                   is->digest),
            MOHUR_E_AUTH, "the document is not the one that was prepared");

out:
    return st;
}

static mohur_status
check_signature(struct finishing *f)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf *attrs = &f->made.attributes;

    mohur__buf_init(attrs, f->ctx, MOHUR__ATTRS_MAX);
    mohur__buf_bytes(attrs, f->prepared->state.attributes);
    TRY(mohur__buf_status(attrs));
    f->made.signature =
        mohur__bytes_of(f->options.signature, f->options.signature_len);
    TRY(mohur__hand_verify(&f->hand, mohur__buf_view(attrs),
                           f->made.signature));

out:
    return st;
}

static mohur_status
finish(struct finishing *f, mohur_sink *sink)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__state *s = &f->prepared->state;
    bool attached                = s->format == MOHUR__STATE_ATTACHED;

    REQUIRE(f->ctx, !attached || mohur__source_seekable(f->options.content),
            MOHUR_E_ARGUMENT,
            "a document that is to be inside is read twice: not from a pipe");
    TRY(take_hand(f));
    TRY(check_content(f));
    TRY(check_signature(f));
    TRY(mohur__hand_write(&f->hand, &f->made,
                          attached ? f->options.content : NULL, s->item.digest,
                          sink));

out:
    return st;
}

mohur_status
mohur_document_finish(mohur_ctx *ctx,
                      const mohur_key *state_key,
                      const mohur_finish_options *options,
                      mohur_sink *sink)
{
    mohur_status st    = MOHUR_OK;
    struct finishing f = {.ctx = ctx};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, options, sizeof f.options, &f.options));
    TRY(mohur__sink_check(ctx, sink));
    TRY(check_what_came(&f));
    TRY(mohur__prepared_open(
        ctx, state_key, mohur__bytes_of(f.options.state, f.options.state_len),
        &f.prepared));
    TRY(finish(&f, sink));

out:
    mohur_prepared_free(f.prepared);
    mohur__hand_wipe(&f.hand);
    mohur__digests_wipe(&f.digests);
    mohur__autograph_wipe(&f.made);
    return st;
}
