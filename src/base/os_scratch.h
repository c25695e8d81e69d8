/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_SCRATCH_H
#define MOHUR_SRC_BASE_OS_SCRATCH_H

#include "base/error.h"

/*
 * Make a file without a name in a folder, to be written and read at offsets;
 * it is gone when it is closed.  MOHUR_E_IO.
 */
mohur_status
mohur__os_scratch_new(mohur_ctx *ctx, const char *folder, int *out_fd);

#endif
