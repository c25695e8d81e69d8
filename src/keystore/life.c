/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/life.h"

#include "base/guard.h"
#include "base/time.h"
#include "keystore/life_rules.h"
#include "profile/period.h"

enum {
    STATES      = MOHUR_KEY_DESTROYED + 1,
    DAY_SECONDS = 24 * 3600
};

static const char *const names[STATES] = {
    "pending",     "pre-active",  "active",          "suspended",
    "deactivated", "compromised", "destroy-pending", "destroyed",
};

static bool
is_state(mohur_key_state state)
{
    return state >= MOHUR_KEY_PRE_ACTIVE && state <= MOHUR_KEY_DESTROYED;
}

const char *
mohur__life_name(mohur_key_state state)
{
    return is_state(state) ? names[state] : "unknown";
}

mohur_key_state
mohur__life_now(const struct mohur__life *life, int64_t now)
{
    mohur_key_state state = life->state;

    if (state == MOHUR_KEY_PRE_ACTIVE && life->activate_at != 0 &&
        now >= life->activate_at) {
        state = MOHUR_KEY_ACTIVE;
    }
    if (state == MOHUR_KEY_ACTIVE && life->protect_until != 0 &&
        now >= life->protect_until) {
        state = MOHUR_KEY_DEACTIVATED;
    }
    return state;
}

/* The dates that go with a move. */
static void
set_dates(struct mohur__life *life,
          mohur_key_state from,
          mohur_key_state to,
          int64_t now,
          int64_t wait)
{
    switch (to) {
    case MOHUR_KEY_ACTIVE:
        /* Earlier than planned: the date must not speak against it. */
        if (life->activate_at > now) {
            life->activate_at = now;
        }
        break;
    case MOHUR_KEY_COMPROMISED:
        if (life->compromised_at == 0) {
            life->compromised_at = now;
        }
        break;
    case MOHUR_KEY_DESTROY_PENDING:
        /* Nothing was ever protected with a key that was not active yet. */
        life->destroy_after = from == MOHUR_KEY_PRE_ACTIVE ? now : now + wait;
        break;
    case MOHUR_KEY_PENDING:
    case MOHUR_KEY_PRE_ACTIVE:
    case MOHUR_KEY_SUSPENDED:
    case MOHUR_KEY_DEACTIVATED:
    case MOHUR_KEY_DESTROYED:
        break;
    }
    if (from == MOHUR_KEY_DESTROY_PENDING && to != MOHUR_KEY_DESTROYED) {
        life->destroy_after = 0;
    }
}

mohur_status
mohur__life_move(mohur_ctx *ctx,
                 struct mohur__life *life,
                 mohur_key_state to,
                 int64_t now,
                 enum mohur__event_type *event)
{
    mohur_status st            = MOHUR_OK;
    mohur_key_state from       = mohur__life_now(life, now);
    uint16_t way               = 0;
    char date[MOHUR__TIME_CAP] = {0};

    REQUIRE(ctx, is_state(to), MOHUR_E_ARGUMENT, "there is no state %d",
            (int)to);
    way = mohur__life_way(from, to).event;
    REQUIRE(ctx, way != 0, MOHUR_E_KEY_STATE,
            "the key is %s; there is no way from there to %s",
            mohur__life_name(from), mohur__life_name(to));
    if (to == MOHUR_KEY_DESTROYED && now < life->destroy_after) {
        mohur__time_format(life->destroy_after, date);
        FAIL(ctx, MOHUR_E_DATE, "the key can be destroyed from %s on", date);
    }
    /* Cancelling does not forget that somebody else has had the key. */
    if (way == MOHUR__EVENT_KEY_CANCEL && life->compromised_at != 0) {
        to = MOHUR_KEY_COMPROMISED;
    }
    set_dates(life, from, to, now,
              (int64_t)mohur__profile_destroy_wait_days(ctx) * DAY_SECONDS);
    life->state = to;
    *event      = (enum mohur__event_type)way;

out:
    return st;
}
