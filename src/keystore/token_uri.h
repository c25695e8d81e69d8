/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_TOKEN_URI_H
#define MOHUR_SRC_KEYSTORE_TOKEN_URI_H

#include "base/buf.h"
#include "base/ctx.h"

/*
 * Which token, by a URI of RFC 7512, of which we take what names a token and
 * its module: token, manufacturer, serial, model; module-path and pin-source.
 * Each at most once; anything else is refused, a PIN above all.
 */
enum {
    MOHUR__TOKEN_URI_MAX    = 1024, /* bytes of a URI */
    MOHUR__TOKEN_TEXT_MAX   = 32,   /* of a label or a manufacturer */
    MOHUR__TOKEN_NUMBER_MAX = 16,   /* of a serial number or a model */
    MOHUR__TOKEN_PATH_MAX   = 255
};

/* Texts with a zero behind; "" is what was not said. */
struct mohur__token_uri {
    char token[MOHUR__TOKEN_TEXT_MAX + 1];
    char manufacturer[MOHUR__TOKEN_TEXT_MAX + 1];
    char serial[MOHUR__TOKEN_NUMBER_MAX + 1];
    char model[MOHUR__TOKEN_NUMBER_MAX + 1];
    char module[MOHUR__TOKEN_PATH_MAX + 1];     /* begins with a slash */
    char pin_source[MOHUR__TOKEN_PATH_MAX + 1]; /* the same; no "file:" */
};

/* MOHUR_E_ARGUMENT with what is wrong; never with a part of a PIN. */
mohur_status
mohur__token_uri_parse(mohur_ctx *ctx,
                       mohur__bytes text,
                       struct mohur__token_uri *out);

/* Its one spelling: attributes in the order above, as few escapes as can be. */
void
mohur__token_uri_emit(const struct mohur__token_uri *uri,
                      struct mohur__buf *out);

/* Do they name the same token by the same module? */
bool
mohur__token_uri_same(const struct mohur__token_uri *a,
                      const struct mohur__token_uri *b);

#endif
