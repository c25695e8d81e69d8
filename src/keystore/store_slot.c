/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/text.h"
#include "keystore/slot_grant.h"
#include "keystore/slot_plan.h"
#include "keystore/slot_renew.h"

/* The slots of a store: added, removed, revoked. */

enum {
    ID_LEN    = MOHUR_SLOT_ID_LEN,
    LABEL_MAX = MOHUR_SLOT_LABEL_MAX,
    HEX_LEN   = 8
};

/* ---- adding ---- */

/* No two slots have one label: commands name them by it. */
static mohur_status
labels_check(struct mohur_keystore *ks,
             struct mohur__slots *slots,
             mohur__bytes label)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *text = NULL;

    for (size_t i = 0; i < slots->len; i++) {
        mohur__secret_free(text);
        text = NULL;
        TRY(mohur__slot_label(ks, &slots->row[i], &text));
        REQUIRE(ks->ctx, !mohur__bytes_equal(mohur__secret_bytes(text), label),
                MOHUR_E_EXISTS, "there is a slot with this label already");
    }

out:
    mohur__secret_free(text);
    return st;
}

static mohur_status
room_check(struct mohur_keystore *ks,
           const struct mohur__slots *slots,
           const struct mohur__row *row)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__slot_place place = mohur__slot_place_of(slots, row);
    size_t argon                   = mohur__slot_argon_count(ks->ctx, &place);

    REQUIRE(ks->ctx, slots->len < MOHUR__SLOT_MAX, MOHUR_E_LIMIT,
            "the keystore has %d slots; remove one first", MOHUR__SLOT_MAX);
    for (size_t i = 0; argon > 0 && i < slots->len; i++) {
        place = mohur__slot_place_of(slots, &slots->row[i]);
        argon += mohur__slot_argon_count(ks->ctx, &place);
    }
    REQUIRE(ks->ctx, argon <= MOHUR__SLOT_ARGON_MAX, MOHUR_E_LIMIT,
            "the keystore has %d slots with a passphrase; remove one first",
            MOHUR__SLOT_ARGON_MAX);

out:
    return st;
}

/* "passphrase 0123abcd", where nobody gave it a label. */
static mohur__bytes
label_default(const struct mohur__slot_plan *plan,
              const struct mohur__row *row,
              char out[LABEL_MAX])
{
    mohur__bytes word = mohur__bytes_text(mohur__slot_type_word(plan->type));
    mohur__bytes id   = mohur__row_bytes(row, MOHUR__SLOT_ID);
    size_t len        = mohur__copy(
        mohur__span_of((uint8_t *)out, LABEL_MAX - 2 * HEX_LEN), word);

    out[len] = ' ';
    mohur__hex(mohur__bytes_sub(id, 0, HEX_LEN / 2), out + len + 1);
    return mohur__bytes_of(out, len + 1 + HEX_LEN);
}

static mohur_status
slot_write(struct mohur_keystore *ks,
           const struct mohur__slot_plan *plan,
           struct mohur__row *row)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__slots *slots       = NULL;
    struct mohur__slot_plan named    = *plan;
    struct mohur__slot_change change = {
        .act = MOHUR_ACT_SLOT_ADD, .plans = plan, .plans_len = 1};
    struct mohur__event event = {
        .type = MOHUR__EVENT_SLOT_ADD,
        .slot = mohur__row_bytes(row, MOHUR__SLOT_ID),
    };
    char label[LABEL_MAX] = {0};

    if (plan->label.len == 0) {
        named.label = label_default(plan, row, label);
    }
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(mohur__store_check_table(ks, MOHUR__T_SLOT));
    TRY(mohur__slots_read(ks, &slots));
    TRY(labels_check(ks, slots, named.label));
    TRY(room_check(ks, slots, row));
    change.rev = mohur__store_next_seq(ks);
    TRY(mohur__slot_change_note(ks, &change, &event));
    TRY(mohur__slot_insert(ks, &named, row));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    mohur__slots_free(slots);
    return st;
}

mohur_status
mohur_keystore_slot_add(mohur_keystore *ks,
                        const mohur_slot_options *options,
                        uint8_t out_id[MOHUR_SLOT_ID_LEN])
{
    mohur_status st              = MOHUR_OK;
    struct mohur__slot_plan plan = {0};
    struct mohur__row row        = {0};

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out_id != NULL, MOHUR_E_ARGUMENT, "out_id is NULL");
    TRY(mohur__slot_plan_read(ks, options, &plan));
    TRY(mohur__suite_require(ks->ctx, ks->keys.suite));
    TRY(mohur__slot_make(ks, &plan, &row));
    TRY(slot_write(ks, &plan, &row));
    mohur__copy(mohur__span_of(out_id, ID_LEN),
                mohur__row_bytes(&row, MOHUR__SLOT_ID));

out:
    if (st != MOHUR_OK) {
        mohur__slot_plan_undo(ks, &plan);
    }
    mohur__row_wipe(&row);
    return st;
}

/* ---- removing ---- */

static mohur_status
slot_remove(struct mohur_keystore *ks, mohur__bytes id)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__slots *slots       = NULL;
    struct mohur__row *row           = NULL;
    struct mohur__slot_change change = {.act = MOHUR_ACT_SLOT_REMOVE};
    struct mohur__event event = {.type = MOHUR__EVENT_SLOT_REMOVE, .slot = id};

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(mohur__store_check_table(ks, MOHUR__T_SLOT));
    TRY(mohur__slots_read(ks, &slots));
    row = mohur__slots_find(slots, id);
    REQUIRE(ks->ctx, row != NULL, MOHUR_E_NO_KEY, "there is no such slot");
    TRY(mohur__slot_may_go(ks->ctx, slots, row));
    change.row = row;
    TRY(mohur__slot_change_note(ks, &change, &event));
    TRY(mohur__store_remove(ks, row));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    mohur__slots_free(slots);
    return st;
}

mohur_status
mohur_keystore_slot_remove(mohur_keystore *ks,
                           const uint8_t id[MOHUR_SLOT_ID_LEN])
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, id != NULL, MOHUR_E_ARGUMENT, "the slot is NULL");
    TRY(slot_remove(ks, mohur__bytes_of(id, ID_LEN)));

out:
    return st;
}

/* ---- revoking ---- */

/* Before the new epoch: labels and roles are read under the old keys. */
static mohur_status
revoke_note(struct mohur_keystore *ks,
            mohur__bytes id,
            const struct mohur__renewal *rn)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__slot_change change = {.act = MOHUR_ACT_SLOT_REVOKE,
                                        .rev = ks->keys.epoch};
    struct mohur__event event        = {
               .type   = MOHUR__EVENT_SLOT_REVOKE,
               .slot   = id,
               .epochs = {ks->keys.epoch, ks->keys.epoch + 1},
    };

    if (id.len > 0) {
        change.row = mohur__slots_find(rn->slots, id);
        REQUIRE(ks->ctx, change.row != NULL, MOHUR_E_NO_KEY,
                "there is no such slot");
        TRY(mohur__slot_may_go(ks->ctx, rn->slots, change.row));
    }
    TRY(mohur__slot_change_note(ks, &change, &event));

out:
    return st;
}

static mohur_status
slot_revoke(struct mohur_keystore *ks,
            mohur__bytes id,
            struct mohur__renewal *rn)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(revoke_note(ks, id, rn));
    TRY(mohur__renewal_apply(ks, rn, id));
    TRY(mohur__store_commit(ks));
    mohur__renewal_done(rn);

out:
    mohur__store_end(ks);
    return st;
}

mohur_status
mohur_keystore_slot_revoke(mohur_keystore *ks,
                           const uint8_t id[MOHUR_SLOT_ID_LEN],
                           const mohur_unlock *const *present,
                           size_t present_len,
                           uint32_t *out_stale)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__renewal rn = {0};
    mohur__bytes target      = mohur__bytes_of(id, id != NULL ? ID_LEN : 0);

    if (out_stale != NULL) {
        *out_stale = 0;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, present != NULL || present_len == 0, MOHUR_E_ARGUMENT,
            "what is shown is NULL");
    TRY(mohur__renewal_prepare(ks, present, present_len, &rn));
    TRY(slot_revoke(ks, target, &rn));
    if (out_stale != NULL) {
        *out_stale = rn.stale;
    }

out:
    mohur__renewal_wipe(ks, &rn);
    return st;
}
