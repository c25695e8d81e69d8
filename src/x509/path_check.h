/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_PATH_CHECK_H
#define MOHUR_SRC_X509_PATH_CHECK_H

#include "x509/path.h"

/*
 * Judge a path whose signatures are right: dates, algorithms, constraints,
 * what the signer may do.  Sets why, detail and at_fault of *path.  policies
 * is room to work in, which is too large for a stack.
 */
void
mohur__path_check(mohur_ctx *ctx,
                  const struct mohur__path_request *request,
                  const struct mohur__anchor *anchor,
                  struct mohur__policies *policies,
                  struct mohur__path *path);

#endif
