/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_MATERIAL_H
#define MOHUR_SRC_KEYSTORE_MATERIAL_H

#include "base/secret.h"
#include "keystore/key.h"

/*
 * Key material: where it comes from, and the bytes that it is kept as.  Raw,
 * as pair.h and pkcs8.h have it.
 */
struct mohur__material {
    mohur_alg alg;
    struct mohur__secret *secret; /* raw private or symmetric key */
    uint8_t public_key[MOHUR__KEY_PUBLIC_MAX];
    size_t public_len;           /* 0 for a symmetric key */
    uint8_t kcv[MOHUR__KCV_LEN]; /* of a wrapping key in a token */
};

/* Wipe and release what it holds.  A zeroed struct is allowed. */
void
mohur__material_wipe(struct mohur__material *m);

/* Fresh material; a pair is tried out once.  bits are for RSA alone. */
mohur_status
mohur__material_make(mohur_ctx *ctx,
                     mohur_alg alg,
                     uint32_t bits,
                     struct mohur__material *out);

/* From a PEM file; a pair is tried out once. */
struct mohur__pem_file {
    mohur__bytes pem;
    mohur__bytes passphrase;
};

mohur_status
mohur__material_read(mohur_ctx *ctx,
                     mohur_purpose purpose,
                     const struct mohur__pem_file *file,
                     struct mohur__material *out);

/* The same from plain PKCS#8 DER. */
mohur_status
mohur__material_read_der(mohur_ctx *ctx,
                         mohur_purpose purpose,
                         mohur__bytes der,
                         struct mohur__material *out);

/* Bits of an RSA key; 0 for any other. */
uint32_t
mohur__material_bits(const struct mohur__material *m);

/* The public part; nothing for a symmetric key.  Borrowed. */
mohur__bytes
mohur__material_public(const struct mohur__material *m);

/*
 * The bytes that the private part is kept as: PKCS#8 DER; raw for wrapping
 * keys and the seeds of hybrid keys.
 */
mohur_status
mohur__material_pack(mohur_ctx *ctx,
                     const struct mohur__material *m,
                     struct mohur__secret **out);

/* Back to the raw private part.  May take *packed and leave NULL there. */
mohur_status
mohur__material_unpack(mohur_ctx *ctx,
                       mohur_purpose purpose,
                       mohur_alg alg,
                       struct mohur__secret **packed,
                       struct mohur__secret **out);

#endif
