/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "cms/stream.h"
#include "cms/tsp.h"
#include "cms/unsigned.h"
#include "document/answer.h"
#include "document/doc_calls.h"
#include "document/doc_hand.h"
#include "document/doc_stamps.h"
#include "document/stamp_new.h"
#include "keystore/key_act.h"

/*
 * Signing: the certificate is checked before anything is hashed, the
 * signature before anything is written.
 */
struct signing {
    mohur_ctx *ctx;
    const mohur_key *key;
    const mohur_sign_options *options;
    struct mohur__hand hand;
    struct mohur__digests digests;
    struct mohur__autograph made;
    mohur_evidence evidence;
    struct mohur__stamp_wanted wanted;
    struct mohur__buf beside; /* unsignedAttrs, at level T */
};

/* ---- the time stamp ---- */

static mohur_status
check_level(struct signing *s)
{
    mohur_status st             = MOHUR_OK;
    const mohur_sign_options *o = s->options;

    if (o->level == MOHUR_DOCUMENT_B) {
        return MOHUR_OK;
    }
    REQUIRE(s->ctx, o->level == MOHUR_DOCUMENT_T, MOHUR_E_UNSUPPORTED,
            "documents are signed at level B or T");
    TRY(mohur__evidence_check(s->ctx, o->evidence, &s->evidence));
    s->wanted =
        (struct mohur__stamp_wanted){o->tsa, &s->evidence, o->trust,
                                     mohur__stamp_role(MOHUR_STAMP_SIGNATURE)};
    TRY(mohur__stamp_wanted_check(s->ctx, &s->wanted));

out:
    return st;
}

static mohur_status
make_stamp(struct signing *s)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf token = {0};

    if (s->options->level == MOHUR_DOCUMENT_B) {
        return MOHUR_OK;
    }
    mohur__buf_init(&token, s->ctx, MOHUR__TSP_MAX);
    TRY(mohur__stamp_new(s->ctx, &s->wanted, s->hand.algs.hash,
                         s->made.signature, &token));
    TRY(mohur__unsigned_add(s->ctx, MOHUR__NOTHING,
                            MOHUR__OID_SIGNATURE_TIME_STAMP,
                            mohur__buf_view(&token), &s->beside));

out:
    mohur__buf_wipe(&token);
    return st;
}

/* ---- the whole ---- */

static mohur_status
check_options(mohur_ctx *ctx, const mohur_sign_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_check(ctx, o->content));
    REQUIRE(ctx, o->cert != NULL && (o->chain != NULL || o->chain_len == 0),
            MOHUR_E_ARGUMENT, "a document is signed with a certificate");
    REQUIRE(ctx, !o->attached || mohur__source_seekable(o->content),
            MOHUR_E_ARGUMENT,
            "a document that is to be inside is read twice: not from a pipe");

out:
    return st;
}

static mohur_status
sign_document(struct signing *s, mohur_sink *sink)
{
    mohur_status st             = MOHUR_OK;
    const mohur_sign_options *o = s->options;
    uint64_t len                = 0;

    TRY(mohur__hand_init(s->ctx, s->key, mohur__bytes_of(o->cert, o->cert_len),
                         mohur__bytes_of(o->chain, o->chain_len), &s->hand));
    TRY(mohur__hand_claim(&s->hand, o));
    TRY(mohur__hand_hash(&s->hand, o->content, &s->digests, &len));
    TRY(mohur__hand_sign(&s->hand,
                         mohur__digests_get(&s->digests, s->hand.algs.hash),
                         false, &s->made));
    TRY(make_stamp(s));
    s->made.beside = mohur__buf_view(&s->beside);
    TRY(mohur__hand_write(&s->hand, &s->made, o->attached ? o->content : NULL,
                          mohur__digests_get(&s->digests, s->hand.algs.hash),
                          sink));

out:
    return st;
}

mohur_status
mohur__document_sign(mohur_ctx *ctx,
                     const mohur_key *key,
                     const mohur_sign_options *options,
                     mohur_sink *sink)
{
    mohur_status st            = MOHUR_OK;
    mohur_sign_options checked = MOHUR_SIGN_OPTIONS_INIT;
    struct signing s           = {.ctx = ctx, .key = key, .options = &checked};

    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    TRY(check_options(ctx, &checked));
    TRY(check_level(&s));
    mohur__buf_init(&s.beside, ctx, MOHUR__CMS_MAX);
    TRY(sign_document(&s, sink));

out:
    mohur__hand_wipe(&s.hand);
    mohur__digests_wipe(&s.digests);
    mohur__autograph_wipe(&s.made);
    mohur__buf_wipe(&s.beside);
    return st;
}

mohur_status
mohur_document_sign(mohur_ctx *ctx,
                    const mohur_key *key,
                    const mohur_sign_options *options,
                    mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__document_sign(ctx, key, options, sink));

out:
    return st;
}
