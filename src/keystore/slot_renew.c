/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_renew.h"

#include "base/ct.h"
#include "base/guard.h"
#include "keystore/slot_token.h"
#include "keystore/store_reseal.h"

/* ---- which slots there are afterwards ---- */

mohur_status
mohur__slot_may_go(mohur_ctx *ctx,
                   const struct mohur__slots *slots,
                   const struct mohur__row *row)
{
    mohur_status st = MOHUR_OK;
    size_t live     = 0;
    size_t recovery = 0;

    for (size_t i = 0; i < slots->len; i++) {
        const struct mohur__row *r = &slots->row[i];
        if (r != row && mohur__slot_is_live(slots, r)) {
            live++;
            recovery += mohur__row_int(r, MOHUR__SLOT_RECOVERY) != 0 ? 1 : 0;
        }
    }
    REQUIRE(ctx, live > 0, MOHUR_E_POLICY,
            "nothing would open the keystore any more");
    REQUIRE(ctx,
            recovery > 0 || row == NULL || !mohur__slot_is_live(slots, row) ||
                mohur__row_int(row, MOHUR__SLOT_RECOVERY) == 0,
            MOHUR_E_POLICY, "it is the last slot for recovery; add another");

out:
    return st;
}

/* ---- what is shown ---- */

/* CT: leaks whether it opened the slot. */
static mohur_status
try_slot(struct mohur_keystore *ks,
         struct mohur__renewal *rn,
         size_t i,
         const struct mohur__shown *shown,
         bool *opened)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__row *row   = &rn->slots->row[i];
    struct mohur__slot_place place = mohur__slot_place_of(rn->slots, row);
    struct mohur__slot_keys keys   = {0};

    st = mohur__slot_row_open(ks->ctx, &place, row, shown, &keys);
    if (st == MOHUR_E_AUTH) {
        mohur__error_clear(ks->ctx);
        st = MOHUR_OK;
        goto out;
    }
    TRY(st);
    TRY(mohur__auth_require(
        ks->ctx, mohur__ct_equal(mohur__secret_bytes(keys.root_key),
                                 mohur__secret_bytes(ks->keys.root))));
    mohur__slot_keys_wipe(&rn->shown[i]);
    rn->shown[i] = keys;
    keys         = (struct mohur__slot_keys){0};
    *opened      = true;

out:
    mohur__slot_keys_wipe(&keys);
    return st;
}

static mohur_status
try_all(struct mohur_keystore *ks,
        struct mohur__renewal *rn,
        const mohur_unlock *given)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__shown shown = {0};
    bool opened               = false;

    TRY(mohur__shown_read(ks->ctx, given, &shown));
    TRY(mohur__shown_tokens(ks, &shown));
    for (size_t i = 0; i < rn->slots->len; i++) {
        const struct mohur__row *row = &rn->slots->row[i];
        if (mohur__slot_is_live(rn->slots, row) &&
            mohur__row_int(row, MOHUR__SLOT_TYPE) == (uint64_t)shown.how.type) {
            TRY(try_slot(ks, rn, i, &shown, &opened));
        }
    }
    REQUIRE(ks->ctx, opened, MOHUR_E_PASSPHRASE,
            "%s does not unlock the keystore",
            mohur__slot_type_that(shown.how.type));

out:
    return st;
}

mohur_status
mohur__renewal_prepare(struct mohur_keystore *ks,
                       const mohur_unlock *const *present,
                       size_t present_len,
                       struct mohur__renewal *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__renewal){0};
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__store_check_table(ks, MOHUR__T_SLOT));
    TRY(mohur__slots_read(ks, &out->slots));
    out->seq = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    TRY(mohur__store_commit(ks));
    for (size_t i = 0; i < present_len; i++) {
        TRY(try_all(ks, out, present[i]));
    }

out:
    mohur__store_end(ks);
    return st;
}

/* ---- the new epoch ---- */

static mohur_status
epoch_event(struct mohur_keystore *ks,
            enum mohur__event_type type,
            mohur__bytes slot)
{
    struct mohur__event event = {
        .type   = type,
        .slot   = slot,
        .epochs = {ks->keys.epoch, ks->keys.epoch + 1},
    };
    uint64_t n = 0;

    return mohur__store_event(ks, &event, &n);
}

/* What nobody showed is not there to wrap it anew, nor a seed that is under
 * another suite. */
static bool
goes_on(const struct mohur__reseal *re,
        const struct mohur__row *row,
        const struct mohur__slot_keys *shown)
{
    return shown->ikm != NULL ||
           (mohur__row_int(row, MOHUR__SLOT_KEM) != 0 &&
            (re->keys.suite == re->from->keys.suite ||
             mohur__row_is_null(row, MOHUR__SLOT_SK_WRAP)));
}

/* Mark those that cannot go on; they keep their place and label. */
static mohur_status
slots_judge(struct mohur__reseal *re,
            struct mohur__renewal *rn,
            const struct mohur__row *gone)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < rn->slots->len; i++) {
        struct mohur__row *row = &rn->slots->row[i];
        if (row != gone &&
            mohur__row_int(row, MOHUR__SLOT_STATE) == MOHUR_SLOT_LIVE &&
            !goes_on(re, row, &rn->shown[i])) {
            mohur__row_set_int(row, MOHUR__SLOT_STATE, MOHUR_SLOT_STALE);
            mohur__row_set_int(row, MOHUR__SLOT_REV,
                               mohur__row_int(row, MOHUR__SLOT_REV) + 1);
            mohur__row_set_blob(row, MOHUR__SLOT_RK_WRAP, MOHUR__NOTHING);
            rn->stale++;
            TRY(epoch_event(re->from, MOHUR__EVENT_SLOT_STALE,
                            mohur__row_bytes(row, MOHUR__SLOT_ID)));
        }
    }

out:
    return st;
}

/* Was there one for recovery that opened, and is there still? */
static size_t
live_recovery(const struct mohur__slots *slots)
{
    size_t count = 0;

    for (size_t i = 0; i < slots->len; i++) {
        count +=
            mohur__slot_is_live(slots, &slots->row[i]) &&
                    mohur__row_int(&slots->row[i], MOHUR__SLOT_RECOVERY) != 0
                ? 1
                : 0;
    }
    return count;
}

/* The slot that goes, and whether those that stay are enough. */
static mohur_status
slots_decide(struct mohur__reseal *re,
             struct mohur__renewal *rn,
             mohur__bytes without,
             struct mohur__row **gone)
{
    mohur_status st           = MOHUR_OK;
    struct mohur_keystore *ks = re->from;
    size_t before             = live_recovery(rn->slots);

    if (without.len > 0) {
        *gone = mohur__slots_find(rn->slots, without);
        REQUIRE(ks->ctx, *gone != NULL, MOHUR_E_NO_KEY,
                "there is no such slot");
    }
    TRY(mohur__slot_may_go(ks->ctx, rn->slots, *gone));
    TRY(slots_judge(re, rn, *gone));
    TRY(mohur__slot_may_go(ks->ctx, rn->slots, *gone));
    REQUIRE(ks->ctx, before == 0 || live_recovery(rn->slots) > 0,
            MOHUR_E_POLICY,
            "no slot for recovery would be left; show what opens one");

out:
    return st;
}

/* Under the new root key; its seed too, where that is of another suite. */
static mohur_status
slot_wrap(struct mohur__reseal *re,
          const struct mohur__slot_place *place,
          mohur__bytes ikm,
          mohur__bytes root_key,
          struct mohur__row *row)
{
    mohur_status st          = MOHUR_OK;
    enum mohur__suite before = re->from->keys.suite;

    if (place->suite != before &&
        !mohur__row_is_null(row, MOHUR__SLOT_SK_WRAP)) {
        TRY(mohur__slot_row_rewrap_seed(re->from->ctx, place, before, ikm,
                                        row));
    }
    TRY(mohur__slot_row_wrap(re->from->ctx, place, ikm, root_key, row));

out:
    return st;
}

static mohur_status
slots_write(struct mohur__reseal *re,
            struct mohur__renewal *rn,
            const struct mohur__row *gone,
            mohur__bytes root_key)
{
    mohur_status st = MOHUR_OK;

    rn->slots->epoch = re->keys.epoch;
    rn->slots->suite = re->keys.suite;
    for (size_t i = 0; i < rn->slots->len; i++) {
        struct mohur__row *row         = &rn->slots->row[i];
        struct mohur__slot_place place = mohur__slot_place_of(rn->slots, row);
        if (row == gone) {
            continue;
        }
        if (mohur__row_int(row, MOHUR__SLOT_STATE) == MOHUR_SLOT_LIVE) {
            TRY(slot_wrap(re, &place, mohur__secret_bytes(rn->shown[i].ikm),
                          root_key, row));
        }
        TRY(mohur__reseal_row(re, row));
    }

out:
    return st;
}

static mohur_status
epoch_make(struct mohur_keystore *ks,
           struct mohur__renewal *rn,
           struct mohur__reseal *re,
           mohur__bytes without)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *root_key = NULL;
    struct mohur__row *gone        = NULL;

    REQUIRE(ks->ctx, ks->keys.epoch < UINT32_MAX, MOHUR_E_LIMIT,
            "the keystore has had as many root keys as it can");
    TRY(mohur__secret_random(ks->ctx, MOHUR__ROOT_KEY_LEN, &root_key));
    TRY(mohur__reseal_begin(re, ks, ks->db, ks->keys.epoch + 1,
                            mohur__secret_bytes(root_key)));
    TRY(slots_decide(re, rn, without, &gone));
    TRY(epoch_event(ks, MOHUR__EVENT_STORE_EPOCH, MOHUR__NOTHING));
    if (gone != NULL) {
        TRY(mohur__store_remove(ks, gone));
    }
    TRY(mohur__reseal_rows(re));
    TRY(slots_write(re, rn, gone, mohur__secret_bytes(root_key)));
    TRY(mohur__reseal_finish(re, &ks->head));

out:
    mohur__secret_free(root_key);
    return st;
}

mohur_status
mohur__renewal_apply(struct mohur_keystore *ks,
                     struct mohur__renewal *rn,
                     mohur__bytes without)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__reseal re = {0};

    REQUIRE(ks->ctx, rn->seq == mohur__row_int(&ks->head, MOHUR__STORE_SEQ),
            MOHUR_E_BUSY,
            "another process changed the keystore at the same time");
    TRY(epoch_make(ks, rn, &re, without));
    rn->old     = ks->keys;
    rn->applied = true;
    ks->keys    = re.keys;
    re.keys     = (struct mohur__hierarchy){0};

out:
    mohur__reseal_wipe(&re);
    return st;
}

void
mohur__renewal_done(struct mohur__renewal *rn)
{
    mohur__hierarchy_wipe(&rn->old);
    rn->applied = false;
}

void
mohur__renewal_wipe(struct mohur_keystore *ks, struct mohur__renewal *rn)
{
    if (rn->applied) {
        mohur__hierarchy_wipe(&ks->keys);
        ks->keys = rn->old;
        rn->old  = (struct mohur__hierarchy){0};
    }
    for (size_t i = 0; i < MOHUR__SLOT_MAX; i++) {
        mohur__slot_keys_wipe(&rn->shown[i]);
    }
    mohur__slots_free(rn->slots);
    *rn = (struct mohur__renewal){0};
}
