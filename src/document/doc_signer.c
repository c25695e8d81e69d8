/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_signer.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/attrs.h"
#include "x509/name.h"
#include "x509/path.h"

/*
 * The steps of docs/formats/document.md.  Content and signature are both
 * judged whatever came before, so that the report can name both failures.
 */
enum {
    TEXT_MAX = 4096
};

struct trial {
    const struct mohur__court *court;
    struct mohur__judged *out;
    struct mohur__signer_info info;
    struct mohur__attrs attrs;
    struct mohur__signature_alg alg; /* with the hash that it really uses */
    const struct mohur__cert *cert;  /* NULL: not found */
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

/* ---- format ---- */

static bool
announced(const struct mohur__court *court, mohur_alg hash)
{
    for (size_t i = 0; i < court->hashes_len; i++) {
        if (court->hashes[i] == hash) {
            return true;
        }
    }
    return false;
}

/* What is wrong with the form; NULL if nothing is. */
static const char *
form_fault(struct trial *t, mohur__bytes der)
{
    if (!mohur__signer_info_parse(der, &t->info)) {
        return "the signature is not exact DER of a SignerInfo";
    }
    if (!t->info.has_attributes) {
        return "the signature has no signed attributes";
    }
    if (!mohur__attrs_parse(t->info.attributes, &t->attrs)) {
        return "the signed attributes are malformed, unsorted, or one of them "
               "is there twice";
    }
    if (!t->attrs.has_content_type || t->attrs.message_digest.len == 0) {
        return "the signed attributes lack the content's type or digest";
    }
    if (!t->court->is_data || !t->attrs.is_data) {
        return "what is signed is not said to be a document";
    }
    if (t->info.hash != MOHUR_ALG_NONE && !announced(t->court, t->info.hash)) {
        return "the message does not announce the digest that it uses";
    }
    return NULL;
}

static bool
judge_format(struct trial *t, mohur__bytes der)
{
    const char *fault = form_fault(t, der);

    note(t, MOHUR__CHECK_FORMAT,
         fault == NULL ? MOHUR_WHY_NONE : MOHUR_WHY_FORMAT_FAILURE, fault);
    t->alg = t->info.alg;
    /* rsaEncryption does not name a hash: it is the one of the digest. */
    if (t->alg.alg == MOHUR_ALG_RSASSA_PKCS1 && t->alg.hash == MOHUR_ALG_NONE) {
        t->alg.hash = t->info.hash;
    }
    return fault == NULL;
}

/* ---- the signer's certificate ---- */

/* Is it the one that the signature names in both places? */
static mohur_status
is_the_signers(struct trial *t, const struct mohur__cert *cert, bool *out)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__attrs *a  = &t->attrs;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(a->cert_hash));

    *out = false;
    if (digest.len == 0 || !mohur__signer_info_names(&t->info, cert)) {
        return MOHUR_OK;
    }
    TRY(mohur__hash(t->court->ctx, a->cert_hash, cert->der, digest));
    *out = mohur__bytes_equal(mohur__span_bytes(digest), a->cert_digest) &&
           (a->cert_issuer.len == 0 ||
            (mohur__bytes_equal(a->cert_issuer, cert->issuer) &&
             mohur__bytes_equal(a->cert_serial, cert->serial)));

out:
    return st;
}

static mohur_status
judge_certificate(struct trial *t)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__court *court = t->court;

    for (size_t i = 0; t->cert == NULL && i < court->certs_len; i++) {
        bool found = false;

        TRY(is_the_signers(t, &court->certs[i], &found));
        t->cert = found ? &court->certs[i] : NULL;
    }
    note(t, MOHUR__CHECK_CERTIFICATE,
         t->cert != NULL ? MOHUR_WHY_NONE : MOHUR_WHY_NO_SIGNING_CERTIFICATE,
         t->attrs.has_cert
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
    digest = mohur__digests_get(t->court->digests, t->info.hash);
    if (digest.len == 0) {
        note(t, MOHUR__CHECK_CONTENT, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
             "the document was hashed with an algorithm that is not accepted");
        return;
    }
    note(t, MOHUR__CHECK_CONTENT,
         mohur__bytes_equal(digest, t->attrs.message_digest)
             ? MOHUR_WHY_NONE
             : MOHUR_WHY_HASH_FAILURE,
         "the document is not the one that was signed");
}

/* The bytes that are signed: the attributes as received, with tag 31. */
static mohur_status
verify_signature(struct trial *t)
{
    mohur_status st   = MOHUR_OK;
    mohur_ctx *ctx    = t->court->ctx;
    mohur__bytes from = t->info.attributes;
    void *memory      = NULL;
    mohur__span set   = {NULL, 0};

    TRY(mohur__alloc(ctx, from.len, &memory));
    set = mohur__span_of(memory, from.len);
    mohur__copy(set, from);
    set.data[0] = MOHUR__DER_SET;
    TRY(mohur__public_key_verify(ctx, &t->cert->key, &t->alg,
                                 mohur__span_bytes(set), t->info.signature));

out:
    mohur__free(memory);
    return st;
}

static mohur_status
judge_signature(struct trial *t)
{
    mohur_status st = MOHUR_OK;

    if (t->cert == NULL) {
        return MOHUR_OK;
    }
    if (t->alg.alg == MOHUR_ALG_NONE || t->cert->key.alg == MOHUR_ALG_NONE) {
        note(t, MOHUR__CHECK_SIGNATURE, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
             "the signature is of an algorithm that is not accepted");
        return MOHUR_OK;
    }
    st = verify_signature(t);
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

/* Digest, signature algorithm and CMSAlgorithmProtection say the same. */
static bool
algorithms_agree(const struct trial *t)
{
    const struct mohur__attrs *a = &t->attrs;
    mohur_alg want =
        t->alg.alg == MOHUR_ALG_ED25519 ? MOHUR_ALG_SHA_512 : t->alg.hash;

    if (want != t->info.hash) {
        return false;
    }
    return !a->has_protection ||
           (a->protected_hash == t->info.hash &&
            mohur__bytes_equal(a->protected_alg, t->info.alg_contents));
}

static void
judge_attributes(struct trial *t)
{
    mohur_why why      = MOHUR_WHY_NONE;
    const char *detail = "";

    if (!algorithms_agree(t)) {
        why    = MOHUR_WHY_SIG_CONSTRAINTS_FAILURE;
        detail = "the algorithms that the signature names contradict";
    } else if (!t->attrs.has_time) {
        why    = MOHUR_WHY_SIG_CONSTRAINTS_FAILURE;
        detail = "the signature does not say when it was made";
    } else if (t->attrs.has_old_cert) {
        why    = MOHUR_WHY_SIG_CONSTRAINTS_FAILURE;
        detail = "the signature names its certificate by SHA-1";
    } else if (t->attrs.has_policy) {
        why    = MOHUR_WHY_POLICY_NOT_AVAILABLE;
        detail = "the signature is under a policy that is not known here";
    } else if (t->cert != NULL &&
               !mohur__path_alg_allowed(t->court->ctx, &t->alg, &t->cert->key,
                                        t->court->at)) {
        why    = MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE;
        detail = "the profile does not allow the algorithm or key size of the "
                 "signature";
    }
    note(t, MOHUR__CHECK_ATTRIBUTES, why, detail);
}

/* ---- the chain ---- */

static mohur_status
text_of(struct trial *t, size_t place, struct mohur__buf *b, const char **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__buf_status(b));
    TRY(mohur__strdup(t->court->ctx, mohur__buf_view(b),
                      &t->out->texts[place]));
    *out = t->out->texts[place];

out:
    mohur__buf_clear(b);
    return st;
}

static mohur_status
note_signer(struct trial *t)
{
    mohur_status st            = MOHUR_OK;
    mohur_ctx *ctx             = t->court->ctx;
    mohur_signature_info *info = &t->out->info;
    struct mohur__buf b        = {0};
    mohur__bytes subject       = t->cert->subject;

    mohur__buf_init(&b, ctx, MOHUR__CERT_MAX * 2);
    info->has_cert = true;
    info->bits     = mohur__public_key_bits(&t->cert->key);
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, t->cert->der,
                    MOHUR__SPAN(info->cert_id)));
    mohur__name_text(&b, subject);
    TRY(text_of(t, 0, &b, &info->subject));
    mohur__name_value(&b, subject, MOHUR__OID_COMMON_NAME);
    TRY(text_of(t, 1, &b, &info->name));
    mohur__name_value(&b, subject, MOHUR__OID_SERIAL_NUMBER);
    TRY(text_of(t, 2, &b, &info->person));
    mohur__name_text(&b, t->cert->issuer);
    TRY(text_of(t, 3, &b, &info->issuer));

out:
    mohur__buf_wipe(&b);
    return st;
}

static mohur_status
note_anchor(struct trial *t, const struct mohur__path *path)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->court->ctx, MOHUR__CERT_MAX * 2);
    mohur__name_text(&b, path->certs[path->len - 1]->subject);
    TRY(text_of(t, 4, &b, &t->out->info.anchor));

out:
    mohur__buf_wipe(&b);
    return st;
}

static mohur_status
judge_chain(struct trial *t)
{
    mohur_status st                        = MOHUR_OK;
    const struct mohur__court *c           = t->court;
    struct mohur__path path                = {.why = MOHUR_WHY_NONE};
    const struct mohur__path_request asked = {.signer   = t->cert,
                                              .pool     = c->certs,
                                              .pool_len = c->certs_len,
                                              .trust    = c->trust,
                                              .role     = MOHUR_TRUST_SIGN,
                                              .at       = c->at};

    TRY(note_signer(t));
    TRY(mohur__path_find(c->ctx, &asked, &path));
    if (path.len > 0) {
        TRY(note_anchor(t, &path));
    }
    /* An anchor is believed as it is; all else could have been revoked. */
    if (path.why == MOHUR_WHY_NONE && path.len > 1 &&
        c->revocation != MOHUR_REVOCATION_NONE) {
        path.why    = MOHUR_WHY_TRY_LATER;
        path.detail = "whether a certificate was revoked is not known";
    }
    note(t, MOHUR__CHECK_CHAIN, path.why, path.detail);

out:
    return st;
}

mohur_status
mohur__signer_judge(const struct mohur__court *court,
                    mohur__bytes signer_info,
                    struct mohur__judged *out)
{
    mohur_status st            = MOHUR_OK;
    mohur_signature_info *info = &out->info;
    struct trial t             = {.court = court, .out = out};

    if (!judge_format(&t, signer_info)) {
        goto out;
    }
    info->claimed = t.attrs.time;
    info->hash    = t.info.hash;
    TRY(judge_certificate(&t));
    judge_content(&t);
    TRY(judge_signature(&t));
    judge_attributes(&t);
    if (t.cert != NULL) {
        bool curve = mohur__signature_alg_fits(&t.alg, &t.cert->key) &&
                     t.alg.alg != MOHUR_ALG_RSASSA_PSS;

        info->alg = curve ? t.cert->key.alg : t.alg.alg;
        TRY(judge_chain(&t));
    }

out:
    mohur__judged_conclude(out);
    return st;
}
