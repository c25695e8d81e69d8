/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asking.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "document/answer.h"
#include "x509/ocsp.h"
#include "x509/points.h"

/*
 * Addresses of responders come before those of lists, which may be long.
 */
enum {
    PLACES_MAX  = 8,                  /* of one certificate */
    ISSUERS_MAX = 2 * MOHUR__CERT_MAX /* bytes of an answer, in PEM perhaps */
};

/* One question, and where its answer lies. */
struct asked {
    char *url;
    mohur_evidence_kind kind;
    uint8_t about[MOHUR__SHA256_LEN]; /* the certificate; zero for a list */
    uint8_t nonce[MOHUR__OCSP_NONCE_LEN];
    bool answered;
    size_t answer; /* among those that were found */
};

struct mohur__asking {
    mohur_ctx *ctx;
    mohur_evidence evidence;
    struct asked at[MOHUR__ASKED_MAX];
    size_t len;
    struct mohur__evidence_list found;
    struct mohur__certs issuers;
};

/* ---- addresses ---- */

/* The i-th address of a certificate; false after the last. */
static bool
place_at(const struct mohur__cert *cert,
         size_t i,
         mohur_evidence_kind *kind,
         mohur__bytes *url)
{
    size_t responders = 0;

    if (i >= PLACES_MAX) {
        return false;
    }
    *kind = MOHUR_EVIDENCE_OCSP;
    while (mohur__point_ocsp(cert, responders, url)) {
        if (responders++ == i) {
            return true;
        }
    }
    *kind = MOHUR_EVIDENCE_CRL;
    return mohur__point_crl(cert, i - responders, url);
}

/* ---- questions ---- */

static struct asked *
find(struct mohur__asking *a, const struct asked *question)
{
    for (size_t i = 0; i < a->len; i++) {
        struct asked *old = &a->at[i];

        if (old->kind == question->kind &&
            mohur__bytes_equal(MOHUR__BYTES(old->about),
                               MOHUR__BYTES(question->about)) &&
            mohur__bytes_equal(mohur__bytes_text(old->url),
                               mohur__bytes_text(question->url))) {
            return old;
        }
    }
    return NULL;
}

/* What the caller could not get, or nobody can use, is evidence that stays
 * missing; the caller knows why. */
static bool
is_useless(mohur_status st)
{
    return st == MOHUR_E_IO || st == MOHUR_E_LIMIT || st == MOHUR_E_FORMAT;
}

static mohur_status
make_request(struct mohur__asking *a,
             struct asked *q,
             const struct mohur__ocsp_question *about,
             struct mohur__buf *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__random(a->ctx, MOHUR__SPAN(q->nonce)));
    TRY(mohur__ocsp_request(a->ctx, about, out));

out:
    return st;
}

/* Take revocation data that is of the kind that was asked for. */
static mohur_status
take_evidence(struct mohur__asking *a,
              struct asked *q,
              struct mohur__buf *answer)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__evidence *piece  = NULL;
    enum mohur__evidence_kind want = q->kind == MOHUR_EVIDENCE_OCSP
                                         ? MOHUR__EVIDENCE_OCSP
                                         : MOHUR__EVIDENCE_CRL;

    TRY(mohur__evidence_add_buf(a->ctx, &a->found, MOHUR__EVIDENCE_FETCHED,
                                answer));
    piece = &a->found.at[a->found.len - 1];
    if (piece->kind != want) {
        return MOHUR_OK;
    }
    if (piece->kind == MOHUR__EVIDENCE_OCSP) {
        piece->nonce = MOHUR__BYTES(q->nonce);
    }
    q->answer   = a->found.len - 1;
    q->answered = true;

out:
    return st;
}

static mohur_status
take(struct mohur__asking *a, struct asked *q, struct mohur__buf *answer)
{
    mohur_status st = MOHUR_OK;

    if (q->kind != MOHUR_EVIDENCE_ISSUER) {
        return take_evidence(a, q, answer);
    }
    TRY(mohur__certs_add_bundle(a->ctx, &a->issuers, mohur__buf_view(answer)));
    q->answered = true;

out:
    return st;
}

static size_t
room_for(mohur_evidence_kind kind)
{
    switch (kind) {
    case MOHUR_EVIDENCE_OCSP:
        return MOHUR__EVIDENCE_OCSP_MAX;
    case MOHUR_EVIDENCE_CRL:
        return MOHUR__EVIDENCE_CRL_MAX;
    case MOHUR_EVIDENCE_ISSUER:
    case MOHUR_EVIDENCE_TIME_STAMP:
        break;
    }
    return ISSUERS_MAX;
}

static mohur_status
ask_once(struct mohur__asking *a,
         struct asked *q,
         const struct mohur__ocsp_question *about)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__buf request = {0};
    struct mohur__buf answer  = {0};
    mohur_evidence_request r  = {.size = sizeof r,
                                 .kind = q->kind,
                                 .url  = q->url,
                                 .max  = room_for(q->kind)};

    mohur__buf_init(&request, a->ctx, MOHUR__OCSP_REQUEST_MAX);
    if (q->kind == MOHUR_EVIDENCE_OCSP) {
        TRY(make_request(a, q, about, &request));
        r.body     = request.data;
        r.body_len = request.len;
    }
    st = mohur__evidence_ask(a->ctx, &a->evidence, &r, &answer);
    if (st == MOHUR_OK) {
        st = take(a, q, &answer);
    }
    if (is_useless(st)) {
        mohur__error_clear(a->ctx);
        st = MOHUR_OK;
    }

out:
    mohur__buf_wipe(&answer);
    mohur__buf_wipe(&request);
    return st;
}

/* Did a responder answer, but nothing about the certificate? */
static mohur_status
was_refused(const struct mohur__asking *a,
            const struct asked *q,
            const struct mohur__ocsp_question *about,
            bool *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__ocsp ocsp = {.fault = NULL};

    *out = false;
    if (q->kind != MOHUR_EVIDENCE_OCSP || !q->answered) {
        return MOHUR_OK; /* who is not there is not asked twice */
    }
    TRY(mohur__ocsp_read(a->ctx, a->found.at[q->answer].view, about->cert,
                         about->issuer, MOHUR__NOTHING, &ocsp));
    *out = ocsp.fault != NULL;

out:
    return st;
}

/* issuer NULL: it is not about a responder's answer. */
static mohur_status
ask(struct mohur__asking *a,
    struct asked *q,
    const struct mohur__cert *cert,
    const struct mohur__cert *issuer)
{
    mohur_status st                   = MOHUR_OK;
    bool refused                      = false;
    struct mohur__ocsp_question about = {.cert   = cert,
                                         .issuer = issuer,
                                         .hash   = MOHUR_ALG_SHA_256,
                                         .nonce  = MOHUR__BYTES(q->nonce)};

    TRY(ask_once(a, q, &about));
    TRY(was_refused(a, q, &about, &refused));
    if (refused) {
        about.hash = MOHUR_ALG_SHA_1;
        TRY(ask_once(a, q, &about));
    }

out:
    return st;
}

/* Put the question, if it is a new one; *out NULL: not one more. */
static mohur_status
put(struct mohur__asking *a,
    struct asked *question,
    const struct mohur__cert *cert,
    const struct mohur__cert *issuer,
    struct asked **out)
{
    mohur_status st = MOHUR_OK;

    *out = find(a, question);
    if (*out != NULL || a->len == MOHUR__ASKED_MAX) {
        return MOHUR_OK;
    }
    *out          = &a->at[a->len++];
    **out         = *question;
    question->url = NULL; /* the list's now */
    TRY(ask(a, *out, cert, issuer));

out:
    return st;
}

/* ---- revocation data ---- */

/* Is this very piece in the list? */
static bool
is_there(const struct mohur__evidence_list *list,
         const struct mohur__evidence *piece)
{
    for (size_t i = 0; i < list->len; i++) {
        if (list->at[i].view.data == piece->view.data) {
            return true;
        }
    }
    return false;
}

static void
lend(const struct mohur__asking *a,
     const struct asked *q,
     struct mohur__evidence_list *list)
{
    struct mohur__evidence piece = {.kind = MOHUR__EVIDENCE_NONE};

    if (q == NULL || !q->answered || list->len == MOHUR__EVIDENCE_MAX) {
        return;
    }
    piece          = a->found.at[q->answer];
    piece.owned    = NULL;
    piece.believed = false;
    if (!is_there(list, &piece)) {
        list->at[list->len++] = piece;
    }
}

static mohur_status
ask_revocation(void *user,
               const struct mohur__cert *cert,
               const struct mohur__cert *issuer,
               size_t round,
               struct mohur__evidence_list *list,
               bool *out_more)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__asking *a = user;
    struct asked question   = {.url = NULL};
    struct asked *q         = NULL;
    mohur__bytes url        = MOHUR__NOTHING;

    *out_more = place_at(cert, round, &question.kind, &url);
    if (!*out_more || url.len > MOHUR__PLACE_MAX) {
        return MOHUR_OK;
    }
    TRY(mohur__strdup(a->ctx, url, &question.url));
    if (question.kind == MOHUR_EVIDENCE_OCSP) {
        TRY(mohur__hash(a->ctx, MOHUR_ALG_SHA_256, cert->der,
                        MOHUR__SPAN(question.about)));
    }
    TRY(put(a, &question, cert, issuer, &q));
    lend(a, q, list);

out:
    mohur__free(question.url);
    return st;
}

struct mohur__evidence_asker
mohur__asking_revocation(struct mohur__asking *asking)
{
    return (struct mohur__evidence_asker){
        asking == NULL ? NULL : ask_revocation, asking};
}

/* ---- issuers ---- */

static mohur_status
ask_issuer(struct mohur__asking *a, mohur__bytes url, bool *out_answered)
{
    mohur_status st       = MOHUR_OK;
    struct asked question = {.kind = MOHUR_EVIDENCE_ISSUER};
    struct asked *q       = NULL;

    TRY(mohur__strdup(a->ctx, url, &question.url));
    TRY(put(a, &question, NULL, NULL, &q));
    *out_answered = q != NULL && q->answered;

out:
    mohur__free(question.url);
    return st;
}

mohur_status
mohur__asking_issuers(struct mohur__asking *asking,
                      const struct mohur__cert *cert)
{
    mohur_status st  = MOHUR_OK;
    mohur__bytes url = MOHUR__NOTHING;
    bool answered    = false;

    for (size_t i = 0;
         !answered && i < PLACES_MAX && mohur__point_issuer(cert, i, &url);
         i++) {
        if (url.len <= MOHUR__PLACE_MAX) {
            TRY(ask_issuer(asking, url, &answered));
        }
    }

out:
    return st;
}

const struct mohur__certs *
mohur__asking_certs(const struct mohur__asking *asking)
{
    return &asking->issuers;
}

/* ---- the whole ---- */

mohur_status
mohur__asking_new(mohur_ctx *ctx,
                  const mohur_evidence *evidence,
                  struct mohur__asking **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__asking *a = NULL;

    *out = NULL;
    if (evidence == NULL) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(ctx, &a));
    a->ctx = ctx;
    TRY(mohur__evidence_check(ctx, evidence, &a->evidence));
    *out = a;
    a    = NULL; /* the caller's now */

out:
    mohur__asking_free(a);
    return st;
}

void
mohur__asking_free(struct mohur__asking *asking)
{
    if (asking == NULL) {
        return;
    }
    while (asking->len > 0) {
        mohur__free(asking->at[--asking->len].url);
    }
    mohur__evidence_free(&asking->found);
    mohur__certs_free(&asking->issuers);
    mohur__free(asking);
}
