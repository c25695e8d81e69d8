/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/verdict.h>

/* The names of verdicts and reasons, complete by -Wswitch-enum. */

const char *
mohur_verdict_name(mohur_verdict verdict)
{
    switch (verdict) {
    case MOHUR_PASSED:
        return "PASSED";
    case MOHUR_FAILED:
        return "FAILED";
    case MOHUR_INDETERMINATE:
        break;
    }
    return "INDETERMINATE";
}

const char *
mohur_why_name(mohur_why why)
{
    static const char *const names[] = {
        "",
        "FORMAT_FAILURE",
        "HASH_FAILURE",
        "SIG_CRYPTO_FAILURE",
        "REVOKED",
        "EXPIRED",
        "NOT_YET_VALID",
        "SIG_CONSTRAINTS_FAILURE",
        "CHAIN_CONSTRAINTS_FAILURE",
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
        "CRYPTO_CONSTRAINTS_FAILURE",
        "POLICY_PROCESSING_ERROR",
        "SIGNATURE_POLICY_NOT_AVAILABLE",
        "TIMESTAMP_ORDER_FAILURE",
        "NO_SIGNING_CERTIFICATE_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
        "REVOKED_NO_POE",
        "REVOKED_CA_NO_POE",
        "OUT_OF_BOUNDS_NOT_REVOKED",
        "OUT_OF_BOUNDS_NO_POE",
        "REVOCATION_OUT_OF_BOUNDS_NO_POE",
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        "NO_POE",
        "TRY_LATER",
        "SIGNED_DATA_NOT_FOUND",
        "GENERIC",
    };
    size_t i = (size_t)why;

    return i < sizeof names / sizeof names[0] ? names[i] : "";
}

mohur_verdict
mohur_why_verdict(mohur_why why)
{
    if (why == MOHUR_WHY_NONE) {
        return MOHUR_PASSED;
    }
    return why == MOHUR_WHY_GENERIC || (why >= MOHUR_WHY_FORMAT_FAILURE &&
                                        why <= MOHUR_WHY_NOT_YET_VALID)
               ? MOHUR_FAILED
               : MOHUR_INDETERMINATE;
}
