/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_HAND_H
#define MOHUR_SRC_DOCUMENT_DOC_HAND_H

#include "cms/claims.h"
#include "cms/digests.h"
#include "cms/signed_data.h"
#include "cms/signer_emit.h"
#include "x509/certs.h"
#include <mohur/document.h>

/*
 * Whoever signs, a document or the signature of somebody else: a key with its
 * certificate, which is checked before anything is hashed, and the signature,
 * which is checked before anything is written.
 */
struct mohur__hand {
    mohur_ctx *ctx;
    const mohur_key *key;
    struct mohur__cms_algs algs;
    struct mohur__certs certs;         /* the signer's first */
    struct mohur__claims_texts claims; /* what is said of the document */
};

/* With certificates that are DER or PEM; the statuses are those of
 * mohur_document_sign. */
mohur_status
mohur__hand_init(mohur_ctx *ctx,
                 const mohur_key *key,
                 mohur__bytes cert,
                 mohur__bytes chain,
                 struct mohur__hand *out);

/*
 * The same where the key is elsewhere, and the certificate says what it is;
 * such a hand does not sign.
 */
mohur_status
mohur__hand_init_away(mohur_ctx *ctx,
                      mohur__bytes cert,
                      mohur__bytes chain,
                      struct mohur__hand *out);

/* Say of the document what the options say: MOHUR_E_ARGUMENT if it cannot be. */
mohur_status
mohur__hand_claim(struct mohur__hand *hand, const mohur_sign_options *options);

/* Views of the signer's certificate and its issuers', without those that
 * issued themselves; how many. */
size_t
mohur__hand_certs(const struct mohur__hand *hand,
                  mohur__bytes out[MOHUR__CERTS_MAX]);

/* Hash a document with the hash of the hand; *out_len says how long it is. */
mohur_status
mohur__hand_hash(const struct mohur__hand *hand,
                 mohur_source *content,
                 struct mohur__digests *digests,
                 uint64_t *out_len);

/* A signature and what it is over; its bytes are inside. */
struct mohur__autograph {
    struct mohur__buf attributes; /* the SET that is signed */
    uint8_t room[MOHUR__SIGNATURE_MAX];
    mohur__bytes signature; /* as the standard has it: DER for ECDSA */
    mohur__bytes beside;    /* unsignedAttrs, whole; or nothing */
};

/* Put into an empty buffer what is signed of a thing with this digest, which was
 * made with the hash of the hand: a document, or with is_counter a signature. */
mohur_status
mohur__hand_attributes(const struct mohur__hand *hand,
                       mohur__bytes digest,
                       bool is_counter,
                       struct mohur__buf *out);

/* Is it the signature of the certificate's key over them?  MOHUR_E_AUTH. */
mohur_status
mohur__hand_verify(const struct mohur__hand *hand,
                   mohur__bytes attributes,
                   mohur__bytes signature);

/*
 * Sign what has this digest, by the hash of the hand: a document, or with
 * is_counter a signature.
 */
mohur_status
mohur__hand_sign(const struct mohur__hand *hand,
                 mohur__bytes digest,
                 bool is_counter,
                 struct mohur__autograph *out);

/* What is written of it, as views; without certificates. */
struct mohur__cms_signer
mohur__hand_signer(const struct mohur__hand *hand,
                   const struct mohur__autograph *a);

/* Write the message with it, on a document with this digest, and finish the
 * sink.  content NULL: it is not inside. */
mohur_status
mohur__hand_write(const struct mohur__hand *hand,
                  const struct mohur__autograph *a,
                  mohur_source *content,
                  mohur__bytes digest,
                  mohur_sink *sink);

/* Release.  Zeroed structs are allowed. */
void
mohur__autograph_wipe(struct mohur__autograph *a);
void
mohur__hand_wipe(struct mohur__hand *hand);

#endif
