/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_REVOKE_H
#define MOHUR_TESTS_REVOKE_H

#include "pki.h"

/*
 * Revocation lists and OCSP responses of any shape, good and bad.  What a
 * plan leaves zero is as it belongs.
 */
enum {
    REVOKE_NEVER = -1 /* no nextUpdate */
};

struct list_plan {
    const char *issuer;
    const struct pki_key *signer;
    int64_t from;            /* thisUpdate; 0: a day before FIXTURE_NOW */
    int64_t to;              /* nextUpdate; 0: a day after; REVOKE_NEVER */
    mohur__bytes entries;    /* elements */
    mohur__bytes extensions; /* elements of crlExtensions */
    mohur__bytes version;    /* whole; nothing: version 2 */
    bool is_v1;
    mohur__bytes inner_alg; /* whole, within what is signed */
    mohur__bytes after;     /* bytes behind what is signed */
};

mohur__bytes
revoke_list(struct fixture *t, const struct list_plan *plan);

/* A RevokedCertificate; extensions are elements, or nothing. */
mohur__bytes
revoke_entry(struct fixture *t,
             mohur__bytes serial,
             int64_t date,
             mohur__bytes extensions);

/* Extensions of an entry. */
mohur__bytes
revoke_reason(struct fixture *t, uint8_t reason);
mohur__bytes
revoke_invalid(struct fixture *t, int64_t since);

/* An entry for a serial number below 128 and a reason; 255: none. */
mohur__bytes
revoke_one(struct fixture *t, uint8_t serial, int64_t date, uint8_t reason);

struct answer_plan {
    const char *issuer; /* of the certificate */
    const struct pki_key *issuer_key;
    uint8_t serial;
    const struct pki_key *signer; /* NULL: issuer_key */
    const char *responder;        /* NULL: issuer */
    int64_t from;                 /* as above */
    int64_t to;
    int64_t produced;           /* 0: from */
    mohur__bytes status;        /* CertStatus, whole; nothing: good */
    mohur__bytes hash_alg;      /* of CertID, whole */
    bool sha_1;                 /* names and keys in CertID are hashed so */
    mohur__bytes more;          /* further SingleResponses, before ours */
    mohur__bytes nonce;         /* whole extension */
    mohur__bytes extensions;    /* of the answer, elements */
    mohur__bytes certs;         /* elements */
    uint8_t failure;            /* not 0: this status and nothing else */
    mohur__bytes response_type; /* contents of the OID */
};

mohur__bytes
revoke_answer(struct fixture *t, const struct answer_plan *plan);

/* The SingleResponse of a plan alone. */
mohur__bytes
revoke_single(struct fixture *t, const struct answer_plan *plan);

/* CertStatus "revoked"; reason 255: none. */
mohur__bytes
revoke_status(struct fixture *t, int64_t date, uint8_t reason);

/* The nonce extension with these bytes. */
mohur__bytes
revoke_nonce(struct fixture *t, mohur__bytes nonce);

#endif
