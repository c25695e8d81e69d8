/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "cms/attrs.h"
#include "document/doc_hand.h"
#include "document/doc_prepared.h"
#include "keystore/key.h"
#include "profile/force.h"

/*
 * The first phase: everything that a signature is made of but the signature.
 */
enum {
    LIFETIME     = 3600, /* seconds, unless said */
    LIFETIME_MAX = 30 * 86400
};

struct preparing {
    mohur_ctx *ctx;
    mohur_sign_options options;
    struct mohur__secret *key; /* of the state */
    struct mohur__hand hand;
    struct mohur__digests digests;
    uint64_t content_len;
    struct mohur__buf attributes;
    struct mohur__buf chain;
    struct mohur__buf blob;
};

static mohur_status
check_options(const struct preparing *p)
{
    mohur_status st             = MOHUR_OK;
    const mohur_sign_options *o = &p->options;

    TRY(mohur__source_check(p->ctx, o->content));
    REQUIRE(p->ctx, mohur__source_seekable(o->content), MOHUR_E_ARGUMENT,
            "a document that is prepared is read twice: not from a pipe");
    REQUIRE(p->ctx, o->cert != NULL && (o->chain != NULL || o->chain_len == 0),
            MOHUR_E_ARGUMENT, "a document is prepared for a certificate");
    REQUIRE(p->ctx, o->level == MOHUR_DOCUMENT_B, MOHUR_E_UNSUPPORTED,
            "documents are prepared at level B; extending them adds the rest");
    REQUIRE(p->ctx, o->lifetime >= 0 && o->lifetime <= LIFETIME_MAX,
            MOHUR_E_ARGUMENT, "a state can be finished for at most %d days",
            LIFETIME_MAX / 86400);

out:
    return st;
}

/*
 * A document that is what is signed of another one could lend its signature to
 * it: whoever takes signatures without attributes would not see the difference.
 */
static mohur_status
refuse_attributes(struct preparing *p)
{
    mohur_status st           = MOHUR_OK;
    mohur_source *source      = p->options.content;
    void *memory              = NULL;
    mohur__span all           = {NULL, 0};
    struct mohur__attrs attrs = {.has_content_type = false};

    if (source->len == 0 || source->len > MOHUR__ATTRS_MAX) {
        return MOHUR_OK;
    }
    TRY(mohur__alloc(p->ctx, (size_t)source->len, &memory));
    all = mohur__span_of(memory, (size_t)source->len);
    TRY(mohur__source_read_at(source, 0, all));
    if (all.data[0] == MOHUR__DER_SET) {
        all.data[0] = MOHUR__DER_CONTEXT_0;
        REQUIRE(p->ctx,
                !mohur__attrs_parse(mohur__span_bytes(all), &attrs) ||
                    !attrs.has_content_type || attrs.message_digest.len == 0,
                MOHUR_E_ARGUMENT,
                "the document is itself what is signed of another document");
    }

out:
    mohur__free(memory);
    return st;
}

static mohur_status
gather_chain(struct preparing *p)
{
    mohur_status st = MOHUR_OK;
    mohur__bytes certs[MOHUR__CERTS_MAX];
    size_t len = mohur__hand_certs(&p->hand, certs);

    REQUIRE(p->ctx, len <= MOHUR__CMS_CERTS_MAX, MOHUR_E_LIMIT,
            "a signature has at most %d certificates beside it",
            MOHUR__CMS_CERTS_MAX);
    for (size_t i = 1; i < len; i++) { /* the first is the signer's */
        mohur__buf_bytes(&p->chain, certs[i]);
    }
    TRY(mohur__buf_status(&p->chain));

out:
    return st;
}

static mohur_status
emit_state(struct preparing *p)
{
    mohur_status st                        = MOHUR_OK;
    int64_t now                            = mohur__force_time(p->ctx);
    uint8_t id[MOHUR__STATE_ID_LEN]        = {0};
    uint8_t profile[MOHUR__FORCE_HASH_LEN] = {0};
    mohur_alg hash                         = p->hand.algs.hash;
    const struct mohur__cert *cert         = &p->hand.certs.at[0];
    struct mohur__state s                  = {
                         .format =
            p->options.attached ? MOHUR__STATE_ATTACHED : MOHUR__STATE_DETACHED,
                         .id      = MOHUR__BYTES(id),
                         .created = now,
                         .expires =
            now + (p->options.lifetime > 0 ? p->options.lifetime : LIFETIME),
                         .profile    = MOHUR__BYTES(profile),
                         .alg        = cert->key.alg,
                         .hash       = hash,
                         .item       = {.len    = p->content_len,
                                        .digest = mohur__digests_get(&p->digests, hash)},
                         .cert       = cert->der,
                         .attributes = mohur__buf_view(&p->attributes),
                         .chain      = mohur__buf_view(&p->chain)};

    TRY(mohur__force_hash(p->ctx, profile));
    TRY(mohur__random(p->ctx, MOHUR__SPAN(id)));
    TRY(mohur__state_emit(p->ctx, &s, mohur__secret_bytes(p->key), &p->blob));

out:
    return st;
}

static mohur_status
prepare(struct preparing *p, mohur_prepared **out)
{
    mohur_status st             = MOHUR_OK;
    const mohur_sign_options *o = &p->options;

    TRY(mohur__hand_init_away(p->ctx, mohur__bytes_of(o->cert, o->cert_len),
                              mohur__bytes_of(o->chain, o->chain_len),
                              &p->hand));
    TRY(mohur__hand_claim(&p->hand, o));
    TRY(refuse_attributes(p));
    TRY(mohur__hand_hash(&p->hand, o->content, &p->digests, &p->content_len));
    TRY(mohur__hand_attributes(
        &p->hand, mohur__digests_get(&p->digests, p->hand.algs.hash), false,
        &p->attributes));
    TRY(gather_chain(p));
    TRY(emit_state(p));
    TRY(mohur__prepared_new(p->ctx, p->key, mohur__buf_view(&p->blob), out));

out:
    return st;
}

mohur_status
mohur_document_prepare(mohur_ctx *ctx,
                       const mohur_key *state_key,
                       const mohur_sign_options *options,
                       mohur_prepared **out)
{
    mohur_status st    = MOHUR_OK;
    struct preparing p = {.ctx = ctx};

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "there is no place for it");
    TRY(mohur__options_check(ctx, options, sizeof p.options, &p.options));
    TRY(mohur__state_key_check(ctx, state_key));
    TRY(check_options(&p));
    TRY(mohur__key_require_protect(ctx, state_key));
    TRY(mohur__state_key_derive(ctx, state_key, &p.key));
    mohur__buf_init(&p.attributes, ctx, MOHUR__ATTRS_MAX);
    mohur__buf_init(&p.chain, ctx, MOHUR__STATE_MAX);
    mohur__buf_init(&p.blob, ctx, MOHUR__STATE_MAX);
    TRY(prepare(&p, out));

out:
    mohur__secret_free(p.key);
    mohur__hand_wipe(&p.hand);
    mohur__digests_wipe(&p.digests);
    mohur__buf_wipe(&p.attributes);
    mohur__buf_wipe(&p.chain);
    mohur__buf_wipe(&p.blob);
    return st;
}
