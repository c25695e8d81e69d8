/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/revocation.h"

#include "base/guard.h"
#include "base/mem.h"
#include "profile/decide.h"
#include "x509/crl.h"
#include "x509/name.h"
#include "x509/ocsp.h"
#include "x509/responder.h"

/*
 * For each certificate every piece of evidence is held against its issuer.
 * Who signs lists or answers for an issuer must be in good standing too; that
 * question has a depth, and signatures a number, beyond which it stays open.
 */
enum {
    DEPTH_MAX = 2
};

struct inquiry {
    mohur_ctx *ctx;
    const struct mohur__revocation_request *request;
    const struct mohur__cert *anchor;
    struct mohur__revocation *out;
    int64_t now;
    int64_t skew; /* that others' clocks may be ahead */
    size_t checks;
};

/* One certificate to ask about, and how far from the path that is. */
struct subject {
    const struct mohur__cert *cert;
    const struct mohur__cert *issuer;
    size_t index; /* on the path */
    uint32_t depth;
};

static mohur_status
inquire(struct inquiry *q,
        const struct subject *s,
        struct mohur__standing *out);

/* ---- who may speak ---- */

static bool
same_holder(const struct mohur__cert *a, const struct mohur__cert *b)
{
    return mohur__bytes_equal(a->spki, b->spki) &&
           mohur__name_equal(a->subject, b->subject);
}

/* Evidence is of no use that anybody could have made by now. */
static bool
alg_allowed(const struct inquiry *q,
            const struct mohur__evidence *e,
            const struct mohur__signature_alg *alg,
            const struct mohur__public_key *key)
{
    const struct mohur__signed what = {
        .alg = alg, .key = key, .now = q->request->now, .proven = e->proven};
    bool legacy = false;

    return mohur__path_alg_judge(q->ctx, &what, &legacy) == MOHUR_WHY_NONE;
}

static bool
is_refusal(mohur_status st)
{
    return st == MOHUR_E_AUTH || st == MOHUR_E_UNSUPPORTED;
}

/*
 * Does somebody who is not on the path lead to the same anchor, and was
 * nobody between them revoked?
 */
static mohur_status
is_in_good_standing(struct inquiry *q,
                    const struct mohur__cert *cert,
                    const struct subject *s,
                    bool *out)
{
    mohur_status st                           = MOHUR_OK;
    const struct mohur__revocation_request *r = q->request;
    struct mohur__path path                   = {.why = MOHUR_WHY_NONE};
    const struct mohur__path_request asked    = {.signer      = cert,
                                                 .pool        = r->pool,
                                                 .pool_len    = r->pool_len,
                                                 .trust       = r->trust,
                                                 .role        = r->role,
                                                 .at          = r->at,
                                                 .now         = r->now,
                                                 .any_purpose = true};

    *out = false;
    if (s->depth == DEPTH_MAX) {
        return MOHUR_OK;
    }
    TRY(mohur__path_find(q->ctx, &asked, &path));
    *out = path.why == MOHUR_WHY_NONE && path.len > 0 &&
           same_holder(path.certs[path.len - 1], q->anchor);
    for (size_t i = 0; *out && i + 1 < path.len; i++) {
        const struct subject next = {path.certs[i], path.certs[i + 1], s->index,
                                     s->depth + 1};
        struct mohur__standing standing;

        TRY(inquire(q, &next, &standing));
        *out = standing.kind == MOHUR__STANDING_GOOD;
    }

out:
    return st;
}

/* ---- lists ---- */

/* Did the holder of this key sign the list, and with what is allowed? */
static mohur_status
did_sign(struct inquiry *q,
         const struct mohur__evidence *e,
         const struct mohur__crl *crl,
         const struct mohur__cert *cert,
         bool *out)
{
    mohur_status st = MOHUR_OK;

    *out = false;
    if (q->checks == MOHUR__REVOCATION_CHECKS_MAX ||
        !alg_allowed(q, e, &crl->alg, &cert->key)) {
        return MOHUR_OK;
    }
    q->checks++;
    st = mohur__crl_verify(q->ctx, e, crl, &cert->key);
    if (is_refusal(st)) {
        mohur__error_clear(q->ctx);
        return MOHUR_OK;
    }
    *out = st == MOHUR_OK;
    return st;
}

/* The i-th certificate that might be of somebody who signs for the issuer. */
static const struct mohur__cert *
candidate_at(const struct inquiry *q, size_t i)
{
    struct mohur__anchor anchor = {.cert = NULL};
    size_t pool                 = q->request->pool_len;

    if (i < pool) {
        return &q->request->pool[i];
    }
    return mohur__trust_at(q->request->trust, i - pool, &anchor) ? anchor.cert
                                                                 : NULL;
}

/* Another certificate of the issuer, with a key for lists (RFC 5280 6.3.3). */
static mohur_status
another_signed(struct inquiry *q,
               const struct mohur__evidence *e,
               const struct mohur__crl *crl,
               const struct subject *s,
               bool *out)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__cert *cert = NULL;

    for (size_t i = 0; !*out && (cert = candidate_at(q, i)) != NULL; i++) {
        if ((cert->usage & MOHUR__USAGE_CRL_SIGN) == 0 ||
            mohur__bytes_equal(cert->spki, s->issuer->spki) ||
            !mohur__name_equal(cert->subject, s->cert->issuer)) {
            continue;
        }
        TRY(did_sign(q, e, crl, cert, out));
        if (*out) {
            TRY(is_in_good_standing(q, cert, s, out));
        }
    }

out:
    return st;
}

static mohur_status
ask_list(struct inquiry *q,
         const struct mohur__evidence *e,
         const struct subject *s,
         struct mohur__evidence_used *says,
         bool *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__crl *crl = NULL;

    TRY(MOHUR__NEW(q->ctx, &crl));
    TRY(mohur__crl_read(q->ctx, e, s->cert, crl));
    if (crl->fault != NULL) {
        goto out;
    }
    if (!s->issuer->has_usage ||
        (s->issuer->usage & MOHUR__USAGE_CRL_SIGN) != 0) {
        TRY(did_sign(q, e, crl, s->issuer, out));
    }
    if (!*out) {
        TRY(another_signed(q, e, crl, s, out));
    }
    says->produced_at = crl->this_update;
    says->says = (struct mohur__statement){.this_update = crl->this_update,
                                           .next_update = crl->next_update,
                                           .reaches     = crl->reaches,
                                           .revoked     = crl->revoked,
                                           .date        = crl->date,
                                           .reason      = crl->reason,
                                           .invalid     = crl->invalid};

out:
    mohur__free(crl);
    return st;
}

/* ---- answers ---- */

/* Whose key signed the response: is that allowed, and in good standing? */
static mohur_status
is_good_responder(struct inquiry *q,
                  const struct mohur__evidence *e,
                  const struct mohur__ocsp *ocsp,
                  const struct subject *s,
                  const struct mohur__cert *delegate,
                  bool *out)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__cert *cert = delegate != NULL ? delegate : s->issuer;
    const struct subject next = {delegate, s->issuer, s->index, s->depth + 1};
    struct mohur__standing standing;

    *out = alg_allowed(q, e, &ocsp->alg, &cert->key) &&
           (delegate == NULL ||
            alg_allowed(q, e, &delegate->signature_alg, &s->issuer->key));
    if (*out && delegate != NULL && !delegate->ocsp_no_check &&
        !mohur__trust_no_revocation(q->request->trust, s->issuer)) {
        *out = false;
        if (s->depth < DEPTH_MAX) {
            TRY(inquire(q, &next, &standing));
            *out = standing.kind == MOHUR__STANDING_GOOD;
        }
    }

out:
    return st;
}

/*
 * Who signed it: the issuer, or one whom that names; else a responder that the
 * store has, and then it is that instead of the issuer who must be in order.
 */
static mohur_status
find_signer(struct inquiry *q,
            const struct mohur__evidence *e,
            const struct mohur__ocsp *ocsp,
            struct subject *s,
            struct mohur__responder *out)
{
    mohur_status st =
        mohur__ocsp_verify(q->ctx, ocsp, s->issuer, &out->room, &out->delegate);
    const struct mohur__responder_request request = {.ocsp  = ocsp,
                                                     .trust = q->request->trust,
                                                     .now   = q->request->now,
                                                     .proven = e->proven};

    if (is_refusal(st)) {
        mohur__error_clear(q->ctx);
        st = mohur__responder_find(q->ctx, &request, out);
        q->checks += out->checks;
        s->issuer = out->anchor != NULL ? out->anchor : s->issuer;
    } else {
        out->found = st == MOHUR_OK;
    }
    return st;
}

static mohur_status
ask_response(struct inquiry *q,
             const struct mohur__evidence *e,
             const struct subject *s,
             struct mohur__evidence_used *says,
             bool *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__ocsp ocsp     = {.fault = NULL};
    struct mohur__responder by  = {.found = false};
    struct subject below        = *s; /* of whoever signed */
    enum mohur__nonce_rule rule = mohur__profile_ocsp_nonce(q->ctx);

    TRY(mohur__ocsp_read(
        q->ctx, e->view, s->cert, s->issuer,
        rule == MOHUR__NONCE_IGNORED ? MOHUR__NOTHING : e->nonce, &ocsp));
    if (rule == MOHUR__NONCE_REQUIRED && e->nonce.len > 0 && !ocsp.has_nonce) {
        goto out;
    }
    if (ocsp.fault != NULL || ocsp.produced_at > q->now + q->skew ||
        q->checks >= MOHUR__REVOCATION_CHECKS_MAX) {
        goto out;
    }
    q->checks += 1 + 2 * ocsp.certs_len;
    TRY(find_signer(q, e, &ocsp, &below, &by));
    if (!by.found) {
        goto out;
    }
    TRY(is_good_responder(q, e, &ocsp, &below, by.delegate, out));
    says->produced_at = ocsp.produced_at;
    says->says = (struct mohur__statement){.this_update = ocsp.this_update,
                                           .next_update = ocsp.next_update,
                                           .reaches     = ocsp.reaches,
                                           .revoked     = ocsp.revoked,
                                           .date        = ocsp.date,
                                           .reason      = ocsp.reason,
                                           .invalid     = INT64_MAX};

out:
    return st;
}

/* ---- one certificate ---- */

static void
note_used(struct inquiry *q,
          const struct subject *s,
          const struct mohur__evidence_used *says)
{
    if (s->depth == 0 && q->out->used_len < MOHUR__REVOCATION_USED_MAX) {
        q->out->used[q->out->used_len++] = *says;
    }
}

static mohur_status
inquire(struct inquiry *q, const struct subject *s, struct mohur__standing *out)
{
    mohur_status st                           = MOHUR_OK;
    void *memory                              = NULL;
    size_t len                                = 0;
    struct mohur__evidence_list *list         = q->request->evidence;
    const struct mohur__standing_question ask = {
        .at        = q->request->at,
        .now       = q->now,
        .skew      = q->skew,
        .not_after = s->cert->not_after,
        .fresh_for = mohur__profile_revocation_age(q->ctx)};
    struct mohur__statement *statements = NULL;

    TRY(mohur__alloc_array(q->ctx, list->len, sizeof *statements, &memory));
    statements = memory;
    for (size_t i = 0; i < list->len; i++) {
        struct mohur__evidence *e        = &list->at[i];
        struct mohur__evidence_used says = {.evidence = e, .about = s->index};
        bool genuine                     = false;

        TRY(e->kind == MOHUR__EVIDENCE_OCSP
                ? ask_response(q, e, s, &says, &genuine)
                : ask_list(q, e, s, &says, &genuine));
        if (genuine) {
            statements[len++] = says.says;
            e->believed       = true;
            note_used(q, s, &says);
        }
    }
    *out = mohur__standing_judge(statements, len, &ask);

out:
    mohur__free(memory);
    return st;
}

/* ---- the path ---- */

static mohur_why
why_revoked(const struct inquiry *q, size_t i)
{
    return i > 0                ? MOHUR_WHY_REVOKED_CA_NO_POE
           : q->request->proven ? MOHUR_WHY_REVOKED
                                : MOHUR_WHY_REVOKED_NO_POE;
}

/* What it comes to is the law's to say, and so the profile's. */
static mohur_why
why_restored(const struct inquiry *q, size_t i)
{
    switch (mohur__profile_restored(q->ctx)) {
    case MOHUR__RESTORED_PASSES:
        return MOHUR_WHY_NONE;
    case MOHUR__RESTORED_FAILS:
        return why_revoked(q, i);
    case MOHUR__RESTORED_OPEN:
        break;
    }
    return MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE;
}

static mohur_why
why_of(const struct inquiry *q, size_t i, enum mohur__standing_kind kind)
{
    switch (kind) {
    case MOHUR__STANDING_GOOD:
        return MOHUR_WHY_NONE;
    case MOHUR__STANDING_REVOKED:
        return why_revoked(q, i);
    case MOHUR__STANDING_RESTORED:
        return why_restored(q, i);
    case MOHUR__STANDING_SUSPENDED:
    case MOHUR__STANDING_UNKNOWN:
        break;
    }
    return MOHUR_WHY_TRY_LATER;
}

static const char *
detail_of(size_t i, enum mohur__standing_kind kind)
{
    switch (kind) {
    case MOHUR__STANDING_GOOD:
        return "";
    case MOHUR__STANDING_REVOKED:
        return i == 0 ? "the signer's certificate was revoked by that time"
                      : "a certificate authority was revoked by that time";
    case MOHUR__STANDING_RESTORED:
        return "a certificate was suspended at that time, and restored since";
    case MOHUR__STANDING_SUSPENDED:
        return "a certificate is suspended at that time";
    case MOHUR__STANDING_UNKNOWN:
        break;
    }
    return i == 0 ? "whether the signer's certificate was revoked is not known"
                  : "whether a certificate authority was revoked is not known";
}

/* What says more against the path stands higher. */
static uint32_t
weight(mohur_why why, enum mohur__standing_kind kind)
{
    return why == MOHUR_WHY_NONE                    ? 0
           : kind == MOHUR__STANDING_UNKNOWN        ? 1
           : kind == MOHUR__STANDING_SUSPENDED      ? 2
           : kind == MOHUR__STANDING_RESTORED       ? 3
           : mohur_why_verdict(why) != MOHUR_FAILED ? 4
                                                    : 5;
}

/* Keep the first of all dates.  Was it this one? */
static bool
note_later(int64_t *first, int64_t date)
{
    if (date == 0 || (*first != 0 && date >= *first)) {
        return false;
    }
    *first = date;
    return true;
}

/* Take the standing of the i-th certificate into account. */
static void
take(struct inquiry *q, size_t i, const struct mohur__standing *standing)
{
    struct mohur__revocation *out = q->out;
    mohur_why why                 = why_of(q, i, standing->kind);

    if (i == 0 ||
        weight(why, standing->kind) > weight(out->why, out->standing.kind)) {
        out->why    = why;
        out->detail = why == MOHUR_WHY_NONE ? "" : detail_of(i, standing->kind);
        out->at_fault = i;
        out->standing = *standing;
    }
    if (note_later(&out->revoked_later, standing->revoked_later)) {
        out->later_reason = standing->later_reason;
    }
    (void)note_later(&out->suspended_later, standing->suspended_later);
}

/* Ask once more; inquire again if that brought something. */
static mohur_status
ask_more(struct inquiry *q,
         const struct subject *s,
         size_t round,
         bool *more,
         struct mohur__standing *out)
{
    mohur_status st                           = MOHUR_OK;
    const struct mohur__evidence_asker *asker = &q->request->asker;
    struct mohur__evidence_list *list         = q->request->evidence;
    size_t before                             = list->len;

    TRY(asker->ask(asker->user, s->cert, s->issuer, round, list, more));
    q->now = mohur__now(q->ctx); /* an answer is younger than its question */
    if (list->len > before) {
        while (q->out->used_len > 0 &&
               q->out->used[q->out->used_len - 1].about == s->index) {
            q->out->used_len--; /* which are found again */
        }
        TRY(inquire(q, s, out));
    }

out:
    return st;
}

static mohur_status
inquire_or_ask(struct inquiry *q,
               const struct subject *s,
               struct mohur__standing *out)
{
    mohur_status st = MOHUR_OK;
    bool more       = q->request->asker.ask != NULL;

    TRY(inquire(q, s, out));
    for (size_t i = 0; more && out->kind == MOHUR__STANDING_UNKNOWN; i++) {
        TRY(ask_more(q, s, i, &more, out));
    }

out:
    return st;
}

mohur_status
mohur__revocation_check(mohur_ctx *ctx,
                        const struct mohur__revocation_request *request,
                        struct mohur__revocation *out)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__path *path = request->path;
    struct inquiry q               = {.ctx     = ctx,
                                      .request = request,
                                      .out     = out,
                                      .now     = mohur__now(ctx),
                                      .skew    = mohur__profile_skew(ctx)};

    *out = (struct mohur__revocation){.why = MOHUR_WHY_NONE, .detail = ""};
    /* An anchor is believed as it is; all else could have been revoked. */
    for (size_t i = 0; i + 1 < path->len; i++) {
        const struct subject s = {path->certs[i], path->certs[i + 1], i, 0};
        struct mohur__standing standing;

        q.anchor = path->certs[path->len - 1];
        TRY(inquire_or_ask(&q, &s, &standing));
        take(&q, i, &standing);
    }

out:
    return st;
}
