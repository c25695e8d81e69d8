/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/auth_event.h"
#include "keystore/grant.h"
#include "keystore/pair.h"
#include "keystore/ring.h"
#include "profile/decide.h"

/*
 * The versions of a ring.  None is ever removed, so those from 1 up to
 * next_ver are all there.
 */

mohur_status
mohur__ring_version(struct mohur_keystore *ks,
                    const struct mohur__row *ring,
                    uint64_t version,
                    struct mohur__row *r)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, version > 0 && version <= mohur__ring_versions(ring),
            MOHUR_E_NO_KEY, "the key has no version %u", (unsigned)version);
    mohur__row_wipe(r);
    mohur__row_init(r, ks->ctx, MOHUR__T_KEY);
    mohur__row_set_blob(r, MOHUR__KEY_RING_ID,
                        mohur__row_bytes(ring, MOHUR__RING_ID));
    mohur__row_set_int(r, MOHUR__KEY_VER, version);
    TRY(mohur__store_need(ks, r));
    if (mohur__grant_roles_count(ks)) {
        TRY(mohur__auth_event_check(ks, ring, r));
    }

out:
    return st;
}

static mohur_key_state
state_now(const struct mohur_keystore *ks, const struct mohur__row *r)
{
    struct mohur__life life = mohur__version_life(r);

    return mohur__life_now(&life, mohur__store_time(ks));
}

mohur_status
mohur__ring_current(struct mohur_keystore *ks,
                    const struct mohur__row *ring,
                    struct mohur__row *r)
{
    mohur_status st = MOHUR_OK;

    for (uint64_t v = mohur__ring_versions(ring); v > 0; v--) {
        TRY(mohur__ring_version(ks, ring, v, r));
        if (state_now(ks, r) == MOHUR_KEY_ACTIVE) {
            goto out;
        }
    }
    FAIL(ks->ctx, MOHUR_E_KEY_STATE, "no version of the key is active");

out:
    return st;
}

mohur_status
mohur__ring_select(struct mohur_keystore *ks,
                   const struct mohur__row *ring,
                   uint32_t version,
                   struct mohur__row *r)
{
    return version == 0 ? mohur__ring_current(ks, ring, r)
                        : mohur__ring_version(ks, ring, version, r);
}

mohur_status
mohur__ring_version_set(struct mohur_keystore *ks,
                        struct mohur__row *r,
                        uint64_t event)
{
    mohur__row_set_int(r, MOHUR__KEY_AUTH_EVENT, event);
    mohur__row_set_int(r, MOHUR__KEY_REV,
                       mohur__row_int(r, MOHUR__KEY_REV) + 1);
    return mohur__store_set(ks, r);
}

static mohur_status
version_settle(struct mohur_keystore *ks, struct mohur__row *r)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__life life   = mohur__version_life(r);
    mohur_key_state now       = state_now(ks, r);
    uint64_t n                = 0;
    struct mohur__event event = {
        .type    = now == MOHUR_KEY_ACTIVE ? MOHUR__EVENT_KEY_ACTIVATE
                                           : MOHUR__EVENT_KEY_DEACTIVATE,
        .ring    = mohur__row_bytes(r, MOHUR__KEY_RING_ID),
        .version = (uint32_t)mohur__row_int(r, MOHUR__KEY_VER),
        .from    = (uint8_t)life.state,
        .to      = (uint8_t)now,
    };

    if (now == life.state) {
        return MOHUR_OK;
    }
    TRY(mohur__store_event(ks, &event, &n));
    mohur__row_set_int(r, MOHUR__KEY_STATE, (uint64_t)now);
    TRY(mohur__ring_version_set(ks, r, n));

out:
    return st;
}

mohur_status
mohur__ring_settle(struct mohur_keystore *ks,
                   const struct mohur__row *ring,
                   uint64_t but)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};

    for (uint64_t v = 1; v <= mohur__ring_versions(ring); v++) {
        if (v == but) {
            continue;
        }
        TRY(mohur__ring_version(ks, ring, v, &r));
        TRY(version_settle(ks, &r));
    }

out:
    mohur__row_wipe(&r);
    return st;
}

mohur_status
mohur__ring_allowed(mohur_ctx *ctx,
                    mohur_alg alg,
                    uint32_t bits,
                    uint8_t level,
                    mohur_custody custody,
                    bool exportable)
{
    mohur_status st   = MOHUR_OK;
    mohur_request ask = MOHUR_REQUEST_INIT;

    ask.operation = MOHUR_OP_KEYGEN;
    ask.alg       = alg;
    ask.bits      = bits;
    ask.hash      = mohur__pair_hash(alg);
    ask.level     = level;
    ask.custody   = custody;
    TRY(mohur__profile_require(ctx, &ask));
    if (exportable) {
        ask.operation = MOHUR_OP_EXPORT;
        TRY(mohur__profile_require(ctx, &ask));
    }

out:
    return st;
}

mohur_status
mohur__ring_add_version(struct mohur_keystore *ks,
                        const struct mohur__version_plan *plan,
                        const struct mohur__material *m,
                        enum mohur__event_type type,
                        struct mohur__row *r)
{
    mohur_status st                 = MOHUR_OK;
    uint64_t n                      = 0;
    uint8_t id[MOHUR_KEY_ID_LEN]    = {0};
    struct mohur__version_plan full = *plan;
    struct mohur__event event       = {
              .type      = type,
              .ring      = mohur__row_bytes(plan->ring, MOHUR__RING_ID),
              .version   = (uint32_t)plan->version,
              .approvals = plan->approvals,
    };

    mohur__row_init(r, ks->ctx, MOHUR__T_KEY);
    TRY(mohur__ring_periods(ks->ctx, plan->ring, &full));
    TRY(mohur__version_row(ks, &full, m, r));
    TRY(mohur__version_mark(ks->ctx, r, id, &event.key_id));
    event.to = (uint8_t)mohur__row_int(r, MOHUR__KEY_STATE);
    TRY(mohur__store_event(ks, &event, &n));
    TRY(mohur__store_add(ks, r));

out:
    return st;
}
