/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_MESSAGE_H
#define MOHUR_TESTS_MESSAGE_H

#include "pki.h"

/*
 * Signed messages of any shape, good and bad.  A plan says who signs what;
 * each part that it names takes the place of the one that belongs there, and
 * the signature is over what there then is.
 */
struct message_plan {
    const struct pki_key *key; /* the signer's */
    mohur__bytes cert;         /* its certificate */
    mohur__bytes content;
    bool attached;

    uint8_t version;             /* of SignedData; 0: 1 */
    mohur__bytes digest_algs;    /* contents of the SET */
    mohur__bytes content_type;   /* eContentType: contents of the OID */
    mohur__bytes certs;          /* contents of certificates */
    mohur__bytes crls;           /* contents of crls; nothing: none */
    mohur__bytes sid;            /* whole */
    mohur__bytes digest_alg;     /* whole */
    mohur__bytes attrs;          /* contents of signedAttrs */
    bool no_attrs;               /* none: signed is the content */
    mohur__bytes signature_alg;  /* whole */
    mohur__bytes signature;      /* contents */
    mohur__bytes unsigned_attrs; /* contents */
    bool no_signer;              /* of ours; more may be there */
    mohur__bytes more_signers;   /* whole, behind ours */
};

mohur__bytes
message_make(struct fixture *t, const struct message_plan *plan);

/* Its SignerInfo alone; the contents of its signedAttrs alone. */
mohur__bytes
message_signer(struct fixture *t, const struct message_plan *plan);
mohur__bytes
message_attrs(struct fixture *t, const struct message_plan *plan);

/* An Attribute of a type with these values, as elements. */
mohur__bytes
message_attr(struct fixture *t, enum mohur__oid type, mohur__bytes values);

/* Two or three runs of bytes as one. */
mohur__bytes
message_join(struct fixture *t, mohur__bytes a, mohur__bytes b, mohur__bytes c);

/* The SET OF with these elements, sorted as DER wants them. */
mohur__bytes
message_sorted(struct fixture *t, mohur__bytes elements);

/* Without the i-th element, or with another in its place. */
mohur__bytes
message_replace(struct fixture *t,
                mohur__bytes elements,
                enum mohur__oid type,
                mohur__bytes with);

/* { SHA-256 }, whole. */
mohur__bytes
message_sha_256(void);

#endif
