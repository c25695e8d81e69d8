/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_PKI_H
#define MOHUR_TESTS_PKI_H

#include "asn1/der_write.h"
#include "base/bytes.h"
#include "fixture.h"
#include <mohur/alg.h>

/*
 * Certificates of any shape, good and bad, made on the spot and always the
 * same.  Bytes are kept by the fixture until the case ends.
 */
struct pki_key {
    mohur_alg alg;
    uint8_t secret[48];
    uint8_t public_key[97];
};

/* A key of ECDSA-P256, -P384 or Ed25519, another for each seed of 1 to 200. */
struct pki_key
pki_key(struct fixture *t, mohur_alg alg, uint8_t seed);

mohur__bytes
pki_secret(const struct pki_key *key);
mohur__bytes
pki_public(const struct pki_key *key);

enum {
    PKI_DAY  = 86400,
    PKI_YEAR = 365 * PKI_DAY,
    PKI_ROOM = 64 * 1024
};

/* Usage bits, first bit first: what PKI_PLAN_SIGNER and PKI_PLAN_CA have. */
enum {
    PKI_USAGE_SIGNER = 1 << 1, /* nonRepudiation */
    PKI_USAGE_CA     = 1 << 5  /* keyCertSign */
};

/* What a certificate is to be. */
struct pki_plan {
    const char *subject; /* one CN, UTF8String; "" for an empty name */
    mohur__bytes named;  /* instead of it: a Name, whole element */
    const char *issuer;
    const struct pki_key *key;    /* that it is for */
    const struct pki_key *signer; /* that it is signed with */
    uint32_t serial;              /* 0: 1 */
    int64_t from;                 /* 0: a year before FIXTURE_NOW */
    int64_t to;                   /* 0: a year after */
    bool is_ca;
    int path_len;       /* -1: none */
    uint32_t usage;     /* 0: no keyUsage */
    mohur__bytes extra; /* further extensions, DER */
    bool no_extensions; /* version 1 */
};

/* Of an authority, and of somebody who signs documents. */
#define PKI_PLAN_CA     {.is_ca = true, .path_len = -1, .usage = PKI_USAGE_CA}
#define PKI_PLAN_SIGNER {.path_len = -1, .usage = PKI_USAGE_SIGNER}

/* The certificate, DER. */
mohur__bytes
pki_cert(struct fixture *t, const struct pki_plan *plan);

/* A name of one CN, as a whole element. */
mohur__bytes
pki_name(struct fixture *t, const char *cn);

/* An extension: SEQUENCE { oid, critical, OCTET STRING { value } }. */
mohur__bytes
pki_extension(struct fixture *t,
              enum mohur__oid oid,
              bool critical,
              mohur__bytes value);

/* A signature as DER has it, over a message. */
mohur__bytes
pki_sign(struct fixture *t, const struct pki_key *key, mohur__bytes message);

/* The AlgorithmIdentifier of such a signature. */
mohur__bytes
pki_signature_alg(const struct pki_key *key);

/* Certificates in an envelope (certs-only), and what else may be in it. */
struct pki_envelope {
    mohur__bytes certs;   /* elements */
    uint8_t version;      /* 0: 1 */
    mohur__bytes digests; /* contents of digestAlgorithms */
    enum mohur__oid type; /* eContentType; NONE: id-data */
    mohur__bytes content; /* whole, behind it */
    mohur__bytes crls;    /* crls, whole; nothing: none */
    mohur__bytes signers; /* contents of signerInfos */
};

mohur__bytes
pki_envelope(struct fixture *t, const struct pki_envelope *plan);

/* Start a run of elements in room of the fixture; its bytes. */
void
pki_der(struct fixture *t, struct mohur__der *d);
mohur__bytes
pki_done(const struct mohur__der *d);

#endif
