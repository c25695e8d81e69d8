/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_AUTHORITY_H
#define MOHUR_AUTHORITY_H

#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>
#include <mohur/keystore.h>
#include <mohur/profile.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup authority Authority: profiles as signed files
 *
 * An authority owns a profile: a signed note whose text is one line of JSON.
 * It says who signs its next version, how many of them are needed, and who
 * may step in if their keys are lost.  A store accepts a version that the
 * authority of the present one signed, and never goes back by itself.
 *
 * Source: docs/formats/profile.md.
 * @{
 */

/**
 * Read a profile.  It is consistent and above the floor, so it can be asked
 * (::mohur_profile_decide); who signed it was not looked at.
 *
 * @param note  A whole file, at most 256 KiB.  Copied.
 * @retval MOHUR_E_FORMAT       It breaks a rule of the format; which one, and
 *                              where, is in the message.
 * @retval MOHUR_E_UNSUPPORTED  It wants a later library, or is of a later
 *                              format.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_parse(mohur_ctx *ctx,
                    const uint8_t *note,
                    size_t note_len,
                    mohur_profile **out);

/** Its version; 1 of the built-in one. */
MOHUR_API uint64_t
mohur_profile_version(const mohur_profile *profile);

/** SHA-256 of its text, 32 bytes; zeros of the built-in one.  Borrowed. */
MOHUR_API const uint8_t *
mohur_profile_hash(const mohur_profile *profile);

/**
 * Write its text: the line of JSON that was signed.  Of the built-in one, what
 * its line would be, with nobody as authority.  Finishes @p sink.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_write(mohur_ctx *ctx,
                    const mohur_profile *profile,
                    mohur_sink *sink);

/** Whom a profile is checked against. */
typedef struct mohur_profile_trust {
    size_t size;                  /**< Set by the _INIT macro.             */
    const mohur_profile *present; /**< In force now; NULL: none.  Of an accept,
                                       the store's own is taken.           */
    const char *const *keys;      /**< An authority that the owner names:
                                       verifier keys as text.              */
    size_t keys_len;              /**< 0 to 16.                            */
    uint32_t threshold;           /**< How many of them; 0: all.           */
    bool step_back;               /**< An older version is wanted.         */
} mohur_profile_trust;

/** Nobody. */
#define MOHUR_PROFILE_TRUST_INIT                                               \
    {sizeof(mohur_profile_trust), NULL, NULL, 0, 0, false}

/** What accepting would be.  Values are pinned for ever. */
typedef enum mohur_profile_change {
    MOHUR_PROFILE_REFUSED   = 0, /**< Nothing: it is refused.             */
    MOHUR_PROFILE_SAME      = 1, /**< Nothing: it is in force.            */
    MOHUR_PROFILE_UPDATE    = 2, /**< The next version of the authority.  */
    MOHUR_PROFILE_RECOVERY  = 3, /**< Signed by the recovery keys.        */
    MOHUR_PROFILE_NAMED     = 4, /**< Of an authority that the owner named. */
    MOHUR_PROFILE_STEP_BACK = 5, /**< An older version, on demand.        */
    MOHUR_PROFILE_CONFLICT  = 6  /**< Refused: two truths were signed.    */
} mohur_profile_change;

/** Who signed, and how many had to. */
typedef struct mohur_profile_findings {
    size_t size;                 /**< Set by the _INIT macro.             */
    mohur_profile_change change; /**< What it would be.                   */
    uint32_t own_signed;         /**< By its own authority.               */
    uint32_t own_needed;         /**< Its threshold.                      */
    uint32_t present_signed;     /**< By that of the present one.         */
    uint32_t present_needed;     /**< 0: there is none.                   */
    uint32_t recovery_signed;    /**< By the present recovery keys.       */
    uint32_t recovery_needed;    /**< 0: there are none.                  */
    uint32_t named_signed;       /**< By the keys that the owner named.   */
    uint32_t named_needed;       /**< 0: none were named.                 */
} mohur_profile_findings;

/** To be filled in by ::mohur_profile_check. */
#define MOHUR_PROFILE_FINDINGS_INIT                                            \
    {sizeof(mohur_profile_findings),                                           \
     MOHUR_PROFILE_REFUSED,                                                    \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0}

/**
 * Could @p next be accepted?  @p out is filled in whatever is returned.
 *
 * @retval MOHUR_E_UNTRUSTED  Too few signatures, or another truth was signed
 *                            before.
 * @retval MOHUR_E_AUTH       A key that is known signed something else.
 * @retval MOHUR_E_ROLLBACK   An older version than the present one.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_check(mohur_ctx *ctx,
                    const mohur_profile *next,
                    const mohur_profile_trust *trust,
                    mohur_profile_findings *out);

/**
 * Make @p next the profile of the store: kept now, in force from its effective
 * date on, by itself and in every process.  It is checked against the one that
 * the store accepted last, as ::mohur_profile_check does; @p trust names an
 * authority where that is needed.
 *
 * @param out  What was found, or NULL.
 * @retval MOHUR_E_UNTRUSTED  Too few signatures, or another truth was signed.
 * @retval MOHUR_E_ROLLBACK   An older version, and that was not asked for.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_profile_accept(mohur_keystore *ks,
                              const mohur_profile *next,
                              const mohur_profile_trust *trust,
                              mohur_profile_findings *out);

/**
 * Make a store as ::mohur_keystore_create does, under a profile that it
 * follows from its first change on: costs of the passphrase and cipher are
 * those that @p profile allows, once it is effective, and it is kept as one
 * that was accepted.  What is refused leaves nothing behind.
 *
 * @param trust  Names the authority, as for a store that has no profile yet;
 *               `present` is not looked at.
 * @retval MOHUR_E_UNTRUSTED  Too few signatures, or no authority is named.
 * @retval MOHUR_E_AUTH       A key that is named signed something else.
 * @retval MOHUR_E_POLICY     The costs are below its floor, or it allows no
 *                            cipher that a store can be under.
 * @retval MOHUR_E_EXISTS     There is a store already, or something else.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_create_under(mohur_ctx *ctx,
                            const mohur_keystore_options *options,
                            const mohur_profile *profile,
                            const mohur_profile_trust *trust,
                            mohur_keystore **out);

/** The profile that is in force in the store now. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_profile(mohur_keystore *ks, mohur_profile **out);

/**
 * Write what will change for the keys of the store, and when: one line of JSON
 * with an entry for each key and operation whose answer will not stay what it
 * is now, as if @p next were accepted now.
 *
 * @param next  NULL: nothing is accepted, and what changes by itself is told.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_impact(mohur_keystore *ks,
                      const mohur_profile *next,
                      mohur_sink *sink);

/**
 * Write a cryptographic bill of materials of the store, CycloneDX 1.7 JSON.
 * The same store at the same second gives the same bytes.
 *
 * @param named  With the names of keys; without, by their numbers.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_cbom(mohur_keystore *ks, bool named, mohur_sink *sink);

/**
 * Sign a profile: write it with one more signature line and finish @p sink.
 * What is signed is consistent and above the floor, or nothing is written.
 *
 * @param text  The line of canonical JSON, with its newline or without; or a
 *              whole file, which keeps the lines that it has.
 * @param key   Ed25519, or ECDSA on P-256 or P-384.
 * @param name  The name in the note; NULL: that of the key.
 * @retval MOHUR_E_FORMAT       The text breaks a rule of the format.
 * @retval MOHUR_E_UNSUPPORTED  The key is of another algorithm.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_sign(mohur_ctx *ctx,
                   const uint8_t *text,
                   size_t text_len,
                   const mohur_key *key,
                   const char *name,
                   mohur_sink *sink);

/** Write @p key as the text that an authority lists it by.  See above. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_profile_vkey(mohur_ctx *ctx,
                   const mohur_key *key,
                   const char *name,
                   mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
