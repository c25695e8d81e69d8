/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_ADMIN_H
#define MOHUR_SRC_ARCHIVE_ADMIN_H

#include "archive/header.h"
#include "archive/manifest.h"
#include "archive/schedule.h"
#include "base/buf.h"
#include <mohur/key.h>

/*
 * Administrators: keys that the sender named, who sign each header that comes
 * after the first.
 * Source: docs/formats/archive.md, sections 3.3 and 7.
 */

/* An opened header, and what its archive's sender says. */
struct mohur__admin_case {
    const struct mohur__header *header;
    const struct mohur__schedule *schedule;
    const struct mohur__manifest *manifest;
    mohur__bytes digest; /* header_digest of this header */
    bool still;          /* keys were fresh when this began */
};

/* Did the sender name this key? */
bool
mohur__admin_named(const struct mohur__manifest *m, const mohur_key *key);

/*
 * Look for a right signature of one of n keys whom the sender named; *out is
 * that key, or stays as it is.  A wrong signature is not an error.
 */
mohur_status
mohur__admin_find(mohur_ctx *ctx,
                  const struct mohur__admin_case *c,
                  const mohur_key *const *keys,
                  size_t n,
                  const mohur_key **out);

/* Append the EXT record in which key signs a header. */
mohur_status
mohur__admin_sign(mohur_ctx *ctx,
                  const struct mohur__schedule *s,
                  mohur_alg aead,
                  const mohur_key *key,
                  mohur__bytes digest,
                  struct mohur__buf *out);

/* What EXT records are sealed anew under. */
struct mohur__admin_to {
    const struct mohur__schedule *schedule;
    mohur_alg aead;
};

/*
 * Append all EXT records but signatures of administrators, which are about
 * the header that was; *out_n counts them.  to: sealed anew under
 * this; NULL: as they are.
 */
mohur_status
mohur__admin_others(mohur_ctx *ctx,
                    const struct mohur__header *h,
                    const struct mohur__schedule *s,
                    const struct mohur__admin_to *to,
                    struct mohur__buf *out,
                    uint32_t *out_n);

#endif
