/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_DER_H
#define MOHUR_SRC_ASN1_DER_H

/* What reader and writer of DER share: identifier octets and the depth. */
enum {
    MOHUR__DER_INTEGER    = 0x02,
    MOHUR__DER_BITS       = 0x03,
    MOHUR__DER_OCTETS     = 0x04,
    MOHUR__DER_NULL       = 0x05,
    MOHUR__DER_OID        = 0x06,
    MOHUR__DER_SEQUENCE   = 0x30,
    MOHUR__DER_CONTEXT_0  = 0xA0, /* constructed: explicit, or a SET OF */
    MOHUR__DER_CONTEXT_1  = 0xA1,
    MOHUR__DER_CONTEXT_1P = 0x81, /* primitive: implicit */
    MOHUR__DER_DEPTH_MAX  = 16
};

#endif
