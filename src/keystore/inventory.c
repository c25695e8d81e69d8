/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/labels.h"
#include "keystore/list.h"
#include "keystore/pair.h"
#include "keystore/spki.h"
#include "keystore/store.h"
#include "profile/handle.h"
#include "profile/subject.h"
#include <mohur/slot.h>

/*
 * Reports on all keys, slots and roles of a store, and on itself: what a profile would change,
 * and what there is.  The profile layer writes them.
 */
#define OP(operation) (UINT32_C(1) << (operation))

enum {
    ROLES_MAX = 64, /* more are not reported on */
    ROLE_TEXT = 65,
    ROLE_LIVE = 1
};

struct inventory {
    mohur_key_list *list;
    mohur_slot_list *slots;
    struct mohur__subject *subjects;
    size_t len;
    size_t roles_len;
    char roles[ROLES_MAX][ROLE_TEXT];
};

/* CycloneDX has no destroy-pending: it is out of use. */
static const char *
state_name(mohur_key_state state)
{
    switch (state) {
    case MOHUR_KEY_PENDING:
    case MOHUR_KEY_PRE_ACTIVE:
        return "pre-activation";
    case MOHUR_KEY_ACTIVE:
        return "active";
    case MOHUR_KEY_SUSPENDED:
        return "suspended";
    case MOHUR_KEY_DEACTIVATED:
    case MOHUR_KEY_DESTROY_PENDING:
        return "deactivated";
    case MOHUR_KEY_COMPROMISED:
        return "compromised";
    case MOHUR_KEY_DESTROYED:
        break;
    }
    return "destroyed";
}

static uint32_t
operations_of(const mohur_key_info *info)
{
    static const uint32_t protects[] = {0, OP(MOHUR_OP_SIGN), OP(MOHUR_OP_SEAL),
                                        OP(MOHUR_OP_WRAP)};
    static const uint32_t reads[] = {0, OP(MOHUR_OP_VERIFY), OP(MOHUR_OP_OPEN),
                                     OP(MOHUR_OP_UNWRAP)};
    uint32_t purpose              = (uint32_t)info->purpose & 3;
    uint32_t all = protects[purpose] | reads[purpose] | OP(MOHUR_OP_KEYGEN) |
                   (info->exportable ? OP(MOHUR_OP_EXPORT) : 0);

    switch (info->state) {
    case MOHUR_KEY_PRE_ACTIVE:
    case MOHUR_KEY_ACTIVE:
        return all;
    case MOHUR_KEY_SUSPENDED:
    case MOHUR_KEY_DEACTIVATED:
        return reads[purpose];
    case MOHUR_KEY_PENDING:
    case MOHUR_KEY_COMPROMISED:
    case MOHUR_KEY_DESTROY_PENDING:
    case MOHUR_KEY_DESTROYED:
        break;
    }
    return 0;
}

static struct mohur__subject
subject_of(const mohur_key_info *info, bool named)
{
    bool wraps = info->purpose == MOHUR_PURPOSE_WRAP;

    return (struct mohur__subject){
        .object        = "key",
        .name          = named ? info->name : NULL,
        .ring_id       = MOHUR__BYTES(info->ring_id),
        .id            = wraps ? MOHUR__NOTHING : MOHUR__BYTES(info->id),
        .version       = info->version,
        .alg           = info->alg,
        .hash          = wraps ? MOHUR_ALG_NONE : mohur__pair_hash(info->alg),
        .bits          = info->bits,
        .custody       = info->custody,
        .level         = info->level,
        .operations    = operations_of(info),
        .state         = state_name(info->state),
        .created       = info->created,
        .activate_at   = info->activate_at,
        .protect_until = info->protect_until,
    };
}

/* ---- ways to unlock the store ---- */

static void
add(struct inventory *to, struct mohur__subject s)
{
    to->subjects[to->len++] = s;
}

/* A slot may stop for its passphrase, or for what follows to the next key. */
static void
slot_add(struct inventory *to, const mohur_slot_info *info)
{
    struct mohur__subject s = {.object = "slot", .name = info->label};

    if (info->m_kib != 0) {
        s.alg        = MOHUR_ALG_ARGON2ID;
        s.m_kib      = info->m_kib;
        s.t          = info->t;
        s.operations = OP(MOHUR_OP_REPASS);
        add(to, s);
    }
    if (info->kem != MOHUR_ALG_NONE) {
        s.alg        = info->kem;
        s.operations = OP(MOHUR_OP_OPEN) | OP(MOHUR_OP_SEAL);
        add(to, s);
    }
}

/* ---- roles ---- */

static mohur_status
role_add(struct mohur_keystore *ks,
         const struct mohur__row *role,
         struct inventory *to)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__subject s     = {.object = "role"};
    struct mohur__secret *label = NULL;
    mohur__bytes public         = MOHUR__NOTHING;
    struct mohur__env env       = {MOHUR__LABEL_KS_LABEL,
                                   mohur__row_bytes(role, MOHUR__ROLE_ID)};
    char *name                  = to->roles[to->roles_len];

    if (mohur__row_int(role, MOHUR__ROLE_STATE) != ROLE_LIVE ||
        to->roles_len == ROLES_MAX) {
        return MOHUR_OK;
    }
    TRY(mohur__spki_parse(ks->ctx, MOHUR_PURPOSE_SIGN,
                          mohur__row_bytes(role, MOHUR__ROLE_PUB), &s.alg,
                          &public));
    TRY(mohur__env_open(ks->ctx, &ks->keys, &env,
                        mohur__row_bytes(role, MOHUR__ROLE_LABEL_CT), &label));
    mohur__copy(mohur__span_of((uint8_t *)name, ROLE_TEXT - 1),
                mohur__secret_bytes(label));
    s.name       = name;
    s.hash       = mohur__pair_hash(s.alg);
    s.bits       = mohur__pair_bits(s.alg, public);
    s.operations = OP(MOHUR_OP_VERIFY);
    to->roles_len++;
    add(to, s);

out:
    mohur__secret_free(label);
    return st;
}

static mohur_status
roles_add(struct mohur_keystore *ks, struct inventory *to)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row role = {0};
    bool row               = false;

    mohur__row_init(&role, ks->ctx, MOHUR__T_ROLE);
    TRY(mohur__store_check_table(ks, MOHUR__T_ROLE));
    TRY(mohur__stmt_new(ks->db, role.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_read(&role, s));
        TRY(role_add(ks, &role, to));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&role);
    mohur__stmt_free(s);
    return st;
}

/* ---- what all of it is under ---- */

static void
store_add(const struct mohur_keystore *ks, struct inventory *to)
{
    add(to, (struct mohur__subject){
                .object     = "keystore",
                .name       = "itself",
                .alg        = mohur__suite_alg(ks->keys.suite),
                .operations = OP(MOHUR_OP_ENCRYPT),
            });
}

/* ---- all of them ---- */

/* In a transaction; out->slots is there. */
static mohur_status
inventory_take(mohur_keystore *ks, bool named, struct inventory *out)
{
    mohur_status st = MOHUR_OK;
    size_t keys     = 0;
    size_t slots    = mohur_slot_list_len(out->slots);

    TRY(mohur__list_make(ks, &out->list));
    keys = mohur__list_len(out->list);
    TRY(mohur__alloc_array(ks->ctx, keys + 2 * slots + ROLES_MAX + 1,
                           sizeof *out->subjects, (void **)&out->subjects));
    for (size_t i = 0; i < keys; i++) {
        add(out, subject_of(mohur__list_at(out->list, i), named));
    }
    for (size_t i = 0; i < slots; i++) {
        slot_add(out, mohur_slot_list_at(out->slots, i));
    }
    TRY(roles_add(ks, out));
    store_add(ks, out);

out:
    return st;
}

static void
inventory_wipe(struct inventory *inventory)
{
    mohur__free(inventory->subjects);
    mohur_key_list_free(inventory->list);
    mohur_slot_list_free(inventory->slots);
}

mohur_status
mohur_keystore_impact(mohur_keystore *ks,
                      const mohur_profile *next,
                      mohur_sink *sink)
{
    mohur_status st               = MOHUR_OK;
    struct inventory all          = {0};
    struct mohur__outlook outlook = {0};

    TRY(mohur__store_enter_unlocked(ks));
    if (next != NULL) {
        TRY(mohur__profile_check(ks->ctx, next));
    }
    TRY(mohur__sink_check(ks->ctx, sink));
    TRY(mohur_keystore_slots(ks, &all.slots));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(inventory_take(ks, true, &all));
    outlook.force = &ks->force;
    outlook.next  = next != NULL ? next->policy : NULL;
    outlook.now   = mohur__store_time(ks);
    TRY(mohur__store_commit(ks));
    TRY(mohur__impact_write(ks->ctx, &outlook, all.subjects, all.len, sink));
    TRY(mohur__sink_finish(sink));

out:
    mohur__store_leave(ks);
    inventory_wipe(&all);
    return st;
}

mohur_status
mohur_keystore_cbom(mohur_keystore *ks, bool named, mohur_sink *sink)
{
    mohur_status st      = MOHUR_OK;
    struct inventory all = {0};
    int64_t now          = 0;

    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__sink_check(ks->ctx, sink));
    TRY(mohur_keystore_slots(ks, &all.slots));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(inventory_take(ks, named, &all));
    now = mohur__store_time(ks);
    TRY(mohur__store_commit(ks));
    TRY(mohur__cbom_write(ks->ctx, all.subjects, all.len, now, sink));
    TRY(mohur__sink_finish(sink));

out:
    mohur__store_leave(ks);
    inventory_wipe(&all);
    return st;
}
