/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_KEY_CERT_H
#define MOHUR_KEY_CERT_H

#include <mohur/base.h>
#include <mohur/io.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup keycert Certificates of keys: kept with them in a keystore
 *
 * A version of a key may have its certificate with it, and those of its
 * issuers, so that who signs need not look for them.  They are what somebody
 * brought: whether they are good is judged where they are used.  Nobody is
 * asked to approve them, because a certificate proves itself.
 * @{
 */

/** Most certificates that a version has. */
#define MOHUR_KEY_CERTS_MAX 8

/** ::MOHUR_KEY_CERTS_MAX, for callers without a preprocessor. */
MOHUR_API size_t
mohur_key_certs_max(void);

/**
 * Keep certificates with a version of a key, in the place of those that it has.
 *
 * @param version  0: the one that protects now.
 * @param certs    One in DER, or up to ::MOHUR_KEY_CERTS_MAX in PEM, the
 *                 version's own first; (NULL, 0): it has none any more.
 * @retval MOHUR_E_ARGUMENT   The first is the certificate of another key.
 * @retval MOHUR_E_FORMAT     Something there is no certificate.
 * @retval MOHUR_E_KEY_STATE  The version is deactivated, or further on.
 * @retval MOHUR_E_LIMIT      There are too many, or one is too large.
 * @retval MOHUR_E_NO_KEY     No key of this name, or no such version.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_certify(mohur_keystore *ks,
                       const char *name,
                       size_t name_len,
                       uint32_t version,
                       const uint8_t *certs,
                       size_t certs_len);

/**
 * Write the certificates of a version as PEM, its own first, and finish the
 * sink.
 *
 * @param version  0: the one that protects now.
 * @retval MOHUR_E_KEY_STATE  The version is deactivated, or further on.
 * @retval MOHUR_E_NO_KEY     No key of this name, no such version, or it has no
 *                            certificate with it.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_certificates(mohur_keystore *ks,
                            const char *name,
                            size_t name_len,
                            uint32_t version,
                            mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
