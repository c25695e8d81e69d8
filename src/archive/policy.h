/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_POLICY_H
#define MOHUR_SRC_ARCHIVE_POLICY_H

#include "archive/manifest.h"
#include <mohur/key.h>

/*
 * What the sender allows those who give an archive another header: to change
 * its recipients, or to seal it again.
 * Source: docs/formats/archive.md, sections 3.4 and 7.
 */
struct mohur__policy_wish {
    const mohur_key *admin; /* who signs the header; NULL: nobody */
    mohur__bytes opener;    /* recipient id of who opened it, 32 bytes */
    mohur__bytes added;     /* those of who is to open it, 32 bytes each */
};

/* MOHUR_E_POLICY, and a sentence that says who forbids it. */
mohur_status
mohur__policy_obey(mohur_ctx *ctx,
                   const struct mohur__manifest *m,
                   const struct mohur__policy_wish *wish);

/* Is this key, or NULL, one that can sign a header now? */
mohur_status
mohur__policy_check_admin(mohur_ctx *ctx, const mohur_key *admin);

#endif
