/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_WAIT_H
#define MOHUR_SRC_BASE_OS_WAIT_H

#include "base/error.h"

/* Waiting for a descriptor. */

/* Until fd can be read, or written; MOHUR_E_IO if that takes longer. */
mohur_status
mohur__os_wait(mohur_ctx *ctx, int fd, bool write, int wait_ms);

#endif
