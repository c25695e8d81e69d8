/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_RANDOM_H
#define MOHUR_SRC_BASE_OS_RANDOM_H

#include <mohur/sys/backend.h>

/*
 * Random bytes of the system's kernel; a mohur_random_fn.  Waits until the
 * kernel is seeded, never gives up half way, reports failure.
 */
int32_t
mohur__os_random(void *user, uint8_t *out, size_t len);

#endif
