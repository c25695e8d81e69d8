/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_YEARS_H
#define MOHUR_TESTS_YEARS_H

#include "cms/hash_index.h"
#include "revoke.h"
#include "stamp.h"
#include <mohur/extend.h>

/*
 * A document that is to last: a signer and an authority for time stamps under
 * roots of their own, revocation data about both, and a clock that the case
 * sets (t->now).  The authority works on a machine of its own (far).
 */
enum {
    YEARS_SERIAL     = 7, /* of the signer's certificate */
    YEARS_TSA_SERIAL = 9,
    YEARS_GIVEN_MAX  = 4
};

struct years {
    struct fixture *t;
    struct fixture *far;
    struct stamp_tsa tsa;
    int64_t tsa_end; /* of the certificate that it uses; 0: far away */
    struct pki_key root_key;
    struct pki_key key;
    mohur__bytes root;
    mohur__bytes cert;
    mohur_trust *trust;
    mohur_evidence evidence;
    mohur__bytes given[YEARS_GIVEN_MAX]; /* to extend and to verify */
    size_t given_len;
    size_t asked;   /* of the authority */
    size_t fail_at; /* the nth allocation of the next call; 0: none */
    mohur_report *report;
};

struct years *
years_new(struct fixture *t);
void
years_end(struct years *y);

/* Another authority for time stamps, which is believed too: from now on it is
 * asked, whose root has a key of this kind.  Returns the one before. */
struct stamp_tsa
years_other_tsa(struct years *y, mohur_alg root);

/* Revocation data as of now, for a month: lists of the signer's root, answers
 * about the authority for time stamps. */
mohur__bytes
years_list(struct years *y, mohur__bytes entries);
mohur__bytes
years_answer(struct years *y, mohur__bytes status);

/* Give these; none: MOHUR__NOTHING. */
void
years_give(struct years *y, mohur__bytes a, mohur__bytes b);

/* What all is well needs: one of each. */
void
years_give_all(struct years *y);

/* A message over "a decree", inside, with a time stamp if stamped. */
mohur__bytes
years_sign(struct years *y, bool stamped);

mohur_status
years_extend(struct years *y, mohur__bytes file, mohur_document_level level);

/* Extend, which must work, and what came of it. */
mohur__bytes
years_extended(struct years *y, mohur__bytes file, mohur_document_level level);

/* Verify by what is given, and by the file alone: the report is in y. */
mohur_status
years_verify(struct years *y, mohur__bytes file);
const mohur_signature_info *
years_verified(struct years *y, mohur__bytes file);
const mohur_signature_info *
years_alone(struct years *y, mohur__bytes file);

/* An archive time stamp of any shape. */
struct years_archive {
    void (*spoil)(mohur__span index); /* before it is stamped; or NULL */
    bool other_hash;                  /* the index says SHA-384 */
    bool with_31;     /* the attributes stamped under the tag they are signed */
    bool no_index;    /* put into the token */
    bool twice;       /* the index put into the token, that is */
    int64_t time;     /* 0: now */
    mohur__bytes end; /* a certificate for the authority; or nothing */
};

mohur__bytes
years_archived(struct years *y,
               mohur__bytes file,
               const struct years_archive *plan);

/* The file with one more unsigned attribute, or without its i-th piece. */
mohur__bytes
years_with(struct years *y,
           mohur__bytes file,
           enum mohur__oid type,
           mohur__bytes value);
mohur__bytes
years_without(struct years *y,
              mohur__bytes file,
              enum mohur__hash_list list,
              size_t i);

#endif
