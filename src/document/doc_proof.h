/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_PROOF_H
#define MOHUR_SRC_DOCUMENT_DOC_PROOF_H

#include "document/doc_archive.h"

/*
 * By when each certificate and each piece of revocation data in a message was
 * there, so that the profile can be asked what its algorithm is still worth.
 * A time stamp on a signature says nothing of them, but for the certificate
 * that the signature names; an archive time stamp says it of what it lists.
 * The marks are in the court's certificates and evidence, and stay until they
 * are made anew.
 */

/* Begin: all of the message, by what it is under, if anything. */
void
mohur__proofs_begin(const struct mohur__court *court);

/* And what this archive time stamp lists, by its time. */
mohur_status
mohur__proofs_add(const struct mohur__court *court,
                  const struct mohur__archive *archive);

/* Both, with all of them. */
mohur_status
mohur__proofs_note(const struct mohur__court *court,
                   const struct mohur__archives *archives);

/*
 * The same for the certificates of a time stamp: those in it were there when
 * it was, the others are the court's.  proven is now where nothing is.
 */
void
mohur__proofs_note_token(const struct mohur__court *court,
                         int64_t proven,
                         struct mohur__token *token);

/* Is part a view of some bytes of whole? */
bool
mohur__proofs_is_in(mohur__bytes whole, mohur__bytes part);

#endif
