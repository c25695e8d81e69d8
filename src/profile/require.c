/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/backends.h"
#include "crypto/xaes.h"
#include "profile/decide.h"
#include "profile/force.h"

/*
 * The profile in force, asked from inside: facts of the context are added,
 * and a refusal becomes a status with words.
 */

/* ---- what this build and this context have ---- */

static bool
signature_available(const mohur_ctx *ctx, const mohur_request *request)
{
    return mohur__operation_protects(request->operation)
               ? mohur__backends_signer(ctx, request->alg) != NULL ||
                     mohur__backends_rsa_signer(ctx, request->alg) != NULL
               : mohur__backends_verifier(ctx, request->alg) != NULL ||
                     mohur__backends_rsa(ctx, request->alg) != NULL;
}

static bool
aead_available(const mohur_ctx *ctx, mohur_alg alg)
{
    switch ((uint32_t)alg) {
    case MOHUR_ALG_AES_256_CBC:
        return mohur__backends_cbc(ctx, alg) != NULL;
    case MOHUR_ALG_XAES_256_GCM:
        return mohur__xaes_available(ctx);
    default:
        return mohur__backends_aead(ctx, alg) != NULL;
    }
}

/* By the high byte of the number, which is the kind of algorithm. */
static bool
available(const mohur_ctx *ctx, const mohur_request *request)
{
    mohur_alg alg = request->alg;

    switch ((uint32_t)alg >> 8) {
    case 0x01:
        return aead_available(ctx, alg);
    case 0x02:
        return mohur__backends_mac(ctx, alg) != NULL;
    case 0x03:
        return mohur__backends_hash(ctx, alg) != NULL;
    case 0x04: /* HKDF and PBKDF2 are compositions of ours */
        return alg != MOHUR_ALG_ARGON2ID ||
               mohur__backends_pwhash(ctx, alg) != NULL;
    case 0x05:
        return signature_available(ctx, request);
    case 0x06:
        return mohur__kem_available(ctx, alg);
    default: /* KWP is a composition over CBC */
        return alg == MOHUR_ALG_AES_256_WRAP ||
               (alg == MOHUR_ALG_AES_256_KWP &&
                aead_available(ctx, MOHUR_ALG_AES_256_CBC));
    }
}

static bool
memory_locked(const mohur_ctx *ctx)
{
    return mohur__arena_level(ctx->arena) == MOHUR_MEMORY_LOCKED;
}

/* ---- words ---- */

static const char *
verb(mohur_operation operation)
{
    switch (operation) {
    case MOHUR_OP_SIGN:
        return "sign with";
    case MOHUR_OP_SEAL:
        return "seal with";
    case MOHUR_OP_WRAP:
        return "wrap with";
    case MOHUR_OP_ENCRYPT:
        return "encrypt with";
    case MOHUR_OP_HASH:
    case MOHUR_OP_REHASH:
        return "hash with";
    case MOHUR_OP_PASSPHRASE:
    case MOHUR_OP_REPASS:
        return "take a passphrase by";
    case MOHUR_OP_KEYGEN:
        return "make or import a key of";
    case MOHUR_OP_EXPORT:
        return "export a key by";
    case MOHUR_OP_VERIFY:
        return "verify";
    case MOHUR_OP_OPEN:
        return "open with";
    case MOHUR_OP_UNWRAP:
        return "unwrap with";
    case MOHUR_OP_DECRYPT:
        return "decrypt with";
    }
    return "do something unknown with";
}

/* What to tell the user; the words follow "... at level N: ". */
static const char *
explanation(mohur_reason reason)
{
    switch (reason) {
    case MOHUR_REASON_FLOOR:
        return "too weak for any profile";
    case MOHUR_REASON_NO_RULE:
        return "no rule allows it";
    case MOHUR_REASON_DISALLOWED:
        return "a rule forbids it";
    case MOHUR_REASON_NOT_YET:
        return "allowed only from a later date";
    case MOHUR_REASON_ENDED:
        return "its last day has passed";
    case MOHUR_REASON_LEVEL:
        return "the level is too high for it";
    case MOHUR_REASON_POE_MISSING:
    case MOHUR_REASON_POE_LATE:
        return "no proof that it existed in time";
    case MOHUR_REASON_CUSTODY:
        return "the level wants hardware keys";
    case MOHUR_REASON_FACTORS:
        return "the level wants two unlock factors";
    case MOHUR_REASON_HYBRID:
        return "the level wants a hybrid key (X-Wing)";
    case MOHUR_REASON_DETERMINISTIC:
        return "the level wants randomised encryption";
    case MOHUR_REASON_EXPORT:
        return "keys of this level do not leave";
    case MOHUR_REASON_CRYPTOPERIOD:
        return "the key is too old; rotate it";
    case MOHUR_REASON_ANCHOR:
        return "the level wants a rollback anchor";
    case MOHUR_REASON_MEMORY:
        return "the level wants locked memory (ulimit -l)";
    case MOHUR_REASON_QUORUM:
        return "the level wants more witnesses";
    case MOHUR_REASON_DUAL:
        return "the level wants dual control";
    case MOHUR_REASON_EXPIRED:
        return "the profile has expired";
    case MOHUR_REASON_LIMIT:
        return "its cost is outside the limits";
    case MOHUR_REASON_UNAVAILABLE:
        return "no backend of this build has it";
    case MOHUR_REASON_OK:
    case MOHUR_REASON_DEPRECATED:
    case MOHUR_REASON_LEGACY:
        break;
    }
    return "allowed";
}

static mohur_status
status_of(mohur_reason reason)
{
    switch ((uint32_t)reason) {
    case MOHUR_REASON_NOT_YET:
    case MOHUR_REASON_ENDED:
    case MOHUR_REASON_CRYPTOPERIOD:
    case MOHUR_REASON_EXPIRED:
        return MOHUR_E_DATE;
    case MOHUR_REASON_UNAVAILABLE:
        return MOHUR_E_UNSUPPORTED;
    default:
        return MOHUR_E_POLICY;
    }
}

static mohur_status
refuse(mohur_ctx *ctx,
       const mohur_request *request,
       const mohur_decision *answer)
{
    return mohur__error(ctx, status_of(answer->reason),
                        "%s refuses to %s %s at level %u: %s (%s, rule %d)",
                        answer->profile, verb(request->operation),
                        mohur_alg_name(request->alg), (unsigned)request->level,
                        explanation(answer->reason),
                        mohur_reason_name(answer->reason), (int)answer->rule);
}

/* ---- the question ---- */

void
mohur__request_complete(const mohur_ctx *ctx, mohur_request *request)
{
    request->available     = request->available && available(ctx, request);
    request->memory_locked = request->memory_locked || memory_locked(ctx);
}

/*
 * Every store that is open has its profile asked, with what it says of
 * itself; with none, the built-in one.  The first refusal ends it; of what is
 * allowed the worst reason counts.  A profile is not left by going back in
 * time: what is asked about an earlier time is asked of that in force now.
 */
static void
ask(const mohur_ctx *ctx, const mohur_request *request, mohur_decision *out)
{
    mohur_request asked = *request;
    int64_t now         = mohur__force_time(ctx);

    mohur__request_complete(ctx, &asked);
    asked.now = asked.now == 0 ? now : asked.now;
    now       = asked.now > now ? asked.now : now;
    if (ctx->force == NULL) {
        mohur__policy_decide(&mohur__policy_builtin, &asked, out);
        return;
    }
    out->allowed = true;
    out->reason  = MOHUR_REASON_OK;
    for (const struct mohur__force *f = ctx->force; f != NULL && out->allowed;
         f                            = f->next) {
        mohur_decision answer  = MOHUR_DECISION_INIT;
        mohur_request of_store = asked;

        mohur__force_facts(f, &of_store);
        mohur__policy_decide(mohur__force_policy(f, now), &of_store, &answer);
        if (answer.reason >= out->reason) {
            *out = answer;
        }
    }
}

mohur_reason
mohur__profile_reason(const mohur_ctx *ctx, const mohur_request *request)
{
    mohur_decision answer = MOHUR_DECISION_INIT;

    ask(ctx, request, &answer);
    return answer.reason;
}

mohur_status
mohur__profile_require(mohur_ctx *ctx, const mohur_request *request)
{
    mohur_decision answer = MOHUR_DECISION_INIT;

    ask(ctx, request, &answer);
    return answer.allowed ? MOHUR_OK : refuse(ctx, request, &answer);
}

mohur_status
mohur__profile_allow(mohur_ctx *ctx,
                     mohur_operation operation,
                     mohur_alg alg,
                     mohur_alg hash,
                     uint8_t level)
{
    mohur_request request = MOHUR_REQUEST_INIT;

    request.operation = operation;
    request.alg       = alg;
    request.hash      = hash;
    request.level     = level;
    return mohur__profile_require(ctx, &request);
}

mohur_alg
mohur__profile_default(const mohur_ctx *ctx, uint32_t purpose, size_t i)
{
    const struct mohur__policy *policy =
        mohur__force_policy(ctx->force, mohur__force_time(ctx));

    return purpose >= 1 && purpose <= MOHUR__DEFAULTS_FOR &&
                   i < MOHUR__DEFAULTS_MAX
               ? policy->defaults[purpose - 1][i]
               : MOHUR_ALG_NONE;
}
