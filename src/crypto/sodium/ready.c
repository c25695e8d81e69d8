/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sodium/ready.h"

#include "crypto/tables.h"

#include <sodium.h>

/*
 * libsodium as a whole.
 */
bool
mohur__sodium_ready(void)
{
    return sodium_init() >= 0;
}

const char *
mohur__sodium_version(void)
{
    return sodium_version_string();
}
