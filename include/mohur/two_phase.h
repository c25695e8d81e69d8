/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TWO_PHASE_H
#define MOHUR_TWO_PHASE_H

#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup two_phase Two phases: signing with a key that is elsewhere
 *
 * A phone, a token or a service signs what ::mohur_document_prepare says, and
 * ::mohur_document_finish makes the file of it, in the same process or on
 * another server.  In between the library keeps nothing: the caller keeps the
 * state.  It is authentic, not secret (it names the signer), by a wrapping key
 * that all servers have and that may be used for nothing else.
 *
 * A state can be finished as often as one likes until it expires, with the same
 * document and the same signature bytes or others of the same key.  Who allows
 * each only once remembers ::mohur_prepared_id.
 *
 * Source: RFC 5652, EN 319 122-1; docs/formats/document.md, section 14.
 * @{
 */
typedef struct mohur_prepared mohur_prepared; /**< What is to be signed. */

/** Bytes of the random id of a state. */
#define MOHUR_PREPARED_ID_LEN 16

/** ::MOHUR_PREPARED_ID_LEN, for callers without a preprocessor. */
MOHUR_API size_t
mohur_prepared_id_len(void);

/**
 * Hash a document and say what is to be signed of it.  The time that the
 * signature claims is that of the context's clock.
 *
 * @param state_key  A wrapping key that is not in a token.
 * @param options    As for ::mohur_document_sign, at level
 *                   ::MOHUR_DOCUMENT_B: ::mohur_document_extend adds the
 *                   others.  The certificate says the algorithm; an RSA key is
 *                   to sign by PKCS#1 v1.5.  `content` seeks.
 * @retval MOHUR_E_ARGUMENT     The document is itself what is signed of
 *                              another one, the lifetime is too long, or what
 *                              is said of the document is not in order.
 * @retval MOHUR_E_POLICY       The profile does not allow it, or the
 *                              certificate is not for signing documents.
 * @retval MOHUR_E_DATE         The certificate is not valid now.
 * @retval MOHUR_E_FORMAT       There is something that is no certificate.
 * @retval MOHUR_E_UNSUPPORTED  A kind of key that signs no documents; another
 *                              level.
 * @retval MOHUR_E_LIMIT        The certificates are too many for a state.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_prepare(mohur_ctx *ctx,
                       const mohur_key *state_key,
                       const mohur_sign_options *options,
                       mohur_prepared **out);

/**
 * Read a state again, as ::mohur_document_finish does before anything else.
 *
 * @param state  As ::mohur_prepared_state gave it, up to 256 KiB.
 * @retval MOHUR_E_FORMAT       It is no state, or not all of one.
 * @retval MOHUR_E_AUTH         It was changed, or made with another key.
 * @retval MOHUR_E_DATE         It has expired.
 * @retval MOHUR_E_POLICY       It was made under another profile.
 * @retval MOHUR_E_UNSUPPORTED  It is that of a file of another kind.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_prepared_open(mohur_ctx *ctx,
                    const mohur_key *state_key,
                    const uint8_t *state,
                    size_t state_len,
                    mohur_prepared **out);

/** The bytes to sign: the signed attributes, DER.  Borrowed. */
MOHUR_API const uint8_t *
mohur_prepared_dtbs(const mohur_prepared *prepared, size_t *dtbs_len);

/** Their hash, for whoever signs a hash, 32 or 48 bytes; of Ed25519, which
 *  signs the bytes, NULL and 0.  Borrowed. */
MOHUR_API const uint8_t *
mohur_prepared_hash(const mohur_prepared *prepared, size_t *hash_len);

/** The state, to be kept and given to ::mohur_document_finish.  Borrowed. */
MOHUR_API const uint8_t *
mohur_prepared_state(const mohur_prepared *prepared, size_t *state_len);

/** Write the bytes to sign and finish the sink. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_prepared_emit_dtbs(mohur_ctx *ctx,
                         const mohur_prepared *prepared,
                         mohur_sink *sink);

/** The same of the state. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_prepared_emit_state(mohur_ctx *ctx,
                          const mohur_prepared *prepared,
                          mohur_sink *sink);

/** Its random id, ::MOHUR_PREPARED_ID_LEN bytes.  Borrowed. */
MOHUR_API const uint8_t *
mohur_prepared_id(const mohur_prepared *prepared);

/** The last second in which it can be finished, since 1970 UTC. */
MOHUR_API int64_t
mohur_prepared_expires(const mohur_prepared *prepared);

/** What the signature is to be: ::MOHUR_ALG_ECDSA_P256, ... */
MOHUR_API mohur_alg
mohur_prepared_alg(const mohur_prepared *prepared);

/** Release @p prepared.  NULL is allowed. */
MOHUR_API void
mohur_prepared_free(mohur_prepared *prepared);

/** What came back.  Read during the call only. */
typedef struct mohur_finish_options {
    size_t size;              /**< Set by the _INIT macro.                  */
    const uint8_t *state;     /**< As ::mohur_prepared_state gave it.       */
    size_t state_len;         /**< Its length, in bytes.                    */
    const uint8_t *signature; /**< Over the bytes; of ECDSA in DER.         */
    size_t signature_len;     /**< Its length, in bytes.                    */
    mohur_source *content;    /**< The document, from its first byte.  One
                                   that is to be inside: that seeks.        */
} mohur_finish_options;

/** To be filled in. */
#define MOHUR_FINISH_OPTIONS_INIT                                              \
    {sizeof(mohur_finish_options), NULL, 0, NULL, 0, NULL}

/**
 * Make the signed file and finish the sink, if state, document and signature
 * belong together; else nothing is written.  The statuses are also those of
 * ::mohur_prepared_open, and what ::mohur_document_prepare says of the
 * certificate is asked again.
 *
 * @param state_key  As for ::mohur_document_prepare: the same version of it.
 * @retval MOHUR_E_AUTH  The document is not the one that was prepared, or the
 *                       signature is not over it with the certificate's key.
 * @retval MOHUR_E_IO    The document changed while it was written.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_finish(mohur_ctx *ctx,
                      const mohur_key *state_key,
                      const mohur_finish_options *options,
                      mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
