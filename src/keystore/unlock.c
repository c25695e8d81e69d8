/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/labels.h"
#include "keystore/slot_params.h"
#include "keystore/slot_row.h"
#include "profile/rules.h"

/*
 * From what is shown to an unlocked store.  What is read before the root key
 * is known cannot be trusted, so it is bounded first; what it led to is
 * verified afterwards.
 */
/* Read them in one go, so that no lock is held while Argon2id runs. */
static mohur_status
candidates_read(struct mohur_keystore *ks, struct mohur__slots **out)
{
    mohur_status st = MOHUR_OK;

    *out = NULL;
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__slots_read(ks, out));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    return st;
}

static bool
is_candidate(const struct mohur__slots *slots,
             const struct mohur__row *row,
             const struct mohur__shown *shown)
{
    return mohur__slot_is_live(slots, row) &&
           mohur__row_int(row, MOHUR__SLOT_TYPE) == (uint64_t)shown->how.type;
}

/* CT: leaks which slot opened. */
static mohur_status
candidates_try(struct mohur_keystore *ks,
               const struct mohur__slots *slots,
               const struct mohur__shown *shown,
               struct mohur__unlocked *out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__slot_keys keys = {0};
    bool any                     = false;

    for (size_t i = 0; i < slots->len; i++) {
        const struct mohur__row *row   = &slots->row[i];
        struct mohur__slot_place place = mohur__slot_place_of(slots, row);

        if (!is_candidate(slots, row, shown)) {
            continue;
        }
        any = true;
        st  = mohur__slot_row_open(ks->ctx, &place, row, shown, &keys);
        if (st == MOHUR_OK) {
            mohur__copy(MOHUR__SPAN(out->slot_id), place.slot_id);
            out->root_key = keys.root_key;
            keys.root_key = NULL;
            goto out;
        }
        /* Another slot may be the one; any other error is one. */
        if (st != MOHUR_E_AUTH) {
            goto out;
        }
        mohur__error_clear(ks->ctx);
    }
    REQUIRE(ks->ctx, any, MOHUR_E_NO_KEY, "the keystore has no slot for %s",
            mohur__slot_type_name(shown->how.type));
    REQUIRE(ks->ctx, shown->how.type != MOHUR_SLOT_TOKEN, MOHUR_E_NO_KEY,
            "this token has nothing that unlocks the keystore");
    FAIL(ks->ctx, MOHUR_E_PASSPHRASE, "%s does not unlock the keystore",
         mohur__slot_type_that(shown->how.type));

out:
    mohur__slot_keys_wipe(&keys);
    return st;
}

mohur_status
mohur__store_open_slot(struct mohur_keystore *ks,
                       const struct mohur__shown *shown,
                       struct mohur__unlocked *out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__slots *slots = NULL;

    *out = (struct mohur__unlocked){0};
    TRY(candidates_read(ks, &slots));
    TRY(candidates_try(ks, slots, shown, out));

out:
    mohur__slots_free(slots);
    return st;
}

/* ---- with the root key ---- */

/* How many things had to be shown; a level of the profile may want two. */
static mohur_status
factors_count(struct mohur_keystore *ks, const struct mohur__row *slot)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__factors all = {.len = 1};

    if (mohur__row_int(slot, MOHUR__SLOT_TYPE) == MOHUR_SLOT_ALL) {
        TRY(mohur__factors_parse(
            ks->ctx, mohur__row_bytes(slot, MOHUR__SLOT_PARAMS), &all));
    }
    ks->force.facts.factors = (uint8_t)all.len;

out:
    return st;
}

static mohur_status
slot_still_there(struct mohur_keystore *ks, mohur__bytes slot_id)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row slot = {0};

    mohur__row_init(&slot, ks->ctx, MOHUR__T_SLOT);
    mohur__row_set_blob(&slot, MOHUR__SLOT_ID, slot_id);
    TRY(mohur__store_need(ks, &slot));
    TRY(mohur__auth_require(ks->ctx, mohur__row_int(&slot, MOHUR__SLOT_STATE) ==
                                         MOHUR_SLOT_LIVE));
    TRY(factors_count(ks, &slot));

out:
    mohur__row_wipe(&slot);
    return st;
}

/* CT: leaks whether the root key is the one. */
static mohur_status
unlock_head(struct mohur_keystore *ks, mohur__bytes root_key)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__env env         = {MOHUR__LABEL_KS_SYSTEM, MOHUR__NOTHING};
    const struct mohur__row *head = &ks->head;

    TRY(mohur__hierarchy_derive(
        ks->ctx, mohur__row_bytes(head, MOHUR__STORE_ID).data,
        (uint32_t)mohur__row_int(head, MOHUR__STORE_EPOCH),
        mohur__suite_by_number(mohur__row_int(head, MOHUR__STORE_SUITE)),
        root_key, &ks->keys));
    TRY(mohur__auth_require(
        ks->ctx,
        mohur__ct_equal(MOHUR__BYTES(ks->keys.rk_commit),
                        mohur__row_bytes(head, MOHUR__STORE_RK_COMMIT))));
    TRY(mohur__store_head_check(ks));
    TRY(mohur__env_open(ks->ctx, &ks->keys, &env,
                        mohur__row_bytes(head, MOHUR__STORE_SYS_CT),
                        &ks->keys.sys));
    TRY(mohur__auth_require(ks->ctx, mohur__secret_bytes(ks->keys.sys).len ==
                                         MOHUR__SYS_LEN));

out:
    return st;
}

/* CT: leaks whether the root key is the one. */
mohur_status
mohur__store_unlock(struct mohur_keystore *ks,
                    mohur__bytes root_key,
                    mohur__bytes slot_id)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(unlock_head(ks, root_key));
    TRY(mohur__store_profile_load(ks));
    if (slot_id.len > 0) {
        TRY(slot_still_there(ks, slot_id));
    }
    TRY(mohur__store_check_small(ks));
    TRY(mohur__store_commit(ks));
    ks->unlocked = true;

out:
    mohur__store_end(ks);
    if (st != MOHUR_OK) {
        mohur__store_profile_leave(ks);
        mohur__hierarchy_wipe(&ks->keys);
        ks->seq = 0;
    }
    return st;
}
