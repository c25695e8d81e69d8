/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/grant.h"

#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "keystore/key.h"
#include "keystore/role.h"

enum {
    GIVEN_MAX      = 8,
    SIGNERS_MAX    = GIVEN_MAX + 1, /* and the role that the handle acts as */
    DAY_SECONDS    = 24 * 3600,
    ACTING_SECONDS = 60 /* that its own signature is good for */
};

/* What a handle was given. */
struct mohur__grants {
    struct mohur__approval given[GIVEN_MAX];
    size_t given_len;
    mohur_key *actor;
    mohur_sink *request; /* where the next change is to be asked for */
    uint32_t request_days;
};

/* A role that signed the change. */
struct signer {
    uint8_t id[MOHUR_ROLE_ID_LEN];
    uint32_t caps;
    struct mohur__approval approval;
};

struct signers {
    struct signer at[SIGNERS_MAX];
    size_t len;
};

bool
mohur__grant_roles_count(const struct mohur_keystore *ks)
{
    return (mohur__row_int(&ks->head, MOHUR__STORE_FLAGS) &
            MOHUR__STORE_ROLES) != 0;
}

uint64_t
mohur__grant_first_event(const struct mohur_keystore *ks)
{
    return mohur__row_int(&ks->head, MOHUR__STORE_FLAGS) >>
           MOHUR__STORE_ROLES_SHIFT;
}

void
mohur__grants_free(struct mohur_keystore *ks)
{
    if (ks->grants != NULL) {
        mohur_key_free(ks->grants->actor);
        mohur__free(ks->grants);
        ks->grants = NULL;
    }
}

static mohur_status
grants_need(struct mohur_keystore *ks)
{
    return ks->grants != NULL ? MOHUR_OK : MOHUR__NEW(ks->ctx, &ks->grants);
}

/* ---- who signed ---- */

static bool
has_signed(const struct signers *s, mohur__bytes id)
{
    for (size_t i = 0; i < s->len; i++) {
        if (mohur__bytes_equal(MOHUR__BYTES(s->at[i].id), id)) {
            return true;
        }
    }
    return false;
}

static mohur_status
dates_check(struct mohur_keystore *ks,
            const struct mohur__row *role,
            const struct mohur__approval *a)
{
    mohur_status st = MOHUR_OK;
    int64_t now     = mohur__store_time(ks);
    int64_t last    = (int64_t)mohur__row_int(role, MOHUR__ROLE_NOT_AFTER);

    REQUIRE(ks->ctx, now <= a->not_after, MOHUR_E_DATE,
            "an approval was good until a time that has passed");
    REQUIRE(ks->ctx,
            a->not_after - now <=
                (int64_t)MOHUR__APPROVAL_DAYS_MAX * DAY_SECONDS,
            MOHUR_E_DATE, "an approval is good for %d days at most",
            MOHUR__APPROVAL_DAYS_MAX);
    REQUIRE(ks->ctx, last == 0 || now <= last, MOHUR_E_UNTRUSTED,
            "an approval is of a role that has expired");

out:
    return st;
}

/* One role counts once, however often it signs. */
static mohur_status
signer_add(struct mohur_keystore *ks,
           const struct mohur__act *act,
           const struct mohur__approval *a,
           struct signers *s)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row role = {0};
    struct signer *signer  = &s->at[s->len];
    bool live              = false;

    TRY(mohur__role_of_key(ks, a->key_id, &role, &live));
    REQUIRE(ks->ctx, live, MOHUR_E_UNTRUSTED,
            "an approval is of a key that has no role here");
    TRY(dates_check(ks, &role, a));
    TRY(mohur__approval_check(ks->ctx, act, a,
                              mohur__row_bytes(&role, MOHUR__ROLE_PUB)));
    if (!has_signed(s, mohur__row_bytes(&role, MOHUR__ROLE_ID))) {
        mohur__copy(MOHUR__SPAN(signer->id),
                    mohur__row_bytes(&role, MOHUR__ROLE_ID));
        signer->caps     = (uint32_t)mohur__row_int(&role, MOHUR__ROLE_CAPS);
        signer->approval = *a;
        s->len++;
    }

out:
    mohur__row_wipe(&role);
    return st;
}

/* Sign as the role that the handle acts as. */
static mohur_status
actor_add(struct mohur_keystore *ks,
          const struct mohur__act *act,
          struct signers *s)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__act own    = *act;
    struct mohur__approval a = {0};

    own.not_after = mohur__store_time(ks) + ACTING_SECONDS;
    TRY(mohur__key_require_protect_still(ks->ctx, ks->grants->actor));
    TRY(mohur__key_use(ks->ctx, ks->grants->actor));
    TRY(mohur__approval_make(ks->ctx, &own, ks->grants->actor, &a));
    TRY(signer_add(ks, act, &a, s));

out:
    return st;
}

static mohur_status
signers_find(struct mohur_keystore *ks,
             const struct mohur__act *act,
             struct signers *s)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; ks->grants != NULL && i < ks->grants->given_len; i++) {
        TRY(signer_add(ks, act, &ks->grants->given[i], s));
    }
    if (ks->grants != NULL && ks->grants->actor != NULL) {
        TRY(actor_add(ks, act, s));
    }

out:
    return st;
}

/* ---- are they enough ---- */

static void
signer_emit(const struct signer *s, struct mohur__buf *out)
{
    mohur__buf_bytes(out, MOHUR__BYTES(s->id));
    mohur__buf_u64(out, (uint64_t)s->approval.not_after);
    mohur__buf_u32(out, (uint32_t)s->approval.signature_len);
    mohur__buf_bytes(
        out, mohur__bytes_of(s->approval.signature, s->approval.signature_len));
}

/* Two different roles with the two caps; the first alone if that is all. */
static bool
are_enough(const struct signers *s,
           struct mohur__need need,
           struct mohur__buf *out)
{
    for (size_t i = 0; i < s->len; i++) {
        if ((s->at[i].caps & need.cap[0]) == 0) {
            continue;
        }
        for (size_t k = 0; k < s->len && need.cap[1] != 0; k++) {
            if (k != i && (s->at[k].caps & need.cap[1]) != 0) {
                signer_emit(&s->at[i], out);
                signer_emit(&s->at[k], out);
                return true;
            }
        }
        if (need.cap[1] == 0) {
            signer_emit(&s->at[i], out);
            return true;
        }
    }
    return false;
}

static const char *
cap_name(uint8_t cap)
{
    switch (cap) {
    case MOHUR_CAP_OPERATOR:
        return "an Operator";
    case MOHUR_CAP_KEY_MANAGER:
        return "a KeyManager";
    case MOHUR_CAP_OFFICER:
        return "an Officer";
    case MOHUR_CAP_CUSTODIAN:
        return "a Custodian";
    default:
        return "an Auditor";
    }
}

static mohur_status
refuse(struct mohur_keystore *ks, struct mohur__need need)
{
    if (need.cap[1] == 0) {
        return mohur__error(ks->ctx, MOHUR_E_POLICY,
                            "this wants the approval of %s",
                            cap_name(need.cap[0]));
    }
    if (need.cap[0] == need.cap[1]) {
        return mohur__error(ks->ctx, MOHUR_E_POLICY,
                            "this wants the approval of two Officers");
    }
    return mohur__error(ks->ctx, MOHUR_E_POLICY,
                        "this wants the approvals of %s and of %s",
                        cap_name(need.cap[0]), cap_name(need.cap[1]));
}

static mohur_status
request_write(struct mohur_keystore *ks, struct mohur__act *act)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf bytes = {0};
    mohur_sink *sink        = ks->grants->request;

    ks->grants->request = NULL;
    mohur__buf_init(&bytes, ks->ctx, MOHUR__REQUEST_MAX);
    act->not_after =
        mohur__store_time(ks) + (int64_t)ks->grants->request_days * DAY_SECONDS;
    mohur__request_emit(act, &bytes);
    TRY(mohur__buf_status(&bytes));
    TRY(mohur__sink_write(sink, mohur__buf_view(&bytes)));
    TRY(mohur__sink_finish(sink));
    FAIL(ks->ctx, MOHUR_E_CANCELLED,
         "the change was not made; its request was written");

out:
    mohur__buf_wipe(&bytes);
    return st;
}

mohur_status
mohur__grant(struct mohur_keystore *ks,
             struct mohur__act *act,
             struct mohur__need need,
             struct mohur__buf *out)
{
    mohur_status st   = MOHUR_OK;
    struct signers *s = NULL;

    mohur__copy(MOHUR__SPAN(act->store_id), MOHUR__BYTES(ks->keys.store_id));
    if (need.cap[0] == 0 || !mohur__grant_roles_count(ks)) {
        return MOHUR_OK;
    }
    if (ks->grants != NULL && ks->grants->request != NULL) {
        return request_write(ks, act);
    }
    TRY(MOHUR__NEW(ks->ctx, &s));
    TRY(signers_find(ks, act, s));
    if (!are_enough(s, need, out)) {
        TRY(refuse(ks, need));
    }
    TRY(mohur__buf_status(out));
    if (ks->grants != NULL) {
        ks->grants->given_len = 0;
    }

out:
    mohur__free(s);
    return st;
}

/* ---- what a handle is given ---- */

mohur_status
mohur_keystore_act_as(mohur_keystore *ks, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_unlocked(ks));
    if (key != NULL) {
        TRY(mohur__key_check(ks->ctx, key));
        REQUIRE(ks->ctx,
                mohur_key_has_private(key) &&
                    mohur_key_purpose(key) == MOHUR_PURPOSE_SIGN,
                MOHUR_E_ARGUMENT, "a role is a private key that signs");
        TRY(mohur__key_require_protect(ks->ctx, key));
    }
    TRY(grants_need(ks));
    mohur_key_free(ks->grants->actor);
    ks->grants->actor = key != NULL ? mohur__key_hold(key) : NULL;

out:
    return st;
}

mohur_status
mohur_keystore_request(mohur_keystore *ks, uint32_t days, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__sink_check(ks->ctx, sink));
    REQUIRE(ks->ctx, days >= 1 && days <= MOHUR__APPROVAL_DAYS_MAX,
            MOHUR_E_ARGUMENT, "an approval is good for 1 to %d days",
            MOHUR__APPROVAL_DAYS_MAX);
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    REQUIRE(ks->ctx, mohur__grant_roles_count(ks), MOHUR_E_STATE,
            "the keystore has no roles that could approve");
    TRY(mohur__store_commit(ks));
    TRY(grants_need(ks));
    ks->grants->request      = sink;
    ks->grants->request_days = days;

out:
    mohur__store_leave(ks);
    return st;
}

mohur_status
mohur_keystore_approve(mohur_keystore *ks,
                       const uint8_t *approval,
                       size_t approval_len)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__approval a = {0};

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, approval != NULL, MOHUR_E_ARGUMENT, "approval is NULL");
    TRY(mohur__approval_parse(ks->ctx, mohur__bytes_of(approval, approval_len),
                              &a));
    TRY(grants_need(ks));
    REQUIRE(ks->ctx, ks->grants->given_len < GIVEN_MAX, MOHUR_E_LIMIT,
            "more than %d approvals of one change", GIVEN_MAX);
    ks->grants->given[ks->grants->given_len++] = a;

out:
    return st;
}
