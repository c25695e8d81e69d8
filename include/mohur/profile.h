/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_PROFILE_H
#define MOHUR_PROFILE_H

#include <mohur/alg.h>
#include <mohur/base.h>
#include <mohur/ctx.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup profile Profile: what is allowed, until when, at which level
 *
 * A profile is a list of rules; what no rule allows is refused.  Every
 * operation that uses a key, a hash or a password asks ::mohur_profile_decide
 * first.  A profile is immutable and may be shared between threads.
 *
 * The one built-in profile, "az-reference-1", is a reference made by this
 * project.  No authority has issued or approved it.
 * @{
 */
typedef struct mohur_profile mohur_profile; /**< A profile. */

/** What is to be done.  Values are pinned for ever. */
typedef enum mohur_operation {
    MOHUR_OP_SIGN       = 1,  /**< Protect: make a signature.             */
    MOHUR_OP_SEAL       = 2,  /**< Protect: seal to a public key.         */
    MOHUR_OP_WRAP       = 3,  /**< Protect: wrap under a symmetric key.   */
    MOHUR_OP_ENCRYPT    = 4,  /**< Protect: encrypt content.              */
    MOHUR_OP_HASH       = 5,  /**< Protect: hash what is to be signed.    */
    MOHUR_OP_PASSPHRASE = 6,  /**< Protect: derive from a passphrase.     */
    MOHUR_OP_KEYGEN     = 7,  /**< Protect: make or import a key.         */
    MOHUR_OP_EXPORT     = 8,  /**< Protect: export a private key.         */
    MOHUR_OP_VERIFY     = 17, /**< Process: verify a signature.           */
    MOHUR_OP_OPEN       = 18, /**< Process: open what was sealed.         */
    MOHUR_OP_UNWRAP     = 19, /**< Process: unwrap.                       */
    MOHUR_OP_DECRYPT    = 20, /**< Process: decrypt content.              */
    MOHUR_OP_REHASH     = 21, /**< Process: hash what is to be verified.  */
    MOHUR_OP_REPASS     = 22  /**< Process: derive to unlock.             */
} mohur_operation;

/** Why the answer is what it is.  Values are pinned for ever. */
typedef enum mohur_reason {
    MOHUR_REASON_OK            = 0,  /**< Allowed.                          */
    MOHUR_REASON_DEPRECATED    = 1,  /**< Allowed, with a warning.          */
    MOHUR_REASON_LEGACY        = 2,  /**< Allowed to process, marked.       */
    MOHUR_REASON_FLOOR         = 10, /**< Below what any profile may allow. */
    MOHUR_REASON_NO_RULE       = 11, /**< No rule allows it.                */
    MOHUR_REASON_DISALLOWED    = 12, /**< A rule forbids it.                */
    MOHUR_REASON_NOT_YET       = 13, /**< Before the rule's first day.      */
    MOHUR_REASON_ENDED         = 14, /**< After the rule's last day.        */
    MOHUR_REASON_LEVEL         = 15, /**< Not at this level.                */
    MOHUR_REASON_POE_MISSING   = 16, /**< Needs a proof of existence.       */
    MOHUR_REASON_POE_LATE      = 17, /**< The proof is too late.            */
    MOHUR_REASON_CUSTODY       = 18, /**< The level wants hardware.         */
    MOHUR_REASON_FACTORS       = 19, /**< The level wants two factors.      */
    MOHUR_REASON_HYBRID        = 20, /**< The level wants a hybrid KEM.     */
    MOHUR_REASON_DETERMINISTIC = 21, /**< The level forbids it.            */
    MOHUR_REASON_EXPORT        = 22, /**< The level forbids export.         */
    MOHUR_REASON_CRYPTOPERIOD  = 23, /**< The key is too old.               */
    MOHUR_REASON_ANCHOR        = 24, /**< The level wants an anchor.        */
    MOHUR_REASON_MEMORY        = 25, /**< The level wants locked memory.    */
    MOHUR_REASON_QUORUM        = 26, /**< The level wants more witnesses.   */
    MOHUR_REASON_DUAL          = 27, /**< The level wants dual control.     */
    MOHUR_REASON_EXPIRED       = 28, /**< The profile has expired.          */
    MOHUR_REASON_LIMIT         = 29, /**< Outside a limit of the profile.   */
    MOHUR_REASON_UNAVAILABLE   = 30  /**< This build has no provider.       */
} mohur_reason;

/** What a hash is for, where a hash is what is asked about. */
typedef enum mohur_hash_use {
    MOHUR_HASH_CONTENT    = 0, /**< Of content.                        */
    MOHUR_HASH_SIGNATURE  = 1, /**< Of what is signed.                 */
    MOHUR_HASH_IDENTIFIER = 2  /**< An identifier: CertID, SKI.        */
} mohur_hash_use;

/** Where a private or symmetric key is.  Values are pinned for ever. */
typedef enum mohur_custody {
    MOHUR_CUSTODY_SOFTWARE = 1, /**< In a keystore.                    */
    MOHUR_CUSTODY_HSM      = 2, /**< In a PKCS#11 token.               */
    MOHUR_CUSTODY_TPM      = 3  /**< In a TPM.                         */
} mohur_custody;

/** How well a store would notice an old state.  Each is more than the last. */
typedef enum mohur_anchor {
    MOHUR_ANCHOR_NONE      = 0, /**< Not at all.                       */
    MOHUR_ANCHOR_LOCAL     = 1, /**< A file, a callback, another store,
                                     a token's data.                    */
    MOHUR_ANCHOR_HARDWARE  = 2, /**< A counter in hardware.            */
    MOHUR_ANCHOR_WITNESSED = 3  /**< A ledger with witnesses.          */
} mohur_anchor;

/** What proves that something existed at a time. */
typedef enum mohur_poe_source {
    MOHUR_POE_NONE      = 0, /**< Nothing does.                        */
    MOHUR_POE_TIMESTAMP = 1, /**< An RFC 3161 token.                   */
    MOHUR_POE_LEDGER    = 2, /**< A ledger's proof, with witnesses.    */
    MOHUR_POE_EVIDENCE  = 3  /**< An evidence record.                  */
} mohur_poe_source;

/** What is asked.  What is zero is not there, or not said. */
typedef struct mohur_request {
    size_t size;                 /**< Set by the _INIT macro.               */
    mohur_operation operation;   /**< What is to be done.                   */
    mohur_alg alg;               /**< With which algorithm.                 */
    mohur_alg hash;              /**< Its hash, for signatures; else NONE.  */
    uint32_t bits;               /**< RSA modulus, PBKDF2 count; else 0.    */
    uint32_t m_kib;              /**< Argon2id memory; else 0.              */
    uint32_t t;                  /**< Argon2id passes; else 0.              */
    int64_t now;                 /**< Seconds since 1970 UTC.               */
    uint8_t level;               /**< 0 open to 3 confidential.             */
    bool memory_locked;          /**< Secrets are in locked memory.         */
    bool available;              /**< A backend of this build has it.       */
    mohur_hash_use hash_use;     /**< Where alg is a hash: what for.        */
    mohur_custody custody;       /**< Where the key is; 0: software.        */
    uint8_t factors;             /**< That unlocked the store; 0: one.      */
    bool dual_control;           /**< Two officers agree on changes.        */
    mohur_anchor anchor;         /**< What the store has.                   */
    bool deterministic;          /**< Equal fields get equal ciphertexts.   */
    int64_t key_created;         /**< When the key was made; 0: not said.   */
    mohur_poe_source poe_source; /**< What proves the next member.        */
    int64_t poe_time;  /**< It existed then; verified by whoever asks. */
    uint8_t witnesses; /**< Of a ledger's proof.                  */
    bool allow_legacy; /**< The caller insists on reading it.     */
} mohur_request;

/** To be filled in. */
#define MOHUR_REQUEST_INIT                                                     \
    {sizeof(mohur_request),                                                    \
     MOHUR_OP_SIGN,                                                            \
     MOHUR_ALG_NONE,                                                           \
     MOHUR_ALG_NONE,                                                           \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     false,                                                                    \
     true,                                                                     \
     MOHUR_HASH_CONTENT,                                                       \
     MOHUR_CUSTODY_SOFTWARE,                                                   \
     0,                                                                        \
     false,                                                                    \
     MOHUR_ANCHOR_NONE,                                                        \
     false,                                                                    \
     0,                                                                        \
     MOHUR_POE_NONE,                                                           \
     0,                                                                        \
     0,                                                                        \
     false}

/** What is answered. */
typedef struct mohur_decision {
    size_t size;         /**< Set by the _INIT macro.                     */
    bool allowed;        /**< The answer.                                 */
    mohur_reason reason; /**< Why.                                        */
    int32_t rule;        /**< Index of the rule that decided; -1 if none. */
    int64_t until;       /**< When it would change; INT64_MAX if never.   */
    const char *profile; /**< The profile's id.  Lives as long as it.     */
} mohur_decision;

/** To be filled in by ::mohur_profile_decide. */
#define MOHUR_DECISION_INIT                                                    \
    {sizeof(mohur_decision), false, MOHUR_REASON_NO_RULE, -1, 0, NULL}

/** The built-in profile.  Release it with ::mohur_profile_free. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_builtin(mohur_ctx *ctx, mohur_profile **out);

/** Its id, "az-reference-1".  Borrowed. */
MOHUR_API const char *
mohur_profile_id(const mohur_profile *profile);

/**
 * Ask.  ::MOHUR_OK means that there is an answer, not that it is yes.  A
 * pure function of profile and request: no clock, no input or output.
 *
 * Source: docs/ARCHITECTURE.md, "the profile decides".
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_decide(mohur_ctx *ctx,
                     const mohur_profile *profile,
                     const mohur_request *request,
                     mohur_decision *out);

/** The reason's name, "NO_RULE".  Static. */
MOHUR_API const char *
mohur_reason_name(mohur_reason reason);

/** Release @p profile.  NULL is allowed. */
MOHUR_API void
mohur_profile_free(mohur_profile *profile);

/** @} */
MOHUR_END_DECLS
#endif
