/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "keystore/lease.h"
#include "keystore/slot_grant.h"
#include "keystore/slot_plan.h"
#include "keystore/store_copy.h"
#include "keystore/version.h"
#include <mohur/backup.h>

/* Backups: made, and made a store again. */

enum {
    ID_LEN = 16
};

/* ---- making one ---- */

/* Plans of the slots; those before a failure are undone by the caller. */
static mohur_status
slots_read(struct mohur_keystore *ks,
           const mohur_backup_options *given,
           struct mohur__slot_plan *plans,
           size_t *n)
{
    mohur_status st        = MOHUR_OK;
    mohur_ctx *ctx         = ks->ctx;
    mohur_backup_options o = MOHUR_BACKUP_OPTIONS_INIT;
    size_t argon           = 0;

    TRY(mohur__options_check(ctx, given, sizeof o, &o));
    REQUIRE(ctx,
            o.slots != NULL && o.slots_len > 0 &&
                o.slots_len <= MOHUR__SLOT_MAX,
            MOHUR_E_ARGUMENT, "a backup has 1 to %d slots", MOHUR__SLOT_MAX);
    for (; *n < o.slots_len; (*n)++) {
        struct mohur__slot_plan *plan = &plans[*n];
        TRY(mohur__slot_plan_read(ks, o.slots[*n], plan));
        for (size_t i = 0; i < plan->factors; i++) {
            argon += plan->factor[i].type == MOHUR_SLOT_PASSPHRASE ? 1 : 0;
        }
        if (plan->label.len == 0) {
            plan->label = mohur__bytes_text(mohur__slot_type_word(plan->type));
        }
    }
    REQUIRE(ctx, argon <= MOHUR__SLOT_ARGON_MAX, MOHUR_E_LIMIT,
            "a backup has %d slots with a passphrase at most",
            MOHUR__SLOT_ARGON_MAX);

out:
    return st;
}

/* What the store knows of the backup, which the backup knows too. */
static mohur_status
backup_record(struct mohur_keystore *ks,
              const struct mohur__slot_plan *slots,
              size_t n)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__row row            = {0};
    uint8_t id[ID_LEN]               = {0};
    struct mohur__event event        = {.type   = MOHUR__EVENT_BACKUP,
                                        .backup = MOHUR__BYTES(id)};
    struct mohur__slot_change change = {
        .act = MOHUR_ACT_BACKUP, .plans = slots, .plans_len = n};

    mohur__row_init(&row, ks->ctx, MOHUR__T_BACKUP);
    /* Each backup adds a row, so an approval is good for one. */
    TRY(mohur__db_number(ks->db, "SELECT count(*) FROM backup", &change.rev));
    change.rev++;
    TRY(mohur__random(ks->ctx, MOHUR__SPAN(id)));
    mohur__row_set_blob(&row, MOHUR__BACKUP_ID, MOHUR__BYTES(id));
    mohur__row_set_int(&row, MOHUR__BACKUP_CREATED,
                       (uint64_t)mohur__store_time(ks));
    mohur__row_set_int(&row, MOHUR__BACKUP_SEQ, mohur__store_next_seq(ks));
    mohur__row_set_int(&row, MOHUR__BACKUP_EPOCH, ks->keys.epoch);
    TRY(row.st);
    TRY(mohur__slot_change_note(ks, &change, &event));
    TRY(mohur__store_add(ks, &row));

out:
    mohur__row_wipe(&row);
    return st;
}

static mohur_status
backup_fill(struct mohur_keystore *to, void *user)
{
    return mohur__store_copy(to, user);
}

/* The backup is whole before the store says that there is one. */
static mohur_status
backup_write(struct mohur_keystore *ks,
             struct mohur__slot_plan *slots,
             size_t n,
             const char *path)
{
    mohur_status st              = MOHUR_OK;
    mohur_keystore *made         = NULL;
    struct mohur__copy_plan plan = {
        .from      = ks,
        .kind      = MOHUR__STORE_KIND_BACKUP,
        .epoch     = ks->keys.epoch,
        .slots     = slots,
        .slots_len = n,
    };

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    plan.seq = mohur__store_next_seq(ks);
    TRY(backup_record(ks, slots, n));
    TRY(mohur__store_make(ks->ctx, path, backup_fill, &plan, &made));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_close(made);
    mohur__store_end(ks);
    return st;
}

mohur_status
mohur_keystore_backup(mohur_keystore *ks,
                      const mohur_backup_options *options,
                      const char *path)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__slot_plan *plans = NULL;
    void *block                    = NULL;
    size_t n                       = 0;

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, path != NULL && path[0] != '\0', MOHUR_E_ARGUMENT,
            "the folder of the backup was not named");
    REQUIRE(ks->ctx, !mohur__db_is_server(path), MOHUR_E_UNSUPPORTED,
            "a backup is a file; name a folder for it, not a server");
    TRY(mohur__alloc_array(ks->ctx, MOHUR__SLOT_MAX, sizeof *plans, &block));
    plans = block;
    TRY(slots_read(ks, options, plans, &n));
    TRY(backup_write(ks, plans, n, path));

out:
    for (size_t i = 0; st != MOHUR_OK && i < n; i++) {
        mohur__slot_plan_undo(ks, &plans[i]);
    }
    mohur__free(plans);
    return st;
}

/* ---- making it a store again ---- */

struct restoring {
    struct mohur__copy_plan copy;
    struct mohur_keystore *live; /* NULL: there is none any more */
    uint64_t live_seq;
};

/* A version that the live store destroyed: its row, as it is there. */
static mohur_status
version_destroy(struct mohur_keystore *ks,
                const struct mohur__row *live,
                uint64_t event)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};
    bool found          = false;

    mohur__row_init(&r, ks->ctx, MOHUR__T_KEY);
    mohur__row_set_value(&r, MOHUR__KEY_RING_ID,
                         &live->col[MOHUR__KEY_RING_ID]);
    mohur__row_set_value(&r, MOHUR__KEY_VER, &live->col[MOHUR__KEY_VER]);
    TRY(r.st);
    TRY(mohur__store_get(ks, &r, &found));
    if (!found) {
        goto out;
    }
    for (int i = 0; i < live->table->columns; i++) {
        mohur__row_set_value(&r, i, &live->col[i]);
    }
    mohur__row_set_int(&r, MOHUR__KEY_AUTH_EVENT, event);
    TRY(r.st);
    TRY(mohur__store_set(ks, &r));

out:
    mohur__row_wipe(&r);
    return st;
}

/* All of them; the live store's rows were checked as a whole. */
static mohur_status
versions_destroy(struct mohur_keystore *ks,
                 struct mohur_keystore *live,
                 uint64_t event)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__row r   = {0};
    bool row              = false;

    mohur__row_init(&r, live->ctx, MOHUR__T_KEY);
    TRY(mohur__stmt_new(live->db, r.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_read(&r, s));
        if (mohur__version_gone(&r)) {
            TRY(version_destroy(ks, &r, event));
        }
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

/* How often it was used at the most: what the live store says, or as often as
 * it may be, since nobody knows what came after the backup. */
static mohur_status
uses_at_most(const struct restoring *re,
             const struct mohur__row *r,
             uint64_t limit,
             uint64_t *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row live = {0};
    bool found             = false;

    *out = limit;
    if (re->live != NULL) {
        mohur__row_init(&live, re->live->ctx, MOHUR__T_KEY);
        mohur__row_set_value(&live, MOHUR__KEY_RING_ID,
                             &r->col[MOHUR__KEY_RING_ID]);
        mohur__row_set_value(&live, MOHUR__KEY_VER, &r->col[MOHUR__KEY_VER]);
        TRY(live.st);
        TRY(mohur__store_get(re->live, &live, &found));
    }
    if (found) {
        *out = mohur__row_int(&live, MOHUR__KEY_USES);
    }

out:
    mohur__row_wipe(&live);
    return st;
}

static mohur_status
uses_raise_one(struct mohur_keystore *to,
               const struct restoring *re,
               const struct mohur__row *was)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};
    struct mohur__row r    = {0};
    uint64_t uses          = 0;

    mohur__row_init(&ring, to->ctx, MOHUR__T_RING);
    mohur__row_init(&r, to->ctx, MOHUR__T_KEY);
    mohur__row_set_value(&ring, MOHUR__RING_ID, &was->col[MOHUR__KEY_RING_ID]);
    mohur__row_set_value(&r, MOHUR__KEY_RING_ID, &was->col[MOHUR__KEY_RING_ID]);
    mohur__row_set_value(&r, MOHUR__KEY_VER, &was->col[MOHUR__KEY_VER]);
    TRY(ring.st);
    TRY(r.st);
    TRY(mohur__store_need(to, &ring));
    TRY(mohur__store_need(to, &r));
    if (mohur__ring_max_uses(&ring) == 0 || mohur__version_gone(&r)) {
        goto out;
    }
    TRY(uses_at_most(re, was, mohur__ring_max_uses(&ring), &uses));
    if (uses > mohur__row_int(&r, MOHUR__KEY_USES)) {
        TRY(mohur__uses_write(to, &r, uses));
    }

out:
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

/* Counters never go back; the backup says which versions there are. */
static mohur_status
uses_raise(struct mohur_keystore *to, const struct restoring *re)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__row r   = {0};
    bool row              = false;

    mohur__row_init(&r, re->copy.from->ctx, MOHUR__T_KEY);
    TRY(mohur__stmt_new(re->copy.from->db, r.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_read(&r, s));
        TRY(uses_raise_one(to, re, &r));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

static mohur_status
restore_fill(struct mohur_keystore *to, void *user)
{
    mohur_status st           = MOHUR_OK;
    struct restoring *re      = user;
    struct mohur__event event = {
        .type       = MOHUR__EVENT_RESTORE,
        .epochs     = {re->copy.from->keys.epoch, re->copy.epoch},
        .backup_seq = mohur__row_int(&re->copy.from->head, MOHUR__STORE_SEQ),
        .live_seq   = re->live_seq,
    };
    uint64_t n = 0;

    TRY(mohur__store_copy(to, &re->copy));
    TRY(mohur__store_event(to, &event, &n));
    if (re->live != NULL) {
        TRY(versions_destroy(to, re->live, n));
    }
    TRY(uses_raise(to, re));

out:
    return st;
}

static mohur_status
live_begin(struct mohur_keystore *backup, struct restoring *re)
{
    mohur_status st             = MOHUR_OK;
    struct mohur_keystore *live = re->live;

    REQUIRE(backup->ctx,
            live->magic == MOHUR__MAGIC_KEYSTORE && live->unlocked &&
                !live->backup && live->ctx == backup->ctx &&
                mohur__bytes_equal(MOHUR__BYTES(live->keys.store_id),
                                   MOHUR__BYTES(backup->keys.store_id)),
            MOHUR_E_ARGUMENT,
            "what is there is not the same keystore, or is locked");
    TRY(mohur__store_begin(live, MOHUR__TX_READ));
    REQUIRE(backup->ctx, !mohur__grant_roles_count(live), MOHUR_E_UNSUPPORTED,
            "where roles count, what was destroyed is destroyed anew after "
            "restoring");
    TRY(mohur__store_check_all(live));
    re->live_seq = mohur__row_int(&live->head, MOHUR__STORE_SEQ);
    if (live->keys.epoch >= re->copy.epoch) {
        re->copy.epoch = live->keys.epoch + 1;
    }
    if (re->live_seq >= re->copy.seq) {
        re->copy.seq = re->live_seq + 1;
    }

out:
    return st;
}

static mohur_status
restore_write(struct mohur_keystore *backup,
              struct restoring *re,
              const char *path,
              mohur_keystore **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(backup, MOHUR__TX_READ));
    REQUIRE(backup->ctx, backup->keys.epoch < UINT32_MAX - 1, MOHUR_E_LIMIT,
            "the keystore has had as many root keys as it can");
    re->copy.epoch = backup->keys.epoch + 1;
    re->copy.seq   = mohur__row_int(&backup->head, MOHUR__STORE_SEQ) + 1;
    if (re->live != NULL) {
        TRY(live_begin(backup, re));
    }
    TRY(mohur__store_make(backup->ctx, path, restore_fill, re, out));
    TRY(mohur__store_commit(backup));

out:
    mohur__store_end(backup);
    if (re->live != NULL && re->live->tx == MOHUR__TX_READ) {
        mohur__store_end(re->live);
    }
    return st;
}

mohur_status
mohur_keystore_restore(mohur_keystore *backup,
                       const mohur_restore_options *options,
                       mohur_keystore **out)
{
    mohur_status st              = MOHUR_OK;
    mohur_restore_options o      = MOHUR_RESTORE_OPTIONS_INIT;
    mohur_slot_options slot      = MOHUR_SLOT_OPTIONS_INIT;
    struct mohur__slot_plan plan = {0};
    struct restoring re          = {0};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_backup(backup));
    REQUIRE(backup->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__options_check(backup->ctx, options, sizeof o, &o));
    REQUIRE(backup->ctx, o.path != NULL && o.path[0] != '\0', MOHUR_E_ARGUMENT,
            "the folder of the keystore was not named");
    slot.label          = "passphrase";
    slot.passphrase     = o.passphrase;
    slot.passphrase_len = o.passphrase_len;
    slot.m_kib          = o.m_kib;
    slot.t              = o.t;
    TRY(mohur__slot_plan_read(backup, &slot, &plan));
    re = (struct restoring){
        .copy = {.from      = backup,
                 .kind      = MOHUR__STORE_KIND_LIVE,
                 .slots     = &plan,
                 .slots_len = 1},
        .live = o.live,
    };
    TRY(restore_write(backup, &re, o.path, out));

out:
    return st;
}
