/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PBES2_H
#define MOHUR_SRC_KEYSTORE_PBES2_H

#include "base/ctx.h"
#include "base/secret.h"

/*
 * EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2 (RFC 8018): PBKDF2
 * and AES-256-CBC.  It does not authenticate, so it holds key files only,
 * and whoever opens one checks that what comes out is a key pair.
 */
enum {
    MOHUR__PBES2_ROUNDS         = 600000, /* when writing */
    MOHUR__PBES2_ROUNDS_MAX     = 10000000,
    MOHUR__PBES2_PASSPHRASE_MAX = 1024,
    MOHUR__PBES2_PLAIN_MAX      = 2560, /* when writing */
    MOHUR__PBES2_MAX            = MOHUR__PBES2_PLAIN_MAX + 256
};

/*
 * Encrypt plain DER into room; *out is the part of it in use.
 * CT: leaks the lengths.
 */
mohur_status
mohur__pbes2_seal(mohur_ctx *ctx,
                  mohur__bytes plain,
                  mohur__bytes passphrase,
                  mohur__span room,
                  mohur__bytes *out);

/*
 * Decrypt DER into a secret of exactly the plain length.
 *
 * MOHUR_E_PASSPHRASE: what comes out is not DER, or passphrase is empty.
 * MOHUR_E_LIMIT: more than MOHUR__PBES2_ROUNDS_MAX rounds.
 * MOHUR_E_FORMAT, MOHUR_E_UNSUPPORTED: not DER; not these algorithms.
 * CT: leaks the lengths and whether it opened.
 */
mohur_status
mohur__pbes2_open(mohur_ctx *ctx,
                  mohur__bytes der,
                  mohur__bytes passphrase,
                  struct mohur__secret **out);

#endif
