/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_chain.h"

void
mohur__chain_revocation(const struct mohur__court *court,
                        struct mohur__path *path)
{
    /* An anchor is believed as it is; all else could have been revoked. */
    if (path->why == MOHUR_WHY_NONE && path->len > 1 &&
        court->revocation != MOHUR_REVOCATION_NONE) {
        path->why    = MOHUR_WHY_TRY_LATER;
        path->detail = "whether a certificate was revoked is not known";
    }
}
