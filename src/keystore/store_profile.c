/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/grant.h"
#include "keystore/store.h"
#include "profile/handle.h"

/*
 * The profiles that a store accepted, read when the store row names another
 * one than before.  The row is verified by then; the notes are rows too.
 */
static const char newest_first[] =
    "SELECT * FROM profile ORDER BY accepted DESC";

static bool
head_is_builtin(const struct mohur__row *head)
{
    return mohur__bytes_zero(mohur__row_bytes(head, MOHUR__STORE_PROFILE_HASH));
}

/* Is it the one that the store row names? */
static bool
head_names(const struct mohur__row *head, const struct mohur__policy *p)
{
    return p->version == mohur__row_int(head, MOHUR__STORE_PROFILE_VER) &&
           mohur__bytes_equal(
               MOHUR__BYTES(p->hash),
               mohur__row_bytes(head, MOHUR__STORE_PROFILE_HASH)) &&
           mohur__bytes_equal(mohur__bytes_text(p->id),
                              mohur__row_bytes(head, MOHUR__STORE_PROFILE_ID));
}

static mohur_status
row_load(struct mohur_keystore *ks, struct mohur__stmt *s, mohur_profile **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__row row = {0};

    mohur__row_init(&row, ks->ctx, MOHUR__T_PROFILE);
    TRY(mohur__row_view(&row, s));
    TRY(mohur__profile_read(ks->ctx,
                            mohur__row_bytes(&row, MOHUR__PROFILE_NOTE), out));

out:
    mohur__row_wipe(&row);
    return st;
}

/* From the last one accepted down to the first that is effective. */
static mohur_status
notes_load(struct mohur_keystore *ks, struct mohur__force *force)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    mohur_profile *p      = NULL;
    bool row              = false;

    TRY(mohur__store_check_table(ks, MOHUR__T_PROFILE));
    TRY(mohur__stmt_new(ks->db, newest_first, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row && force->profiles_len < MOHUR__FORCE_MAX) {
        TRY(row_load(ks, s, &p));
        force->profiles[force->profiles_len++] = p;
        row = p->policy->effective > mohur__store_time(ks);
        if (row) {
            TRY(mohur__stmt_step(s, &row));
        }
    }

out:
    mohur__stmt_free(s);
    return st;
}

/* A profile of no file is the built-in one, and no other. */
static mohur_status
check_builtin(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, head_names(&ks->head, &mohur__policy_builtin),
            MOHUR_E_UNSUPPORTED,
            "the keystore follows a profile that this build does not have");

out:
    return st;
}

static mohur_status
load(struct mohur_keystore *ks)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__force fresh = {0};

    if (head_is_builtin(&ks->head)) {
        TRY(check_builtin(ks));
    } else {
        TRY(notes_load(ks, &fresh));
        TRY(mohur__auth_require(
            ks->ctx, fresh.profiles_len > 0 &&
                         head_names(&ks->head, fresh.profiles[0]->policy)));
    }
    mohur__force_clear(&ks->force);
    for (size_t i = 0; i < fresh.profiles_len; i++) {
        ks->force.profiles[i] = fresh.profiles[i];
    }
    ks->force.profiles_len = fresh.profiles_len;
    fresh.profiles_len     = 0;
    mohur__force_enter(ks->ctx, &ks->force);
    ks->profile_loaded = true;

out:
    mohur__force_clear(&fresh);
    return st;
}

mohur_status
mohur__store_profile_load(struct mohur_keystore *ks)
{
    mohur_status st                   = MOHUR_OK;
    const struct mohur__policy *known = ks->force.profiles_len > 0
                                            ? ks->force.profiles[0]->policy
                                            : &mohur__policy_builtin;

    if (!ks->profile_loaded || !head_names(&ks->head, known)) {
        TRY(load(ks));
    }
    ks->force.facts.dual_control = mohur__grant_roles_count(ks);
    ks->force.facts.last_time =
        (int64_t)mohur__row_int(&ks->head, MOHUR__STORE_LAST_TIME);

out:
    return st;
}

void
mohur__store_profile_leave(struct mohur_keystore *ks)
{
    mohur__force_leave(ks->ctx, &ks->force);
    mohur__force_clear(&ks->force);
    ks->profile_loaded = false;
}

const struct mohur__policy *
mohur__store_policy(const struct mohur_keystore *ks)
{
    return mohur__force_policy(&ks->force, mohur__store_time(ks));
}

/* The last byte stays the zero that ends the text. */
void
mohur__store_profile_id(struct mohur_keystore *ks, mohur__bytes id)
{
    mohur__span room = {(uint8_t *)ks->profile_id, MOHUR__PROFILE_ID_MAX};

    mohur__fill(room, 0);
    mohur__copy(room, id);
}

mohur_status
mohur__store_profile_refresh(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    return st;
}
