/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/path.h"

#include "base/guard.h"
#include "base/mem.h"
#include "x509/name.h"
#include "x509/path_check.h"
#include "x509/seen.h"

/*
 * The search: depth first from the signer, on a stack of our own.  At each
 * certificate the anchors are tried before the pool, and those whose key
 * identifier is the one asked for before the others.
 */
struct step {
    const struct mohur__cert *cert;
    size_t next; /* candidate to try */
};

struct search {
    mohur_ctx *ctx;
    const struct mohur__path_request *request;
    struct step steps[MOHUR__PATH_MAX];
    size_t depth;
    size_t checks;
    bool exhausted;
    bool other_role; /* an anchor of the right name is for something else */
    struct mohur__policies *policies; /* for judging a path */
    struct mohur__path *out;
};

/* ---- candidates ---- */

/* The i-th anchor or certificate of the pool; false after the last. */
static bool
candidate_at(const struct search *s, size_t i, struct mohur__anchor *out)
{
    size_t anchors = mohur_trust_len(s->request->trust);

    if (i < anchors) {
        return mohur__trust_at(s->request->trust, i, out);
    }
    if (i - anchors >= s->request->pool_len) {
        return false;
    }
    *out = (struct mohur__anchor){.cert = &s->request->pool[i - anchors]};
    return true;
}

static bool
is_anchor(const struct mohur__anchor *candidate)
{
    return candidate->roles != 0;
}

static bool
key_id_matches(const struct mohur__cert *cert, const struct mohur__cert *issuer)
{
    return cert->authority_key_id.len > 0 && issuer->subject_key_id.len > 0 &&
           mohur__bytes_equal(cert->authority_key_id, issuer->subject_key_id);
}

static bool
same_holder(const struct mohur__cert *a, const struct mohur__cert *b)
{
    return mohur__bytes_equal(a->spki, b->spki) &&
           mohur__name_equal(a->subject, b->subject);
}

/* By (subject, key), so that cross certificates cannot lead round. */
static bool
is_on_path(const struct search *s, const struct mohur__cert *cert)
{
    for (size_t i = 0; i < s->depth; i++) {
        if (same_holder(s->steps[i].cert, cert)) {
            return true;
        }
    }
    return false;
}

/* Could it have issued the certificate at the end of the path? */
static bool
could_issue(struct search *s, const struct mohur__anchor *candidate)
{
    const struct mohur__cert *cert = s->steps[s->depth - 1].cert;

    if (!mohur__name_equal(cert->issuer, candidate->cert->subject)) {
        return false;
    }
    if (is_anchor(candidate) && (candidate->roles & s->request->role) == 0) {
        s->other_role = true;
        return false;
    }
    return is_anchor(candidate) || !is_on_path(s, candidate->cert);
}

/* Did it issue it?  Costs a signature check, or counts as one. */
static mohur_status
did_issue(struct search *s, const struct mohur__cert *issuer, bool *out)
{
    mohur_status st = MOHUR_OK;

    *out = false;
    if (s->checks == MOHUR__PATH_CHECKS_MAX) {
        s->exhausted = true;
        return MOHUR_OK;
    }
    s->checks++;
    st = mohur__seen_verify(s->ctx, s->steps[s->depth - 1].cert, issuer);
    if (st == MOHUR_E_AUTH || st == MOHUR_E_UNSUPPORTED) {
        mohur__error_clear(s->ctx);
        return MOHUR_OK;
    }
    *out = st == MOHUR_OK;
    return st;
}

/* The next certificate that issued the last one; false: there is none. */
static mohur_status
next_issuer(struct search *s, struct mohur__anchor *out, bool *out_found)
{
    mohur_status st   = MOHUR_OK;
    struct step *last = &s->steps[s->depth - 1];
    size_t all = mohur_trust_len(s->request->trust) + s->request->pool_len;
    struct mohur__anchor candidate = {0};

    *out_found = false;
    /* Twice round: with the right key identifier first, then the others. */
    while (last->next < 2 * all && !*out_found && !s->exhausted) {
        size_t i     = last->next++;
        bool matches = i < all;

        if (candidate_at(s, i % all, &candidate) &&
            key_id_matches(last->cert, candidate.cert) == matches &&
            could_issue(s, &candidate)) {
            TRY(did_issue(s, candidate.cert, out_found));
        }
    }
    *out = candidate;

out:
    return st;
}

/* ---- paths ---- */

/* A path that is complete: judge it, keep it if it is the first or good. */
static bool
judge(struct search *s, const struct mohur__anchor *anchor)
{
    struct mohur__path path = {.why      = MOHUR_WHY_NONE,
                               .accepted = anchor->accepted};

    for (size_t i = 0; i < s->depth; i++) {
        path.certs[i] = s->steps[i].cert;
    }
    path.len = s->depth;
    if (!same_holder(anchor->cert, s->steps[0].cert)) {
        path.certs[path.len++] = anchor->cert;
    }
    mohur__path_check(s->ctx, s->request, anchor, s->policies, &path);
    if (s->out->len == 0 || path.why == MOHUR_WHY_NONE) {
        *s->out = path;
    }
    return path.why == MOHUR_WHY_NONE;
}

/* The signer may be an anchor itself. */
static bool
signer_is_anchor(struct search *s)
{
    struct mohur__anchor anchor = {0};

    for (size_t i = 0; mohur__trust_at(s->request->trust, i, &anchor); i++) {
        if ((anchor.roles & s->request->role) != 0 &&
            same_holder(anchor.cert, s->request->signer)) {
            return judge(s, &anchor);
        }
    }
    return false;
}

static mohur_status
search(struct search *s)
{
    mohur_status st = MOHUR_OK;

    while (s->depth > 0) {
        struct mohur__anchor issuer = {0};
        bool found                  = false;

        TRY(next_issuer(s, &issuer, &found));
        if (!found) {
            s->depth--;
        } else if (is_anchor(&issuer)) {
            if (judge(s, &issuer)) {
                goto out;
            }
        } else if (s->depth < MOHUR__PATH_MAX - 1) {
            s->steps[s->depth++] = (struct step){issuer.cert, 0};
        }
    }

out:
    return st;
}

mohur_status
mohur__path_find(mohur_ctx *ctx,
                 const struct mohur__path_request *request,
                 struct mohur__path *out)
{
    mohur_status st = MOHUR_OK;
    struct search s = {.ctx = ctx, .request = request, .out = out};

    *out = (struct mohur__path){
        .why    = MOHUR_WHY_NO_CHAIN,
        .detail = "no chain of certificates leads to a trust anchor"};
    TRY(MOHUR__NEW(ctx, &s.policies));
    s.steps[s.depth++].cert = request->signer;
    if (!signer_is_anchor(&s)) {
        TRY(search(&s));
    }
    if (s.exhausted && out->len == 0) {
        out->detail = "the certificates lead to too many paths to try them all";
    } else if (s.other_role && out->len == 0) {
        out->detail = "no chain of certificates leads to a trust anchor that "
                      "is believed for this";
    }

out:
    mohur__free(s.policies);
    return st;
}
