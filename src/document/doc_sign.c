/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/time.h"
#include "cms/attrs.h"
#include "cms/signer_emit.h"
#include "cms/stream.h"
#include "cms/tsp.h"
#include "cms/unsigned.h"
#include "crypto/sign.h"
#include "document/answer.h"
#include "document/doc_calls.h"
#include "document/stamp_new.h"
#include "keystore/key_act.h"
#include "keystore/pair.h"
#include "profile/decide.h"
#include "x509/certs.h"

/*
 * Signing: the certificate is checked before anything is hashed, the
 * signature before anything is written.
 */
enum {
    ATTRIBUTES_MAX = 16 * 1024
};

struct signing {
    mohur_ctx *ctx;
    const mohur_key *key;
    const mohur_sign_options *options;
    struct mohur__cms_algs algs;
    struct mohur__certs certs; /* the signer's first */
    struct mohur__digests digests;
    struct mohur__buf attributes; /* the SET that is signed */
    uint8_t signature_room[MOHUR__SIGNATURE_MAX];
    mohur__bytes signature;
    mohur_evidence evidence;
    struct mohur__stamp_wanted wanted;
    struct mohur__buf beside; /* unsignedAttrs, at level T */
};

/* ---- the certificate ---- */

static mohur_status
check_is_of_key(struct signing *s)
{
    mohur_status st                = MOHUR_OK;
    uint8_t id[MOHUR__SHA256_LEN]  = {0};
    const struct mohur__cert *cert = &s->certs.at[0];

    TRY(mohur__hash(s->ctx, MOHUR_ALG_SHA_256, cert->spki, MOHUR__SPAN(id)));
    REQUIRE(s->ctx,
            mohur__bytes_equal(
                MOHUR__BYTES(id),
                mohur__bytes_of(mohur_key_id(s->key), MOHUR_KEY_ID_LEN)),
            MOHUR_E_ARGUMENT, "the certificate is that of another key");

out:
    return st;
}

static mohur_status
check_dates(struct signing *s)
{
    const struct mohur__cert *cert = &s->certs.at[0];
    int64_t now                    = mohur__now(s->ctx);
    char date[MOHUR__TIME_CAP]     = {0};

    if (now < cert->not_before) {
        mohur__time_format(cert->not_before, date);
        return mohur__error(s->ctx, MOHUR_E_DATE,
                            "the certificate is not valid before %s", date);
    }
    if (now > cert->not_after) {
        mohur__time_format(cert->not_after, date);
        return mohur__error(s->ctx, MOHUR_E_DATE,
                            "the certificate has expired on %s", date);
    }
    return MOHUR_OK;
}

static mohur_status
load_certs(struct signing *s)
{
    mohur_status st             = MOHUR_OK;
    const mohur_sign_options *o = s->options;

    TRY(mohur__certs_add(s->ctx, &s->certs,
                         mohur__bytes_of(o->cert, o->cert_len)));
    if (o->chain_len > 0) {
        TRY(mohur__certs_add(s->ctx, &s->certs,
                             mohur__bytes_of(o->chain, o->chain_len)));
    }
    TRY(check_is_of_key(s));
    TRY(check_dates(s));
    REQUIRE(s->ctx, (s->certs.at[0].usage & MOHUR__USAGE_COMMITMENT) != 0,
            MOHUR_E_POLICY,
            "the certificate is not for signing documents: its keyUsage lacks "
            "nonRepudiation");

out:
    return st;
}

/* ---- the signature ---- */

static mohur_status
hash_content(struct signing *s)
{
    mohur_status st = MOHUR_OK;
    uint64_t len    = 0;

    TRY(mohur__digests_want(s->ctx, &s->digests, s->algs.hash));
    TRY(mohur__cms_hash(s->ctx, s->options->content, &s->digests, &len));

out:
    return st;
}

static mohur_status
make_attributes(struct signing *s)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__cert *cert = &s->certs.at[0];
    uint8_t room[MOHUR__HASH_MAX]  = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(s->algs.hash));
    struct mohur__attrs_parts parts = {
        .hash           = s->algs.hash,
        .content_digest = mohur__digests_get(&s->digests, s->algs.hash),
        .time           = mohur__now(s->ctx),
        .issuer         = cert->issuer,
        .serial         = cert->serial,
        .digest_alg     = s->algs.digest_alg,
        .signature_alg  = s->algs.signature_alg};
    mohur__bytes made = MOHUR__NOTHING;
    mohur__span all   = {NULL, 0};

    TRY(mohur__hash(s->ctx, s->algs.hash, cert->der, digest));
    parts.cert_digest = mohur__span_bytes(digest);
    all               = mohur__buf_room(&s->attributes, ATTRIBUTES_MAX);
    TRY(mohur__buf_status(&s->attributes));
    TRY(mohur__attrs_emit(s->ctx, &parts, all, &made));
    s->attributes.len = made.len;

out:
    return st;
}

/* Sign, and verify with the certificate's key: a fault must not get out. */
static mohur_status
make_signature(struct signing *s)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t room[MOHUR__PAIR_SIGNATURE_MAX] = {0};
    mohur_alg alg                           = mohur_key_alg(s->key);
    mohur__bytes message                    = mohur__buf_view(&s->attributes);
    struct mohur__signature_alg with;
    struct mohur__der_reader r;
    mohur__span raw = mohur__span_sub(
        MOHUR__SPAN(room), 0,
        mohur__pair_signature_len(alg, mohur__key_public(s->key)));

    TRY(mohur__key_sign(s->ctx, s->key,
                        alg == MOHUR_ALG_ED25519 ? MOHUR_ALG_NONE
                                                 : s->algs.hash,
                        message, raw));
    mohur__signature_value_emit(alg, mohur__span_bytes(raw),
                                MOHUR__SPAN(s->signature_room), &s->signature);
    mohur__der_open(&r, s->algs.signature_alg);
    with = mohur__signature_alg_read(&r);
    TRY(mohur__public_key_verify(s->ctx, &s->certs.at[0].key, &with, message,
                                 s->signature));

out:
    return st;
}

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
    s->wanted = (struct mohur__stamp_wanted){o->tsa, &s->evidence, o->trust};
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
    TRY(mohur__stamp_new(s->ctx, &s->wanted, s->algs.hash, s->signature,
                         &token));
    TRY(mohur__unsigned_add(s->ctx, MOHUR__NOTHING,
                            MOHUR__OID_SIGNATURE_TIME_STAMP,
                            mohur__buf_view(&token), &s->beside));

out:
    mohur__buf_wipe(&token);
    return st;
}

/* ---- the file ---- */

/* The signer's and its issuers', without those that issued themselves. */
static size_t
choose_certs(const struct mohur__certs *all, mohur__bytes out[MOHUR__CERTS_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < all->len; i++) {
        if (i == 0 || !mohur__cert_self_issued(&all->at[i])) {
            out[len++] = all->at[i].der;
        }
    }
    return len;
}

static mohur_status
write_file(struct signing *s, mohur_sink *sink)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf tail = {0};
    mohur__bytes certs[MOHUR__CERTS_MAX];
    struct mohur__cms_signer signer = {
        .certs      = certs,
        .certs_len  = choose_certs(&s->certs, certs),
        .issuer     = s->certs.at[0].issuer,
        .serial     = s->certs.at[0].serial,
        .algs       = s->algs,
        .attributes = mohur__buf_view(&s->attributes),
        .signature  = s->signature,
        .beside     = mohur__buf_view(&s->beside)};
    struct mohur__cms_parts parts = {
        .digest_alg = s->algs.digest_alg,
        .content    = s->options->attached ? s->options->content : NULL,
        .hash       = s->algs.hash,
        .digest     = mohur__digests_get(&s->digests, s->algs.hash)};

    mohur__buf_init(&tail, s->ctx, MOHUR__CMS_MAX);
    TRY(mohur__cms_signer_emit(s->ctx, &signer, &tail));
    parts.tail = mohur__buf_view(&tail);
    TRY(mohur__cms_write(s->ctx, &parts, sink));

out:
    mohur__buf_wipe(&tail);
    return st;
}

static mohur_status
check_options(mohur_ctx *ctx, const mohur_key *key, const mohur_sign_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_check(ctx, o->content));
    REQUIRE(ctx, o->cert != NULL && (o->chain != NULL || o->chain_len == 0),
            MOHUR_E_ARGUMENT, "a document is signed with a certificate");
    REQUIRE(ctx, !o->attached || mohur__source_seekable(o->content),
            MOHUR_E_ARGUMENT,
            "a document that is to be inside is read twice: not from a pipe");
    REQUIRE(ctx, mohur_key_purpose(key) == MOHUR_PURPOSE_SIGN, MOHUR_E_ARGUMENT,
            "the key is not for signing");
    REQUIRE(ctx, mohur_key_has_private(key), MOHUR_E_NO_KEY,
            "the key has no private part here");
    TRY(mohur__key_require_protect(ctx, key));

out:
    return st;
}

static mohur_status
sign_document(struct signing *s, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(s->ctx, mohur__cms_algs_for(mohur_key_alg(s->key), &s->algs),
            MOHUR_E_UNSUPPORTED, "%s signs no documents",
            mohur_alg_name(mohur_key_alg(s->key)));
    TRY(mohur__key_allowed(s->ctx, s->key, MOHUR_OP_SIGN, s->algs.hash));
    TRY(load_certs(s));
    TRY(hash_content(s));
    TRY(make_attributes(s));
    TRY(make_signature(s));
    TRY(make_stamp(s));
    TRY(write_file(s, sink));

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
    TRY(check_options(ctx, key, &checked));
    TRY(check_level(&s));
    mohur__buf_init(&s.attributes, ctx, ATTRIBUTES_MAX);
    mohur__buf_init(&s.beside, ctx, MOHUR__CMS_MAX);
    TRY(sign_document(&s, sink));

out:
    mohur__certs_free(&s.certs);
    mohur__digests_wipe(&s.digests);
    mohur__buf_wipe(&s.attributes);
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
