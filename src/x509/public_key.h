/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_PUBLIC_KEY_H
#define MOHUR_SRC_X509_PUBLIC_KEY_H

#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/ctx.h"
#include "crypto/rsa.h"

/*
 * Public keys, algorithms and signatures as certificates and signed messages
 * write them.  What is well formed but unknown is MOHUR_ALG_NONE, so that a
 * certificate can be read and refused for what it is.
 */

/* The public key of a SubjectPublicKeyInfo, as views of it. */
struct mohur__public_key {
    mohur_alg alg;      /* RSASSA_PKCS1 for RSA, which serves PSS as well */
    mohur__bytes point; /* raw, as crypto/sign.h has it; nothing for RSA */
    struct mohur__rsa_public rsa;
};

/* What an AlgorithmIdentifier of a signature says. */
struct mohur__signature_alg {
    mohur_alg alg;
    mohur_alg hash; /* NONE for Ed25519; for rsaEncryption, which has none */
};

/* Read a SubjectPublicKeyInfo, a whole element.  False: it is malformed. */
bool
mohur__public_key_parse(mohur__bytes spki, struct mohur__public_key *out);

/*
 * A signature as certificates and messages have it: in DER for ECDSA, as it
 * is for Ed25519 and RSA.  *out is the part of room in use; nothing
 * if it has no room.
 */
enum {
    MOHUR__SIGNATURE_MAX = 512 /* of RSA with 4,096 bits */
};

void
mohur__signature_value_emit(mohur_alg alg,
                            mohur__bytes raw,
                            mohur__span room,
                            mohur__bytes *out);

/* Bits of an RSA modulus; 0 for other keys, whose algorithm says it all. */
uint32_t
mohur__public_key_bits(const struct mohur__public_key *key);

/* Read the AlgorithmIdentifier of a signature (RFC 5758, 4055, 8410). */
struct mohur__signature_alg
mohur__signature_alg_read(struct mohur__der_reader *r);

/* Read that of a digest; parameters absent or NULL (RFC 5754 section 2). */
mohur_alg
mohur__digest_alg_read(struct mohur__der_reader *r);

/* Does the algorithm go with a key of this kind? */
bool
mohur__signature_alg_fits(const struct mohur__signature_alg *alg,
                          const struct mohur__public_key *key);

/*
 * Verify a signature over a message whole.
 *
 * MOHUR_E_AUTH: it does not verify, is malformed, or does not fit the key.
 * MOHUR_E_UNSUPPORTED: no such algorithm here.
 */
mohur_status
mohur__public_key_verify(mohur_ctx *ctx,
                         const struct mohur__public_key *key,
                         const struct mohur__signature_alg *alg,
                         mohur__bytes message,
                         mohur__bytes signature);

/*
 * The same over a digest of the message, made with the algorithm's hash.
 * MOHUR_E_UNSUPPORTED for Ed25519, which needs the message.
 */
mohur_status
mohur__public_key_verify_digest(mohur_ctx *ctx,
                                const struct mohur__public_key *key,
                                const struct mohur__signature_alg *alg,
                                mohur__bytes digest,
                                mohur__bytes signature);

#endif
