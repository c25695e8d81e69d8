/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_PERIOD_H
#define MOHUR_SRC_PROFILE_PERIOD_H

#include "base/ctx.h"

/* What the profile in force says of times in the life of a key. */

/*
 * For how many days a key of a purpose (mohur_purpose) may protect at a
 * level: its cryptoperiod.  0: as long as it is wanted to.
 */
uint32_t
mohur__profile_period_days(const mohur_ctx *ctx,
                           uint32_t purpose,
                           uint8_t level);

/* For how many seconds a key that was read may be used before it is read
 * again: so soon a suspended one is out of use everywhere. */
uint32_t
mohur__profile_latency_s(const mohur_ctx *ctx);

/* How many days pass between the wish to destroy a key and its end. */
uint32_t
mohur__profile_destroy_wait_days(const mohur_ctx *ctx);

#endif
