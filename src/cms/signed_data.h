/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_SIGNED_DATA_H
#define MOHUR_SRC_CMS_SIGNED_DATA_H

#include "x509/cert.h"

/*
 * What stands in a SignedData behind its content: certificates, revocation
 * data, signatures.  Views of the bytes; nothing is allocated.
 */
enum {
    MOHUR__CMS_CERTS_MAX   = 64,
    MOHUR__CMS_SIGNERS_MAX = 32,
    MOHUR__CMS_CRLS_MAX    = 64 /* and as many OCSP responses */
};

struct mohur__signed_data {
    mohur__bytes certs[MOHUR__CMS_CERTS_MAX]; /* whole elements */
    size_t certs_len;
    mohur__bytes crls[MOHUR__CMS_CRLS_MAX]; /* whole elements */
    size_t crls_len;
    mohur__bytes responses[MOHUR__CMS_CRLS_MAX]; /* OCSP, whole elements */
    size_t responses_len;
    bool has_ocsp; /* revocation data of another form */
    mohur__bytes infos[2 * MOHUR__CMS_CRLS_MAX]; /* crls: whole choices */
    size_t infos_len;
    mohur__bytes signers[MOHUR__CMS_SIGNERS_MAX]; /* whole elements */
    size_t signers_len;                           /* at least 1 */
};

/*
 * Read the elements behind the content.  MOHUR_E_FORMAT: not exactly those,
 * or no signature; MOHUR_E_LIMIT: too many.
 */
mohur_status
mohur__signed_data_parse(mohur_ctx *ctx,
                         mohur__bytes tail,
                         struct mohur__signed_data *out);

/* The version that goes with what is there (RFC 5652 5.1). */
uint64_t
mohur__signed_data_version(const struct mohur__signed_data *data, bool is_data);

/* One signer (RFC 5652 5.3), as views. */
struct mohur__signer_info {
    uint64_t version;
    mohur__bytes issuer; /* whole Name; nothing if by key identifier */
    mohur__bytes serial; /* contents of the INTEGER */
    mohur__bytes key_id; /* subjectKeyIdentifier, in version 3 */
    mohur_alg hash;      /* digestAlgorithm; NONE if unknown */
    bool has_attributes;
    mohur__bytes attributes; /* signedAttrs, whole, with its tag A0 */
    struct mohur__signature_alg alg;
    mohur__bytes alg_contents; /* of its AlgorithmIdentifier */
    mohur__bytes signature;
    mohur__bytes fields;              /* all of it in front of these: */
    mohur__bytes unsigned_attributes; /* contents; nothing if absent */
};

/* False: it is not exactly a SignerInfo. */
bool
mohur__signer_info_parse(mohur__bytes der, struct mohur__signer_info *out);

/* Is it the certificate that the signer names? */
bool
mohur__signer_info_names(const struct mohur__signer_info *info,
                         const struct mohur__cert *cert);

#endif
