/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_ATTRS_H
#define MOHUR_SRC_CMS_ATTRS_H

#include "asn1/der_write.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "cms/claims.h"
#include "x509/public_key.h"

/*
 * The signed attributes of CAdES (EN 319 122-1): read, where each of those we
 * know is there at most once with exactly one value, and written.
 */
enum {
    MOHUR__ATTRS_MAX     = 64 * 1024, /* bytes, of one signer */
    MOHUR__ATTRS_LEN_MAX = 32         /* attributes */
};

/* What is there, as views; nothing and false for what is not. */
struct mohur__attrs {
    enum mohur__oid content_type; /* NONE: one that is unknown */
    mohur__bytes message_digest;
    bool has_time;
    int64_t time; /* signing-time, claimed; seconds since 1970 UTC */
    bool has_cert;
    mohur_alg cert_hash; /* of the signing certificate; NONE if unknown */
    mohur__bytes cert_digest;
    mohur__bytes cert_issuer; /* Name in issuerSerial, whole; or nothing */
    mohur__bytes cert_serial;
    bool has_old_cert; /* signing-certificate with SHA-1 */
    bool has_policy;   /* a signature policy, none of which is known */
    bool has_protection;
    mohur_alg protected_hash;   /* CMSAlgorithmProtection (RFC 6211) */
    mohur__bytes protected_alg; /* contents of the AlgorithmIdentifier */
    bool has_content_type;
    mohur__bytes content_stamp; /* content-time-stamp: a token, or nothing */
};

/*
 * Read signedAttrs, a whole element with tag A0.  False: not in DER, twice,
 * several values, or one that cannot be read.
 */
bool
mohur__attrs_parse(mohur__bytes attributes, struct mohur__attrs *out);

/* What ours say. */
struct mohur__attrs_parts {
    mohur_alg hash;              /* of content and certificate */
    mohur__bytes content_digest; /* made with hash */
    int64_t time;                /* seconds since 1970 UTC */
    mohur__bytes cert_digest;    /* made with hash */
    mohur__bytes issuer;         /* Name, whole */
    mohur__bytes serial;         /* contents of the INTEGER */
    mohur__bytes digest_alg;     /* AlgorithmIdentifier, whole */
    mohur__bytes signature_alg;  /* the same */
    bool is_counter; /* over a signature: without a type of content */
    struct mohur__claims_texts claims; /* were checked */
};

/* Around the one value of an Attribute. */
void
mohur__attr_begin(struct mohur__der *d, enum mohur__oid type);
void
mohur__attr_end(struct mohur__der *d);

/*
 * Write the five attributes of B-B, or four, and what is claimed, as the SET that
 * is signed, tag 31; *out is the part of room in use.  MOHUR_E_LIMIT if that is
 * too small.
 */
mohur_status
mohur__attrs_emit(mohur_ctx *ctx,
                  const struct mohur__attrs_parts *parts,
                  mohur__span room,
                  mohur__bytes *out);

#endif
