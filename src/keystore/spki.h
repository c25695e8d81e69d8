/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SPKI_H
#define MOHUR_SRC_KEYSTORE_SPKI_H

#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/ctx.h"
#include "keystore/key.h"

/*
 * SubjectPublicKeyInfo (RFC 5280 4.1.2.7): Ed25519 and X25519 (RFC 8410),
 * P-256 and P-384 as named curve and uncompressed point (RFC 5480), X-Wing
 * (draft-connolly-cfrg-xwing-kem), RSA (RFC 3279) with NULL, which is read as
 * a key of RSASSA-PSS.  One key has one encoding.
 */
enum {
    MOHUR__SPKI_MAX = MOHUR__KEY_PUBLIC_MAX + 64
};

/*
 * Write the SPKI of a raw public key; *out is the part of room in use.
 * MOHUR_E_ARGUMENT for an algorithm or a length that has none.
 */
mohur_status
mohur__spki_emit(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur__bytes public_key,
                 mohur__span room,
                 mohur__bytes *out);

/*
 * Read DER and check the key; *out_public is a view of der.  purpose says
 * which of its two an EC key is for.
 *
 * MOHUR_E_FORMAT: not exact DER, or not a point of its curve.
 * MOHUR_E_UNSUPPORTED: a kind of key that does not serve the purpose.
 */
mohur_status
mohur__spki_parse(mohur_ctx *ctx,
                  mohur_purpose purpose,
                  mohur__bytes der,
                  mohur_alg *out_alg,
                  mohur__bytes *out_public);

/* The AlgorithmIdentifier of a public key, alone: it opens PKCS#8 too. */
void
mohur__spki_emit_algorithm(struct mohur__der *d, mohur_alg alg);

/* Read one; the statuses of mohur__spki_parse. */
mohur_status
mohur__spki_parse_algorithm(mohur_ctx *ctx,
                            mohur_purpose purpose,
                            struct mohur__der_reader *r,
                            mohur_alg *out_alg);

/* The algorithm of a named curve; MOHUR_ALG_NONE if we have none. */
mohur_alg
mohur__spki_curve(mohur_purpose purpose, enum mohur__oid curve);

/* The named curve of an algorithm; MOHUR__OID_NONE if it has none. */
enum mohur__oid
mohur__spki_curve_oid(mohur_alg alg);

#endif
