/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/version.h"

#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/labels.h"
#include "keystore/lease.h"
#include "keystore/pair.h"
#include "keystore/rsa_key.h"
#include "keystore/spki.h"
#include "keystore/store_anchor.h"
#include "keystore/tokens.h"
#include "profile/period.h"

enum {
    DAY_SECONDS = 24 * 3600,
    SECRET_IDS  = MOHUR__VERSION_IDS_LEN
};

/* ---- the secret in its envelope ---- */

static uint32_t
usage_of(uint64_t purpose)
{
    switch (purpose) {
    case MOHUR_PURPOSE_SIGN:
        return 0x01 | 0x02; /* sign, verify */
    case MOHUR_PURPOSE_SEAL:
        return 0x04 | 0x08; /* seal, open */
    default:
        return 0x10 | 0x20; /* wrap, unwrap */
    }
}

void
mohur__version_ids(const struct mohur__row *ring,
                   const struct mohur__row *r,
                   uint8_t out[MOHUR__VERSION_IDS_LEN])
{
    mohur__copy(mohur__span_of(out, 16),
                mohur__row_bytes(r, MOHUR__KEY_RING_ID));
    mohur__store32(out + 16, (uint32_t)mohur__row_int(r, MOHUR__KEY_VER));
    mohur__store16(out + 20, (uint16_t)mohur__row_int(r, MOHUR__KEY_ALG));
    mohur__store32(out + 22, (uint32_t)mohur__row_int(r, MOHUR__KEY_USAGE));
    out[26] = (uint8_t)mohur__row_int(r, MOHUR__KEY_ORIGIN);
    out[27] = (uint8_t)mohur__row_int(ring, MOHUR__RING_LEVEL);
    out[28] = (uint8_t)mohur__row_int(ring, MOHUR__RING_CUSTODY);
    out[29] = (uint8_t)mohur__row_int(r, MOHUR__KEY_EXPORTABLE);
    mohur__store64(out + 30, mohur__row_int(r, MOHUR__KEY_CREATED));
}

/* CT: leaks the lengths. */
static mohur_status
secret_seal(struct mohur_keystore *ks,
            const struct mohur__row *ring,
            const struct mohur__material *m,
            struct mohur__row *r)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *plain = NULL;
    struct mohur__buf sealed    = {0};
    uint8_t ids[SECRET_IDS]     = {0};
    struct mohur__env env       = {MOHUR__LABEL_KS_SECRET, MOHUR__BYTES(ids)};

    TRY(mohur__suite_require(ks->ctx, ks->keys.suite));
    TRY(mohur__material_pack(ks->ctx, m, &plain));
    mohur__version_ids(ring, r, ids);
    mohur__buf_init(&sealed, ks->ctx, MOHUR__SECRET_MAX + MOHUR__ENV_EXTRA);
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env, mohur__secret_bytes(plain),
                        &sealed));
    mohur__row_set_blob(r, MOHUR__KEY_SECRET_CT, mohur__buf_view(&sealed));

out:
    mohur__secret_free(plain);
    mohur__buf_wipe(&sealed);
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
secret_open(struct mohur_keystore *ks,
            const struct mohur__row *ring,
            const struct mohur__row *r,
            struct mohur__secret **out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *plain = NULL;
    uint8_t ids[SECRET_IDS]     = {0};
    struct mohur__env env       = {MOHUR__LABEL_KS_SECRET, MOHUR__BYTES(ids)};

    mohur__version_ids(ring, r, ids);
    TRY(mohur__env_open(ks->ctx, &ks->keys, &env,
                        mohur__row_bytes(r, MOHUR__KEY_SECRET_CT), &plain));
    TRY(mohur__material_unpack(
        ks->ctx, (mohur_purpose)mohur__row_int(ring, MOHUR__RING_PURPOSE),
        (mohur_alg)mohur__row_int(r, MOHUR__KEY_ALG), &plain, out));

out:
    mohur__secret_free(plain);
    return st;
}

/* ---- the row ---- */

struct mohur__life
mohur__version_life(const struct mohur__row *r)
{
    return (struct mohur__life){
        .state          = (mohur_key_state)mohur__row_int(r, MOHUR__KEY_STATE),
        .activate_at    = (int64_t)mohur__row_int(r, MOHUR__KEY_ACTIVATE_AT),
        .protect_until  = (int64_t)mohur__row_int(r, MOHUR__KEY_PROTECT_UNTIL),
        .process_until  = (int64_t)mohur__row_int(r, MOHUR__KEY_PROCESS_UNTIL),
        .destroy_after  = (int64_t)mohur__row_int(r, MOHUR__KEY_DESTROY_AFTER),
        .compromised_at = (int64_t)mohur__row_int(r, MOHUR__KEY_COMPROMISED_AT),
    };
}

static void
set_date(struct mohur__row *r, int column, int64_t date)
{
    if (date == 0) {
        mohur__row_set_null(r, column);
    } else {
        mohur__row_set_int(r, column, (uint64_t)date);
    }
}

void
mohur__version_set_life(struct mohur__row *r, const struct mohur__life *life)
{
    mohur__row_set_int(r, MOHUR__KEY_STATE, (uint64_t)life->state);
    set_date(r, MOHUR__KEY_ACTIVATE_AT, life->activate_at);
    set_date(r, MOHUR__KEY_PROTECT_UNTIL, life->protect_until);
    set_date(r, MOHUR__KEY_PROCESS_UNTIL, life->process_until);
    set_date(r, MOHUR__KEY_DESTROY_AFTER, life->destroy_after);
    set_date(r, MOHUR__KEY_COMPROMISED_AT, life->compromised_at);
}

/* Whoever signs, seals or exports later needs the public part alone. */
static mohur_status
set_public(struct mohur_keystore *ks,
           const struct mohur__material *m,
           struct mohur__row *r)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    uint8_t kcv[MOHUR__KCV_LEN]   = {0};
    mohur__bytes der              = MOHUR__NOTHING;

    if (m->public_len == 0) {
        TRY(mohur__kcv(ks->ctx, mohur__secret_bytes(m->secret), kcv));
        mohur__row_set_blob(r, MOHUR__KEY_KCV, MOHUR__BYTES(kcv));
    } else {
        TRY(mohur__spki_emit(ks->ctx, m->alg, mohur__material_public(m),
                             MOHUR__SPAN(room), &der));
        mohur__row_set_blob(r, MOHUR__KEY_PUB, der);
    }

out:
    return st;
}

static struct mohur__life
planned_life(const struct mohur__version_plan *plan)
{
    struct mohur__life life = {.state = MOHUR_KEY_ACTIVE};
    int64_t start           = plan->now;

    if (plan->activate_at > plan->now) {
        life.state = MOHUR_KEY_PRE_ACTIVE;
        start      = plan->activate_at;
    }
    if (plan->token.len > 0) {
        life.state = MOHUR_KEY_PENDING;
    }
    life.activate_at = plan->activate_at;
    if (plan->days > 0) {
        life.protect_until = start + (int64_t)plan->days * DAY_SECONDS;
    }
    if (plan->process_days > 0) {
        life.process_until = start + (int64_t)plan->process_days * DAY_SECONDS;
    }
    return life;
}

mohur_status
mohur__version_row(struct mohur_keystore *ks,
                   const struct mohur__version_plan *plan,
                   const struct mohur__material *m,
                   struct mohur__row *r)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__life life       = planned_life(plan);
    const struct mohur__row *ring = plan->ring;
    uint64_t purpose              = mohur__row_int(ring, MOHUR__RING_PURPOSE);

    mohur__row_set_blob(r, MOHUR__KEY_RING_ID,
                        mohur__row_bytes(ring, MOHUR__RING_ID));
    mohur__row_set_int(r, MOHUR__KEY_VER, plan->version);
    mohur__version_set_life(r, &life);
    mohur__row_set_int(r, MOHUR__KEY_ALG, (uint64_t)m->alg);
    mohur__row_set_int(r, MOHUR__KEY_USAGE, usage_of(purpose));
    mohur__row_set_int(r, MOHUR__KEY_ORIGIN,
                       plan->imported ? MOHUR__ORIGIN_IMPORTED
                                      : MOHUR__ORIGIN_GENERATED);
    mohur__row_set_int(r, MOHUR__KEY_EXPORTABLE, plan->exportable ? 1 : 0);
    mohur__row_set_int(r, MOHUR__KEY_CREATED, (uint64_t)plan->now);
    mohur__row_set_int(r, MOHUR__KEY_REASON, 0);
    mohur__row_set_int(r, MOHUR__KEY_USES, 0);
    mohur__row_set_int(r, MOHUR__KEY_PROFILE_VER,
                       mohur__row_int(&ks->head, MOHUR__STORE_PROFILE_VER));
    mohur__row_set_int(r, MOHUR__KEY_AUTH_EVENT, plan->event);
    mohur__row_set_int(r, MOHUR__KEY_REV, 1);
    if (plan->token.len > 0) {
        mohur__row_set_text(r, MOHUR__KEY_TOKEN_URI, plan->token);
    } else {
        TRY(set_public(ks, m, r));
        TRY(secret_seal(ks, ring, m, r));
    }
    TRY(r->st);

out:
    return st;
}

mohur_status
mohur__version_bits(mohur_ctx *ctx, const struct mohur__row *r, uint32_t *out)
{
    mohur_status st     = MOHUR_OK;
    mohur_alg alg       = (mohur_alg)mohur__row_int(r, MOHUR__KEY_ALG);
    mohur__bytes public = MOHUR__NOTHING;

    *out = 0;
    if (!mohur__rsa_alg(alg) || mohur__row_is_null(r, MOHUR__KEY_PUB)) {
        return MOHUR_OK;
    }
    TRY(mohur__spki_parse(ctx, MOHUR_PURPOSE_SIGN,
                          mohur__row_bytes(r, MOHUR__KEY_PUB), &alg, &public));
    *out = mohur__pair_bits(alg, public);

out:
    return st;
}

mohur_status
mohur__version_id(mohur_ctx *ctx,
                  const struct mohur__row *r,
                  uint8_t out[MOHUR_KEY_ID_LEN])
{
    mohur__span room = mohur__span_of(out, MOHUR_KEY_ID_LEN);

    if (!mohur__row_is_null(r, MOHUR__KEY_PUB)) {
        return mohur__hash(ctx, MOHUR_ALG_SHA_256,
                           mohur__row_bytes(r, MOHUR__KEY_PUB), room);
    }
    mohur__fill(room, 0);
    mohur__copy(room, mohur__row_bytes(r, MOHUR__KEY_RING_ID));
    return MOHUR_OK;
}

mohur_status
mohur__version_mark(mohur_ctx *ctx,
                    const struct mohur__row *r,
                    uint8_t room[MOHUR_KEY_ID_LEN],
                    mohur__bytes *out)
{
    if (mohur__row_is_null(r, MOHUR__KEY_PUB)) {
        *out = mohur__row_bytes(r, MOHUR__KEY_KCV);
        return MOHUR_OK;
    }
    *out = mohur__bytes_of(room, MOHUR_KEY_ID_LEN);
    return mohur__version_id(ctx, r, room);
}

bool
mohur__version_gone(const struct mohur__row *r)
{
    return mohur__row_is_null(r, MOHUR__KEY_SECRET_CT) &&
           (mohur__row_is_null(r, MOHUR__KEY_TOKEN_URI) ||
            mohur__row_int(r, MOHUR__KEY_STATE) == MOHUR_KEY_DESTROYED);
}

/* ---- the handle ---- */

static mohur_status
parts_fill(struct mohur_keystore *ks,
           const struct mohur__row *ring,
           const struct mohur__row *r,
           struct mohur__key_parts *p)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__life life = mohur__version_life(r);
    mohur_alg alg           = MOHUR_ALG_NONE;

    p->purpose     = (mohur_purpose)mohur__row_int(ring, MOHUR__RING_PURPOSE);
    p->alg         = (mohur_alg)mohur__row_int(r, MOHUR__KEY_ALG);
    p->state       = mohur__life_now(&life, mohur__store_time(ks));
    p->version     = (uint32_t)mohur__row_int(r, MOHUR__KEY_VER);
    p->level       = (uint8_t)mohur__row_int(ring, MOHUR__RING_LEVEL);
    p->exportable  = mohur__row_int(r, MOHUR__KEY_EXPORTABLE) != 0;
    p->compromised = life.compromised_at != 0;
    p->since       = (int64_t)mohur__row_int(r, MOHUR__KEY_CREATED);
    p->since       = p->since > life.activate_at ? p->since : life.activate_at;
    p->activate_at = life.activate_at;
    p->protect_until = life.protect_until;
    p->process_until = life.process_until;
    p->read_at       = mohur__store_time(ks);
    p->fresh_until =
        mohur__ticks(ks->ctx) + (int64_t)mohur__profile_latency_s(ks->ctx);
    mohur__copy(MOHUR__SPAN(p->ring_id),
                mohur__row_bytes(r, MOHUR__KEY_RING_ID));
    if (!mohur__row_is_null(r, MOHUR__KEY_PUB)) {
        TRY(mohur__spki_parse(ks->ctx, p->purpose,
                              mohur__row_bytes(r, MOHUR__KEY_PUB), &alg,
                              &p->public_key));
        TRY(mohur__auth_require(ks->ctx, mohur__pair_same_keys(alg, p->alg)));
    }
    if (!mohur__row_is_null(r, MOHUR__KEY_KCV)) {
        p->kcv = mohur__row_bytes(r, MOHUR__KEY_KCV);
        TRY(mohur__auth_require(ks->ctx, p->kcv.len == MOHUR__KCV_LEN));
    }

out:
    return st;
}

/* What it protects with where its uses are counted, and why not. */
static void
count_uses(const struct mohur_keystore *ks,
           const struct mohur__row *ring,
           const struct mohur__row *r,
           struct mohur__key_extra extra,
           struct mohur__key_parts *p)
{
    p->counted = mohur__ring_max_uses(ring) > 0;
    p->uses    = mohur__lease_of(ks, r);
    p->no_use  = extra.no_use != MOHUR_OK ? extra.no_use : MOHUR_E_STALE;
    if (mohur__lease_spent(ring, r)) {
        p->no_use = MOHUR_E_KEY_STATE;
    }
}

/* CT: leaks the lengths. */
mohur_status
mohur__version_key(struct mohur_keystore *ks,
                   const struct mohur__row *ring,
                   mohur__bytes name,
                   const struct mohur__row *r,
                   struct mohur__key_extra extra,
                   mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__secret *secret  = NULL;
    struct mohur__key_parts parts = {0};
    bool destroyed                = mohur__version_gone(r);

    TRY(mohur__anchors_allow(ks));
    TRY(parts_fill(ks, ring, r, &parts));
    REQUIRE(ks->ctx, parts.state != MOHUR_KEY_PENDING, MOHUR_E_KEY_STATE,
            "version %u of the key was not made to its end in its token",
            parts.version);
    REQUIRE(ks->ctx, !destroyed || parts.public_key.len > 0, MOHUR_E_KEY_STATE,
            "version %u of the key is destroyed", parts.version);
    if (!destroyed && !mohur__row_is_null(r, MOHUR__KEY_TOKEN_URI)) {
        TRY(mohur__tokens_get(ks, mohur__row_bytes(r, MOHUR__KEY_TOKEN_URI),
                              &parts.token));
    } else if (!destroyed) {
        TRY(secret_open(ks, ring, r, &secret));
    }
    parts.name       = name;
    parts.secret     = mohur__secret_bytes(secret);
    parts.exportable = parts.exportable && extra.exports;
    parts.recovers   = extra.recovers;
    count_uses(ks, ring, r, extra, &parts);
    TRY(mohur__key_new(ks->ctx, &parts, out));

out:
    mohur__secret_free(secret);
    return st;
}
