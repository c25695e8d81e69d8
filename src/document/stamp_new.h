/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_STAMP_NEW_H
#define MOHUR_SRC_DOCUMENT_STAMP_NEW_H

#include "base/buf.h"
#include "base/ctx.h"
#include <mohur/alg.h>
#include <mohur/evidence.h>
#include <mohur/trust.h>

/*
 * A new time stamp on a signature: asked for, checked against the question,
 * and only then used.
 */
struct mohur__stamp_wanted {
    const char *tsa;
    const mohur_evidence *evidence; /* checked */
    const mohur_trust *trust;       /* NULL: whose it is is not asked */
    uint32_t role;                  /* of which its anchor must have one */
};

/* Is all there that it takes?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__stamp_wanted_check(mohur_ctx *ctx,
                          const struct mohur__stamp_wanted *wanted);

/* Append the token for a signature, with this hash.  The statuses are those
 * of mohur_document_extend. */
mohur_status
mohur__stamp_new(mohur_ctx *ctx,
                 const struct mohur__stamp_wanted *wanted,
                 mohur_alg hash,
                 mohur__bytes signature,
                 struct mohur__buf *out);

#endif
