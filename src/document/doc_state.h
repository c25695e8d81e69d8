/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_STATE_H
#define MOHUR_SRC_DOCUMENT_DOC_STATE_H

#include "base/buf.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * The state of a signature that was prepared and is made elsewhere: what goes
 * out, and comes back authentic or not at all (docs/formats/document.md,
 * section 14).
 */
enum {
    MOHUR__STATE_MAX         = 256 * 1024, /* bytes */
    MOHUR__STATE_KEY_LEN     = 32,
    MOHUR__STATE_ID_LEN      = 16,
    MOHUR__STATE_PROFILE_LEN = 32,
    MOHUR__STATE_TAG_LEN     = 32
};

/* What file it becomes; others have a number and are refused here. */
enum mohur__state_format {
    MOHUR__STATE_DETACHED = 1,
    MOHUR__STATE_ATTACHED = 2
};

/* The document, which is to be the same when it is finished. */
struct mohur__state_item {
    mohur__bytes name; /* nothing outside of containers */
    uint64_t len;
    uint32_t crc; /* 0 outside of containers */
    mohur__bytes digest;
};

/* Views of it, or of what is to be written. */
struct mohur__state {
    enum mohur__state_format format;
    mohur__bytes id; /* random */
    int64_t created; /* seconds since 1970 UTC */
    int64_t expires;
    mohur__bytes profile; /* as mohur__force_hash has it */
    mohur_alg alg;        /* of the signature */
    mohur_alg hash;       /* of the document */
    struct mohur__state_item item;
    mohur__bytes cert;       /* DER */
    mohur__bytes attributes; /* the SET that is signed, whole */
    mohur__bytes chain;      /* certificates, DER, one behind the other */
};

/* Append it.  CT: leaks lengths. */
mohur_status
mohur__state_emit(mohur_ctx *ctx,
                  const struct mohur__state *state,
                  mohur__bytes key,
                  struct mohur__buf *out);

/*
 * Read one whole.
 *
 * MOHUR_E_FORMAT: it has not the form of one.
 * MOHUR_E_AUTH: it is not as it was made with this key.
 * MOHUR_E_UNSUPPORTED: it becomes a file of a kind that is not made here.
 * CT: leaks lengths, and whether it was genuine.
 */
mohur_status
mohur__state_parse(mohur_ctx *ctx,
                   mohur__bytes blob,
                   mohur__bytes key,
                   struct mohur__state *out);

#endif
