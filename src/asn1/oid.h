/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_OID_H
#define MOHUR_SRC_ASN1_OID_H

#include "base/bytes.h"

/* The object identifiers that we know, by what they name. */
enum mohur__oid {
    MOHUR__OID_NONE = 0,
    MOHUR__OID_EC_PUBLIC_KEY, /* 1.2.840.10045.2.1 (RFC 5480)      */
    MOHUR__OID_P256,          /* 1.2.840.10045.3.1.7               */
    MOHUR__OID_P384,          /* 1.3.132.0.34                      */
    MOHUR__OID_X25519,        /* 1.3.101.110 (RFC 8410)            */
    MOHUR__OID_ED25519,       /* 1.3.101.112                       */
    MOHUR__OID_X_WING,        /* 1.3.6.1.4.1.62253.25722           */
    MOHUR__OID_PBES2,         /* 1.2.840.113549.1.5.13 (RFC 8018)  */
    MOHUR__OID_PBKDF2,        /* 1.2.840.113549.1.5.12             */
    MOHUR__OID_HMAC_SHA_256,  /* 1.2.840.113549.2.9                */
    MOHUR__OID_HMAC_SHA_512,  /* 1.2.840.113549.2.11               */
    MOHUR__OID_AES_256_CBC,   /* 2.16.840.1.101.3.4.1.42           */
    MOHUR__OID_COUNT
};

/* The contents octets of its DER encoding; nothing for _NONE. */
mohur__bytes
mohur__oid_bytes(enum mohur__oid oid);

/* Which one these contents octets name; _NONE if we do not know it. */
enum mohur__oid
mohur__oid_find(mohur__bytes contents);

#endif
