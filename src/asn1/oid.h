/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_OID_H
#define MOHUR_SRC_ASN1_OID_H

#include "base/bytes.h"

/* The object identifiers that we know, by what they name. */
enum mohur__oid {
    MOHUR__OID_NONE = 0,
    MOHUR__OID_EC_PUBLIC_KEY,          /* 1.2.840.10045.2.1 (RFC 5480)      */
    MOHUR__OID_P256,                   /* 1.2.840.10045.3.1.7               */
    MOHUR__OID_P384,                   /* 1.3.132.0.34                      */
    MOHUR__OID_X25519,                 /* 1.3.101.110 (RFC 8410)            */
    MOHUR__OID_ED25519,                /* 1.3.101.112                       */
    MOHUR__OID_X_WING,                 /* 1.3.6.1.4.1.62253.25722           */
    MOHUR__OID_PBES2,                  /* 1.2.840.113549.1.5.13 (RFC 8018)  */
    MOHUR__OID_PBKDF2,                 /* 1.2.840.113549.1.5.12             */
    MOHUR__OID_HMAC_SHA_256,           /* 1.2.840.113549.2.9                */
    MOHUR__OID_HMAC_SHA_512,           /* 1.2.840.113549.2.11               */
    MOHUR__OID_AES_256_CBC,            /* 2.16.840.1.101.3.4.1.42           */
    MOHUR__OID_RSA_ENCRYPTION,         /* 1.2.840.113549.1.1.1 */
    MOHUR__OID_MGF1,                   /* 1.2.840.113549.1.1.8 */
    MOHUR__OID_RSA_PSS,                /* 1.2.840.113549.1.1.10 */
    MOHUR__OID_RSA_SHA_256,            /* 1.2.840.113549.1.1.11 */
    MOHUR__OID_RSA_SHA_384,            /* 1.2.840.113549.1.1.12 */
    MOHUR__OID_RSA_SHA_512,            /* 1.2.840.113549.1.1.13 */
    MOHUR__OID_ECDSA_SHA_256,          /* 1.2.840.10045.4.3.2 */
    MOHUR__OID_ECDSA_SHA_384,          /* 1.2.840.10045.4.3.3 */
    MOHUR__OID_ECDSA_SHA_512,          /* 1.2.840.10045.4.3.4 */
    MOHUR__OID_SHA_256,                /* 2.16.840.1.101.3.4.2.1 */
    MOHUR__OID_SHA_384,                /* 2.16.840.1.101.3.4.2.2 */
    MOHUR__OID_SHA_512,                /* 2.16.840.1.101.3.4.2.3 */
    MOHUR__OID_P521,                   /* 1.3.132.0.35 */
    MOHUR__OID_DATA,                   /* 1.2.840.113549.1.7.1 */
    MOHUR__OID_SIGNED_DATA,            /* 1.2.840.113549.1.7.2 */
    MOHUR__OID_CONTENT_TYPE,           /* 1.2.840.113549.1.9.3 */
    MOHUR__OID_MESSAGE_DIGEST,         /* 1.2.840.113549.1.9.4 */
    MOHUR__OID_SIGNING_TIME,           /* 1.2.840.113549.1.9.5 */
    MOHUR__OID_ALGORITHM_PROTECTION,   /* 1.2.840.113549.1.9.52 */
    MOHUR__OID_SIGNING_CERTIFICATE,    /* 1.2.840.113549.1.9.16.2.12 */
    MOHUR__OID_SIGNING_CERTIFICATE_V2, /* 1.2.840.113549.1.9.16.2.47 */
    MOHUR__OID_SIGNATURE_POLICY,       /* 1.2.840.113549.1.9.16.2.15 */
    MOHUR__OID_TST_INFO,               /* 1.2.840.113549.1.9.16.1.4 */
    MOHUR__OID_COUNTERSIGNATURE,       /* 1.2.840.113549.1.9.6 */
    MOHUR__OID_SIGNATURE_TIME_STAMP,   /* 1.2.840.113549.1.9.16.2.14 */
    MOHUR__OID_CONTENT_TIME_STAMP,     /* 1.2.840.113549.1.9.16.2.20 */
    MOHUR__OID_ARCHIVE_TIME_STAMP,     /* 1.2.840.113549.1.9.16.2.27 */
    MOHUR__OID_ARCHIVE_TIME_STAMP_V2,  /* 1.2.840.113549.1.9.16.2.48 */
    MOHUR__OID_ARCHIVE_TIME_STAMP_V3,  /* 0.4.0.1733.2.4 */
    MOHUR__OID_LONG_TERM_VALIDATION,   /* 0.4.0.1733.2.2 */
    MOHUR__OID_ATS_HASH_INDEX_V3,      /* 0.4.0.19122.1.5 */
    MOHUR__OID_COMMON_NAME,            /* 2.5.4.3 */
    MOHUR__OID_SERIAL_NUMBER,          /* 2.5.4.5 */
    MOHUR__OID_COUNTRY,                /* 2.5.4.6 */
    MOHUR__OID_LOCALITY,               /* 2.5.4.7 */
    MOHUR__OID_STATE,                  /* 2.5.4.8 */
    MOHUR__OID_ORGANIZATION,           /* 2.5.4.10 */
    MOHUR__OID_UNIT,                   /* 2.5.4.11 */
    MOHUR__OID_EMAIL,                  /* 1.2.840.113549.1.9.1 */
    MOHUR__OID_DOMAIN_COMPONENT,       /* 0.9.2342.19200300.100.1.25 */
    MOHUR__OID_SUBJECT_KEY_ID,         /* 2.5.29.14 */
    MOHUR__OID_KEY_USAGE,              /* 2.5.29.15 */
    MOHUR__OID_SUBJECT_ALT_NAME,       /* 2.5.29.17 */
    MOHUR__OID_ISSUER_ALT_NAME,        /* 2.5.29.18 */
    MOHUR__OID_BASIC_CONSTRAINTS,      /* 2.5.29.19 */
    MOHUR__OID_NAME_CONSTRAINTS,       /* 2.5.29.30 */
    MOHUR__OID_CRL_POINTS,             /* 2.5.29.31 */
    MOHUR__OID_POLICIES,               /* 2.5.29.32 */
    MOHUR__OID_ANY_POLICY,             /* 2.5.29.32.0 */
    MOHUR__OID_POLICY_MAPPINGS,        /* 2.5.29.33 */
    MOHUR__OID_AUTHORITY_KEY_ID,       /* 2.5.29.35 */
    MOHUR__OID_POLICY_CONSTRAINTS,     /* 2.5.29.36 */
    MOHUR__OID_EXT_KEY_USAGE,          /* 2.5.29.37 */
    MOHUR__OID_FRESHEST_CRL,           /* 2.5.29.46 */
    MOHUR__OID_INHIBIT_ANY_POLICY,     /* 2.5.29.54 */
    MOHUR__OID_AUTHORITY_INFO,         /* 1.3.6.1.5.5.7.1.1 */
    MOHUR__OID_QC_STATEMENTS,          /* 1.3.6.1.5.5.7.1.3 */
    MOHUR__OID_ANY_EKU,                /* 2.5.29.37.0 */
    MOHUR__OID_EKU_EMAIL,              /* 1.3.6.1.5.5.7.3.4 */
    MOHUR__OID_EKU_DOCUMENT,           /* 1.3.6.1.5.5.7.3.36 */
    MOHUR__OID_EKU_TIME,               /* 1.3.6.1.5.5.7.3.8 */
    MOHUR__OID_EKU_OCSP,               /* 1.3.6.1.5.5.7.3.9 */
    MOHUR__OID_CRL_NUMBER,             /* 2.5.29.20 */
    MOHUR__OID_CRL_REASON,             /* 2.5.29.21 */
    MOHUR__OID_INVALIDITY_DATE,        /* 2.5.29.24 */
    MOHUR__OID_DELTA_CRL,              /* 2.5.29.27 */
    MOHUR__OID_CRL_SCOPE,              /* 2.5.29.28, issuingDistributionPoint */
    MOHUR__OID_ENTRY_ISSUER,           /* 2.5.29.29, certificateIssuer */
    MOHUR__OID_EXPIRED_CERTS,          /* 2.5.29.60, expiredCertsOnCRL */
    MOHUR__OID_OCSP,                   /* 1.3.6.1.5.5.7.48.1 */
    MOHUR__OID_CA_ISSUERS,             /* 1.3.6.1.5.5.7.48.2 */
    MOHUR__OID_OCSP_BASIC,             /* 1.3.6.1.5.5.7.48.1.1 */
    MOHUR__OID_OCSP_NONCE,             /* 1.3.6.1.5.5.7.48.1.2 */
    MOHUR__OID_OCSP_NO_CHECK,          /* 1.3.6.1.5.5.7.48.1.5 */
    MOHUR__OID_ARCHIVE_CUTOFF,         /* 1.3.6.1.5.5.7.48.1.6 */
    MOHUR__OID_OCSP_RESPONSE,          /* 1.3.6.1.5.5.7.16.2 */
    MOHUR__OID_SHA_1,                  /* 1.3.14.3.2.26 */
    MOHUR__OID_CONTENT_IDENTIFIER,     /* 1.2.840.113549.1.9.16.2.7 */
    MOHUR__OID_COMMITMENT_TYPE,        /* 1.2.840.113549.1.9.16.2.16 */
    MOHUR__OID_SIGNER_ATTRIBUTES,      /* 0.4.0.19122.1.1, version 2 */
    MOHUR__OID_ORGANIZATION_ID,        /* 2.5.4.97 */
    MOHUR__OID_QC_TYPE,                /* 0.4.0.1862.1.6 */
    MOHUR__OID_QC_TYPE_SIGN,           /* 0.4.0.1862.1.6.1 */
    MOHUR__OID_QC_TYPE_SEAL,           /* 0.4.0.1862.1.6.2 */
    MOHUR__OID_COUNT
};

/* The contents octets of its DER encoding; nothing for _NONE. */
mohur__bytes
mohur__oid_bytes(enum mohur__oid oid);

/* Which one these contents octets name; _NONE if we do not know it. */
enum mohur__oid
mohur__oid_find(mohur__bytes contents);

#endif
