/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_report.h"

#include <mohur/revocation.h>

/* What a report says of revocation, and the names of it. */

const mohur_revocation_info *
mohur_report_revocation(const mohur_report *report, size_t i)
{
    return i < mohur_report_signatures(report)
               ? &report->signatures[i].revocation
               : NULL;
}

const mohur_revocation_evidence *
mohur_report_evidence(const mohur_report *report, size_t i, size_t k)
{
    const mohur_revocation_info *info = mohur_report_revocation(report, i);

    return info != NULL && k < info->evidence_len
               ? &report->signatures[i].evidence[k]
               : NULL;
}

const char *
mohur_standing_name(mohur_standing standing)
{
    switch (standing) {
    case MOHUR_STANDING_NOT_ASKED:
        return "not asked";
    case MOHUR_STANDING_GOOD:
        return "good";
    case MOHUR_STANDING_REVOKED:
        return "revoked";
    case MOHUR_STANDING_SUSPENDED:
        return "suspended";
    case MOHUR_STANDING_RESTORED:
        return "restored";
    case MOHUR_STANDING_UNKNOWN:
        break;
    }
    return "unknown";
}

const char *
mohur_revocation_reason_name(uint32_t reason)
{
    static const char *const names[] = {
        "unspecified",     "keyCompromise",
        "cACompromise",    "affiliationChanged",
        "superseded",      "cessationOfOperation",
        "certificateHold", "",
        "removeFromCRL",   "privilegeWithdrawn",
        "aACompromise",
    };

    return reason < sizeof names / sizeof names[0] ? names[reason] : "";
}
