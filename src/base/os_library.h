/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_LIBRARY_H
#define MOHUR_SRC_BASE_OS_LIBRARY_H

#include "base/error.h"

/* A function whose type its caller knows. */
typedef void
mohur__os_function(void);

/*
 * Load the shared object of an absolute path and find a function in it.  It
 * stays loaded until the process ends: it may have threads and handlers.
 * MOHUR_E_IO with what the system says.
 */
mohur_status
mohur__os_library_function(mohur_ctx *ctx,
                           const char *path,
                           const char *name,
                           mohur__os_function **out);

#endif
