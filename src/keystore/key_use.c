/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/text.h"
#include "base/time.h"
#include "keystore/key_handle.h"
#include "keystore/life_rules.h"
#include "keystore/pair.h"
#include "profile/decide.h"

/*
 * What a key may do now: by its state and dates (SP 800-57 part 1), then by
 * the profile.
 */
enum {
    LABEL_CAP = 56 /* of a name in a message, which has 160 bytes */
};

/* Its name where it has one, the beginning of its id otherwise. */
static const char *
label_of(const mohur_key *key, char out[LABEL_CAP])
{
    if (key->name[0] != '\0') {
        mohur__text_escape(mohur__bytes_text(key->name), out, LABEL_CAP);
    } else {
        mohur__hex(mohur__bytes_sub(MOHUR__BYTES(key->id), 0, 8), out);
    }
    return out;
}

static const char *
state_name(mohur_key_state state)
{
    switch (state) {
    case MOHUR_KEY_PENDING:
        return "not made yet";
    case MOHUR_KEY_PRE_ACTIVE:
        return "not active yet";
    case MOHUR_KEY_ACTIVE:
        return "active";
    case MOHUR_KEY_SUSPENDED:
        return "suspended";
    case MOHUR_KEY_DEACTIVATED:
        return "deactivated";
    case MOHUR_KEY_COMPROMISED:
        return "compromised";
    case MOHUR_KEY_DESTROY_PENDING:
        return "waiting to be destroyed";
    case MOHUR_KEY_DESTROYED:
        return "destroyed";
    }
    return "in a state that is none";
}

static mohur_status
refuse_state(mohur_ctx *ctx, const mohur_key *key, const char *what)
{
    char label[LABEL_CAP] = {0};

    return mohur__error(ctx, MOHUR_E_KEY_STATE, "key %s is %s and %s",
                        label_of(key, label), state_name(key->state), what);
}

static mohur_status
refuse_date(mohur_ctx *ctx,
            const mohur_key *key,
            const char *rule,
            int64_t when)
{
    char label[LABEL_CAP]      = {0};
    char date[MOHUR__TIME_CAP] = {0};

    mohur__time_format(when, date);
    return mohur__error(ctx, MOHUR_E_DATE, "key %s %s %s", label_of(key, label),
                        rule, date);
}

/* The state it counts as: what time has done since it was written. */
static mohur_key_state
state_at(const mohur_key *key, int64_t now)
{
    mohur_key_state state = key->state;

    if (state == MOHUR_KEY_PRE_ACTIVE && key->activate_at != 0 &&
        now >= key->activate_at) {
        state = MOHUR_KEY_ACTIVE;
    }
    if (state == MOHUR_KEY_ACTIVE && key->protect_until != 0 &&
        now >= key->protect_until) {
        state = MOHUR_KEY_DEACTIVATED;
    }
    return state;
}

static bool
awaits_its_date(const mohur_key *key, int64_t now)
{
    return key->state == MOHUR_KEY_PRE_ACTIVE && key->activate_at > now;
}

/* Time does not go back behind what the store had seen. */
static int64_t
time_of(const mohur_ctx *ctx, const mohur_key *key)
{
    int64_t now = mohur__now(ctx);

    return now > key->read_at ? now : key->read_at;
}

/* Others may have moved it to another state since it was read. */
static mohur_status
fresh_check(mohur_ctx *ctx, const mohur_key *key)
{
    char label[LABEL_CAP] = {0};

    if (key->fresh_until != 0 && mohur__ticks(ctx) >= key->fresh_until) {
        return mohur__error(ctx, MOHUR_E_STALE,
                            "key %s was read too long ago; get it again",
                            label_of(key, label));
    }
    return MOHUR_OK;
}

/* A forked child finds secrets wiped, and must not use the zeros; the login
 * of a token is its parent's. */
static mohur_status
secret_check(mohur_ctx *ctx, const mohur_key *key)
{
    if ((key->secret != NULL && !mohur__secret_alive(key->secret)) ||
        (key->token != NULL && !mohur__hsm_alive(key->token))) {
        return mohur__error(ctx, MOHUR_E_STATE,
                            "the key was opened before this process forked");
    }
    return MOHUR_OK;
}

static mohur_operation
operation_of(const mohur_key *key, bool protect)
{
    switch (key->purpose) {
    case MOHUR_PURPOSE_SIGN:
        return protect ? MOHUR_OP_SIGN : MOHUR_OP_VERIFY;
    case MOHUR_PURPOSE_SEAL:
        return protect ? MOHUR_OP_SEAL : MOHUR_OP_OPEN;
    case MOHUR_PURPOSE_WRAP:
        return protect ? MOHUR_OP_WRAP : MOHUR_OP_UNWRAP;
    }
    return (mohur_operation)0;
}

mohur_status
mohur__key_allowed(mohur_ctx *ctx,
                   const mohur_key *key,
                   mohur_operation operation,
                   mohur_alg hash)
{
    mohur_request ask = MOHUR_REQUEST_INIT;

    ask.operation = operation;
    ask.alg       = key->alg;
    ask.bits      = mohur__key_bits(key);
    ask.hash      = hash != MOHUR_ALG_NONE ? hash : mohur__pair_hash(key->alg);
    ask.level     = key->level;
    ask.custody   = mohur__key_custody(key);
    ask.key_created = key->since;
    return mohur__profile_require(ctx, &ask);
}

mohur_status
mohur__key_require_protect_still(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st       = MOHUR_OK;
    int64_t now           = time_of(ctx, key);
    mohur_key_state state = state_at(key, now);

    TRY(secret_check(ctx, key));
    if (awaits_its_date(key, now)) {
        TRY(refuse_date(ctx, key, "does not protect before", key->activate_at));
    }
    if (key->state != MOHUR_KEY_DEACTIVATED && state == MOHUR_KEY_DEACTIVATED) {
        TRY(refuse_date(ctx, key, "does not protect since",
                        key->protect_until));
    }
    if (!mohur__life_allows(MOHUR__USE_PROTECT, state, key->compromised)) {
        TRY(refuse_state(ctx, key, "does not protect"));
    }
    TRY(mohur__key_allowed(ctx, key, operation_of(key, true), MOHUR_ALG_NONE));

out:
    return st;
}

static mohur_status
refuse_use(mohur_ctx *ctx, const mohur_key *key)
{
    char label[LABEL_CAP] = {0};

    label_of(key, label);
    if (key->no_use == MOHUR_E_KEY_STATE) {
        return mohur__error(ctx, key->no_use,
                            "key %s was used as often as it may be; rotate it",
                            label);
    }
    if (key->no_use == MOHUR_E_STALE) {
        return mohur__error(
            ctx, key->no_use,
            "key %s has no use set aside; get it again by its name", label);
    }
    return mohur__error(ctx, key->no_use,
                        "no use of key %s could be set aside in its keystore",
                        label);
}

mohur_status
mohur__key_use(mohur_ctx *ctx, const mohur_key *key)
{
    if (key->counted && !mohur__uses_take(key->uses)) {
        return refuse_use(ctx, key);
    }
    return MOHUR_OK;
}

mohur_status
mohur__key_require_protect(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;

    TRY(fresh_check(ctx, key));
    TRY(mohur__key_require_protect_still(ctx, key));
    TRY(mohur__key_use(ctx, key));

out:
    return st;
}

mohur_status
mohur__key_require_sign(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, mohur_key_purpose(key) == MOHUR_PURPOSE_SIGN, MOHUR_E_ARGUMENT,
            "the key is not for signing");
    REQUIRE(ctx, mohur_key_has_private(key), MOHUR_E_NO_KEY,
            "the key has no private part here");
    TRY(mohur__key_require_protect(ctx, key));

out:
    return st;
}

/* Opening and verifying have rules of their own; some open nevertheless. */
static bool
state_processes(const mohur_key *key, mohur_key_state state)
{
    enum mohur__use use = key->purpose == MOHUR_PURPOSE_SIGN
                              ? MOHUR__USE_VERIFY
                              : MOHUR__USE_PROCESS;

    return mohur__life_allows(use, state, key->compromised) ||
           (key->recovers &&
            mohur__life_use(use, state).answer == MOHUR__ANSWER_NAMED);
}

mohur_status
mohur__key_require_process(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;

    TRY(fresh_check(ctx, key));
    TRY(mohur__key_require_process_still(ctx, key));

out:
    return st;
}

mohur_status
mohur__key_require_process_still(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;
    int64_t now     = time_of(ctx, key);

    TRY(secret_check(ctx, key));
    if (awaits_its_date(key, now)) {
        TRY(refuse_date(ctx, key, "is not in use before", key->activate_at));
    }
    if (!state_processes(key, state_at(key, now))) {
        TRY(refuse_state(ctx, key, "processes nothing"));
    }
    if (key->process_until != 0 && now > key->process_until) {
        TRY(refuse_date(ctx, key, "processes nothing since",
                        key->process_until));
    }
    TRY(mohur__key_allowed(ctx, key, operation_of(key, false), MOHUR_ALG_NONE));

out:
    return st;
}

mohur_status
mohur__key_require_export(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st       = MOHUR_OK;
    char label[LABEL_CAP] = {0};

    REQUIRE(ctx, key->token == NULL, MOHUR_E_POLICY,
            "key %s lives in a token and does not leave it",
            label_of(key, label));
    REQUIRE(ctx, key->secret != NULL, MOHUR_E_ARGUMENT,
            "key %s has no private part here", label_of(key, label));
    TRY(fresh_check(ctx, key));
    TRY(secret_check(ctx, key));
    REQUIRE(ctx, key->exportable, MOHUR_E_POLICY,
            "key %s was not made exportable", label_of(key, label));
    if (!mohur__life_allows(MOHUR__USE_EXPORT_SECRET,
                            state_at(key, time_of(ctx, key)),
                            key->compromised)) {
        TRY(refuse_state(ctx, key, "does not leave its keystore"));
    }
    TRY(mohur__key_allowed(ctx, key, MOHUR_OP_EXPORT, MOHUR_ALG_NONE));

out:
    return st;
}

mohur_status
mohur__key_require_public(mohur_ctx *ctx, const mohur_key *key)
{
    if (!mohur__life_allows(MOHUR__USE_EXPORT_PUBLIC,
                            state_at(key, time_of(ctx, key)),
                            key->compromised)) {
        return refuse_state(ctx, key, "is not handed out");
    }
    return MOHUR_OK;
}
