/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PKCS8_H
#define MOHUR_SRC_KEYSTORE_PKCS8_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/secret.h"
#include "keystore/key.h"
#include "keystore/pbes2.h"

/*
 * Private keys as files: PKCS#8 (RFC 5958), plain or encrypted with PBES2
 * (RFC 8018), and SEC 1 (RFC 5915).  What is written is one form; what is
 * read is strict DER of the forms that OpenSSL and others write.
 */

enum {
    MOHUR__PKCS8_PEM_MAX = 8192
};

/* A key pair as it was read. */
struct mohur__pkcs8 {
    mohur_alg alg;
    struct mohur__secret *private_key; /* raw, as in crypto/sign.h, kem.h */
    uint8_t public_key[MOHUR__KEY_PUBLIC_MAX];
    size_t public_len;
};

/* Wipe and release what it holds.  A zeroed struct is allowed. */
void
mohur__pkcs8_wipe(struct mohur__pkcs8 *key);

/*
 * Write plain PKCS#8 DER into a secret of exactly its length.  public_key is
 * stored beside EC keys only; it must be that of the private key.
 */
mohur_status
mohur__pkcs8_emit_plain(mohur_ctx *ctx,
                        mohur_alg alg,
                        mohur__bytes private_key,
                        mohur__bytes public_key,
                        struct mohur__secret **out);

/*
 * Read plain PKCS#8 DER.  purpose says which of its two an EC key is for.
 * The public key is computed; one that is in the file must equal it.
 *
 * MOHUR_E_FORMAT: not exact DER, not a valid key, or the two differ.
 * MOHUR_E_UNSUPPORTED: a kind of key that does not serve the purpose.
 */
mohur_status
mohur__pkcs8_parse_plain(mohur_ctx *ctx,
                         mohur_purpose purpose,
                         mohur__bytes der,
                         struct mohur__pkcs8 *out);

/*
 * Append an ENCRYPTED PRIVATE KEY block: PBES2, PBKDF2-HMAC-SHA-256 with
 * MOHUR__PBES2_ROUNDS rounds and 16 bytes of salt, AES-256-CBC.  passphrase
 * is 1 to MOHUR__PBES2_PASSPHRASE_MAX bytes.
 */
mohur_status
mohur__pkcs8_emit_pem(mohur_ctx *ctx,
                      mohur_alg alg,
                      mohur__bytes private_key,
                      mohur__bytes public_key,
                      mohur__bytes passphrase,
                      struct mohur__buf *out);

/*
 * Read a PEM file with one block: ENCRYPTED PRIVATE KEY (PBES2 with PBKDF2
 * and HMAC-SHA-256 or -512, AES-256-CBC), PRIVATE KEY or EC PRIVATE KEY; the
 * plain ones make no use of passphrase.  The pair is used once, as a test.
 *
 * MOHUR_E_PASSPHRASE: it does not decrypt, or one is needed and none given.
 * MOHUR_E_LIMIT: more than MOHUR__PBES2_ROUNDS_MAX rounds, or too long.
 * MOHUR_E_FORMAT, MOHUR_E_UNSUPPORTED: as above.
 */
mohur_status
mohur__pkcs8_parse_pem(mohur_ctx *ctx,
                       mohur_purpose purpose,
                       mohur__bytes pem,
                       mohur__bytes passphrase,
                       struct mohur__pkcs8 *out);

#endif
