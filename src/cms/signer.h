/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_SIGNER_H
#define MOHUR_SRC_CMS_SIGNER_H

#include "cms/attrs.h"
#include "cms/signed_data.h"

/*
 * One SignerInfo and what it says of itself: the steps that a signature of a
 * document and one of a time stamp have in common.  What comes of them is the
 * caller's to say.
 */
struct mohur__signer {
    struct mohur__signer_info info;
    struct mohur__attrs attrs;
    struct mohur__signature_alg alg; /* with the hash that it really uses */
    const struct mohur__cert *cert;  /* NULL: not found */
};

/*
 * Read it.  hashes are the digests that the message announces.  What is wrong
 * with the form, as a sentence; NULL if nothing is.
 */
const char *
mohur__signer_read(mohur__bytes der,
                   const mohur_alg *hashes,
                   size_t hashes_len,
                   struct mohur__signer *out);

/*
 * The same of one that is over another signature (RFC 5652 11.4): its
 * attributes name no type of content, and the message does not announce its
 * digest.
 */
const char *
mohur__signer_read_counter(mohur__bytes der, struct mohur__signer *out);

/*
 * Find its certificate: the one whose issuer and serial number it names and
 * whose hash is the one in the attributes.  Sets signer->cert.
 */
mohur_status
mohur__signer_find(mohur_ctx *ctx,
                   struct mohur__signer *signer,
                   const struct mohur__cert *certs,
                   size_t certs_len);

/* Are there an algorithm and a key that can be tried at all? */
bool
mohur__signer_is_known(const struct mohur__signer *signer);

/*
 * Is it genuine, over the attributes as they were received?  It has a
 * certificate.  MOHUR_E_AUTH or MOHUR_E_UNSUPPORTED if not.
 */
mohur_status
mohur__signer_verify(mohur_ctx *ctx, const struct mohur__signer *signer);

/* Digest, signature algorithm and CMSAlgorithmProtection say the same. */
bool
mohur__signer_agrees(const struct mohur__signer *signer);

#endif
