/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_PATH_POLICY_H
#define MOHUR_SRC_X509_PATH_POLICY_H

#include "base/buf.h"
#include "x509/path.h"

/*
 * Which certificate policies a signer's certificate is under: it names them,
 * and the whole path to the anchor allows them.
 */

/* Append them as text, a blank between two; nothing if there is none, or the
 * path is not valid. */
mohur_status
mohur__path_policies(mohur_ctx *ctx,
                     const struct mohur__path *path,
                     struct mohur__buf *out);

#endif
