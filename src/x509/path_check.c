/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/path_check.h"

#include "profile/decide.h"
#include "x509/constraints.h"

/*
 * The rules for a path, from the anchor down to the signer, as RFC 5280 6.1
 * goes.  The first that is broken is the answer.
 */
struct walk {
    mohur_ctx *ctx;
    const struct mohur__path_request *request;
    struct mohur__path *path;
    size_t i;        /* the certificate in question */
    int64_t allowed; /* how many more may follow: max_path_length */
    struct mohur__policies *policies;
    struct mohur__policy_wishes wishes;
};

/* Record why it fails, and say that it did. */
static bool
broken(struct walk *w, mohur_why why, const char *detail)
{
    w->path->why      = why;
    w->path->detail   = detail;
    w->path->at_fault = w->i;
    return false;
}

/* ---- algorithms ---- */

/* What the time has run out for, and a proof of existence would save. */
static bool
wants_proof(mohur_reason reason)
{
    return reason == MOHUR_REASON_POE_MISSING ||
           reason == MOHUR_REASON_POE_LATE;
}

mohur_why
mohur__path_alg_judge(const mohur_ctx *ctx,
                      const struct mohur__signed *what,
                      bool *legacy)
{
    mohur_request request = MOHUR_REQUEST_INIT;
    mohur_reason reason   = MOHUR_REASON_NO_RULE;
    bool pss              = what->alg->alg == MOHUR_ALG_RSASSA_PSS;

    request.operation = MOHUR_OP_VERIFY;
    request.alg       = pss ? what->alg->alg : what->key->alg;
    request.hash      = what->alg->hash;
    request.bits      = mohur__public_key_bits(what->key);
    request.now       = what->now;
    request.poe_time  = what->proven;
    request.poe_source =
        what->proven != 0 ? MOHUR_POE_TIMESTAMP : MOHUR_POE_NONE;
    reason  = mohur__profile_reason(ctx, &request);
    *legacy = *legacy || reason == MOHUR_REASON_LEGACY;
    if (wants_proof(reason)) {
        return MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE;
    }
    return reason < MOHUR_REASON_FLOOR ? MOHUR_WHY_NONE
                                       : MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE;
}

/* By when was it there: of two proofs the earlier one. */
static int64_t
proven_by(const struct walk *w)
{
    int64_t own    = w->path->certs[w->i]->proven;
    int64_t signer = w->i == 0 ? w->request->proven : 0;

    return own == 0 || (signer != 0 && signer < own) ? signer : own;
}

static bool
algorithm_holds(struct walk *w)
{
    const struct mohur__cert *cert       = w->path->certs[w->i];
    const struct mohur__cert *issuer     = w->path->certs[w->i + 1];
    const struct mohur__signed signed_by = {.alg    = &cert->signature_alg,
                                            .key    = &issuer->key,
                                            .now    = w->request->now,
                                            .proven = proven_by(w)};
    mohur_why why = mohur__path_alg_judge(w->ctx, &signed_by, &w->path->legacy);

    if (why == MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE) {
        return broken(w, why,
                      "a certificate was signed with an algorithm, or a key "
                      "size, of an earlier time, and nothing proves that it "
                      "was there then");
    }
    return why == MOHUR_WHY_NONE ||
           broken(w, why,
                  "the profile does not allow the algorithm, or the key "
                  "size, that a certificate was signed with");
}

/* ---- dates ---- */

static bool
is_within(const struct mohur__cert *cert, int64_t at)
{
    return cert->not_before <= at && at <= cert->not_after;
}

static bool
dates_hold(struct walk *w)
{
    if (is_within(w->path->certs[w->i], w->request->at)) {
        return true;
    }
    return w->i == 0
               ? broken(w, MOHUR_WHY_OUT_OF_BOUNDS_NO_POE,
                        "the signer's certificate was not valid at that time")
               : broken(w, MOHUR_WHY_CHAIN_GENERAL_FAILURE,
                        "a certificate authority was not valid at that time");
}

/* ---- constraints ---- */

/* What nobody here can process must not be passed over. */
static bool
is_understood(struct walk *w)
{
    const struct mohur__cert *cert = w->path->certs[w->i];

    if (cert->unknown_critical) {
        return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                      "a certificate has a critical extension that is unknown");
    }
    if (!cert->is_ca && (cert->name_constraints.len > 0 ||
                         (cert->usage & MOHUR__USAGE_CERT_SIGN) != 0)) {
        return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                      "a certificate claims what only an authority may, and "
                      "is not one's");
    }
    return true;
}

/* Its names keep to what every authority above it allows. */
static bool
names_hold(struct walk *w)
{
    const struct mohur__cert *cert = w->path->certs[w->i];

    if (w->i > 0 && mohur__cert_self_issued(cert)) {
        return true;
    }
    for (size_t k = w->i + 1; k < w->path->len; k++) {
        const struct mohur__cert *above = w->path->certs[k];

        if (above->name_constraints.len > 0 &&
            !mohur__constraints_allow(above->name_constraints, cert)) {
            return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                          "a certificate has a name that an authority above it "
                          "may not give");
        }
    }
    return true;
}

static bool
policies_hold(struct walk *w)
{
    const struct mohur__cert *cert = w->path->certs[w->i];
    bool last                      = w->i == 0;

    if (mohur__policies_take(w->policies, cert, last) &&
        (!last || mohur__policies_end(w->policies, cert, &w->wishes))) {
        return true;
    }
    return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                  "the chain must be under a certificate policy, and is under "
                  "none that is accepted");
}

/* May it issue certificates?  An anchor of version 1 cannot say so. */
static bool
may_issue(struct walk *w, bool is_anchor)
{
    const struct mohur__cert *cert = w->path->certs[w->i];

    if (!cert->is_ca && !is_anchor) {
        return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                      "a certificate was issued by somebody who is no "
                      "certificate authority");
    }
    if (cert->has_usage && (cert->usage & MOHUR__USAGE_CERT_SIGN) == 0) {
        return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                      "a certificate was issued with a key that is not for "
                      "signing certificates");
    }
    return true;
}

/* basicConstraints: how many authorities may follow. */
static bool
length_holds(struct walk *w, bool is_anchor)
{
    const struct mohur__cert *cert = w->path->certs[w->i];

    if (!is_anchor && !mohur__cert_self_issued(cert)) {
        if (w->allowed == 0) {
            return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                          "the chain is longer than an authority in it allows");
        }
        w->allowed--;
    }
    if (cert->path_len != MOHUR__CERT_PATH_NONE &&
        cert->path_len < w->allowed) {
        w->allowed = cert->path_len;
    }
    return true;
}

/* ---- the signer ---- */

static bool
signer_may_sign(struct walk *w)
{
    const struct mohur__cert *cert = w->path->certs[0];
    uint32_t good                  = MOHUR__EKU_ANY | MOHUR__EKU_DOCUMENT;

    if ((cert->usage & MOHUR__USAGE_COMMITMENT) == 0) {
        return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                      "the signer's certificate is not for signing documents "
                      "(keyUsage nonRepudiation)");
    }
    if ((cert->eku & MOHUR__EKU_CRITICAL) != 0 && (cert->eku & good) == 0) {
        return broken(w, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                      "the signer's certificate is for another purpose only "
                      "(extKeyUsage)");
    }
    return true;
}

/* ---- all of it ---- */

static bool
anchor_holds(struct walk *w, const struct mohur__anchor *anchor)
{
    if (w->request->at < anchor->from || w->request->at > anchor->to) {
        return broken(w, MOHUR_WHY_NO_CHAIN_NO_POE,
                      "the trust anchor was not in use at that time");
    }
    return is_understood(w) &&
           (w->i == 0 || (may_issue(w, true) && length_holds(w, true)));
}

static bool
authority_holds(struct walk *w)
{
    return algorithm_holds(w) && dates_hold(w) && is_understood(w) &&
           names_hold(w) && policies_hold(w) && may_issue(w, false) &&
           length_holds(w, false);
}

static bool
signer_holds(struct walk *w)
{
    bool alone = w->path->len == 1; /* an anchor, which is believed as it is */

    return is_understood(w) &&
           (alone ||
            (algorithm_holds(w) && names_hold(w) && policies_hold(w))) &&
           (w->request->any_purpose || signer_may_sign(w)) && dates_hold(w);
}

/* The initial policy set (6.1.1) is that of the anchor; an anchor that has
 * one is believed for nothing else, so there must be a policy then. */
static struct mohur__policy_wishes
wishes_of(const struct mohur__accepted *accepted)
{
    if (accepted == NULL) {
        return (struct mohur__policy_wishes){.accepted_len = 0};
    }
    return (struct mohur__policy_wishes){.accepted         = accepted->at,
                                         .accepted_len     = accepted->len,
                                         .require_explicit = true};
}

void
mohur__path_check(mohur_ctx *ctx,
                  const struct mohur__path_request *request,
                  const struct mohur__anchor *anchor,
                  struct mohur__policies *policies,
                  struct mohur__path *path)
{
    struct walk w = {.ctx      = ctx,
                     .request  = request,
                     .path     = path,
                     .i        = path->len - 1,
                     .allowed  = MOHUR__PATH_MAX,
                     .policies = policies,
                     .wishes   = wishes_of(anchor->accepted)};
    bool holds    = anchor_holds(&w, anchor);

    mohur__policies_begin(w.policies, path->len - 1, &w.wishes);

    while (holds && w.i > 1) {
        w.i--;
        holds = authority_holds(&w);
    }
    w.i = holds ? 0 : w.i;
    if (holds && signer_holds(&w)) {
        path->why    = MOHUR_WHY_NONE;
        path->detail = "";
    }
}
