/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_TOKEN_H
#define MOHUR_SRC_CMS_TOKEN_H

#include "cms/signer.h"
#include "cms/stream.h"
#include "cms/tsp.h"
#include "x509/path.h"

/*
 * A time-stamp token (RFC 3161): SignedData around a TSTInfo, with exactly one
 * signer, whom the same rules bind as the signer of a document.
 */
struct mohur__token {
    const char *fault;           /* what is wrong with its form; or NULL */
    uint64_t version;            /* of its SignedData */
    struct mohur__tst_info info; /* zeroed if there is a fault */
    mohur__bytes statement;      /* the TSTInfo, whole */
    mohur_alg hashes[MOHUR__CMS_DIGESTS_MAX];
    size_t hashes_len;
    struct mohur__signed_data data;
    struct mohur__signer signer;
    struct mohur__cert *certs; /* its own and those of the pool; owned */
    size_t certs_len;
};

/*
 * Read one.  pool are certificates from around it, which may complete its
 * chain.  MOHUR_OK with out->fault set: it is not exactly a token.
 */
mohur_status
mohur__token_read(mohur_ctx *ctx,
                  mohur__bytes der,
                  const struct mohur__cert *pool,
                  size_t pool_len,
                  struct mohur__token *out);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__token_wipe(struct mohur__token *token);

struct mohur__token_asked {
    mohur__bytes digest;      /* of what it is over, by info.hash; or nothing */
    const mohur_trust *trust; /* NULL: whose token it is is not asked */
    uint32_t role;            /* of which its anchor must have one */
    int64_t now;              /* seconds since 1970 UTC */
    int64_t
        proven; /* it is proven to have been there by then: now, or before */
};

/* What came of it. */
struct mohur__token_found {
    mohur_why why;           /* NONE: it is to be believed */
    const char *detail;      /* a sentence on why not.  Static */
    struct mohur__path path; /* of the authority at genTime; len 0: none */
};

/* Judge one that was read: MOHUR_OK means that *out says what came of it. */
mohur_status
mohur__token_judge(mohur_ctx *ctx,
                   struct mohur__token *token,
                   const struct mohur__token_asked *asked,
                   struct mohur__token_found *out);

#endif
