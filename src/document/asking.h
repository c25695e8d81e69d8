/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASKING_H
#define MOHUR_SRC_DOCUMENT_ASKING_H

#include "x509/certs.h"
#include "x509/revocation.h"
#include <mohur/evidence.h>

/*
 * What one public call has asked the caller's function for: each question
 * once, so many in all, and the answers, which every file of a container
 * shares.  Addresses are what certificates say; an answer that is none is no
 * error, but evidence that stays missing.
 */
enum {
    MOHUR__ASKED_MAX = 64,  /* questions, in one call */
    MOHUR__PLACE_MAX = 2048 /* bytes of an address */
};

struct mohur__asking;

/* evidence NULL: there is nobody to ask, and *out is NULL. */
mohur_status
mohur__asking_new(mohur_ctx *ctx,
                  const mohur_evidence *evidence,
                  struct mohur__asking **out);

/* Release, with all answers.  NULL is allowed. */
void
mohur__asking_free(struct mohur__asking *asking);

/*
 * Who asks for revocation data; what it adds to lists is borrowed.  For NULL
 * one that asks nobody.
 */
struct mohur__evidence_asker
mohur__asking_revocation(struct mohur__asking *asking);

/*
 * Ask for the certificate of an issuer, at one address after another until one
 * gives certificates.
 */
mohur_status
mohur__asking_issuers(struct mohur__asking *asking,
                      const struct mohur__cert *cert);

/* All that were fetched so far.  Their DER stays until _free. */
const struct mohur__certs *
mohur__asking_certs(const struct mohur__asking *asking);

#endif
