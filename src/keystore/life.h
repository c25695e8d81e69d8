/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_LIFE_H
#define MOHUR_SRC_KEYSTORE_LIFE_H

#include "keystore/event.h"
#include <mohur/key.h>

/*
 * The life of a version, after SP 800-57 part 1: which states there are ways
 * between, and what time alone does.  Pure: no store, no clock.
 */
struct mohur__life {
    mohur_key_state state; /* as it is written */
    int64_t activate_at;   /* seconds since 1970 UTC; 0: none, as below */
    int64_t protect_until;
    int64_t process_until;
    int64_t destroy_after;
    int64_t compromised_at;
};

/*
 * The state that it counts as now: pre-active is active from activate_at,
 * active is deactivated from protect_until.  Nothing else happens by itself.
 */
mohur_key_state
mohur__life_now(const struct mohur__life *life, int64_t now);

/*
 * Move to a state, from the one that it counts as now; dates are set, the wait
 * before destroying as the profile says.  *event is what is to be recorded.
 *
 * MOHUR_E_KEY_STATE: there is no such way.
 * MOHUR_E_DATE: the wait before destroying is not over.
 */
mohur_status
mohur__life_move(mohur_ctx *ctx,
                 struct mohur__life *life,
                 mohur_key_state to,
                 int64_t now,
                 enum mohur__event_type *event);

/* "pre-active", "active", ...  Static. */
const char *
mohur__life_name(mohur_key_state state);

#endif
