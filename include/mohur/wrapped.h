/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_WRAPPED_H
#define MOHUR_WRAPPED_H

#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup wrapped Wrapped: keys that leave and enter under a wrapping key
 *
 * Two keystores, or a keystore and an HSM, that have one wrapping key (a KEK)
 * exchange other keys under it: AES-256 key wrap with padding (RFC 5649,
 * PKCS#11 `CKM_AES_KEY_WRAP_KWP`) of the 32 bytes of a wrapping key, or of
 * the PKCS#8 of a private key (RFC 5958).  The bytes say nothing of name,
 * dates and level: those are given anew.
 *
 * Source: RFC 5649, 5958; docs/formats/keystore.md, section 11.
 * @{
 */

/** Bytes of the longest wrapped key. */
#define MOHUR_WRAPPED_MAX 4096

/**
 * Write @p key, wrapped with @p kek, and finish the sink.  It is one use of
 * @p kek, where its uses are limited.
 *
 * @param kek  A wrapping key that may protect, of no lower level, not @p key.
 * @retval MOHUR_E_POLICY       The key was not made exportable, or its level
 *                              is higher, or the profile does not allow it.
 * @retval MOHUR_E_ARGUMENT     @p key has no private part, or @p kek is none.
 * @retval MOHUR_E_UNSUPPORTED  X-Wing has no such form.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_key_export_wrapped(mohur_ctx *ctx,
                         const mohur_key *key,
                         const mohur_key *kek,
                         mohur_sink *sink);

/**
 * Bring in a key that was wrapped with @p kek.  The purpose of @p options
 * says what it must be: 32 bytes to wrap with, else PKCS#8.
 *
 * @param kek  A wrapping key that may process, of no lower level.
 * @retval MOHUR_E_AUTH    It was not wrapped with @p kek, or was altered.
 * @retval MOHUR_E_FORMAT  It was, and is no key of this purpose.
 * @retval MOHUR_E_POLICY  The level of @p options is higher than that of
 *                         @p kek, or the profile does not allow it.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_import_wrapped(mohur_keystore *ks,
                              const mohur_key_options *options,
                              const mohur_key *kek,
                              const uint8_t *wrapped,
                              size_t wrapped_len,
                              mohur_key **out);

/** @} */
MOHUR_END_DECLS
#endif
