/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_hand.h"

#include "base/guard.h"
#include "base/time.h"
#include "cms/attrs.h"
#include "cms/pour.h"
#include "cms/stream.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "keystore/key_act.h"
#include "keystore/pair.h"
#include "profile/decide.h"

enum {
    ATTRIBUTES_MAX = 16 * 1024
};

/* ---- the certificate ---- */

static mohur_status
check_is_of_key(const struct mohur__hand *h)
{
    mohur_status st                = MOHUR_OK;
    uint8_t id[MOHUR__SHA256_LEN]  = {0};
    const struct mohur__cert *cert = &h->certs.at[0];

    TRY(mohur__hash(h->ctx, MOHUR_ALG_SHA_256, cert->spki, MOHUR__SPAN(id)));
    REQUIRE(h->ctx,
            mohur__bytes_equal(
                MOHUR__BYTES(id),
                mohur__bytes_of(mohur_key_id(h->key), MOHUR_KEY_ID_LEN)),
            MOHUR_E_ARGUMENT, "the certificate is that of another key");

out:
    return st;
}

static mohur_status
check_dates(const struct mohur__hand *h)
{
    const struct mohur__cert *cert = &h->certs.at[0];
    int64_t now                    = mohur__now(h->ctx);
    char date[MOHUR__TIME_CAP]     = {0};

    if (now < cert->not_before) {
        mohur__time_format(cert->not_before, date);
        return mohur__error(h->ctx, MOHUR_E_DATE,
                            "the certificate is not valid before %s", date);
    }
    if (now > cert->not_after) {
        mohur__time_format(cert->not_after, date);
        return mohur__error(h->ctx, MOHUR_E_DATE,
                            "the certificate has expired on %s", date);
    }
    return MOHUR_OK;
}

static mohur_status
load_certs(struct mohur__hand *h, mohur__bytes cert, mohur__bytes chain)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__certs_add(h->ctx, &h->certs, cert));
    if (chain.len > 0) {
        TRY(mohur__certs_add_bundle(h->ctx, &h->certs, chain));
    }
    if (h->key != NULL) {
        TRY(check_is_of_key(h));
    }
    TRY(check_dates(h));
    REQUIRE(h->ctx, (h->certs.at[0].usage & MOHUR__USAGE_COMMITMENT) != 0,
            MOHUR_E_POLICY,
            "the certificate is not for signing documents: its keyUsage lacks "
            "nonRepudiation");

out:
    return st;
}

mohur_status
mohur__hand_init(mohur_ctx *ctx,
                 const mohur_key *key,
                 mohur__bytes cert,
                 mohur__bytes chain,
                 struct mohur__hand *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__hand){.ctx = ctx, .key = key};
    TRY(mohur__key_require_sign(ctx, key));
    REQUIRE(ctx, mohur__cms_algs_for(mohur_key_alg(key), &out->algs),
            MOHUR_E_UNSUPPORTED, "%s signs no documents",
            mohur_alg_name(mohur_key_alg(key)));
    TRY(mohur__key_allowed(ctx, key, MOHUR_OP_SIGN, out->algs.hash));
    TRY(load_certs(out, cert, chain));

out:
    return st;
}

mohur_status
mohur__hand_init_away(mohur_ctx *ctx,
                      mohur__bytes cert,
                      mohur__bytes chain,
                      struct mohur__hand *out)
{
    mohur_status st                     = MOHUR_OK;
    mohur_request ask                   = MOHUR_REQUEST_INIT;
    const struct mohur__public_key *key = NULL;

    *out = (struct mohur__hand){.ctx = ctx};
    TRY(load_certs(out, cert, chain));
    key = &out->certs.at[0].key;
    REQUIRE(ctx, mohur__cms_algs_for(key->alg, &out->algs), MOHUR_E_UNSUPPORTED,
            "%s signs no documents", mohur_alg_name(key->alg));
    ask.operation = MOHUR_OP_SIGN;
    ask.alg       = key->alg;
    ask.bits      = mohur__public_key_bits(key);
    ask.hash      = out->algs.hash;
    TRY(mohur__profile_require(ctx, &ask));

out:
    return st;
}

mohur_status
mohur__hand_claim(struct mohur__hand *hand, const mohur_sign_options *options)
{
    hand->claims = (struct mohur__claims_texts){
        options->registration_number, options->voen, options->commitment};
    return mohur__claims_check(hand->ctx, &hand->claims);
}

void
mohur__hand_wipe(struct mohur__hand *hand)
{
    mohur__certs_free(&hand->certs);
}

size_t
mohur__hand_certs(const struct mohur__hand *hand,
                  mohur__bytes out[MOHUR__CERTS_MAX])
{
    const struct mohur__certs *all = &hand->certs;
    size_t len                     = 0;

    for (size_t i = 0; i < all->len; i++) {
        if (i == 0 || !mohur__cert_self_issued(&all->at[i])) {
            out[len++] = all->at[i].der;
        }
    }
    return len;
}

mohur_status
mohur__hand_hash(const struct mohur__hand *hand,
                 mohur_source *content,
                 struct mohur__digests *digests,
                 uint64_t *out_len)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__digests_want(hand->ctx, digests, hand->algs.hash));
    TRY(mohur__pour(hand->ctx, content, MOHUR_LEN_UNKNOWN, digests, out_len));

out:
    return st;
}

/* ---- the signature ---- */

mohur_status
mohur__hand_attributes(const struct mohur__hand *h,
                       mohur__bytes content_digest,
                       bool is_counter,
                       struct mohur__buf *out)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__cert *cert = &h->certs.at[0];
    uint8_t room[MOHUR__HASH_MAX]  = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(h->algs.hash));
    struct mohur__attrs_parts parts = {.hash           = h->algs.hash,
                                       .content_digest = content_digest,
                                       .time           = mohur__now(h->ctx),
                                       .issuer         = cert->issuer,
                                       .serial         = cert->serial,
                                       .digest_alg     = h->algs.digest_alg,
                                       .signature_alg  = h->algs.signature_alg,
                                       .is_counter     = is_counter,
                                       .claims         = h->claims};
    mohur__bytes made               = MOHUR__NOTHING;
    mohur__span all                 = {NULL, 0};

    TRY(mohur__hash(h->ctx, h->algs.hash, cert->der, digest));
    parts.cert_digest = mohur__span_bytes(digest);
    all               = mohur__buf_room(out, ATTRIBUTES_MAX);
    TRY(mohur__buf_status(out));
    TRY(mohur__attrs_emit(h->ctx, &parts, all, &made));
    out->len = made.len;

out:
    return st;
}

mohur_status
mohur__hand_verify(const struct mohur__hand *hand,
                   mohur__bytes attributes,
                   mohur__bytes signature)
{
    struct mohur__signature_alg with;
    struct mohur__der_reader r;

    mohur__der_open(&r, hand->algs.signature_alg);
    with = mohur__signature_alg_read(&r);
    return mohur__public_key_verify(hand->ctx, &hand->certs.at[0].key, &with,
                                    attributes, signature);
}

/* Sign, and verify with the certificate's key: a fault must not get out. */
static mohur_status
make_signature(const struct mohur__hand *h, struct mohur__autograph *a)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t room[MOHUR__PAIR_SIGNATURE_MAX] = {0};
    mohur_alg alg                           = mohur_key_alg(h->key);
    mohur__bytes message                    = mohur__buf_view(&a->attributes);
    mohur__span raw                         = mohur__span_sub(
        MOHUR__SPAN(room), 0,
        mohur__pair_signature_len(alg, mohur__key_public(h->key)));

    TRY(mohur__key_sign(h->ctx, h->key,
                        alg == MOHUR_ALG_ED25519 ? MOHUR_ALG_NONE
                                                 : h->algs.hash,
                        message, raw));
    mohur__signature_value_emit(alg, mohur__span_bytes(raw),
                                MOHUR__SPAN(a->room), &a->signature);
    TRY(mohur__hand_verify(h, message, a->signature));

out:
    return st;
}

mohur_status
mohur__hand_sign(const struct mohur__hand *hand,
                 mohur__bytes digest,
                 bool is_counter,
                 struct mohur__autograph *out)
{
    mohur_status st = MOHUR_OK;

    mohur__buf_init(&out->attributes, hand->ctx, ATTRIBUTES_MAX);
    TRY(mohur__hand_attributes(hand, digest, is_counter, &out->attributes));
    TRY(make_signature(hand, out));

out:
    return st;
}

struct mohur__cms_signer
mohur__hand_signer(const struct mohur__hand *hand,
                   const struct mohur__autograph *a)
{
    return (struct mohur__cms_signer){.issuer = hand->certs.at[0].issuer,
                                      .serial = hand->certs.at[0].serial,
                                      .algs   = hand->algs,
                                      .attributes =
                                          mohur__buf_view(&a->attributes),
                                      .signature = a->signature,
                                      .beside    = a->beside};
}

mohur_status
mohur__hand_write(const struct mohur__hand *hand,
                  const struct mohur__autograph *a,
                  mohur_source *content,
                  mohur__bytes digest,
                  mohur_sink *sink)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf tail = {0};
    mohur__bytes certs[MOHUR__CERTS_MAX];
    struct mohur__cms_signer signer = mohur__hand_signer(hand, a);
    struct mohur__cms_parts parts   = {.digest_alg = hand->algs.digest_alg,
                                       .content    = content,
                                       .hash       = hand->algs.hash,
                                       .digest     = digest};

    signer.certs     = certs;
    signer.certs_len = mohur__hand_certs(hand, certs);
    mohur__buf_init(&tail, hand->ctx, MOHUR__CMS_MAX);
    TRY(mohur__cms_signer_emit(hand->ctx, &signer, &tail));
    parts.tail = mohur__buf_view(&tail);
    TRY(mohur__cms_write(hand->ctx, &parts, sink));

out:
    mohur__buf_wipe(&tail);
    return st;
}

void
mohur__autograph_wipe(struct mohur__autograph *a)
{
    mohur__buf_wipe(&a->attributes);
}
