/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/io.h"
#include "base/options.h"
#include "keystore/change.h"
#include "keystore/slot_renew.h"
#include "keystore/store_erase.h"
#include "keystore/tokens.h"
#include <mohur/life.h>

/* Versions moved from state to state, erased, held, and fetched by name. */

/* A version that something is to be done to. */
struct subject {
    mohur__bytes name;
    struct mohur__row ring;
    struct mohur__row r;
};

static void
subject_wipe(struct subject *s)
{
    mohur__row_wipe(&s->ring);
    mohur__row_wipe(&s->r);
}

static mohur_status
subject_ring(struct mohur_keystore *ks, struct subject *s)
{
    mohur__row_init(&s->ring, ks->ctx, MOHUR__T_RING);
    return mohur__ring_need(ks, s->name, &s->ring);
}

static mohur_status
subject_read(struct mohur_keystore *ks, uint32_t version, struct subject *s)
{
    mohur_status st = MOHUR_OK;

    TRY(subject_ring(ks, s));
    TRY(mohur__ring_select(ks, &s->ring, version, &s->r));

out:
    return st;
}

/* ---- states ---- */

/* A move, as it was asked for. */
struct move {
    mohur_key_state to;
    mohur_erase level; /* of one to DESTROYED */
    mohur_sink *receipt;
    struct mohur__renewal *renewal; /* of E2; NULL: the epoch stays */
};

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

/* Of a key in a token: before the row, so that no row says that it is gone
 * while it is there. */
static mohur_status
token_erase(struct mohur_keystore *ks, struct mohur__row *r)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__hsm *token = NULL;
    struct mohur__hsm_key key;

    if (mohur__row_is_null(r, MOHUR__KEY_TOKEN_URI)) {
        return MOHUR_OK;
    }
    key = mohur__hsm_key_of((mohur_alg)mohur__row_int(r, MOHUR__KEY_ALG),
                            mohur__row_bytes(r, MOHUR__KEY_RING_ID).data,
                            (uint32_t)mohur__row_int(r, MOHUR__KEY_VER));
    TRY(mohur__tokens_get(ks, mohur__row_bytes(r, MOHUR__KEY_TOKEN_URI),
                          &token));
    TRY(mohur__hsm_destroy(ks->ctx, token, key.id));

out:
    return st;
}

/* The private part goes; the event is the receipt. */
static mohur_status
version_erase(struct mohur_keystore *ks,
              struct mohur__row *r,
              mohur_erase level,
              struct mohur__event *event,
              uint8_t id[MOHUR_KEY_ID_LEN])
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__version_mark(ks->ctx, r, id, &event->key_id));
    event->erase_level = (uint8_t)level;
    event->epochs[0]   = ks->keys.epoch - (level == MOHUR_ERASE_E2 ? 1 : 0);
    event->epochs[1]   = ks->keys.epoch;
    mohur__row_set_null(r, MOHUR__KEY_SECRET_CT);
    TRY(token_erase(ks, r));

out:
    return st;
}

static mohur_status
move_ask(struct mohur_keystore *ks,
         const struct subject *s,
         const struct move *move,
         mohur_key_state from,
         struct mohur__change *change)
{
    mohur__change_init(ks, change, s->name);
    change->act     = MOHUR_ACT_KEY_MOVE;
    change->version = (uint32_t)mohur__row_int(&s->r, MOHUR__KEY_VER);
    change->rev     = mohur__row_int(&s->r, MOHUR__KEY_REV);
    change->target =
        (uint16_t)((uint32_t)move->to | (uint32_t)move->level << 8);
    return mohur__change_grant(ks, change, &s->ring,
                               mohur__life_way(from, move->to).need);
}

/* A change of state, its event, and what goes with it. */
static mohur_status
version_move(struct mohur_keystore *ks,
             struct subject *s,
             const struct move *move)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__life life      = mohur__version_life(&s->r);
    int64_t now                  = mohur__store_time(ks);
    mohur_key_state from         = mohur__life_now(&life, now);
    struct mohur__change change  = {0};
    uint8_t id[MOHUR_KEY_ID_LEN] = {0};
    uint64_t n                   = 0;
    struct mohur__event event    = {
           .ring    = mohur__row_bytes(&s->r, MOHUR__KEY_RING_ID),
           .version = (uint32_t)mohur__row_int(&s->r, MOHUR__KEY_VER),
           .from    = (uint8_t)from,
    };

    TRY(mohur__life_move(ks->ctx, &life, move->to, now, &event.type));
    TRY(move_ask(ks, s, move, from, &change));
    TRY(mohur__ring_settle(ks, &s->ring, event.version));
    event.to        = (uint8_t)life.state;
    event.approvals = mohur__buf_view(&change.approvals);
    event.rev       = event.approvals.len > 0 ? change.rev : 0;
    if (life.state == MOHUR_KEY_DESTROYED) {
        TRY(version_erase(ks, &s->r, move->level, &event, id));
    }
    TRY(mohur__store_event(ks, &event, &n));
    if (move->receipt != NULL) {
        TRY(mohur__store_receipt(ks, &event, move->receipt));
    }
    mohur__version_set_life(&s->r, &life);
    TRY(mohur__ring_version_set(ks, &s->r, n));

out:
    mohur__change_wipe(&change);
    return st;
}

static mohur_status
move_in_store(struct mohur_keystore *ks,
              mohur__bytes name,
              uint32_t version,
              const struct move *move)
{
    mohur_status st  = MOHUR_OK;
    struct subject s = {.name = name};

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    if (move->renewal != NULL) {
        /* First, and undone with the rest if the move is refused. */
        TRY(mohur__renewal_apply(ks, move->renewal, MOHUR__NOTHING));
    }
    TRY(subject_read(ks, version, &s));
    TRY(hold_check(ks, &s.ring, move->to));
    TRY(version_move(ks, &s, move));
    TRY(mohur__store_commit(ks));
    if (move->renewal != NULL) {
        mohur__renewal_done(move->renewal);
    }

out:
    mohur__store_end(ks);
    subject_wipe(&s);
    return st;
}

mohur_status
mohur_keystore_move(mohur_keystore *ks,
                    const char *name,
                    size_t name_len,
                    uint32_t version,
                    mohur_key_state to)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes view = MOHUR__NOTHING;
    struct move move  = {.to = to};

    move.level = to == MOHUR_KEY_DESTROYED ? MOHUR_ERASE_E1 : move.level;
    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__ring_name(ks->ctx, name, name_len, &view));
    TRY(move_in_store(ks, view, version, &move));

out:
    return st;
}

static mohur_status
destroy_check(mohur_ctx *ctx, const mohur_destroy_options *o)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, o->level >= MOHUR_ERASE_E1 && o->level <= MOHUR_ERASE_E3,
            MOHUR_E_ARGUMENT, "an erase level is E1, E2 or E3");
    REQUIRE(ctx, o->version > 0, MOHUR_E_ARGUMENT,
            "which version is to be destroyed was not said");
    REQUIRE(ctx, o->present != NULL || o->present_len == 0, MOHUR_E_ARGUMENT,
            "what is shown is NULL");
    if (o->receipt != NULL) {
        TRY(mohur__sink_check(ctx, o->receipt));
    }

out:
    return st;
}

mohur_status
mohur_keystore_destroy(mohur_keystore *ks, const mohur_destroy_options *options)
{
    mohur_status st          = MOHUR_OK;
    mohur__bytes view        = MOHUR__NOTHING;
    mohur_destroy_options o  = MOHUR_DESTROY_OPTIONS_INIT;
    struct mohur__renewal rn = {0};
    struct move move         = {.to = MOHUR_KEY_DESTROYED};

    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__options_check(ks->ctx, options, sizeof o, &o));
    TRY(mohur__ring_name(ks->ctx, o.name, o.name_len, &view));
    TRY(destroy_check(ks->ctx, &o));
    move.level   = o.level;
    move.receipt = o.receipt;
    if (o.level == MOHUR_ERASE_E2) {
        TRY(mohur__renewal_prepare(ks, o.present, o.present_len, &rn));
        move.renewal = &rn;
    }
    TRY(o.level == MOHUR_ERASE_E3
            ? mohur__store_erase_copies(ks, view, o.version, o.receipt)
            : move_in_store(ks, view, o.version, &move));
    if (o.receipt != NULL) {
        TRY(mohur__sink_finish(o.receipt));
    }

out:
    if (move.renewal != NULL) {
        mohur__renewal_wipe(ks, &rn);
    }
    return st;
}

/* ---- legal hold ---- */

static mohur_status
hold_write(struct mohur_keystore *ks, struct subject *s, bool on)
{
    static const struct mohur__need to_set  = {{MOHUR_CAP_OFFICER, 0}};
    static const struct mohur__need to_lift = {
        {MOHUR_CAP_OFFICER, MOHUR_CAP_OFFICER}};
    mohur_status st             = MOHUR_OK;
    struct mohur__row *ring     = &s->ring;
    uint64_t flags              = mohur__row_int(ring, MOHUR__RING_FLAGS);
    uint64_t n                  = 0;
    struct mohur__change change = {.act    = MOHUR_ACT_KEY_HOLD,
                                   .target = on ? 1 : 0};
    struct mohur__event event   = {
          .type = on ? MOHUR__EVENT_KEY_HOLD : MOHUR__EVENT_KEY_UNHOLD,
          .ring = mohur__row_bytes(ring, MOHUR__RING_ID),
    };

    mohur__change_init(ks, &change, s->name);
    change.rev = mohur__row_int(ring, MOHUR__RING_REV);
    TRY(mohur__change_grant(ks, &change, ring, on ? to_set : to_lift));
    event.approvals = mohur__buf_view(&change.approvals);
    event.rev       = event.approvals.len > 0 ? change.rev : 0;
    TRY(mohur__store_event(ks, &event, &n));
    mohur__row_set_int(ring, MOHUR__RING_FLAGS, flags ^ MOHUR__RING_HOLD);
    mohur__row_set_int(ring, MOHUR__RING_REV, change.rev + 1);
    TRY(mohur__store_set(ks, ring));

out:
    mohur__change_wipe(&change);
    return st;
}

mohur_status
mohur_keystore_hold(mohur_keystore *ks,
                    const char *name,
                    size_t name_len,
                    bool on)
{
    mohur_status st  = MOHUR_OK;
    struct subject s = {0};

    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__ring_name(ks->ctx, name, name_len, &s.name));
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(subject_ring(ks, &s));
    if (mohur__ring_held(&s.ring) != on) {
        TRY(hold_write(ks, &s, on));
        TRY(mohur__store_commit(ks));
    }

out:
    mohur__store_leave(ks);
    subject_wipe(&s);
    return st;
}

/* ---- fetched for what others cannot do ---- */

static mohur_status
export_check(struct mohur_keystore *ks,
             const struct subject *s,
             mohur_key_state state,
             struct mohur__need *need)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, mohur__row_int(&s->r, MOHUR__KEY_EXPORTABLE) != 0,
            MOHUR_E_POLICY, "the key was not made exportable");
    REQUIRE(ks->ctx, mohur__life_allows(MOHUR__USE_EXPORT_SECRET, state, false),
            MOHUR_E_KEY_STATE, "the key is %s and does not leave its keystore",
            mohur__life_name(state));
    *need = mohur__life_use(MOHUR__USE_EXPORT_SECRET, state).need;

out:
    return st;
}

static mohur_status
recover_check(struct mohur_keystore *ks,
              const struct subject *s,
              mohur_key_state state,
              struct mohur__need *need)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__use_rule say = mohur__life_use(MOHUR__USE_PROCESS, state);
    uint64_t purpose           = mohur__row_int(&s->ring, MOHUR__RING_PURPOSE);

    REQUIRE(ks->ctx,
            purpose != MOHUR_PURPOSE_SIGN && say.answer == MOHUR__ANSWER_NAMED,
            MOHUR_E_KEY_STATE,
            "the key is %s; there is nothing to recover with it",
            mohur__life_name(state));
    *need = say.need;

out:
    return st;
}

static mohur_status
use_check(struct mohur_keystore *ks,
          const struct subject *s,
          mohur_key_use use,
          mohur_key_state state,
          struct mohur__need *need)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx,
            use == MOHUR_KEY_USE_EXPORT || use == MOHUR_KEY_USE_RECOVER,
            MOHUR_E_ARGUMENT, "there is no such use of a key");
    TRY(use == MOHUR_KEY_USE_EXPORT ? export_check(ks, s, state, need)
                                    : recover_check(ks, s, state, need));

out:
    return st;
}

/* Have it approved, and note it; the version counts on, so that an approval
   is good for one time. */
static mohur_status
use_write(struct mohur_keystore *ks, struct subject *s, mohur_key_use use)
{
    mohur_status st             = MOHUR_OK;
    bool exports                = use == MOHUR_KEY_USE_EXPORT;
    struct mohur__life life     = mohur__version_life(&s->r);
    mohur_key_state state       = mohur__life_now(&life, mohur__store_time(ks));
    struct mohur__need need     = {{0}};
    struct mohur__change change = {0};
    uint64_t n                  = 0;
    struct mohur__event event   = {
          .type    = exports ? MOHUR__EVENT_KEY_EXPORT : MOHUR__EVENT_KEY_RECOVER,
          .ring    = mohur__row_bytes(&s->r, MOHUR__KEY_RING_ID),
          .version = (uint32_t)mohur__row_int(&s->r, MOHUR__KEY_VER),
          .from    = (uint8_t)state,
          .to      = (uint8_t)state,
    };

    TRY(use_check(ks, s, use, state, &need));
    mohur__change_init(ks, &change, s->name);
    change.act     = exports ? MOHUR_ACT_KEY_EXPORT : MOHUR_ACT_KEY_RECOVER;
    change.version = event.version;
    change.rev     = mohur__row_int(&s->r, MOHUR__KEY_REV);
    TRY(mohur__change_grant(ks, &change, &s->ring, need));
    event.approvals = mohur__buf_view(&change.approvals);
    event.rev       = event.approvals.len > 0 ? change.rev : 0;
    TRY(mohur__store_event(ks, &event, &n));
    mohur__row_set_int(&s->r, MOHUR__KEY_REV, change.rev + 1);
    TRY(mohur__store_set(ks, &s->r));

out:
    mohur__change_wipe(&change);
    return st;
}

mohur_status
mohur_keystore_key_for(mohur_keystore *ks,
                       const char *name,
                       size_t name_len,
                       uint32_t version,
                       mohur_key_use use,
                       mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    struct subject s              = {0};
    mohur_key *key                = NULL;
    struct mohur__key_extra extra = {
        .exports  = use == MOHUR_KEY_USE_EXPORT,
        .recovers = use == MOHUR_KEY_USE_RECOVER,
    };

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__ring_name(ks->ctx, name, name_len, &s.name));
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(subject_read(ks, version, &s));
    TRY(use_write(ks, &s, use));
    TRY(mohur__version_key(ks, &s.ring, s.name, &s.r, extra, &key));
    TRY(mohur__store_commit(ks));
    *out = key;
    key  = NULL;

out:
    mohur__store_leave(ks);
    mohur_key_free(key);
    subject_wipe(&s);
    return st;
}
