/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SODIUM_READY_H
#define MOHUR_SRC_CRYPTO_SODIUM_READY_H

#include <stdbool.h>

/* libsodium looked at the CPU, or does so now.  Safe on any thread. */
bool
mohur__sodium_ready(void);

#endif
