/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/token.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "profile/decide.h"

/*
 * Whether a token is to be believed.  The first rule that is broken is the
 * answer: a token is used or it is not, there is no more to be told.
 */
enum {
    VERSION      = 3, /* of a SignedData around anything but data */
    VERSION_OCSP = 5, /* with OCSP responses in it */
    TIME_EXACTLY = MOHUR__EKU_PRESENT | MOHUR__EKU_CRITICAL | MOHUR__EKU_TIME
};

static const char NOT_EXACT[] = "the time stamp is not exact DER of a token";

/* ---- reading ---- */

static void
read_hashes(struct mohur__der_reader *r, struct mohur__token *out)
{
    mohur__der_enter(r, MOHUR__DER_SET);
    if (!mohur__der_set_sorted(r->left)) {
        r->failed = true;
    }
    while (!r->failed && r->left.len > 0) {
        if (out->hashes_len == MOHUR__CMS_DIGESTS_MAX) {
            r->failed = true;
            return;
        }
        out->hashes[out->hashes_len++] = mohur__digest_alg_read(r);
    }
    mohur__der_leave(r);
}

/* ContentInfo, SignedData and the content; *out_tail is what follows it. */
static const char *
read_outer(mohur__bytes der, struct mohur__token *out, mohur__bytes *out_tail)
{
    struct mohur__der_reader r;
    enum mohur__oid outer = MOHUR__OID_NONE;
    enum mohur__oid inner = MOHUR__OID_NONE;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    outer = mohur__der_read_known_oid(&r);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->version = mohur__der_read_uint(&r);
    read_hashes(&r, out);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    inner = mohur__der_read_known_oid(&r);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    out->statement = mohur__der_read_octets(&r);
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    *out_tail = r.left;
    while (!r.failed && r.left.len > 0) {
        (void)mohur__der_read_element(&r);
    }
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    if (!mohur__der_close(&r) || outer != MOHUR__OID_SIGNED_DATA) {
        return NOT_EXACT;
    }
    return inner == MOHUR__OID_TST_INFO ? NULL
                                        : "what is signed is no time stamp";
}

/* Its certificates that can be read, and those of the pool behind them. */
static mohur_status
gather_certs(mohur_ctx *ctx,
             const struct mohur__cert *pool,
             size_t pool_len,
             struct mohur__token *out)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(ctx, out->data.certs_len + pool_len,
                           sizeof *out->certs, &memory));
    out->certs = memory;
    for (size_t i = 0; i < out->data.certs_len; i++) {
        if (mohur__cert_parse(out->data.certs[i],
                              &out->certs[out->certs_len])) {
            out->certs_len++;
        }
    }
    for (size_t i = 0; i < pool_len; i++) {
        out->certs[out->certs_len++] = pool[i];
    }

out:
    return st;
}

/* The signer's own words: what is wrong with them. */
static const char *
read_signer(struct mohur__token *out)
{
    const char *fault = NULL;

    if (out->version != (out->data.has_ocsp ? VERSION_OCSP : VERSION)) {
        return "the time stamp says a version that does not go with its parts";
    }
    if (out->data.signers_len != 1) {
        return "a time stamp has exactly one signature";
    }
    fault = mohur__signer_read(out->data.signers[0], out->hashes,
                               out->hashes_len, &out->signer);
    if (fault != NULL) {
        return fault;
    }
    if (out->signer.attrs.content_type != MOHUR__OID_TST_INFO) {
        return "what is signed is not said to be a time stamp";
    }
    if (!out->signer.attrs.has_cert && !out->signer.attrs.has_old_cert) {
        return "the time stamp does not name its certificate";
    }
    return mohur__tst_info_parse(out->statement, &out->info)
               ? NULL
               : "what the authority states is not exact DER of a TSTInfo";
}

mohur_status
mohur__token_read(mohur_ctx *ctx,
                  mohur__bytes der,
                  const struct mohur__cert *pool,
                  size_t pool_len,
                  struct mohur__token *out)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes tail = MOHUR__NOTHING;

    *out       = (struct mohur__token){.fault = NULL};
    out->fault = der.len > MOHUR__TSP_MAX ? "a time stamp has at most 64 KiB"
                                          : read_outer(der, out, &tail);
    if (out->fault == NULL) {
        st = mohur__signed_data_parse(ctx, tail, &out->data);
        if (st == MOHUR_E_FORMAT || st == MOHUR_E_LIMIT) {
            mohur__error_clear(ctx);
            out->fault = NOT_EXACT;
            st         = MOHUR_OK;
        }
        TRY(st);
    }
    if (out->fault == NULL) {
        out->fault = read_signer(out);
    }
    if (out->fault == NULL) {
        TRY(gather_certs(ctx, pool, pool_len, out));
        TRY(mohur__signer_find(ctx, &out->signer, out->certs, out->certs_len));
    }

out:
    if (st != MOHUR_OK) {
        mohur__token_wipe(out);
    }
    return st;
}

void
mohur__token_wipe(struct mohur__token *token)
{
    mohur__free(token->certs);
    token->certs     = NULL;
    token->certs_len = 0;
}

/* ---- judging ---- */

/* Record the first rule that is broken, and say whether all hold so far. */
static bool
holds(struct mohur__token_found *out,
      bool good,
      mohur_why why,
      const char *detail)
{
    if (out->why == MOHUR_WHY_NONE && !good) {
        out->why    = why;
        out->detail = detail;
    }
    return out->why == MOHUR_WHY_NONE;
}

/* The digest of the statement is the one that is signed. */
static mohur_status
check_statement(mohur_ctx *ctx,
                const struct mohur__token *t,
                struct mohur__token_found *out)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest            = mohur__span_sub(MOHUR__SPAN(room), 0,
                                                    mohur__hash_len(t->signer.info.hash));

    if (!holds(out, digest.len > 0, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
               "the time stamp was hashed with an algorithm that is not "
               "accepted")) {
        return MOHUR_OK;
    }
    TRY(mohur__hash(ctx, t->signer.info.hash, t->statement, digest));
    holds(out,
          mohur__bytes_equal(mohur__span_bytes(digest),
                             t->signer.attrs.message_digest),
          MOHUR_WHY_HASH_FAILURE,
          "what the authority states is not what it signed");

out:
    return st;
}

static mohur_status
check_signature(mohur_ctx *ctx,
                const struct mohur__token *t,
                struct mohur__token_found *out)
{
    mohur_status st = MOHUR_OK;

    if (!holds(out, mohur__signer_is_known(&t->signer),
               MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
               "the time stamp is signed with an algorithm that is not "
               "accepted")) {
        return MOHUR_OK;
    }
    st = mohur__signer_verify(ctx, &t->signer);
    if (st == MOHUR_E_AUTH || st == MOHUR_E_UNSUPPORTED) {
        mohur__error_clear(ctx);
        holds(out, false, MOHUR_WHY_SIG_CRYPTO_FAILURE,
              "the time stamp is not signed with its certificate's key");
        st = MOHUR_OK;
    }
    return st;
}

/* That it is there now proves nothing about what it was. */
static int64_t
earlier_proof(const struct mohur__token_asked *asked)
{
    return asked->proven < asked->now ? asked->proven : 0;
}

/* It must have been there while its algorithm was good. */
static void
check_algorithm(mohur_ctx *ctx,
                const struct mohur__token *t,
                const struct mohur__token_asked *asked,
                struct mohur__token_found *out)
{
    const struct mohur__signed what = {.alg    = &t->signer.alg,
                                       .key    = &t->signer.cert->key,
                                       .now    = asked->now,
                                       .proven = earlier_proof(asked)};
    bool legacy                     = false;
    mohur_why why = mohur__path_alg_judge(ctx, &what, &legacy);

    holds(out, why == MOHUR_WHY_NONE, why,
          why == MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE
              ? "the algorithm or key size of the time stamp is of an earlier "
                "time, and nothing proves that it was there then"
              : "the profile does not allow the algorithm or key size of the "
                "time stamp");
}

static void
check_statements(mohur_ctx *ctx,
                 const struct mohur__token *t,
                 const struct mohur__token_asked *asked,
                 struct mohur__token_found *out)
{
    holds(out, mohur__signer_agrees(&t->signer),
          MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
          "the algorithms that the time stamp names contradict");
    holds(out, !t->info.unknown_critical, MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
          "the time stamp has a critical extension that is unknown");
    holds(out, t->info.time <= asked->now + mohur__profile_skew(ctx),
          MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
          "the time stamp is from the future");
    check_algorithm(ctx, t, asked, out);
}

/* extKeyUsage: for time stamps, for nothing else, and meant (RFC 3161 2.3). */
static void
check_purpose(const struct mohur__token *t, struct mohur__token_found *out)
{
    const struct mohur__cert *cert = t->signer.cert;

    holds(out, cert->eku == TIME_EXACTLY, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
          "the time stamp's certificate is not for time stamps alone (a "
          "critical extKeyUsage)");
    holds(out, !cert->is_ca, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
          "the time stamp's certificate is that of a certificate authority");
}

/*
 * A key is looked after as long as its certificate lasts.  Beyond that nobody
 * would tell that it was lost: a stamp counts if it was there before.
 */
static void
check_ends(const struct mohur__path *path,
           int64_t proven,
           struct mohur__token_found *out)
{
    for (size_t i = 0; i == 0 || i + 1 < path->len; i++) {
        holds(out, proven <= path->certs[i]->not_after,
              MOHUR_WHY_OUT_OF_BOUNDS_NO_POE,
              "the certificate of the time stamp, or one above it, has ended, "
              "and nothing proves that the time stamp was there before");
    }
}

static mohur_status
check_chain(mohur_ctx *ctx,
            const struct mohur__token *t,
            const struct mohur__token_asked *asked,
            struct mohur__token_found *out)
{
    mohur_status st                          = MOHUR_OK;
    const struct mohur__path_request request = {.signer   = t->signer.cert,
                                                .pool     = t->certs,
                                                .pool_len = t->certs_len,
                                                .trust    = asked->trust,
                                                .role     = asked->role,
                                                .at       = t->info.time,
                                                .now      = asked->now,
                                                .proven = earlier_proof(asked),
                                                .any_purpose = true};

    TRY(mohur__path_find(ctx, &request, &out->path));
    holds(out, out->path.why == MOHUR_WHY_NONE, out->path.why,
          out->path.detail);
    if (out->why == MOHUR_WHY_NONE) {
        check_ends(&out->path, asked->proven, out);
    }

out:
    return st;
}

/* Form, certificate and imprint: what must be there to go on. */
static bool
check_begin(const struct mohur__token *t,
            const struct mohur__token_asked *asked,
            struct mohur__token_found *out)
{
    if (!holds(out, t->fault == NULL, MOHUR_WHY_FORMAT_FAILURE, t->fault)) {
        return false;
    }
    holds(out, !t->signer.attrs.has_old_cert || t->signer.attrs.has_cert,
          MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
          "the time stamp names its certificate by SHA-1 alone");
    holds(out, t->signer.cert != NULL, MOHUR_WHY_NO_SIGNING_CERTIFICATE,
          "the certificate that the time stamp names is not there");
    holds(out, asked->digest.len > 0, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
          "the time stamp is over a digest that cannot be made here");
    return holds(out, mohur__bytes_equal(asked->digest, t->info.imprint),
                 MOHUR_WHY_HASH_FAILURE,
                 "the time stamp is over something else");
}

mohur_status
mohur__token_judge(mohur_ctx *ctx,
                   struct mohur__token *token,
                   const struct mohur__token_asked *asked,
                   struct mohur__token_found *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__token_found){.why = MOHUR_WHY_NONE, .detail = ""};
    if (!check_begin(token, asked, out)) {
        goto out;
    }
    TRY(check_statement(ctx, token, out));
    if (out->why == MOHUR_WHY_NONE) {
        TRY(check_signature(ctx, token, out));
    }
    check_statements(ctx, token, asked, out);
    check_purpose(token, out);
    if (out->why == MOHUR_WHY_NONE && asked->trust != NULL) {
        TRY(check_chain(ctx, token, asked, out));
    }

out:
    return st;
}
