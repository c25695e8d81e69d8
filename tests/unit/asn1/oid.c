/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/oid.h"
#include "check.h"

/* Against the dotted form, encoded here by X.690 8.19. */
static size_t
encode(const uint32_t *arcs, size_t n, uint8_t *out)
{
    size_t len = 0;

    out[len++] = (uint8_t)(arcs[0] * 40 + arcs[1]);
    for (size_t i = 2; i < n; i++) {
        for (int shift = 28; shift >= 0; shift -= 7) {
            if (arcs[i] >> shift != 0 || shift == 0) {
                out[len++] = (uint8_t)((arcs[i] >> shift & 0x7F) |
                                       (shift > 0 ? 0x80U : 0U));
            }
        }
    }
    return len;
}

static const struct {
    enum mohur__oid oid;
    size_t n;
    uint32_t arcs[10];
} dotted[] = {
    {MOHUR__OID_EC_PUBLIC_KEY, 6, {1, 2, 840, 10045, 2, 1}},
    {MOHUR__OID_P256, 7, {1, 2, 840, 10045, 3, 1, 7}},
    {MOHUR__OID_P384, 5, {1, 3, 132, 0, 34}},
    {MOHUR__OID_X25519, 4, {1, 3, 101, 110}},
    {MOHUR__OID_ED25519, 4, {1, 3, 101, 112}},
    {MOHUR__OID_X_WING, 8, {1, 3, 6, 1, 4, 1, 62253, 25722}},
    {MOHUR__OID_PBES2, 7, {1, 2, 840, 113549, 1, 5, 13}},
    {MOHUR__OID_PBKDF2, 7, {1, 2, 840, 113549, 1, 5, 12}},
    {MOHUR__OID_HMAC_SHA_256, 6, {1, 2, 840, 113549, 2, 9}},
    {MOHUR__OID_HMAC_SHA_512, 6, {1, 2, 840, 113549, 2, 11}},
    {MOHUR__OID_AES_256_CBC, 9, {2, 16, 840, 1, 101, 3, 4, 1, 42}},
    {MOHUR__OID_RSA_ENCRYPTION, 7, {1, 2, 840, 113549, 1, 1, 1}},
    {MOHUR__OID_MGF1, 7, {1, 2, 840, 113549, 1, 1, 8}},
    {MOHUR__OID_RSA_PSS, 7, {1, 2, 840, 113549, 1, 1, 10}},
    {MOHUR__OID_RSA_SHA_256, 7, {1, 2, 840, 113549, 1, 1, 11}},
    {MOHUR__OID_RSA_SHA_384, 7, {1, 2, 840, 113549, 1, 1, 12}},
    {MOHUR__OID_RSA_SHA_512, 7, {1, 2, 840, 113549, 1, 1, 13}},
    {MOHUR__OID_ECDSA_SHA_256, 7, {1, 2, 840, 10045, 4, 3, 2}},
    {MOHUR__OID_ECDSA_SHA_384, 7, {1, 2, 840, 10045, 4, 3, 3}},
    {MOHUR__OID_ECDSA_SHA_512, 7, {1, 2, 840, 10045, 4, 3, 4}},
    {MOHUR__OID_SHA_256, 9, {2, 16, 840, 1, 101, 3, 4, 2, 1}},
    {MOHUR__OID_SHA_384, 9, {2, 16, 840, 1, 101, 3, 4, 2, 2}},
    {MOHUR__OID_SHA_512, 9, {2, 16, 840, 1, 101, 3, 4, 2, 3}},
    {MOHUR__OID_P521, 5, {1, 3, 132, 0, 35}},
    {MOHUR__OID_DATA, 7, {1, 2, 840, 113549, 1, 7, 1}},
    {MOHUR__OID_SIGNED_DATA, 7, {1, 2, 840, 113549, 1, 7, 2}},
    {MOHUR__OID_CONTENT_TYPE, 7, {1, 2, 840, 113549, 1, 9, 3}},
    {MOHUR__OID_MESSAGE_DIGEST, 7, {1, 2, 840, 113549, 1, 9, 4}},
    {MOHUR__OID_SIGNING_TIME, 7, {1, 2, 840, 113549, 1, 9, 5}},
    {MOHUR__OID_ALGORITHM_PROTECTION, 7, {1, 2, 840, 113549, 1, 9, 52}},
    {MOHUR__OID_SIGNING_CERTIFICATE, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 12}},
    {MOHUR__OID_TST_INFO, 9, {1, 2, 840, 113549, 1, 9, 16, 1, 4}},
    {MOHUR__OID_ARCHIVE_TIME_STAMP, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 27}},
    {MOHUR__OID_ARCHIVE_TIME_STAMP_V2, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 48}},
    {MOHUR__OID_ARCHIVE_TIME_STAMP_V3, 6, {0, 4, 0, 1733, 2, 4}},
    {MOHUR__OID_LONG_TERM_VALIDATION, 6, {0, 4, 0, 1733, 2, 2}},
    {MOHUR__OID_ATS_HASH_INDEX_V3, 6, {0, 4, 0, 19122, 1, 5}},
    {MOHUR__OID_COUNTERSIGNATURE, 7, {1, 2, 840, 113549, 1, 9, 6}},
    {MOHUR__OID_SIGNATURE_TIME_STAMP, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 14}},
    {MOHUR__OID_CONTENT_TIME_STAMP, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 20}},
    {MOHUR__OID_SIGNING_CERTIFICATE_V2,
     9,
     {1, 2, 840, 113549, 1, 9, 16, 2, 47}},
    {MOHUR__OID_SIGNATURE_POLICY, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 15}},
    {MOHUR__OID_COMMON_NAME, 4, {2, 5, 4, 3}},
    {MOHUR__OID_SERIAL_NUMBER, 4, {2, 5, 4, 5}},
    {MOHUR__OID_COUNTRY, 4, {2, 5, 4, 6}},
    {MOHUR__OID_LOCALITY, 4, {2, 5, 4, 7}},
    {MOHUR__OID_STATE, 4, {2, 5, 4, 8}},
    {MOHUR__OID_ORGANIZATION, 4, {2, 5, 4, 10}},
    {MOHUR__OID_UNIT, 4, {2, 5, 4, 11}},
    {MOHUR__OID_EMAIL, 7, {1, 2, 840, 113549, 1, 9, 1}},
    {MOHUR__OID_DOMAIN_COMPONENT, 7, {0, 9, 2342, 19200300, 100, 1, 25}},
    {MOHUR__OID_SUBJECT_KEY_ID, 4, {2, 5, 29, 14}},
    {MOHUR__OID_KEY_USAGE, 4, {2, 5, 29, 15}},
    {MOHUR__OID_SUBJECT_ALT_NAME, 4, {2, 5, 29, 17}},
    {MOHUR__OID_ISSUER_ALT_NAME, 4, {2, 5, 29, 18}},
    {MOHUR__OID_BASIC_CONSTRAINTS, 4, {2, 5, 29, 19}},
    {MOHUR__OID_NAME_CONSTRAINTS, 4, {2, 5, 29, 30}},
    {MOHUR__OID_CRL_POINTS, 4, {2, 5, 29, 31}},
    {MOHUR__OID_POLICIES, 4, {2, 5, 29, 32}},
    {MOHUR__OID_ANY_POLICY, 5, {2, 5, 29, 32, 0}},
    {MOHUR__OID_POLICY_MAPPINGS, 4, {2, 5, 29, 33}},
    {MOHUR__OID_AUTHORITY_KEY_ID, 4, {2, 5, 29, 35}},
    {MOHUR__OID_POLICY_CONSTRAINTS, 4, {2, 5, 29, 36}},
    {MOHUR__OID_EXT_KEY_USAGE, 4, {2, 5, 29, 37}},
    {MOHUR__OID_FRESHEST_CRL, 4, {2, 5, 29, 46}},
    {MOHUR__OID_INHIBIT_ANY_POLICY, 4, {2, 5, 29, 54}},
    {MOHUR__OID_AUTHORITY_INFO, 9, {1, 3, 6, 1, 5, 5, 7, 1, 1}},
    {MOHUR__OID_QC_STATEMENTS, 9, {1, 3, 6, 1, 5, 5, 7, 1, 3}},
    {MOHUR__OID_ANY_EKU, 5, {2, 5, 29, 37, 0}},
    {MOHUR__OID_EKU_EMAIL, 9, {1, 3, 6, 1, 5, 5, 7, 3, 4}},
    {MOHUR__OID_EKU_DOCUMENT, 9, {1, 3, 6, 1, 5, 5, 7, 3, 36}},
    {MOHUR__OID_EKU_OCSP, 9, {1, 3, 6, 1, 5, 5, 7, 3, 9}},
    {MOHUR__OID_CRL_NUMBER, 4, {2, 5, 29, 20}},
    {MOHUR__OID_CRL_REASON, 4, {2, 5, 29, 21}},
    {MOHUR__OID_INVALIDITY_DATE, 4, {2, 5, 29, 24}},
    {MOHUR__OID_DELTA_CRL, 4, {2, 5, 29, 27}},
    {MOHUR__OID_CRL_SCOPE, 4, {2, 5, 29, 28}},
    {MOHUR__OID_ENTRY_ISSUER, 4, {2, 5, 29, 29}},
    {MOHUR__OID_EXPIRED_CERTS, 4, {2, 5, 29, 60}},
    {MOHUR__OID_OCSP, 9, {1, 3, 6, 1, 5, 5, 7, 48, 1}},
    {MOHUR__OID_CA_ISSUERS, 9, {1, 3, 6, 1, 5, 5, 7, 48, 2}},
    {MOHUR__OID_OCSP_BASIC, 10, {1, 3, 6, 1, 5, 5, 7, 48, 1, 1}},
    {MOHUR__OID_OCSP_NONCE, 10, {1, 3, 6, 1, 5, 5, 7, 48, 1, 2}},
    {MOHUR__OID_OCSP_NO_CHECK, 10, {1, 3, 6, 1, 5, 5, 7, 48, 1, 5}},
    {MOHUR__OID_ARCHIVE_CUTOFF, 10, {1, 3, 6, 1, 5, 5, 7, 48, 1, 6}},
    {MOHUR__OID_OCSP_RESPONSE, 9, {1, 3, 6, 1, 5, 5, 7, 16, 2}},
    {MOHUR__OID_SHA_1, 6, {1, 3, 14, 3, 2, 26}},
    {MOHUR__OID_EKU_TIME, 9, {1, 3, 6, 1, 5, 5, 7, 3, 8}},
    {MOHUR__OID_CONTENT_IDENTIFIER, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 7}},
    {MOHUR__OID_COMMITMENT_TYPE, 9, {1, 2, 840, 113549, 1, 9, 16, 2, 16}},
    {MOHUR__OID_SIGNER_ATTRIBUTES, 6, {0, 4, 0, 19122, 1, 1}},
    {MOHUR__OID_ORGANIZATION_ID, 4, {2, 5, 4, 97}},
    {MOHUR__OID_QC_TYPE, 6, {0, 4, 0, 1862, 1, 6}},
    {MOHUR__OID_QC_TYPE_SIGN, 7, {0, 4, 0, 1862, 1, 6, 1}},
    {MOHUR__OID_QC_TYPE_SEAL, 7, {0, 4, 0, 1862, 1, 6, 2}},
};

static void
encodes_each_dotted_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dotted / sizeof dotted[0]; i++) {
        uint8_t want[64] = {0};
        size_t len       = encode(dotted[i].arcs, dotted[i].n, want);
        CHECK_BYTES(((struct view){want, len}),
                    mohur__oid_bytes(dotted[i].oid));
    }
    CHECK_NUMBER(MOHUR__OID_COUNT - 1, sizeof dotted / sizeof dotted[0]);
}

static void
finds_each_by_its_bytes(void **state)
{
    (void)state;
    for (int i = 1; i < MOHUR__OID_COUNT; i++) {
        enum mohur__oid oid = (enum mohur__oid)i;
        CHECK_NUMBER(oid, mohur__oid_find(mohur__oid_bytes(oid)));
    }
}

static void
knows_nothing_that_is_cut_or_longer(void **state)
{
    uint8_t longer[4] = {0x2B, 0x65, 0x70, 0x01};

    (void)state;
    CHECK_NUMBER(MOHUR__OID_NONE, mohur__oid_find(MOHUR__BYTES(longer)));
    CHECK_NUMBER(MOHUR__OID_NONE, mohur__oid_find(mohur__bytes_of(longer, 2)));
    CHECK_NUMBER(MOHUR__OID_NONE, mohur__oid_find(MOHUR__NOTHING));
    CHECK_NUMBER(0, mohur__oid_bytes(MOHUR__OID_NONE).len);
    CHECK_NUMBER(0, mohur__oid_bytes(MOHUR__OID_COUNT).len);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(encodes_each_dotted_number),
        CASE_BASE(finds_each_by_its_bytes),
        CASE_BASE(knows_nothing_that_is_cut_or_longer),
    };
    return cmocka_run_group_tests_name("an object identifier", cases, NULL,
                                       NULL);
}
