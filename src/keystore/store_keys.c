/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/ring.h"

/* Keys of a store: fetched, rotated, moved to another state. */

enum {
    ERASE_E1 = 1
};

static mohur_status
name_check(mohur_ctx *ctx, const char *name, size_t name_len, mohur__bytes *out)
{
    struct mohur__ring_meta meta = {.name = mohur__bytes_of(name, name_len)};

    *out = meta.name;
    if (name == NULL) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "the name is NULL");
    }
    return mohur__ring_meta_check(ctx, &meta);
}

/* Version 0 is the one that protects now. */
static mohur_status
version_read(struct mohur_keystore *ks,
             const struct mohur__row *ring,
             uint32_t version,
             struct mohur__row *r)
{
    return version == 0 ? mohur__ring_current(ks, ring, r)
                        : mohur__ring_version(ks, ring, version, r);
}

mohur_status
mohur_keystore_key(mohur_keystore *ks,
                   const char *name,
                   size_t name_len,
                   uint32_t version,
                   mohur_key **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};
    struct mohur__row r    = {0};
    mohur__bytes view      = MOHUR__NOTHING;
    mohur_key *key         = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(name_check(ks->ctx, name, name_len, &view));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, view, &ring));
    TRY(version_read(ks, &ring, version, &r));
    TRY(mohur__version_key(ks, &ring, view, &r, &key));
    TRY(mohur__store_commit(ks));
    *out = key;
    key  = NULL;

out:
    mohur__store_leave(ks);
    mohur_key_free(key);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

/* ---- rotation ---- */

/* A ring goes on from any state but those on the way in and out of life. */
static mohur_status
may_rotate(struct mohur_keystore *ks, const struct mohur__row *newest)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__life life = mohur__version_life(newest);
    mohur_key_state state   = mohur__life_now(&life, mohur__store_time(ks));

    REQUIRE(ks->ctx,
            state >= MOHUR_KEY_ACTIVE && state <= MOHUR_KEY_COMPROMISED,
            MOHUR_E_KEY_STATE, "the newest version is %s; it has no successor",
            mohur__life_name(state));

out:
    return st;
}

/* What the newest version and its ring say about the next one. */
struct succession {
    mohur_alg alg;
    uint8_t level;
    bool exportable;
    uint64_t newest;
};

/* Read the ring and its newest version, and see whether it may go on. */
static mohur_status
succession_read(struct mohur_keystore *ks,
                mohur__bytes name,
                struct mohur__row *ring,
                struct succession *out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};

    mohur__row_init(ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, name, ring));
    out->newest = mohur__ring_versions(ring);
    TRY(mohur__ring_version(ks, ring, out->newest, &r));
    TRY(may_rotate(ks, &r));
    REQUIRE(ks->ctx, out->newest < UINT32_MAX - 1, MOHUR_E_LIMIT,
            "the key has as many versions as it can");
    out->alg        = (mohur_alg)mohur__row_int(ring, MOHUR__RING_ALG);
    out->level      = (uint8_t)mohur__row_int(ring, MOHUR__RING_LEVEL);
    out->exportable = mohur__row_int(&r, MOHUR__KEY_EXPORTABLE) != 0;

out:
    mohur__row_wipe(&r);
    return st;
}

/* Before the lock: what kind of material is to be made. */
static mohur_status
rotate_look(struct mohur_keystore *ks,
            mohur__bytes name,
            struct succession *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(succession_read(ks, name, &ring, out));
    TRY(mohur__store_commit(ks));
    TRY(mohur__ring_allowed(ks->ctx, out->alg, out->level, out->exportable));

out:
    mohur__store_end(ks);
    mohur__row_wipe(&ring);
    return st;
}

static mohur_status
rotate_write(struct mohur_keystore *ks,
             mohur__bytes name,
             const struct succession *seen,
             const struct mohur__material *m,
             int64_t activate_at)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__row ring          = {0};
    struct mohur__row r             = {0};
    struct succession now           = {0};
    struct mohur__version_plan plan = {0};

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(succession_read(ks, name, &ring, &now));
    REQUIRE(ks->ctx, now.newest == seen->newest, MOHUR_E_BUSY,
            "another process rotated the key at the same time");
    TRY(mohur__ring_settle(ks, &ring));
    plan = (struct mohur__version_plan){
        .ring        = &ring,
        .version     = now.newest + 1,
        .exportable  = now.exportable,
        .now         = mohur__store_time(ks),
        .activate_at = activate_at,
        .event       = mohur__store_next_event(ks),
    };
    TRY(mohur__ring_add_version(ks, &plan, m, MOHUR__EVENT_KEY_ROTATE, &r));
    mohur__row_set_int(&ring, MOHUR__RING_NEXT_VER, plan.version + 1);
    mohur__row_set_int(&ring, MOHUR__RING_REV,
                       mohur__row_int(&ring, MOHUR__RING_REV) + 1);
    TRY(mohur__store_set(ks, &ring));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

mohur_status
mohur_keystore_rotate(mohur_keystore *ks,
                      const char *name,
                      size_t name_len,
                      int64_t activate_at,
                      uint32_t *out_version)
{
    mohur_status st          = MOHUR_OK;
    mohur__bytes view        = MOHUR__NOTHING;
    struct succession seen   = {0};
    struct mohur__material m = {0};

    if (out_version != NULL) {
        *out_version = 0;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out_version != NULL && activate_at >= 0, MOHUR_E_ARGUMENT,
            "out_version is NULL, or the date is before 1970");
    TRY(name_check(ks->ctx, name, name_len, &view));
    TRY(rotate_look(ks, view, &seen));
    TRY(mohur__material_make(ks->ctx, seen.alg, &m));
    TRY(rotate_write(ks, view, &seen, &m, activate_at));
    *out_version = (uint32_t)(seen.newest + 1);

out:
    mohur__material_wipe(&m);
    return st;
}

/* ---- states ---- */

/* A change of state, its event, and what goes with it. */
static mohur_status
move_version(struct mohur_keystore *ks,
             struct mohur__row *r,
             mohur_key_state to)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__life life      = mohur__version_life(r);
    int64_t now                  = mohur__store_time(ks);
    uint8_t id[MOHUR_KEY_ID_LEN] = {0};
    uint64_t n                   = 0;
    struct mohur__event event    = {
           .ring    = mohur__row_bytes(r, MOHUR__KEY_RING_ID),
           .version = (uint32_t)mohur__row_int(r, MOHUR__KEY_VER),
           .from    = (uint8_t)mohur__life_now(&life, now),
    };

    TRY(mohur__life_move(ks->ctx, &life, to, now, &event.type));
    event.to = (uint8_t)life.state;
    if (life.state == MOHUR_KEY_DESTROYED) {
        TRY(mohur__version_mark(ks->ctx, r, id, &event.key_id));
        event.erase_level = ERASE_E1;
        event.epochs[0]   = ks->keys.epoch;
        event.epochs[1]   = ks->keys.epoch;
        mohur__row_set_null(r, MOHUR__KEY_SECRET_CT);
    }
    TRY(mohur__store_event(ks, &event, &n));
    mohur__version_set_life(r, &life);
    TRY(mohur__ring_version_set(ks, r, n));

out:
    return st;
}

static mohur_status
hold_check(struct mohur_keystore *ks,
           const struct mohur__row *ring,
           mohur_key_state to)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, !mohur__ring_held(ring) || to != MOHUR_KEY_DESTROYED,
            MOHUR_E_KEY_STATE,
            "the key is under a legal hold and cannot be destroyed");

out:
    return st;
}

mohur_status
mohur_keystore_move(mohur_keystore *ks,
                    const char *name,
                    size_t name_len,
                    uint32_t version,
                    mohur_key_state to)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};
    struct mohur__row r    = {0};
    mohur__bytes view      = MOHUR__NOTHING;

    TRY(mohur__store_enter_unlocked(ks));
    TRY(name_check(ks->ctx, name, name_len, &view));
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, view, &ring));
    TRY(hold_check(ks, &ring, to));
    TRY(mohur__ring_settle(ks, &ring));
    TRY(version_read(ks, &ring, version, &r));
    TRY(move_version(ks, &r, to));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_leave(ks);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}
