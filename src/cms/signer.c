/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/signer.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"

/* ---- format ---- */

static bool
announced(const mohur_alg *hashes, size_t hashes_len, mohur_alg hash)
{
    for (size_t i = 0; i < hashes_len; i++) {
        if (hashes[i] == hash) {
            return true;
        }
    }
    return false;
}

/* What a signature of any kind has. */
static const char *
read_any(mohur__bytes der, struct mohur__signer *out)
{
    bool parsed = mohur__signer_info_parse(der, &out->info);

    out->cert = NULL;
    out->alg  = out->info.alg;
    /* rsaEncryption does not name a hash: it is the one of the digest. */
    if (out->alg.alg == MOHUR_ALG_RSASSA_PKCS1 &&
        out->alg.hash == MOHUR_ALG_NONE) {
        out->alg.hash = out->info.hash;
    }
    if (!parsed) {
        return "the signature is not exact DER of a SignerInfo";
    }
    if (!out->info.has_attributes) {
        return "the signature has no signed attributes";
    }
    if (!mohur__attrs_parse(out->info.attributes, &out->attrs)) {
        return "the signed attributes are malformed, unsorted, or one of them "
               "is there twice";
    }
    return NULL;
}

const char *
mohur__signer_read(mohur__bytes der,
                   const mohur_alg *hashes,
                   size_t hashes_len,
                   struct mohur__signer *out)
{
    const char *fault = read_any(der, out);

    if (fault != NULL) {
        return fault;
    }
    if (!out->attrs.has_content_type || out->attrs.message_digest.len == 0) {
        return "the signed attributes lack the content's type or digest";
    }
    if (out->info.hash != MOHUR_ALG_NONE &&
        !announced(hashes, hashes_len, out->info.hash)) {
        return "the message does not announce the digest that it uses";
    }
    return NULL;
}

const char *
mohur__signer_read_counter(mohur__bytes der, struct mohur__signer *out)
{
    const char *fault = read_any(der, out);

    if (fault != NULL) {
        return fault;
    }
    if (out->attrs.message_digest.len == 0) {
        return "the signed attributes lack the digest of a signature";
    }
    return out->attrs.has_content_type
               ? "a counter-signature names a type of content"
               : NULL;
}

/* ---- the certificate ---- */

/* Is it the one that the signature names in both places? */
static mohur_status
is_the_signers(mohur_ctx *ctx,
               const struct mohur__signer *s,
               const struct mohur__cert *cert,
               bool *out)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__attrs *a  = &s->attrs;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(a->cert_hash));

    *out = false;
    if (digest.len == 0 || !mohur__signer_info_names(&s->info, cert)) {
        return MOHUR_OK;
    }
    TRY(mohur__hash(ctx, a->cert_hash, cert->der, digest));
    *out = mohur__bytes_equal(mohur__span_bytes(digest), a->cert_digest) &&
           (a->cert_issuer.len == 0 ||
            (mohur__bytes_equal(a->cert_issuer, cert->issuer) &&
             mohur__bytes_equal(a->cert_serial, cert->serial)));

out:
    return st;
}

mohur_status
mohur__signer_find(mohur_ctx *ctx,
                   struct mohur__signer *signer,
                   const struct mohur__cert *certs,
                   size_t certs_len)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; signer->cert == NULL && i < certs_len; i++) {
        bool found = false;

        TRY(is_the_signers(ctx, signer, &certs[i], &found));
        signer->cert = found ? &certs[i] : NULL;
    }

out:
    return st;
}

/* ---- the signature ---- */

bool
mohur__signer_is_known(const struct mohur__signer *signer)
{
    return signer->alg.alg != MOHUR_ALG_NONE &&
           signer->cert->key.alg != MOHUR_ALG_NONE;
}

/* The bytes that are signed: the attributes as received, with tag 31. */
mohur_status
mohur__signer_verify(mohur_ctx *ctx, const struct mohur__signer *signer)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes from = signer->info.attributes;
    void *memory      = NULL;
    mohur__span set   = {NULL, 0};

    TRY(mohur__alloc(ctx, from.len, &memory));
    set = mohur__span_of(memory, from.len);
    mohur__copy(set, from);
    set.data[0] = MOHUR__DER_SET;
    TRY(mohur__public_key_verify(ctx, &signer->cert->key, &signer->alg,
                                 mohur__span_bytes(set),
                                 signer->info.signature));

out:
    mohur__free(memory);
    return st;
}

bool
mohur__signer_agrees(const struct mohur__signer *signer)
{
    const struct mohur__attrs *a = &signer->attrs;
    mohur_alg want = signer->alg.alg == MOHUR_ALG_ED25519 ? MOHUR_ALG_SHA_512
                                                          : signer->alg.hash;

    if (want != signer->info.hash) {
        return false;
    }
    return !a->has_protection ||
           (a->protected_hash == signer->info.hash &&
            mohur__bytes_equal(a->protected_alg, signer->info.alg_contents));
}
