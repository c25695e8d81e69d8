/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/options.h"
#include "keystore/grant.h"
#include "keystore/store.h"
#include "profile/handle.h"

/*
 * Accepting a profile: judged against the last one that the store accepted,
 * kept as a row, and named by the store row in the same change.
 */

static const mohur_profile *
last_accepted(const struct mohur_keystore *ks)
{
    return ks->force.profiles_len > 0 ? ks->force.profiles[0] : NULL;
}

static void
key_of_row(struct mohur__row *row, const mohur_profile *p)
{
    mohur__row_set_text(row, MOHUR__PROFILE_ID,
                        mohur__bytes_text(p->policy->id));
    mohur__row_set_int(row, MOHUR__PROFILE_VER, p->policy->version);
}

/* Was this very text in force before? */
static mohur_status
was_accepted(struct mohur_keystore *ks,
             const mohur_profile *next,
             struct mohur__row *row,
             bool *found,
             bool *same)
{
    mohur_status st     = MOHUR_OK;
    mohur_profile *kept = NULL;

    *same = false;
    mohur__row_init(row, ks->ctx, MOHUR__T_PROFILE);
    key_of_row(row, next);
    TRY(row->st);
    TRY(mohur__store_get(ks, row, found));
    if (*found) {
        TRY(mohur__profile_read(
            ks->ctx, mohur__row_bytes(row, MOHUR__PROFILE_NOTE), &kept));
        *same = mohur__bytes_equal(MOHUR__BYTES(kept->policy->hash),
                                   MOHUR__BYTES(next->policy->hash));
    }

out:
    mohur_profile_free(kept);
    return st;
}

static mohur_status
add_event(struct mohur_keystore *ks,
          enum mohur__event_type type,
          mohur__bytes approvals)
{
    struct mohur__event event = {.type = type, .approvals = approvals};
    uint64_t n                = 0;

    return mohur__store_event(ks, &event, &n);
}

static enum mohur__event_type
event_of(mohur_profile_change change)
{
    switch ((uint32_t)change) {
    case MOHUR_PROFILE_RECOVERY:
        return MOHUR__EVENT_PROFILE_RECOVERED;
    case MOHUR_PROFILE_STEP_BACK:
        return MOHUR__EVENT_PROFILE_FORCED;
    case MOHUR_PROFILE_CONFLICT:
        return MOHUR__EVENT_PROFILE_CONFLICT;
    default:
        return MOHUR__EVENT_PROFILE_ACCEPTED;
    }
}

/* The row, then the store row, then the event, which names the new one. */
static mohur_status
keep(struct mohur_keystore *ks,
     const mohur_profile *next,
     struct mohur__row *row,
     bool replaces)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__policy *p = next->policy;

    mohur__row_set_blob(row, MOHUR__PROFILE_NOTE, mohur__profile_file(next));
    mohur__row_set_int(row, MOHUR__PROFILE_EFFECTIVE, (uint64_t)p->effective);
    mohur__row_set_int(row, MOHUR__PROFILE_ACCEPTED,
                       mohur__store_next_event(ks));
    TRY(row->st);
    TRY(replaces ? mohur__store_set(ks, row) : mohur__store_add(ks, row));
    mohur__row_set_text(&ks->head, MOHUR__STORE_PROFILE_ID,
                        mohur__bytes_text(p->id));
    mohur__row_set_int(&ks->head, MOHUR__STORE_PROFILE_VER, p->version);
    mohur__row_set_blob(&ks->head, MOHUR__STORE_PROFILE_HASH,
                        MOHUR__BYTES(p->hash));
    TRY(ks->head.st);

out:
    return st;
}

/* That the authority signed two truths is worth an event of its own. */
static mohur_status
refused(struct mohur_keystore *ks,
        mohur_status why,
        const mohur_profile_findings *found)
{
    mohur_status st = MOHUR_OK;

    if (found->change == MOHUR_PROFILE_CONFLICT) {
        TRY(add_event(ks, MOHUR__EVENT_PROFILE_CONFLICT, MOHUR__NOTHING));
        TRY(mohur__store_commit(ks));
    }
    st = why;

out:
    return st;
}

/* An Officer agrees; two, where the authority did not decide it alone. */
static mohur_status
ask_officers(struct mohur_keystore *ks,
             const mohur_profile *next,
             mohur_profile_change change,
             struct mohur__buf *approvals)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__policy *p = next->policy;
    mohur__bytes id               = mohur__bytes_text(p->id);
    struct mohur__buf parameters  = {0};
    bool alone =
        change == MOHUR_PROFILE_UPDATE || change == MOHUR_PROFILE_RECOVERY;
    struct mohur__need need = {
        {MOHUR_CAP_OFFICER, alone ? (uint8_t)0 : (uint8_t)MOHUR_CAP_OFFICER}};
    struct mohur__act act = {
        .act    = MOHUR_ACT_PROFILE,
        .rev    = mohur__row_int(&ks->head, MOHUR__STORE_PROFILE_VER),
        .target = (uint16_t)change};

    mohur__copy(MOHUR__SPAN(act.object), MOHUR__BYTES(p->hash));
    mohur__buf_init(&parameters, ks->ctx, MOHUR__ACT_PARAMETERS_MAX);
    mohur__buf_u32(&parameters, (uint32_t)id.len);
    mohur__buf_bytes(&parameters, id);
    mohur__buf_u64(&parameters, p->version);
    mohur__buf_bytes(&parameters, MOHUR__BYTES(p->hash));
    TRY(mohur__buf_status(&parameters));
    act.parameters = mohur__buf_view(&parameters);
    TRY(mohur__grant(ks, &act, need, approvals));

out:
    mohur__buf_wipe(&parameters);
    return st;
}

/* What was judged to be good. */
static mohur_status
follow(struct mohur_keystore *ks,
       const mohur_profile *next,
       struct mohur__row *row,
       bool replaces,
       mohur_profile_change change)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__buf approvals = {0};

    mohur__buf_init(&approvals, ks->ctx, MOHUR__GRANT_MAX);
    TRY(ask_officers(ks, next, change, &approvals));
    TRY(keep(ks, next, row, replaces));
    TRY(add_event(ks, event_of(change), mohur__buf_view(&approvals)));
    TRY(mohur__store_commit(ks));

out:
    mohur__buf_wipe(&approvals);
    return st;
}

mohur_status
mohur__store_profile_first(struct mohur_keystore *ks,
                           const mohur_profile *profile)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__row row = {0};

    mohur__row_init(&row, ks->ctx, MOHUR__T_PROFILE);
    key_of_row(&row, profile);
    TRY(keep(ks, profile, &row, false));
    TRY(add_event(ks, MOHUR__EVENT_PROFILE_ACCEPTED, MOHUR__NOTHING));

out:
    mohur__row_wipe(&row);
    return st;
}

static mohur_status
accept_in_write(struct mohur_keystore *ks,
                const mohur_profile *next,
                const mohur_profile_trust *trust,
                mohur_profile_findings *found)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__row row         = {0};
    struct mohur__authority named = {0};
    bool there                    = false;
    struct mohur__offer offer     = {.present = last_accepted(ks),
                                     .next    = next,
                                     .named   = &named,
                                     .forced  = trust->step_back};

    TRY(mohur__authority_named(ks->ctx, trust, &named));
    TRY(was_accepted(ks, next, &row, &there, &offer.known));
    st = mohur__offer_judge(ks->ctx, &offer, found);
    if (st != MOHUR_OK) {
        TRY(refused(ks, st, found));
    }
    if (found->change != MOHUR_PROFILE_SAME) {
        TRY(follow(ks, next, &row, there, found->change));
    }

out:
    mohur__row_wipe(&row);
    return st;
}

mohur_status
mohur_keystore_profile_accept(mohur_keystore *ks,
                              const mohur_profile *next,
                              const mohur_profile_trust *trust,
                              mohur_profile_findings *out)
{
    mohur_status st              = MOHUR_OK;
    mohur_profile_trust t        = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;

    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__profile_check(ks->ctx, next));
    TRY(mohur__options_check(ks->ctx, trust, sizeof t, &t));
    REQUIRE(ks->ctx, out == NULL || out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the findings were not made with their _INIT macro");
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    st = accept_in_write(ks, next, &t, &found);
    if (out != NULL) {
        found.size = out->size;
        *out       = found;
    }
    TRY(st);
    mohur__store_end(ks);
    /* What was accepted is asked from now on. */
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_leave(ks);
    return st;
}

mohur_status
mohur_keystore_profile(mohur_keystore *ks, mohur_profile **out)
{
    mohur_status st        = MOHUR_OK;
    mohur_profile *profile = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__force_profile(ks->ctx, &ks->force, mohur__store_time(ks),
                             &profile));
    TRY(mohur__store_commit(ks));
    *out    = profile;
    profile = NULL;

out:
    mohur__store_leave(ks);
    mohur_profile_free(profile);
    return st;
}
