/* SPDX-License-Identifier: Apache-2.0 */
#include "container_kit.h"

#include "base/error.h"
#include "check.h"
#include "keystore/key.h"
#include <mohur/extend.h>

enum {
    ITEMS_MAX = 8
};

struct container_kit
container_kit_new(struct fixture *t, mohur_alg alg)
{
    struct container_kit k = {.t = t, .pair = pki_key(t, alg, 5)};
    struct pki_plan plan   = PKI_PLAN_SIGNER;

    plan.subject = plan.issuer = "Aysel";
    plan.key = plan.signer        = &k.pair;
    k.cert                        = pki_cert(t, &plan);
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = alg,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&k.pair),
                                     .secret     = pki_secret(&k.pair)};
    CHECK_OK(mohur__key_new(t->ctx, &parts, &k.key));
    CHECK_OK(mohur_trust_new(t->ctx, &k.trust));
    CHECK_OK(mohur_trust_add(t->ctx, k.trust, MOHUR_TRUST_SIGN, k.cert.data,
                             k.cert.len));
    return k;
}

void
container_kit_free(struct container_kit *k)
{
    mohur_key_free(k->key);
    mohur_trust_free(k->trust);
}

static mohur_status
sign(struct container_kit *k, const mohur_container_options *options)
{
    mohur_sign_options how = MOHUR_SIGN_OPTIONS_INIT;
    mohur_sink *sink       = fixture_sink(k->t);
    mohur_status st        = MOHUR_OK;

    mohur__error_clear(k->t->ctx);
    how.cert     = k->cert.data;
    how.cert_len = k->cert.len;
    if (k->tsa != NULL) {
        how.level    = MOHUR_DOCUMENT_T;
        how.tsa      = STAMPER_URL;
        how.evidence = &k->tsa->evidence;
        how.trust    = k->trust;
    }
    st = mohur_container_sign(k->t->ctx, k->key, &how, options, sink);
    mohur_sink_free(sink);
    return st;
}

mohur_status
container_sign(struct container_kit *k,
               mohur_container_format format,
               const struct container_item *items,
               size_t items_len)
{
    mohur_container_options options     = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_container_item all[ITEMS_MAX] = {{NULL, NULL, NULL}};
    mohur_status st                     = MOHUR_OK;

    for (size_t i = 0; i < items_len; i++) {
        all[i].name    = items[i].name;
        all[i].mime    = i == 0 ? "application/pdf" : NULL;
        all[i].content = fixture_source(k->t, VIEW_TEXT(items[i].text));
    }
    options.format    = format;
    options.items     = all;
    options.items_len = items_len;
    st                = sign(k, &options);
    for (size_t i = 0; i < items_len; i++) {
        mohur_source_free(all[i].content);
    }
    return st;
}

mohur_status
container_sign_source(struct container_kit *k,
                      mohur_container_format format,
                      mohur_source *source)
{
    mohur_container_options options = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_container_item item       = {"a", source, NULL};

    options.format    = format;
    options.items     = &item;
    options.items_len = 1;
    return sign(k, &options);
}

mohur_status
container_add(struct container_kit *k, struct view base)
{
    mohur_container_options options = MOHUR_CONTAINER_OPTIONS_INIT;
    mohur_status st                 = MOHUR_OK;

    options.base = fixture_source(k->t, base);
    st           = sign(k, &options);
    mohur_source_free(options.base);
    return st;
}

mohur_status
container_extend(struct container_kit *k, struct view base)
{
    mohur_extend_options options = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_sink *sink             = fixture_sink(k->t);
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(k->t->ctx);
    options.file     = fixture_source(k->t, base);
    options.tsa      = STAMPER_URL;
    options.evidence = &k->tsa->evidence;
    options.trust    = k->trust;
    st               = mohur_document_extend(k->t->ctx, &options, sink);
    mohur_source_free(options.file);
    mohur_sink_free(sink);
    return st;
}

struct view
container_keep(struct fixture *t)
{
    struct view from = fixture_output(t);
    uint8_t *to      = fixture_bytes(t, 0, from.len);

    memcpy(to, from.data, from.len);
    return (struct view){to, from.len};
}

mohur_status
container_verify(struct container_kit *k, struct view file, mohur_report **out)
{
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(k->t->ctx);
    options.file       = fixture_source(k->t, file);
    options.trust      = k->trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    st                 = mohur_document_verify(k->t->ctx, &options, out);
    mohur_source_free(options.file);
    return st;
}

mohur__bytes
container_message(struct container_kit *k, mohur__bytes content)
{
    struct message_plan plan = {
        .key = &k->pair, .cert = k->cert, .content = content};

    return message_make(k->t, &plan);
}
