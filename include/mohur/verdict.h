/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_VERDICT_H
#define MOHUR_VERDICT_H

#include <mohur/base.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup verdict Verdict: what validation comes to, and why
 *
 * A verdict is not a status: a call that validates returns ::MOHUR_OK when
 * it ran.  Only ::MOHUR_PASSED counts as yes.
 *
 * Source: EN 319 102-1, clause 5.1.3 and table 6.
 * @{
 */

/** The main indication.  Zero is INDETERMINATE, so nothing is not a yes. */
typedef enum mohur_verdict {
    MOHUR_INDETERMINATE = 0, /**< Evidence is missing.     */
    MOHUR_PASSED        = 1, /**< Every check succeeded.   */
    MOHUR_FAILED        = 2  /**< A check shows that it is wrong. */
} mohur_verdict;

/** The sub-indication: why it did not pass.  Values are pinned for ever. */
typedef enum mohur_why {
    MOHUR_WHY_NONE                       = 0,  /**< It passed.            */
    MOHUR_WHY_FORMAT_FAILURE             = 1,  /**< FAILED: malformed.    */
    MOHUR_WHY_HASH_FAILURE               = 2,  /**< FAILED: content.      */
    MOHUR_WHY_SIG_CRYPTO_FAILURE         = 3,  /**< FAILED: signature.    */
    MOHUR_WHY_REVOKED                    = 4,  /**< FAILED: revoked.      */
    MOHUR_WHY_EXPIRED                    = 5,  /**< FAILED: too late.     */
    MOHUR_WHY_NOT_YET_VALID              = 6,  /**< FAILED: too early.    */
    MOHUR_WHY_SIG_CONSTRAINTS_FAILURE    = 7,  /**< Attributes.           */
    MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE  = 8,  /**< A rule of the chain.  */
    MOHUR_WHY_CHAIN_GENERAL_FAILURE      = 9,  /**< The chain otherwise.  */
    MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE = 10, /**< An algorithm.         */
    MOHUR_WHY_POLICY_PROCESSING_ERROR    = 11, /**< The policy itself.    */
    MOHUR_WHY_POLICY_NOT_AVAILABLE       = 12, /**< A policy is unknown.  */
    MOHUR_WHY_TIMESTAMP_ORDER_FAILURE    = 13, /**< Stamps out of order.  */
    MOHUR_WHY_NO_SIGNING_CERTIFICATE     = 14, /**< The signer's is not
                                                       there.                */
    MOHUR_WHY_NO_CHAIN                   = 15, /**< It leads to no anchor. */
    MOHUR_WHY_NO_CHAIN_NO_POE            = 16, /**< To one past its end.  */
    MOHUR_WHY_REVOKED_NO_POE             = 17, /**< Perhaps after it
                                                       signed.               */
    MOHUR_WHY_REVOKED_CA_NO_POE          = 18, /**< The same of a CA.     */
    MOHUR_WHY_OUT_OF_BOUNDS_NOT_REVOKED  = 19, /**< Expired since.        */
    MOHUR_WHY_OUT_OF_BOUNDS_NO_POE       = 20, /**< Not valid at T.       */
    MOHUR_WHY_REVOCATION_OUT_OF_BOUNDS   = 21, /**< Revocation data.      */
    MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE  = 22, /**< An algorithm, now.    */
    MOHUR_WHY_NO_POE                     = 23, /**< No proof of time.     */
    MOHUR_WHY_TRY_LATER                  = 24, /**< Evidence will come.   */
    MOHUR_WHY_SIGNED_DATA_NOT_FOUND      = 25, /**< The content is not
                                                       there.                */
    MOHUR_WHY_GENERIC                    = 26  /**< FAILED: not what was
                                                       expected.             */
} mohur_why;

/** "PASSED", "FAILED" or "INDETERMINATE".  Static. */
MOHUR_API const char *
mohur_verdict_name(mohur_verdict verdict);

/** The name in the standard, "FORMAT_FAILURE"; "" for none.  Static. */
MOHUR_API const char *
mohur_why_name(mohur_why why);

/** The verdict that a reason leads to. */
MOHUR_API mohur_verdict
mohur_why_verdict(mohur_why why);

/** @} */
MOHUR_END_DECLS
#endif
