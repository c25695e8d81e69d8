/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_EXPECT_H
#define MOHUR_EXPECT_H

#include <mohur/document.h>
#include <mohur/trust.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup expect Expectations: who must have signed, and how
 *
 * A signature that is good is not yet that of the right person.  Whoever
 * verifies a document says in a text (JSON) whom it must be from, how many of
 * them, at which level and when; ::mohur_verify_options takes it, and the
 * verdict of the report is then the answer to that.  A signature of somebody
 * who is not expected is told of, and counts neither way.
 *
 * Source: docs/formats/document.md, section 13.
 * @{
 */

/** What is expected.  Values are pinned for ever. */
typedef enum mohur_expectation_kind {
    MOHUR_EXPECT_FORMAT     = 1, /**< The kind of file.                    */
    MOHUR_EXPECT_SIGNER     = 2, /**< Somebody.                            */
    MOHUR_EXPECT_QUORUM     = 3, /**< So many of those persons.            */
    MOHUR_EXPECT_LEVEL      = 4, /**< Proof of at least this level.        */
    MOHUR_EXPECT_NOT_BEFORE = 5, /**< Proof that it was made later.        */
    MOHUR_EXPECT_NOT_AFTER  = 6, /**< Proof that it was there by then.     */
    MOHUR_EXPECT_ATTRIBUTES = 7  /**< What the signer says of it.          */
} mohur_expectation_kind;

/** One expectation, and what came of it. */
typedef struct mohur_expectation_info {
    size_t size;                 /**< Of this struct.                      */
    mohur_expectation_kind kind; /**< Which rule.                          */
    const char *wanted;    /**< What was expected, "fin 1AB2C3D"; text from
                                outside.                                   */
    mohur_verdict verdict; /**< ::MOHUR_PASSED: it is met.                 */
    mohur_why why;         /**< Why it is not.                             */
    const char *detail;    /**< The same as a sentence; "" if it is met.   */
    bool has_signature;    /**< It is about one signature.                 */
    size_t signature;      /**< Which one: that meets it, or came nearest. */
} mohur_expectation_info;

/** How many expectations there were; 0: nothing was expected. */
MOHUR_API size_t
mohur_report_expectations(const mohur_report *report);

/** The i-th, in the order of the kinds; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_expectation_info *
mohur_report_expectation(const mohur_report *report, size_t i);

/** The name of a kind in a report, "signer", "min_level"; "" for none.
 *  Static. */
MOHUR_API const char *
mohur_expectation_name(mohur_expectation_kind kind);

/** What can be expected of a signer, beside what is in
 *  ::mohur_signature_info: what the certificate says, and what the signer says
 *  of the document, for which nobody else vouches. */
typedef struct mohur_signer_info {
    size_t size;             /**< Of this struct.                             */
    uint8_t key_id[32];      /**< SHA-256 of its SubjectPublicKeyInfo.        */
    const char *fin;         /**< The FIN, where the profile says that it
                               stands; "" if there is not exactly one.     */
    const char *policies;    /**< Its certificate policies that the whole path
                               allows, "1.2.3 1.2.4"; "" without.          */
    const char *legal_class; /**< What a signed list of anchors says:
                                  "none", "strengthened", "perfect" or "". */
    const char *registration_number; /**< content-identifier, as text; ""
                                          without.                         */
    const char *voen;        /**< Of signer-attributes-v2: the 10 digits of
                                  organizationIdentifier behind "VATAZ-";
                                  "" if there is not exactly one.          */
    const char *commitments; /**< commitment-type-indication, object
                                  identifiers "1.2.3 1.2.4"; "" without.   */
    mohur_trust_role role;   /**< Which its anchor must have: _SIGN, or _SEAL
                                  where the certificate says that it is for
                                  the seals of organisations.              */
} mohur_signer_info;

/** Of the i-th signature; NULL beyond the last, or if the certificate was not
 *  found.  Borrowed. */
MOHUR_API const mohur_signer_info *
mohur_report_signer(const mohur_report *report, size_t i);

/** @} */
MOHUR_END_DECLS
#endif
