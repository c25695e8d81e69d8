/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_level.h"

#include "base/guard.h"
#include "base/mem.h"
#include "document/doc_archive.h"
#include "document/doc_chain.h"
#include "document/doc_proof.h"

/*
 * Time stamps and chain are judged once more, by the evidence in the file
 * alone, and as one who wants to know of revocation.
 */
struct question {
    struct mohur__court court; /* of the file alone */
    struct mohur__evidence_list inside;
    struct mohur__judged scratch; /* nobody reads it */
    struct mohur__archives archives;
    struct mohur__moments moments;
    struct mohur__kept kept;
};

/* Was the signer's certificate good when the signature is proven to be there? */
static mohur_status
chain_holds(struct question *q, const struct mohur__signer *signer, bool *out)
{
    mohur_status st                        = MOHUR_OK;
    const struct mohur__court *c           = &q->court;
    struct mohur__path path                = {.why = MOHUR_WHY_NONE};
    int64_t by                             = q->moments.signature.time;
    const struct mohur__path_request asked = {
        .signer   = signer->cert,
        .pool     = c->certs,
        .pool_len = c->certs_len,
        .trust    = c->trust,
        .role     = mohur__trust_role_for(signer->cert),
        .at       = by,
        .now      = c->at,
        .proven   = by};
    const struct mohur__chain chain = {
        .asked = &asked, .path = &path, .proven = true};

    TRY(mohur__path_find(c->ctx, &asked, &path));
    TRY(mohur__chain_revocation(c, &chain, NULL));
    *out = path.why == MOHUR_WHY_NONE;
    mohur__kept_path(c->kept, &path);

out:
    return st;
}

/* ---- level LTA ---- */

/* Does the index list each element of a set that one of the parts lies in? */
static mohur_status
covers_set(const struct question *q,
           const struct mohur__hash_index *index,
           enum mohur__hash_list list,
           mohur__bytes part,
           bool *out)
{
    mohur_status st                    = MOHUR_OK;
    const struct mohur__signed_data *d = q->court.data;
    bool certs                         = list == MOHUR__HASH_CERTS;
    size_t len                         = certs ? d->certs_len : d->infos_len;

    for (size_t i = 0; *out && i < len; i++) {
        const mohur__bytes parts[2] = {certs ? d->certs[i] : d->infos[i],
                                       MOHUR__NOTHING};

        if (certs ? mohur__bytes_equal(parts[0], part)
                  : mohur__proofs_is_in(parts[0], part)) {
            TRY(mohur__hash_index_lists(q->court.ctx, index, list, parts, out));
        }
    }

out:
    return st;
}

/* All that level LT rests on. */
static mohur_status
covers_all(const struct question *q,
           const struct mohur__hash_index *index,
           bool *out)
{
    mohur_status st = MOHUR_OK;

    *out = true;
    for (size_t i = 0; *out && i < q->inside.len; i++) {
        if (q->inside.at[i].believed) {
            TRY(covers_set(q, index, MOHUR__HASH_INFOS, q->inside.at[i].view,
                           out));
        }
    }
    for (size_t i = 0; *out && i < q->kept.certs_len; i++) {
        TRY(covers_set(q, index, MOHUR__HASH_CERTS, q->kept.certs[i], out));
    }

out:
    return st;
}

/* A time stamp on the signature that holds, too. */
static mohur_status
covers_stamp(const struct question *q,
             const struct mohur__hash_index *index,
             const struct mohur__unsigned *beside,
             bool *out)
{
    mohur_status st = MOHUR_OK;
    size_t first =
        q->scratch.info.stamps_len - beside->archives_len - beside->stamps_len;

    *out = false;
    for (size_t i = 0; !*out && i < beside->stamps_len; i++) {
        if (q->scratch.stamps[first + i].info.why == MOHUR_WHY_NONE) {
            TRY(mohur__archive_covers(q->court.ctx, index, beside,
                                      beside->stamps[i], out));
        }
    }

out:
    return st;
}

/* Is there an archive time stamp on all of that? */
static mohur_status
is_archived(const struct question *q,
            const struct mohur__unsigned *beside,
            bool *out)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; !*out && i < q->archives.len; i++) {
        const struct mohur__hash_index *index = &q->archives.at[i].index;

        TRY(covers_stamp(q, index, beside, out));
        if (*out) {
            TRY(covers_all(q, index, out));
        }
    }

out:
    return st;
}

/* ---- both ---- */

static mohur_status
judge(struct question *q,
      const struct mohur__signer *signer,
      const struct mohur__unsigned *beside,
      mohur_document_level *out)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__court *c = &q->court;
    bool holds                   = false;
    bool archived                = false;

    TRY(mohur__stamps_room(c, signer, beside, &q->scratch));
    TRY(mohur__archives_judge(
        c, signer, beside, mohur__stamps_archives(signer, beside, &q->scratch),
        &q->archives));
    /* What they rest on themselves a later one covers, or the next. */
    mohur__evidence_forget(&q->inside);
    q->kept.certs_len = 0;
    TRY(mohur__stamps_judge(c, signer, beside, &q->archives, &q->scratch,
                            &q->moments));
    if (q->moments.stamped) {
        TRY(chain_holds(q, signer, &holds));
    }
    if (holds) {
        archived = q->court.sealed != 0;
        TRY(is_archived(q, beside, &archived));
        *out = archived ? MOHUR_DOCUMENT_LTA : MOHUR_DOCUMENT_LT;
    }

out:
    return st;
}

mohur_status
mohur__level_find(const struct mohur__court *court,
                  const struct mohur__signer *signer,
                  const struct mohur__unsigned *beside,
                  mohur_document_level *out)
{
    mohur_status st    = MOHUR_OK;
    struct question *q = NULL;

    TRY(MOHUR__NEW(court->ctx, &q));
    mohur__evidence_inside(court->evidence, &q->inside);
    if (q->inside.len == 0) {
        goto out;
    }
    q->court            = *court;
    q->court.evidence   = &q->inside;
    q->court.revocation = MOHUR_REVOCATION_REQUIRE;
    q->court.kept       = &q->kept;
    TRY(judge(q, signer, beside, out));

out:
    if (q != NULL) {
        mohur__judged_wipe(&q->scratch);
    }
    mohur__free(q);
    return st;
}
