/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_signer.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/signer.h"
#include "cms/unsigned.h"
#include "crypto/hash.h"
#include "document/doc_archive.h"
#include "document/doc_chain.h"
#include "document/doc_facts.h"
#include "document/doc_issuers.h"
#include "document/doc_level.h"
#include "document/doc_proof.h"
#include "document/doc_stamps.h"
#include "profile/decide.h"
#include "x509/path.h"

/*
 * The steps of docs/formats/document.md.  Content and signature are both
 * judged whatever came before, so that the report can name both failures.
 */

/* The signature that a counter-signature is over. */
struct mohur__countered {
    mohur__bytes signature;
    const struct mohur__unsigned *beside; /* it, which has: */
    mohur__bytes value;                   /* this one */
    const struct mohur__archives *archives;
};

struct trial {
    const struct mohur__court *court;
    struct mohur__judged *out;
    struct mohur__signer signer;
    struct mohur__unsigned beside;
    struct mohur__archives archives;
    struct mohur__moments moments;
};

/* Note a step that holds, or what is wrong with it. */
static void
note(struct trial *t,
     enum mohur__check check,
     mohur_why why,
     const char *detail)
{
    mohur__judged_note(t->out, check, why, why == MOHUR_WHY_NONE ? "" : detail);
}

/* The time that everything must hold at: when the signature is proven to have
 * been there, else the time of validation. */
static int64_t
control_time(const struct trial *t)
{
    return t->moments.signature.time != 0 ? t->moments.signature.time
                                          : t->court->at;
}

/* ---- format ---- */

/* What is wrong with the form; NULL if nothing is. */
static const char *
form_fault(struct trial *t, mohur__bytes der)
{
    const struct mohur__court *court = t->court;
    const char *fault                = court->over != NULL
                                           ? mohur__signer_read_counter(der, &t->signer)
                                           : mohur__signer_read(der, court->hashes,
                                                                court->hashes_len, &t->signer);

    if (fault != NULL) {
        return fault;
    }
    if (court->over == NULL &&
        (!court->is_data || t->signer.attrs.content_type != MOHUR__OID_DATA)) {
        return "what is signed is not said to be a document";
    }
    if (!mohur__unsigned_parse(t->signer.info.unsigned_attributes,
                               &t->beside)) {
        return "the unsigned attributes are malformed";
    }
    return NULL;
}

static bool
judge_format(struct trial *t, mohur__bytes der)
{
    const char *fault = form_fault(t, der);

    note(t, MOHUR__CHECK_FORMAT,
         fault == NULL ? MOHUR_WHY_NONE : MOHUR_WHY_FORMAT_FAILURE, fault);
    return fault == NULL;
}

/* ---- the signer's certificate ---- */

static mohur_status
judge_certificate(struct trial *t)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__court *court = t->court;

    TRY(mohur__signer_find(court->ctx, &t->signer, court->certs,
                           court->certs_len));
    note(t, MOHUR__CHECK_CERTIFICATE,
         t->signer.cert != NULL ? MOHUR_WHY_NONE
                                : MOHUR_WHY_NO_SIGNING_CERTIFICATE,
         t->signer.attrs.has_cert
             ? "the certificate that the signature names is not there"
             : "the signature does not name its certificate");

out:
    return st;
}

/* ---- content and signature ---- */

static void
judge_content(struct trial *t)
{
    mohur__bytes digest = MOHUR__NOTHING;

    if (!t->court->has_content) {
        note(t, MOHUR__CHECK_CONTENT, MOHUR_WHY_SIGNED_DATA_NOT_FOUND,
             "the document is not inside, and was not given");
        return;
    }
    digest = mohur__digests_get(t->court->digests, t->signer.info.hash);
    if (digest.len == 0) {
        note(t, MOHUR__CHECK_CONTENT, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
             "the document was hashed with an algorithm that is not accepted");
        return;
    }
    note(t, MOHUR__CHECK_CONTENT,
         mohur__bytes_equal(digest, t->signer.attrs.message_digest)
             ? MOHUR_WHY_NONE
             : MOHUR_WHY_HASH_FAILURE,
         "the document is not the one that was signed");
}

/* What a counter-signature is over. */
static mohur_status
judge_countered(struct trial *t)
{
    mohur_status st               = MOHUR_OK;
    mohur_alg hash                = t->signer.info.hash;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(hash));

    if (digest.len == 0) {
        note(t, MOHUR__CHECK_CONTENT, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
             "the signature was hashed with an algorithm that is not accepted");
        return MOHUR_OK;
    }
    TRY(mohur__hash(t->court->ctx, hash, t->court->over->signature, digest));
    note(t, MOHUR__CHECK_CONTENT,
         mohur__bytes_equal(mohur__span_bytes(digest),
                            t->signer.attrs.message_digest)
             ? MOHUR_WHY_NONE
             : MOHUR_WHY_HASH_FAILURE,
         "the counter-signature is over another signature");

out:
    return st;
}

static mohur_status
judge_signature(struct trial *t)
{
    mohur_status st = MOHUR_OK;

    if (t->signer.cert == NULL) {
        return MOHUR_OK;
    }
    if (!mohur__signer_is_known(&t->signer)) {
        note(t, MOHUR__CHECK_SIGNATURE, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
             "the signature is of an algorithm that is not accepted");
        return MOHUR_OK;
    }
    st = mohur__signer_verify(t->court->ctx, &t->signer);
    if (st == MOHUR_E_AUTH || st == MOHUR_E_UNSUPPORTED) {
        mohur__error_clear(t->court->ctx);
        note(t, MOHUR__CHECK_SIGNATURE, MOHUR_WHY_SIG_CRYPTO_FAILURE,
             "the signature is not that of the certificate's key");
        return MOHUR_OK;
    }
    if (st == MOHUR_OK) {
        note(t, MOHUR__CHECK_SIGNATURE, MOHUR_WHY_NONE, "");
    }
    return st;
}

/* ---- attributes and algorithms ---- */

/* What the profile says of the signature as old as it is proven to be. */
static mohur_why
judge_algorithm(struct trial *t, const char **detail)
{
    const struct mohur__signed what = {.alg    = &t->signer.alg,
                                       .key    = &t->signer.cert->key,
                                       .now    = t->court->at,
                                       .proven = t->moments.signature.time};
    mohur_why why =
        mohur__path_alg_judge(t->court->ctx, &what, &t->out->info.legacy);

    *detail = why == MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE
                  ? "the algorithm or key size of the signature is of an "
                    "earlier time, and nothing proves that it was there then"
                  : "the profile does not allow the algorithm or key size of "
                    "the signature";
    return why;
}

static void
judge_attributes(struct trial *t)
{
    mohur_why why      = MOHUR_WHY_NONE;
    const char *detail = "";

    if (!mohur__signer_agrees(&t->signer)) {
        why    = MOHUR_WHY_SIG_CONSTRAINTS_FAILURE;
        detail = "the algorithms that the signature names contradict";
    } else if (!t->signer.attrs.has_time) {
        why    = MOHUR_WHY_SIG_CONSTRAINTS_FAILURE;
        detail = "the signature does not say when it was made";
    } else if (t->signer.attrs.has_old_cert &&
               !mohur__profile_sha_1_name(t->court->ctx)) {
        why    = MOHUR_WHY_SIG_CONSTRAINTS_FAILURE;
        detail = "the signature names its certificate by SHA-1";
    } else if (t->signer.attrs.has_policy) {
        why    = MOHUR_WHY_POLICY_NOT_AVAILABLE;
        detail = "the signature is under a policy that is not known here";
    } else if (t->signer.cert != NULL) {
        why = judge_algorithm(t, &detail);
    }
    note(t, MOHUR__CHECK_ATTRIBUTES, why, detail);
}

/* ---- time ---- */

/* An archive time stamp on a signature that lists a counter-signature on it
 * proves that that was there too. */
static mohur_status
note_archived(struct trial *t)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__countered *over = t->court->over;
    struct mohur__moment *m             = &t->moments.signature;
    int64_t proven                      = 0;

    if (over == NULL) {
        return MOHUR_OK;
    }
    TRY(mohur__archives_prove(t->court, over->archives, over->beside,
                              over->value, &proven));
    if (proven < t->court->at && (m->time == 0 || proven < m->time)) {
        *m = (struct mohur__moment){.time = proven};
    }

out:
    return st;
}

static mohur_status
judge_time(struct trial *t)
{
    mohur_status st                      = MOHUR_OK;
    const struct mohur__moments *moments = &t->moments;
    bool in_order                        = true;

    TRY(mohur__stamps_room(t->court, &t->signer, &t->beside, t->out));
    TRY(mohur__archives_judge(
        t->court, &t->signer, &t->beside,
        mohur__stamps_archives(&t->signer, &t->beside, t->out), &t->archives));
    TRY(mohur__stamps_judge(t->court, &t->signer, &t->beside, &t->archives,
                            t->out, &t->moments));
    TRY(note_archived(t));
    if (moments->signature.time != 0) {
        t->out->info.best_time = moments->signature.time;
        t->out->info.level =
            moments->stamped ? MOHUR_DOCUMENT_T : MOHUR_DOCUMENT_B;
        in_order = !mohur__moment_after(&moments->content, &moments->signature);
    }
    note(t, MOHUR__CHECK_TIME,
         in_order ? MOHUR_WHY_NONE : MOHUR_WHY_TIMESTAMP_ORDER_FAILURE,
         "the document was stamped later than the signature on it");

out:
    return st;
}

/*
 * A certificate that was not valid when the signature is proven to have been
 * there.  A time stamp proves "not later", one over the document alone "not
 * earlier": only so is it sure that the certificate was not valid.
 */
static void
weigh_dates(const struct trial *t, struct mohur__path *path)
{
    const struct mohur__cert *cert = t->signer.cert;
    int64_t by                     = t->moments.signature.time;

    if (path->why != MOHUR_WHY_OUT_OF_BOUNDS_NO_POE || path->at_fault != 0) {
        return;
    }
    if (by != 0 && by < cert->not_before) {
        path->why    = MOHUR_WHY_NOT_YET_VALID;
        path->detail = "the signature was there before its certificate";
    } else if (t->moments.content.time > cert->not_after) {
        path->why    = MOHUR_WHY_EXPIRED;
        path->detail = "the document was signed after the certificate's end";
    }
}

/* ---- the chain ---- */

static bool
holds(const struct trial *t, enum mohur__check check)
{
    const mohur_check *c = &t->out->info.checks[check];

    return c->done && c->why == MOHUR_WHY_NONE;
}

/*
 * Whom to ask for what is missing.  Of a signature that does not hold anyway
 * nobody is asked, nor of a document that is another one: an address in it is
 * anybody's word, and being asked tells whoever is there.
 */
static struct mohur__asking *
who_is_asked(const struct trial *t)
{
    const mohur_check *content = &t->out->info.checks[MOHUR__CHECK_CONTENT];

    return holds(t, MOHUR__CHECK_CERTIFICATE) &&
                   holds(t, MOHUR__CHECK_SIGNATURE) &&
                   mohur_why_verdict(content->why) != MOHUR_FAILED
               ? t->court->asking
               : NULL;
}

static mohur_status
judge_chain(struct trial *t)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__court *c     = t->court;
    struct mohur__court asks         = *c;
    struct mohur__path path          = {.why = MOHUR_WHY_NONE};
    struct mohur__cert *pool         = NULL;
    struct mohur__path_request asked = {
        .signer   = t->signer.cert,
        .pool     = c->certs,
        .pool_len = c->certs_len,
        .trust    = c->trust,
        .role     = mohur__trust_role_for(t->signer.cert),
        .at       = control_time(t),
        .now      = c->at,
        .proven   = t->moments.signature.time};
    const struct mohur__chain chain = {
        .asked  = &asked,
        .path   = &path,
        .proven = t->moments.signature.time != 0 || c->at_is_given};

    TRY(mohur__judged_signer(c->ctx, t->out, t->signer.cert));
    asks.asking = who_is_asked(t);
    TRY(mohur__issuers_find(c->ctx, asks.asking, &asked, &path, &pool));
    TRY(mohur__judged_certs(c->ctx, t->out, &path, t->signer.cert));
    if (path.len > 0) {
        TRY(mohur__judged_anchor(c->ctx, t->out, c->trust, &path));
    }
    weigh_dates(t, &path);
    TRY(mohur__chain_revocation(&asks, &chain, t->out));
    note(t, MOHUR__CHECK_CHAIN, path.why, path.detail);
    t->out->info.legacy = t->out->info.legacy || path.legacy;
    if (path.why == MOHUR_WHY_NONE) {
        mohur__kept_path(c->kept, &path);
    }

out:
    mohur__free(pool);
    return st;
}

/* ---- the whole ---- */

static void
note_algorithms(struct trial *t)
{
    mohur_signature_info *info = &t->out->info;
    bool curve =
        mohur__signature_alg_fits(&t->signer.alg, &t->signer.cert->key) &&
        t->signer.alg.alg != MOHUR_ALG_RSASSA_PSS;

    info->alg = curve ? t->signer.cert->key.alg : t->signer.alg.alg;
}

/* The steps behind the form. */
static mohur_status
judge_rest(struct trial *t)
{
    mohur_status st = MOHUR_OK;

    TRY(judge_certificate(t));
    if (t->court->over != NULL) {
        TRY(judge_countered(t));
    } else {
        judge_content(t);
    }
    TRY(judge_signature(t));
    TRY(judge_time(t));
    judge_attributes(t);
    if (t->signer.cert != NULL) {
        note_algorithms(t);
        TRY(judge_chain(t));
    }

out:
    return st;
}

/* One signature, of a document or of a signature. */
static mohur_status
judge_one(struct trial *t, mohur__bytes der)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__court *court = t->court;
    mohur_signature_info *info       = &t->out->info;

    if (!judge_format(t, der)) {
        mohur__judged_conclude(t->out);
        goto out;
    }
    REQUIRE(court->ctx, !t->beside.too_many, MOHUR_E_LIMIT,
            "a signature has at most %d time stamps or counter-signatures of a "
            "kind, and %d unsigned attributes",
            MOHUR__STAMPS_MAX, MOHUR__UNSIGNED_MAX);
    info->claimed = t->signer.attrs.time;
    info->hash    = t->signer.info.hash;
    TRY(mohur__judged_claims(court->ctx, t->out, t->signer.info.attributes));
    TRY(judge_rest(t));
    mohur__judged_conclude(t->out);
    /* A document that is not there says nothing against the rest. */
    if (info->level == MOHUR_DOCUMENT_T && court->over == NULL &&
        (info->verdict == MOHUR_PASSED ||
         info->why == MOHUR_WHY_SIGNED_DATA_NOT_FOUND)) {
        TRY(mohur__level_find(court, &t->signer, &t->beside, &info->level));
    }

out:
    return st;
}

/* ---- counter-signatures ---- */

static mohur_status
judge_counter(const struct trial *t, size_t i)
{
    mohur_status st                    = MOHUR_OK;
    mohur__bytes der                   = t->beside.counters[i];
    const struct mohur__countered over = {.signature = t->signer.info.signature,
                                          .beside    = &t->beside,
                                          .value     = der,
                                          .archives  = &t->archives};
    struct mohur__court court          = *t->court;
    struct trial counter = {.court = &court, .out = &t->out->counters[i]};

    court.over        = &over;
    court.has_content = false; /* no document of its own */
    TRY(judge_one(&counter, der));
    if (mohur__bytes_among(t->beside.counters, i, der)) {
        note(&counter, MOHUR__CHECK_FORMAT, MOHUR_WHY_FORMAT_FAILURE,
             "the same counter-signature is there twice");
        mohur__judged_conclude(counter.out);
    }

out:
    return st;
}

mohur_status
mohur__signer_judge(const struct mohur__court *court,
                    mohur__bytes signer_info,
                    struct mohur__judged *out)
{
    mohur_status st = MOHUR_OK;
    struct trial t  = {.court = court, .out = out};

    TRY(judge_one(&t, signer_info));
    TRY(mohur__judged_counters(court->ctx, out, t.beside.counters_len));
    if (t.beside.counters_len > 0) {
        TRY(mohur__proofs_note(court, &t.archives));
    }
    for (size_t i = 0; i < t.beside.counters_len; i++) {
        TRY(judge_counter(&t, i));
    }

out:
    return st;
}
