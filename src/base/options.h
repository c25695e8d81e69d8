/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OPTIONS_H
#define MOHUR_SRC_BASE_OPTIONS_H

#include "base/error.h"

/*
 * Read a public options struct, whose first member is size_t size.  *out, a
 * struct of the same type and known_size bytes, becomes what the caller
 * meant: members that an older caller did not have are zero.
 *
 * MOHUR_E_ARGUMENT: NULL, or the _INIT macro was not used.
 * MOHUR_E_UNSUPPORTED: a newer caller set a member that we do not know.
 */
mohur_status
mohur__options_check(mohur_ctx *ctx,
                     const void *options,
                     size_t known_size,
                     void *out);

#endif
