/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_chain.h"

#include "base/guard.h"
#include "base/mem.h"
#include "x509/crl.h"
#include "x509/revocation.h"

/*
 * From what x509/ says of revocation to what the report does.
 */
enum {
    SIGNER = 0 /* its place on a path */
};

static mohur_standing
standing_of(enum mohur__standing_kind kind)
{
    switch (kind) {
    case MOHUR__STANDING_GOOD:
        return MOHUR_STANDING_GOOD;
    case MOHUR__STANDING_REVOKED:
        return MOHUR_STANDING_REVOKED;
    case MOHUR__STANDING_SUSPENDED:
        return MOHUR_STANDING_SUSPENDED;
    case MOHUR__STANDING_RESTORED:
        return MOHUR_STANDING_RESTORED;
    case MOHUR__STANDING_UNKNOWN:
        break;
    }
    return MOHUR_STANDING_UNKNOWN;
}

static mohur_revocation_evidence
evidence_of(const struct mohur__evidence_used *used)
{
    const struct mohur__evidence *e    = used->evidence;
    const struct mohur__statement *say = &used->says;

    return (mohur_revocation_evidence){
        .size        = sizeof(mohur_revocation_evidence),
        .kind        = e->kind == MOHUR__EVIDENCE_OCSP ? MOHUR_REVOCATION_OCSP
                                                       : MOHUR_REVOCATION_CRL,
        .place       = (mohur_revocation_place)e->from,
        .about       = used->about,
        .revoked     = say->revoked,
        .this_update = say->this_update,
        .next_update = say->next_update == INT64_MAX ? 0 : say->next_update,
        .produced_at = used->produced_at};
}

/*
 * Whoever has the key of a time-stamp authority can stamp any time: a later
 * revocation spoils all its stamps, unless the reason says that the key was
 * not lost (RFC 3161 section 4), or the stamp is proven to be older.
 */
static bool
is_spoilt(const struct mohur__revocation *r, int64_t by)
{
    return r->why == MOHUR_WHY_NONE && r->revoked_later != 0 &&
           r->revoked_later <= by &&
           (r->later_reason < MOHUR__REASON_AFFILIATION ||
            r->later_reason > MOHUR__REASON_CESSATION);
}

static mohur_status
note_all(mohur_ctx *ctx,
         const struct mohur__revocation *r,
         struct mohur__judged *note)
{
    mohur_status st             = MOHUR_OK;
    mohur_revocation_info *info = &note->revocation;
    void *memory                = NULL;

    TRY(mohur__alloc_array(ctx, r->used_len, sizeof *note->evidence, &memory));
    mohur__free(note->evidence);
    note->evidence = memory;
    for (size_t i = 0; i < r->used_len; i++) {
        note->evidence[i] = evidence_of(&r->used[i]);
    }
    info->evidence_len    = r->used_len;
    info->standing        = standing_of(r->standing.kind);
    info->about           = r->at_fault;
    info->since           = r->standing.since;
    info->until           = r->standing.until;
    info->reason          = r->standing.reason;
    info->revoked_later   = r->revoked_later;
    info->suspended_later = r->suspended_later;

out:
    return st;
}

/* Complete, and nothing is wrong with it but that its signer's ended. */
static bool
is_ended(const struct mohur__chain *chain)
{
    const struct mohur__path *path = chain->path;

    return path->why == MOHUR_WHY_OUT_OF_BOUNDS_NO_POE &&
           path->at_fault == SIGNER &&
           chain->asked->at > chain->asked->signer->not_after;
}

/* Of an ended certificate only what was the case before its end matters. */
static void
weigh_ended(const struct mohur__revocation *r, struct mohur__path *path)
{
    if (r->why == MOHUR_WHY_NONE) {
        path->why    = MOHUR_WHY_OUT_OF_BOUNDS_NOT_REVOKED;
        path->detail = "the signer's certificate was not valid any more at "
                       "that time, and was not revoked before";
    } else if (r->standing.kind == MOHUR__STANDING_REVOKED) {
        path->why      = r->why;
        path->detail   = r->detail;
        path->at_fault = r->at_fault;
    }
}

mohur_status
mohur__chain_revocation(const struct mohur__court *court,
                        const struct mohur__chain *chain,
                        struct mohur__judged *note)
{
    mohur_status st                          = MOHUR_OK;
    const struct mohur__path_request *asked  = chain->asked;
    struct mohur__path *path                 = chain->path;
    bool ended                               = is_ended(chain);
    struct mohur__revocation *r              = NULL;
    struct mohur__revocation_request request = {
        .path     = path,
        .pool     = asked->pool,
        .pool_len = asked->pool_len,
        .trust    = asked->trust,
        .role     = asked->role,
        .at       = ended ? asked->signer->not_after : asked->at,
        .now      = asked->now,
        .proven   = chain->proven,
        .evidence = court->evidence,
        .asker    = mohur__asking_revocation(court->asking)};

    if ((path->why != MOHUR_WHY_NONE && !ended) || path->len < 2 ||
        court->revocation == MOHUR_REVOCATION_NONE ||
        mohur__trust_no_revocation(asked->trust, path->certs[path->len - 1])) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(court->ctx, &r));
    TRY(mohur__revocation_check(court->ctx, &request, r));
    if (note != NULL) {
        TRY(note_all(court->ctx, r, note));
    }
    if (ended) {
        weigh_ended(r, path);
    } else if (chain->is_stamp && is_spoilt(r, chain->stamp_by)) {
        path->why    = MOHUR_WHY_REVOKED_NO_POE;
        path->detail = "the time-stamp authority was revoked later, perhaps "
                       "because its key was lost";
    } else {
        path->why      = r->why;
        path->detail   = r->detail;
        path->at_fault = r->at_fault;
    }

out:
    mohur__free(r);
    return st;
}
