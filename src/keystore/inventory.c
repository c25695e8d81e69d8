/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "keystore/list.h"
#include "keystore/store.h"
#include "profile/handle.h"
#include "profile/subject.h"

/*
 * Reports on all keys of a store: what a profile would change, and what there
 * is.  The list says what there is, the profile layer writes.
 */
#define OP(operation) (UINT32_C(1) << (operation))

struct inventory {
    mohur_key_list *list;
    struct mohur__subject *subjects;
    size_t len;
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
        .name          = named ? info->name : NULL,
        .ring_id       = MOHUR__BYTES(info->ring_id),
        .id            = wraps ? MOHUR__NOTHING : MOHUR__BYTES(info->id),
        .version       = info->version,
        .alg           = info->alg,
        .level         = info->level,
        .operations    = operations_of(info),
        .state         = state_name(info->state),
        .created       = info->created,
        .activate_at   = info->activate_at,
        .protect_until = info->protect_until,
    };
}

/* In a transaction. */
static mohur_status
inventory_take(mohur_keystore *ks, bool named, struct inventory *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__list_make(ks, &out->list));
    out->len = mohur__list_len(out->list);
    TRY(mohur__alloc_array(ks->ctx, out->len, sizeof *out->subjects,
                           (void **)&out->subjects));
    for (size_t i = 0; i < out->len; i++) {
        out->subjects[i] = subject_of(mohur__list_at(out->list, i), named);
    }

out:
    return st;
}

static void
inventory_wipe(struct inventory *inventory)
{
    mohur__free(inventory->subjects);
    mohur_key_list_free(inventory->list);
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
