/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_stamps.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/token.h"
#include "crypto/hash.h"
#include "document/doc_archive.h"
#include "document/doc_chain.h"
#include "document/doc_issuers.h"
#include "document/doc_proof.h"
#include "x509/name.h"

struct bench {
    const struct mohur__court *court;
    const struct mohur__signer *signer;
    const struct mohur__unsigned *beside;
    const struct mohur__archives *archives;
    struct mohur__moments *moments;
};

/* ---- times ---- */

bool
mohur__moment_after(const struct mohur__moment *a,
                    const struct mohur__moment *b)
{
    return a->time != b->time
               ? a->time > b->time
               : mohur__bytes_compare(a->fraction, b->fraction) > 0;
}

/* Keep the earliest. */
static void
note_signature(struct mohur__moments *moments, const struct mohur__moment *m)
{
    if (moments->signature.time == 0 ||
        mohur__moment_after(&moments->signature, m)) {
        moments->signature = *m;
    }
}

static void
note_moment(struct mohur__moments *moments,
            mohur_stamp_kind kind,
            const struct mohur__tst_info *info)
{
    struct mohur__moment m = {info->time, info->fraction};

    if (kind == MOHUR_STAMP_CONTENT) {
        moments->content = m;
    } else {
        note_signature(moments, &m);
        moments->stamped = true;
    }
}

/* ---- one of them ---- */

uint32_t
mohur__stamp_role(mohur_stamp_kind kind)
{
    return kind == MOHUR_STAMP_ARCHIVE ? MOHUR_TRUST_TSA | MOHUR_TRUST_ARCHIVE
                                       : MOHUR_TRUST_TSA;
}

/* The digest of what it is over, by the hash that it was made with. */
static mohur_status
digest_for(const struct bench *b,
           mohur_stamp_kind kind,
           mohur_alg hash,
           mohur__span room,
           mohur__bytes *out)
{
    mohur_status st    = MOHUR_OK;
    mohur__span digest = mohur__span_sub(room, 0, mohur__hash_len(hash));

    *out = MOHUR__NOTHING;
    if (kind == MOHUR_STAMP_CONTENT) {
        *out = b->court->has_content
                   ? mohur__digests_get(b->court->digests, hash)
                   : MOHUR__NOTHING;
    } else if (digest.len > 0) {
        TRY(mohur__hash(b->court->ctx, hash, b->signer->info.signature,
                        digest));
        *out = mohur__span_bytes(digest);
    }

out:
    return st;
}

mohur_status
mohur__stamp_tell(mohur_ctx *ctx,
                  const struct mohur__token *token,
                  const struct mohur__path *path,
                  struct mohur__stamped *out)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__cert *cert = token->signer.cert;

    out->info.time = token->fault == NULL ? token->info.time : 0;
    out->info.hash = token->info.hash;
    if (cert != NULL) {
        bool curve =
            mohur__signature_alg_fits(&token->signer.alg, &cert->key) &&
            token->signer.alg.alg != MOHUR_ALG_RSASSA_PSS;

        out->info.alg = curve ? cert->key.alg : token->signer.alg.alg;
        TRY(mohur__report_name(ctx, cert->subject, &out->texts[0],
                               &out->info.authority));
    }
    if (path->len > 0) {
        TRY(mohur__report_name(ctx, path->certs[path->len - 1]->subject,
                               &out->texts[1], &out->info.anchor));
    }

out:
    return st;
}

/* Was its authority revoked, then or for what spoils all that it stamped? */
static mohur_status
ask_revocation(const struct mohur__court *court,
               const struct mohur__stamp_question *question,
               const struct mohur__token *token,
               struct mohur__token_found *found)
{
    const struct mohur__path_request asked = {
        .signer   = token->signer.cert,
        .pool     = token->certs,
        .pool_len = token->certs_len,
        .trust    = court->trust,
        .role     = mohur__stamp_role(question->kind),
        .at       = token->info.time,
        .now      = court->at};
    const struct mohur__chain chain = {.asked    = &asked,
                                       .is_stamp = true,
                                       .stamp_by = question->proven,
                                       .path     = &found->path};

    return mohur__chain_revocation(court, &chain, NULL);
}

mohur_status
mohur__stamp_judge(const struct mohur__court *court,
                   const struct mohur__stamp_question *asked,
                   struct mohur__token *token,
                   struct mohur__stamped *out)
{
    mohur_status st                       = MOHUR_OK;
    struct mohur__token_found found       = {.why = MOHUR_WHY_NONE};
    const struct mohur__token_asked about = {.digest = asked->digest,
                                             .trust  = court->trust,
                                             .role =
                                                 mohur__stamp_role(asked->kind),
                                             .now    = court->at,
                                             .proven = asked->proven};

    mohur__proofs_note_token(court, asked->proven, token);
    TRY(mohur__token_judge(court->ctx, token, &about, &found));
    if (found.why == MOHUR_WHY_NONE) {
        TRY(ask_revocation(court, asked, token, &found));
        found.why    = found.path.why;
        found.detail = found.path.detail;
    }
    out->info.kind    = asked->kind;
    out->info.why     = found.why;
    out->info.detail  = found.why == MOHUR_WHY_NONE ? "" : found.detail;
    out->info.verdict = mohur_why_verdict(found.why);
    if (found.why == MOHUR_WHY_NONE) {
        mohur__kept_path(court->kept, &found.path);
    }
    TRY(mohur__stamp_tell(court->ctx, token, &found.path, out));

out:
    return st;
}

/*
 * One whose chain ends before an anchor, once more with the issuers that can
 * be fetched.
 */
static mohur_status
judge_again(const struct mohur__court *court,
            const struct mohur__stamp_question *asked,
            mohur__bytes der,
            struct mohur__token *token,
            struct mohur__stamped *out)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__path path          = {.why = MOHUR_WHY_NONE};
    struct mohur__cert *pool         = NULL;
    size_t pool_len                  = 0;
    struct mohur__path_request about = {.signer   = token->signer.cert,
                                        .pool     = token->certs,
                                        .pool_len = token->certs_len,
                                        .trust    = court->trust,
                                        .role = mohur__stamp_role(asked->kind),
                                        .at   = token->info.time,
                                        .now  = court->at,
                                        .any_purpose = true};

    TRY(mohur__issuers_find(court->ctx, court->asking, &about, &path, &pool));
    mohur__free(pool);
    pool = NULL;
    TRY(mohur__issuers_join(court->ctx, court->asking, court->certs,
                            court->certs_len, &pool, &pool_len));
    mohur__token_wipe(token);
    TRY(mohur__token_read(court->ctx, der, pool, pool_len, token));
    mohur__stamped_wipe(out);
    mohur__stamped_init(out);
    TRY(mohur__stamp_judge(court, asked, token, out));

out:
    mohur__free(pool);
    return st;
}

static mohur_status
judge(const struct bench *b,
      mohur_stamp_kind kind,
      mohur__bytes der,
      struct mohur__stamped *out)
{
    mohur_status st                    = MOHUR_OK;
    const struct mohur__court *court   = b->court;
    uint8_t room[MOHUR__HASH_MAX]      = {0};
    struct mohur__token token          = {.fault = NULL};
    struct mohur__stamp_question asked = {.kind = kind};

    TRY(mohur__token_read(court->ctx, der, court->certs, court->certs_len,
                          &token));
    TRY(digest_for(b, kind, token.info.hash, MOHUR__SPAN(room), &asked.digest));
    TRY(mohur__archives_prove(court, b->archives, b->beside, der,
                              &asked.proven));
    TRY(mohur__stamp_judge(court, &asked, &token, out));
    if (out->info.why == MOHUR_WHY_NO_CHAIN && court->asking != NULL) {
        TRY(judge_again(court, &asked, der, &token, out));
    }
    if (out->info.why == MOHUR_WHY_NONE && court->sealed != 0 &&
        token.info.time > court->sealed) {
        out->info.why     = MOHUR_WHY_TIMESTAMP_ORDER_FAILURE;
        out->info.detail  = "the time stamp is under one that says it is older";
        out->info.verdict = mohur_why_verdict(out->info.why);
    }
    if (out->info.why == MOHUR_WHY_NONE) {
        note_moment(b->moments, kind, &token.info);
    }

out:
    mohur__token_wipe(&token);
    return st;
}

/* ---- all of them ---- */

mohur_status
mohur__stamps_room(const struct mohur__court *court,
                   const struct mohur__signer *signer,
                   const struct mohur__unsigned *beside,
                   struct mohur__judged *out)
{
    size_t first = signer->attrs.content_stamp.len > 0 ? 1 : 0;

    return mohur__judged_stamps(
        court->ctx, out, first + beside->stamps_len + beside->archives_len);
}

struct mohur__stamped *
mohur__stamps_archives(const struct mohur__signer *signer,
                       const struct mohur__unsigned *beside,
                       struct mohur__judged *out)
{
    size_t first = signer->attrs.content_stamp.len > 0 ? 1 : 0;

    return &out->stamps[first + beside->stamps_len];
}

void
mohur__stamp_twin(mohur_stamp_kind kind, struct mohur__stamped *out)
{
    out->info.kind    = kind;
    out->info.why     = MOHUR_WHY_FORMAT_FAILURE;
    out->info.detail  = "the same time stamp is there twice";
    out->info.verdict = MOHUR_FAILED;
}

/* An archive time stamp is one on the signature too. */
static void
note_archives(struct mohur__moments *moments,
              const struct mohur__archives *archives)
{
    for (size_t i = 0; i < archives->len; i++) {
        note_signature(moments, &archives->at[i].moment);
    }
}

mohur_status
mohur__stamps_judge(const struct mohur__court *court,
                    const struct mohur__signer *signer,
                    const struct mohur__unsigned *beside,
                    const struct mohur__archives *archives,
                    struct mohur__judged *out,
                    struct mohur__moments *moments)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes content = signer->attrs.content_stamp;
    struct bench b       = {court, signer, beside, archives, moments};
    size_t k             = 0;
    const struct mohur__moment sealed = {court->sealed, MOHUR__NOTHING};

    if (content.len > 0) {
        TRY(judge(&b, MOHUR_STAMP_CONTENT, content, &out->stamps[k++]));
    }
    for (size_t i = 0; i < beside->stamps_len; i++) {
        if (mohur__bytes_among(beside->stamps, i, beside->stamps[i])) {
            mohur__stamp_twin(MOHUR_STAMP_SIGNATURE, &out->stamps[k++]);
        } else {
            TRY(judge(&b, MOHUR_STAMP_SIGNATURE, beside->stamps[i],
                      &out->stamps[k++]));
        }
    }
    note_archives(moments, archives);
    if (court->sealed != 0) {
        note_signature(moments, &sealed);
    }

out:
    return st;
}
