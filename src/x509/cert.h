/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_CERT_H
#define MOHUR_SRC_X509_CERT_H

#include "x509/public_key.h"

/*
 * A certificate (RFC 5280), read strictly.  Everything is a view of its DER;
 * nothing is allocated.
 */
enum {
    MOHUR__CERT_MAX        = 64 * 1024, /* bytes */
    MOHUR__CERT_SERIAL_MAX = 20,
    MOHUR__CERT_PATH_NONE  = -1 /* no pathLenConstraint */
};

/* keyUsage (4.2.1.3), bit by bit. */
enum {
    MOHUR__USAGE_SIGNATURE  = 1 << 0,
    MOHUR__USAGE_COMMITMENT = 1 << 1, /* nonRepudiation */
    MOHUR__USAGE_CERT_SIGN  = 1 << 5,
    MOHUR__USAGE_CRL_SIGN   = 1 << 6
};

/* extKeyUsage: what of it we know. */
enum {
    MOHUR__EKU_PRESENT  = 1 << 0,
    MOHUR__EKU_CRITICAL = 1 << 1,
    MOHUR__EKU_ANY      = 1 << 2,
    MOHUR__EKU_DOCUMENT = 1 << 3, /* e-mail protection, document signing */
    MOHUR__EKU_TIME     = 1 << 4, /* time stamping */
    MOHUR__EKU_OTHER    = 1 << 5,
    MOHUR__EKU_OCSP     = 1 << 6 /* OCSP signing */
};

struct mohur__cert {
    mohur__bytes der;
    mohur__bytes tbs;     /* whole element: what is signed */
    mohur__bytes serial;  /* contents of the INTEGER, as they stand */
    mohur__bytes issuer;  /* Name, whole element */
    mohur__bytes subject; /* Name, whole element */
    mohur__bytes spki;    /* whole element */
    mohur__bytes signature;
    struct mohur__signature_alg signature_alg;
    struct mohur__public_key key;
    int64_t not_before; /* seconds since 1970 UTC */
    int64_t not_after;
    int64_t proven; /* to have been there by then, says whoever has it; 0: not,
                       as it is read */

    bool is_ca;
    int64_t path_len; /* MOHUR__CERT_PATH_NONE, or the constraint */
    bool has_usage;
    uint32_t usage; /* 0 without keyUsage */
    uint32_t eku;
    bool is_for_seals;     /* QcType: for seals, and not for signatures */
    bool ocsp_no_check;    /* of a responder: it is not asked for itself */
    bool unknown_critical; /* an extension that must be understood is not */
    mohur__bytes subject_key_id;   /* nothing if absent */
    mohur__bytes authority_key_id; /* the same */
    /* Contents of extensions that are processed elsewhere; or nothing. */
    mohur__bytes alt_names;
    mohur__bytes name_constraints;
    mohur__bytes policies;
    mohur__bytes policy_mappings;
    mohur__bytes policy_constraints;
    mohur__bytes inhibit_any_policy;
    mohur__bytes crl_points;     /* cRLDistributionPoints */
    mohur__bytes authority_info; /* authorityInfoAccess */
};

/* Read one.  False: it is not exactly a certificate. */
bool
mohur__cert_parse(mohur__bytes der, struct mohur__cert *out);

/* Issuer and subject are the same name. */
bool
mohur__cert_self_issued(const struct mohur__cert *cert);

/*
 * Was cert signed by the holder of this key?  MOHUR_E_AUTH if not, or if the
 * algorithm is none that we know.
 */
mohur_status
mohur__cert_verify(mohur_ctx *ctx,
                   const struct mohur__cert *cert,
                   const struct mohur__public_key *issuer);

#endif
