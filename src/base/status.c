/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/base.h>

/*
 * Names and classes of the statuses.  The switch has no default, so that the
 * compiler reports a status that was forgotten here.
 */
const char *
mohur_status_name(mohur_status status)
{
    switch (status) {
    case MOHUR_OK:
        return "MOHUR_OK";
    case MOHUR_END:
        return "MOHUR_END";
    case MOHUR_E_ARGUMENT:
        return "MOHUR_E_ARGUMENT";
    case MOHUR_E_STATE:
        return "MOHUR_E_STATE";
    case MOHUR_E_BUFFER_TOO_SMALL:
        return "MOHUR_E_BUFFER_TOO_SMALL";
    case MOHUR_E_NO_MEMORY:
        return "MOHUR_E_NO_MEMORY";
    case MOHUR_E_IO:
        return "MOHUR_E_IO";
    case MOHUR_E_EXISTS:
        return "MOHUR_E_EXISTS";
    case MOHUR_E_BUSY:
        return "MOHUR_E_BUSY";
    case MOHUR_E_FORMAT:
        return "MOHUR_E_FORMAT";
    case MOHUR_E_UNSUPPORTED:
        return "MOHUR_E_UNSUPPORTED";
    case MOHUR_E_LIMIT:
        return "MOHUR_E_LIMIT";
    case MOHUR_E_AUTH:
        return "MOHUR_E_AUTH";
    case MOHUR_E_UNTRUSTED:
        return "MOHUR_E_UNTRUSTED";
    case MOHUR_E_ROLLBACK:
        return "MOHUR_E_ROLLBACK";
    case MOHUR_E_NO_KEY:
        return "MOHUR_E_NO_KEY";
    case MOHUR_E_PASSPHRASE:
        return "MOHUR_E_PASSPHRASE";
    case MOHUR_E_POLICY:
        return "MOHUR_E_POLICY";
    case MOHUR_E_KEY_STATE:
        return "MOHUR_E_KEY_STATE";
    case MOHUR_E_DATE:
        return "MOHUR_E_DATE";
    case MOHUR_E_STALE:
        return "MOHUR_E_STALE";
    case MOHUR_E_CANCELLED:
        return "MOHUR_E_CANCELLED";
    case MOHUR_E_BACKEND:
        return "MOHUR_E_BACKEND";
    case MOHUR_E_INTERNAL:
        return "MOHUR_E_INTERNAL";
    }
    return "MOHUR_E_?";
}

uint32_t
mohur_status_class(mohur_status status)
{
    return ((uint32_t)status >> 8) & 0x0F;
}
