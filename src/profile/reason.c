/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/profile.h>

/* The names of reasons, complete by -Wswitch-enum. */

const char *
mohur_reason_name(mohur_reason reason)
{
    switch (reason) {
    case MOHUR_REASON_OK:
        return "OK";
    case MOHUR_REASON_DEPRECATED:
        return "DEPRECATED";
    case MOHUR_REASON_LEGACY:
        return "LEGACY";
    case MOHUR_REASON_FLOOR:
        return "FLOOR";
    case MOHUR_REASON_NO_RULE:
        return "NO_RULE";
    case MOHUR_REASON_DISALLOWED:
        return "DISALLOWED";
    case MOHUR_REASON_NOT_YET:
        return "NOT_YET";
    case MOHUR_REASON_ENDED:
        return "ENDED";
    case MOHUR_REASON_LEVEL:
        return "LEVEL";
    case MOHUR_REASON_POE_MISSING:
        return "POE_MISSING";
    case MOHUR_REASON_POE_LATE:
        return "POE_LATE";
    case MOHUR_REASON_CUSTODY:
        return "CUSTODY";
    case MOHUR_REASON_FACTORS:
        return "FACTORS";
    case MOHUR_REASON_HYBRID:
        return "HYBRID";
    case MOHUR_REASON_DETERMINISTIC:
        return "DETERMINISTIC";
    case MOHUR_REASON_EXPORT:
        return "EXPORT";
    case MOHUR_REASON_CRYPTOPERIOD:
        return "CRYPTOPERIOD";
    case MOHUR_REASON_ANCHOR:
        return "ANCHOR";
    case MOHUR_REASON_MEMORY:
        return "MEMORY";
    case MOHUR_REASON_QUORUM:
        return "QUORUM";
    case MOHUR_REASON_DUAL:
        return "DUAL";
    case MOHUR_REASON_EXPIRED:
        return "EXPIRED";
    case MOHUR_REASON_LIMIT:
        return "LIMIT";
    case MOHUR_REASON_UNAVAILABLE:
        return "UNAVAILABLE";
    }
    return "?";
}
