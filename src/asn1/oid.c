/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/oid.h"

/*
 * The table of object identifiers: contents octets, in the order of the enum.
 */
enum {
    OID_LEN_MAX = 11
};

static const struct {
    uint8_t len;
    uint8_t contents[OID_LEN_MAX];
} OIDS[] = {
    [MOHUR__OID_NONE]          = {0, {0}},
    [MOHUR__OID_EC_PUBLIC_KEY] = {7,
                                  {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01}},
    [MOHUR__OID_P256]   = {8, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07}},
    [MOHUR__OID_P384]   = {5, {0x2B, 0x81, 0x04, 0x00, 0x22}},
    [MOHUR__OID_X25519] = {3, {0x2B, 0x65, 0x6E}},
    [MOHUR__OID_ED25519]                = {3, {0x2B, 0x65, 0x70}},
    [MOHUR__OID_X_WING]                 = {11,
                                           {0x2B, 0x06, 0x01, 0x04, 0x01, 0x83, 0xE6, 0x2D,
                                            0x81, 0xC8, 0x7A}},
    [MOHUR__OID_PBES2]                  = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05,
                                            0x0D}},
    [MOHUR__OID_PBKDF2]                 = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05,
                                            0x0C}},
    [MOHUR__OID_HMAC_SHA_256]           = {8,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02,
                                            0x09}},
    [MOHUR__OID_HMAC_SHA_512]           = {8,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02,
                                            0x0B}},
    [MOHUR__OID_AES_256_CBC]            = {9,
                                           {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01,
                                            0x2A}},
    [MOHUR__OID_RSA_ENCRYPTION]         = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
                                            0x01, 0x01}},
    [MOHUR__OID_MGF1]                   = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
                                            0x08}},
    [MOHUR__OID_RSA_PSS]                = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
                                            0x0A}},
    [MOHUR__OID_RSA_SHA_256]            = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
                                            0x0B}},
    [MOHUR__OID_RSA_SHA_384]            = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
                                            0x0C}},
    [MOHUR__OID_RSA_SHA_512]            = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
                                            0x0D}},
    [MOHUR__OID_ECDSA_SHA_256]          = {8,
                                           {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03,
                                            0x02}},
    [MOHUR__OID_ECDSA_SHA_384]          = {8,
                                           {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03,
                                            0x03}},
    [MOHUR__OID_ECDSA_SHA_512]          = {8,
                                           {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03,
                                            0x04}},
    [MOHUR__OID_SHA_256]                = {9,
                                           {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                            0x01}},
    [MOHUR__OID_SHA_384]                = {9,
                                           {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                            0x02}},
    [MOHUR__OID_SHA_512]                = {9,
                                           {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                            0x03}},
    [MOHUR__OID_P521]                   = {5, {0x2B, 0x81, 0x04, 0x00, 0x23}},
    [MOHUR__OID_DATA]                   = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07,
                                            0x01}},
    [MOHUR__OID_SIGNED_DATA]            = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07,
                                            0x02}},
    [MOHUR__OID_CONTENT_TYPE]           = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
                                            0x09, 0x03}},
    [MOHUR__OID_MESSAGE_DIGEST]         = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
                                            0x09, 0x04}},
    [MOHUR__OID_SIGNING_TIME]           = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
                                            0x09, 0x05}},
    [MOHUR__OID_ALGORITHM_PROTECTION]   = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x34}},
    [MOHUR__OID_SIGNING_CERTIFICATE]    = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x10, 0x02, 0x0C}},
    [MOHUR__OID_SIGNING_CERTIFICATE_V2] = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x10, 0x02, 0x2F}},
    [MOHUR__OID_SIGNATURE_POLICY]       = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
                                            0x09, 0x10, 0x02, 0x0F}},
    [MOHUR__OID_TST_INFO]               = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09,
                                            0x10, 0x01, 0x04}},
    [MOHUR__OID_COUNTERSIGNATURE]       = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
                                            0x09, 0x06}},
    [MOHUR__OID_SIGNATURE_TIME_STAMP]   = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x10, 0x02, 0x0E}},
    [MOHUR__OID_CONTENT_TIME_STAMP]     = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x10, 0x02, 0x14}},
    [MOHUR__OID_ARCHIVE_TIME_STAMP]     = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x10, 0x02, 0x1B}},
    [MOHUR__OID_ARCHIVE_TIME_STAMP_V2]  = {11,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                            0x01, 0x09, 0x10, 0x02, 0x30}},
    [MOHUR__OID_ARCHIVE_TIME_STAMP_V3]  = {6,
                                           {0x04, 0x00, 0x8D, 0x45, 0x02, 0x04}},
    [MOHUR__OID_LONG_TERM_VALIDATION]   = {6,
                                           {0x04, 0x00, 0x8D, 0x45, 0x02, 0x02}},
    [MOHUR__OID_ATS_HASH_INDEX_V3]      = {7,
                                           {0x04, 0x00, 0x81, 0x95, 0x32, 0x01,
                                            0x05}},
    [MOHUR__OID_COMMON_NAME]            = {3, {0x55, 0x04, 0x03}},
    [MOHUR__OID_SERIAL_NUMBER]          = {3, {0x55, 0x04, 0x05}},
    [MOHUR__OID_COUNTRY]                = {3, {0x55, 0x04, 0x06}},
    [MOHUR__OID_LOCALITY]               = {3, {0x55, 0x04, 0x07}},
    [MOHUR__OID_STATE]                  = {3, {0x55, 0x04, 0x08}},
    [MOHUR__OID_ORGANIZATION]           = {3, {0x55, 0x04, 0x0A}},
    [MOHUR__OID_UNIT]                   = {3, {0x55, 0x04, 0x0B}},
    [MOHUR__OID_EMAIL]                  = {9,
                                           {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09,
                                            0x01}},
    [MOHUR__OID_DOMAIN_COMPONENT]       = {10,
                                           {0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C,
                                            0x64, 0x01, 0x19}},
    [MOHUR__OID_SUBJECT_KEY_ID]         = {3, {0x55, 0x1D, 0x0E}},
    [MOHUR__OID_KEY_USAGE]              = {3, {0x55, 0x1D, 0x0F}},
    [MOHUR__OID_SUBJECT_ALT_NAME]       = {3, {0x55, 0x1D, 0x11}},
    [MOHUR__OID_ISSUER_ALT_NAME]        = {3, {0x55, 0x1D, 0x12}},
    [MOHUR__OID_BASIC_CONSTRAINTS]      = {3, {0x55, 0x1D, 0x13}},
    [MOHUR__OID_NAME_CONSTRAINTS]       = {3, {0x55, 0x1D, 0x1E}},
    [MOHUR__OID_CRL_POINTS]             = {3, {0x55, 0x1D, 0x1F}},
    [MOHUR__OID_POLICIES]               = {3, {0x55, 0x1D, 0x20}},
    [MOHUR__OID_ANY_POLICY]             = {4, {0x55, 0x1D, 0x20, 0x00}},
    [MOHUR__OID_POLICY_MAPPINGS]        = {3, {0x55, 0x1D, 0x21}},
    [MOHUR__OID_AUTHORITY_KEY_ID]       = {3, {0x55, 0x1D, 0x23}},
    [MOHUR__OID_POLICY_CONSTRAINTS]     = {3, {0x55, 0x1D, 0x24}},
    [MOHUR__OID_EXT_KEY_USAGE]          = {3, {0x55, 0x1D, 0x25}},
    [MOHUR__OID_FRESHEST_CRL]           = {3, {0x55, 0x1D, 0x2E}},
    [MOHUR__OID_INHIBIT_ANY_POLICY]     = {3, {0x55, 0x1D, 0x36}},
    [MOHUR__OID_AUTHORITY_INFO]         = {8,
                                           {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01,
                                            0x01}},
    [MOHUR__OID_QC_STATEMENTS]          = {8,
                                           {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01,
                                            0x03}},
    [MOHUR__OID_ANY_EKU]                = {4, {0x55, 0x1D, 0x25, 0x00}},
    [MOHUR__OID_EKU_EMAIL]              = {8,
                                           {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x04}},
    [MOHUR__OID_EKU_DOCUMENT]           = {8,
                                           {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03,
                                            0x24}},
    [MOHUR__OID_EKU_TIME]               = {8,
                                           {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08}},
    [MOHUR__OID_EKU_OCSP]               = {8,
                                           {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09}},
    [MOHUR__OID_CRL_NUMBER]             = {3, {0x55, 0x1D, 0x14}},
    [MOHUR__OID_CRL_REASON]             = {3, {0x55, 0x1D, 0x15}},
    [MOHUR__OID_INVALIDITY_DATE]        = {3, {0x55, 0x1D, 0x18}},
    [MOHUR__OID_DELTA_CRL]              = {3, {0x55, 0x1D, 0x1B}},
    [MOHUR__OID_CRL_SCOPE]              = {3, {0x55, 0x1D, 0x1C}},
    [MOHUR__OID_ENTRY_ISSUER]           = {3, {0x55, 0x1D, 0x1D}},
    [MOHUR__OID_EXPIRED_CERTS]          = {3, {0x55, 0x1D, 0x3C}},
    [MOHUR__OID_OCSP] = {8, {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01}},
    [MOHUR__OID_CA_ISSUERS]     = {8,
                                   {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30,
                                    0x02}},
    [MOHUR__OID_OCSP_BASIC]     = {9,
                                   {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01,
                                    0x01}},
    [MOHUR__OID_OCSP_NONCE]     = {9,
                                   {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01,
                                    0x02}},
    [MOHUR__OID_OCSP_NO_CHECK]  = {9,
                                   {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30,
                                    0x01, 0x05}},
    [MOHUR__OID_ARCHIVE_CUTOFF] = {9,
                                   {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30,
                                    0x01, 0x06}},
    [MOHUR__OID_OCSP_RESPONSE]  = {8,
                                   {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x10,
                                    0x02}},
    [MOHUR__OID_SHA_1]          = {5, {0x2B, 0x0E, 0x03, 0x02, 0x1A}},
};

_Static_assert(sizeof OIDS / sizeof OIDS[0] == MOHUR__OID_COUNT, "a row each");

mohur__bytes
mohur__oid_bytes(enum mohur__oid oid)
{
    if (oid <= MOHUR__OID_NONE || oid >= MOHUR__OID_COUNT) {
        return MOHUR__NOTHING;
    }
    return mohur__bytes_of(OIDS[oid].contents, OIDS[oid].len);
}

enum mohur__oid
mohur__oid_find(mohur__bytes contents)
{
    if (contents.len == 0) {
        return MOHUR__OID_NONE;
    }
    for (int i = MOHUR__OID_NONE + 1; i < MOHUR__OID_COUNT; i++) {
        enum mohur__oid oid = (enum mohur__oid)i;
        size_t last         = contents.len - 1;

        /* The last octet tells most of them apart: there are many to ask. */
        if (OIDS[i].len == contents.len &&
            OIDS[i].contents[last] == contents.data[last] &&
            mohur__bytes_equal(contents, mohur__oid_bytes(oid))) {
            return oid;
        }
    }
    return MOHUR__OID_NONE;
}
