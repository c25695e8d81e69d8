/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_SIGNER_EMIT_H
#define MOHUR_SRC_CMS_SIGNER_EMIT_H

#include "base/buf.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * What we write behind the content of a SignedData: certificates and one
 * SignerInfo.
 */

/* What goes with a kind of key: the hash, and both AlgorithmIdentifiers. */
struct mohur__cms_algs {
    mohur_alg hash;             /* of content and certificate */
    mohur__bytes digest_alg;    /* whole element */
    mohur__bytes signature_alg; /* the same */
};

/* False for a key that does not sign documents. */
bool
mohur__cms_algs_for(mohur_alg key, struct mohur__cms_algs *out);

struct mohur__cms_signer {
    const mohur__bytes *certs; /* whole elements, the signer's among them */
    size_t certs_len;
    mohur__bytes issuer; /* Name, whole */
    mohur__bytes serial; /* contents of the INTEGER */
    struct mohur__cms_algs algs;
    mohur__bytes attributes; /* the SET that was signed, whole */
    mohur__bytes signature;  /* as the standard has it: DER for ECDSA */
    mohur__bytes beside;     /* unsignedAttrs, whole; or nothing */
};

/* Append the elements; certificates sorted, as DER wants a SET OF. */
mohur_status
mohur__cms_signer_emit(mohur_ctx *ctx,
                       const struct mohur__cms_signer *signer,
                       struct mohur__buf *out);

/* Append the SignerInfo alone. */
mohur_status
mohur__cms_signer_emit_info(mohur_ctx *ctx,
                            const struct mohur__cms_signer *signer,
                            struct mohur__buf *out);

#endif
