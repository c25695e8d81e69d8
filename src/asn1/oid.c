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
    [MOHUR__OID_ED25519]      = {3, {0x2B, 0x65, 0x70}},
    [MOHUR__OID_X_WING]       = {11,
                                 {0x2B, 0x06, 0x01, 0x04, 0x01, 0x83, 0xE6, 0x2D,
                                  0x81, 0xC8, 0x7A}},
    [MOHUR__OID_PBES2]        = {9,
                                 {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05,
                                  0x0D}},
    [MOHUR__OID_PBKDF2]       = {9,
                                 {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05,
                                  0x0C}},
    [MOHUR__OID_HMAC_SHA_256] = {8,
                                 {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02,
                                  0x09}},
    [MOHUR__OID_HMAC_SHA_512] = {8,
                                 {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02,
                                  0x0B}},
    [MOHUR__OID_AES_256_CBC]  = {9,
                                 {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01,
                                  0x2A}},
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
    for (int i = MOHUR__OID_NONE + 1; i < MOHUR__OID_COUNT; i++) {
        enum mohur__oid oid = (enum mohur__oid)i;

        if (mohur__bytes_equal(contents, mohur__oid_bytes(oid))) {
            return oid;
        }
    }
    return MOHUR__OID_NONE;
}
