/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_TAKER_H
#define MOHUR_SRC_DOCUMENT_ASIC_TAKER_H

#include "document/asic_grammar.h"
#include "document/asic_manifest.h"

/*
 * What the elements of a manifest mean, taken one after the other as they
 * begin and end.  A fault is a static sentence; NULL: none.
 */
enum {
    MOHUR__TAKER_TEXT_MAX = 128 /* of a digest in base64 */
};

struct mohur__taker {
    struct mohur__asic_manifest *out;
    bool has_signature;
    bool has_extensions;
    bool has_method; /* of the reference that is open */
    bool has_value;
    char text[MOHUR__TAKER_TEXT_MAX]; /* of the digest that is open */
    size_t text_len;
};

/* An element begins, whose attributes fit. */
const char *
mohur__taker_begin(struct mohur__taker *t,
                   enum mohur__place in,
                   enum mohur__place place,
                   const char *const *attributes);

/* So many bytes of text. */
const char *
mohur__taker_text(struct mohur__taker *t,
                  enum mohur__place place,
                  const char *text,
                  size_t len);

/* An element ends. */
const char *
mohur__taker_end(struct mohur__taker *t, enum mohur__place place);

/* All of it was there? */
const char *
mohur__taker_finish(const struct mohur__taker *t);

#endif
