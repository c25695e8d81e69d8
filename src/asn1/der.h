/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_DER_H
#define MOHUR_SRC_ASN1_DER_H

/* What reader and writer of DER share: identifier octets and the depth. */
enum {
    MOHUR__DER_BOOLEAN    = 0x01,
    MOHUR__DER_INTEGER    = 0x02,
    MOHUR__DER_BITS       = 0x03,
    MOHUR__DER_OCTETS     = 0x04,
    MOHUR__DER_NULL       = 0x05,
    MOHUR__DER_OID        = 0x06,
    MOHUR__DER_UTF8       = 0x0C,
    MOHUR__DER_PRINTABLE  = 0x13,
    MOHUR__DER_TELETEX    = 0x14,
    MOHUR__DER_IA5        = 0x16,
    MOHUR__DER_UTC_TIME   = 0x17,
    MOHUR__DER_TIME       = 0x18, /* GeneralizedTime */
    MOHUR__DER_BMP        = 0x1E,
    MOHUR__DER_SEQUENCE   = 0x30,
    MOHUR__DER_SET        = 0x31,
    MOHUR__DER_CONTEXT_0  = 0xA0, /* constructed: explicit, or a SET OF */
    MOHUR__DER_CONTEXT_1  = 0xA1,
    MOHUR__DER_CONTEXT_2  = 0xA2,
    MOHUR__DER_CONTEXT_3  = 0xA3,
    MOHUR__DER_CONTEXT_4  = 0xA4,
    MOHUR__DER_CONTEXT_0P = 0x80, /* primitive: implicit */
    MOHUR__DER_CONTEXT_1P = 0x81,
    MOHUR__DER_CONTEXT_2P = 0x82,
    MOHUR__DER_DEPTH_MAX  = 16
};

#endif
