/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_KEY_H
#define MOHUR_KEY_H

#include <mohur/alg.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup key Key: a handle on one version of one key
 *
 * A key is a handle: its private bytes never cross this interface, except
 * through ::mohur_key_export_private.  It is immutable and may be used by
 * several threads at the same time; it outlives the context and the
 * keystore that it came from.  Release it with ::mohur_key_free.
 * @{
 */
typedef struct mohur_key mohur_key; /**< A key. */

/** What a key is for.  Values are pinned for ever. */
typedef enum mohur_purpose {
    MOHUR_PURPOSE_SIGN = 1, /**< Sign and verify.                   */
    MOHUR_PURPOSE_SEAL = 2, /**< Seal to it, open with it.          */
    MOHUR_PURPOSE_WRAP = 3  /**< A symmetric key that wraps others. */
} mohur_purpose;

/** State of a version, after SP 800-57 part 1.  Values are pinned. */
typedef enum mohur_key_state {
    MOHUR_KEY_PENDING         = 0, /**< Being made in a token.              */
    MOHUR_KEY_PRE_ACTIVE      = 1, /**< Not in use yet.                     */
    MOHUR_KEY_ACTIVE          = 2, /**< Protects and processes.             */
    MOHUR_KEY_SUSPENDED       = 3, /**< Out of use for now.                 */
    MOHUR_KEY_DEACTIVATED     = 4, /**< Only processes what exists.         */
    MOHUR_KEY_COMPROMISED     = 5, /**< Somebody else may have it.          */
    MOHUR_KEY_DESTROY_PENDING = 6, /**< Waits to be destroyed.              */
    MOHUR_KEY_DESTROYED       = 7  /**< The private part is gone.           */
} mohur_key_state;

/** Bytes of a key id. */
#define MOHUR_KEY_ID_LEN 32

/** ::MOHUR_KEY_ID_LEN, for callers without a preprocessor. */
MOHUR_API size_t
mohur_key_id_len(void);

/**
 * Read a public key: SubjectPublicKeyInfo in PEM (RFC 7468 section 13).
 *
 * @param purpose  Which of the two an EC key is for; the others know.
 * @retval MOHUR_E_FORMAT       Not one PUBLIC KEY block, or not a valid key.
 * @retval MOHUR_E_UNSUPPORTED  A kind of key that fits no purpose here.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_key_new_public(mohur_ctx *ctx,
                     mohur_purpose purpose,
                     const char *pem,
                     size_t pem_len,
                     mohur_key **out);

/**
 * Read a private key: PKCS#8 in PEM, encrypted (PBES2) or plain.  It is in no
 * keystore, so it has no name, state or dates.
 *
 * @param purpose     Which of the two an EC key is for; the others know.
 * @param passphrase  For an encrypted one; (NULL, 0) for a plain one.
 * @retval MOHUR_E_PASSPHRASE  It does not decrypt.
 * @retval MOHUR_E_FORMAT      Not such a file, or public and private differ.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_key_new_private(mohur_ctx *ctx,
                      mohur_purpose purpose,
                      const char *pem,
                      size_t pem_len,
                      const char *passphrase,
                      size_t passphrase_len,
                      mohur_key **out);

/** Its id: SHA-256 of the DER SubjectPublicKeyInfo, 32 bytes; of a wrapping
 *  key its ring id with 16 zero bytes after it.  Borrowed. */
MOHUR_API const uint8_t *
mohur_key_id(const mohur_key *key);

/** Its name in the keystore, UTF-8; "" if it is not from one.  Borrowed. */
MOHUR_API const char *
mohur_key_name(const mohur_key *key);

/** Its version in the keystore, from 1; 0 if it is not from one. */
MOHUR_API uint32_t
mohur_key_version(const mohur_key *key);

/** What it is for. */
MOHUR_API mohur_purpose
mohur_key_purpose(const mohur_key *key);

/** Its algorithm. */
MOHUR_API mohur_alg
mohur_key_alg(const mohur_key *key);

/** Is the private (or symmetric) part there? */
MOHUR_API bool
mohur_key_has_private(const mohur_key *key);

/**
 * Write the public key as SubjectPublicKeyInfo PEM and finish the sink.
 *
 * @retval MOHUR_E_ARGUMENT  A wrapping key has no public part.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_key_export_public(mohur_ctx *ctx, const mohur_key *key, mohur_sink *sink);

/**
 * Write the public key as a JSON Web Key (RFC 7517, 8037), one line, and
 * finish the sink.  `kid` is its thumbprint (RFC 7638), not ::mohur_key_id.
 *
 * @retval MOHUR_E_ARGUMENT     A wrapping key has no public part.
 * @retval MOHUR_E_UNSUPPORTED  X-Wing has no such form.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_key_export_jwk(mohur_ctx *ctx, const mohur_key *key, mohur_sink *sink);

/**
 * Write the private key as encrypted PKCS#8 PEM (RFC 5958; PBES2 with
 * PBKDF2-HMAC-SHA-256, 600,000 rounds, AES-256-CBC) and finish the sink.
 *
 * @param passphrase  1 to 1024 bytes.
 * @retval MOHUR_E_POLICY    The key was not made exportable.
 * @retval MOHUR_E_ARGUMENT  A wrapping key has no such form.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_key_export_private(mohur_ctx *ctx,
                         const mohur_key *key,
                         const char *passphrase,
                         size_t passphrase_len,
                         mohur_sink *sink);

/** Release @p key.  NULL is allowed. */
MOHUR_API void
mohur_key_free(mohur_key *key);

/** @} */
MOHUR_END_DECLS
#endif
