/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TRUST_H
#define MOHUR_TRUST_H

#include <mohur/base.h>
#include <mohur/ctx.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup trust Trust: whom to believe, and for what
 *
 * A trust store is a number of anchors: certificates that are believed
 * because the caller says so, each for the roles it was given and for no
 * others.  It begins empty; the system's own store is never read.  Once it
 * is complete, several threads may validate with it at the same time.
 * @{
 */
typedef struct mohur_trust mohur_trust; /**< A trust store. */

/** What an anchor is believed for.  Bits; values are pinned for ever. */
typedef enum mohur_trust_role {
    MOHUR_TRUST_SIGN    = 1, /**< Certificates of people who sign documents,
                                  and all that do not say whose they are.  */
    MOHUR_TRUST_TSA     = 2, /**< Certificates of time-stamp authorities.  */
    MOHUR_TRUST_OCSP    = 4, /**< Responders that are believed about every
                                  certificate: it, and those that it issued
                                  for this.                                */
    MOHUR_TRUST_SEAL    = 8, /**< Certificates that say that they are for the
                                  seals of organisations (EN 319 412-5).   */
    MOHUR_TRUST_ARCHIVE = 16 /**< Time-stamp authorities, for the time stamps
                                  of archives alone.                       */
} mohur_trust_role;

/** Make an empty store.  Release it with ::mohur_trust_free. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_trust_new(mohur_ctx *ctx, mohur_trust **out);

/**
 * Add the anchors of a file: one certificate in DER, or one or more in PEM
 * (RFC 7468).  All of them are added or none.
 *
 * @param roles  Bits of ::mohur_trust_role, at least one.
 * @retval MOHUR_E_STATE   It was filled with a signed list, which is closed.
 * @retval MOHUR_E_FORMAT  There is something that is no certificate.
 * @retval MOHUR_E_LIMIT   More than 1,024 anchors, or one over 64 KiB.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_trust_add(mohur_ctx *ctx,
                mohur_trust *trust,
                uint32_t roles,
                const uint8_t *data,
                size_t data_len);

/** How many anchors it has. */
MOHUR_API size_t
mohur_trust_len(const mohur_trust *trust);

/** Release @p trust.  NULL is allowed. */
MOHUR_API void
mohur_trust_free(mohur_trust *trust);

/** @} */
MOHUR_END_DECLS
#endif
