/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CSR_H
#define MOHUR_CSR_H

#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup csr Csr: ask an authority for a certificate
 *
 * A certification request (PKCS#10, RFC 2986) says a name and a public key,
 * and is signed with the key, so that the authority knows who has it.
 * @{
 */

/**
 * Write a request for a certificate of @p key as PEM and finish the sink.
 *
 * @param subject  The name, first part first: "C=AZ, O=..., CN=...,
 *                 serialNumber=...".  C, ST, L, O, OU, CN and serialNumber
 *                 are known; a backslash stands before a comma that belongs
 *                 to a value.  UTF-8, 1 to 1024 bytes.
 * @retval MOHUR_E_FORMAT       The subject cannot be read.
 * @retval MOHUR_E_NO_KEY       The key has no private part here.
 * @retval MOHUR_E_UNSUPPORTED  A kind of key that signs no documents.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_csr_emit(mohur_ctx *ctx,
               const mohur_key *key,
               const char *subject,
               size_t subject_len,
               mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
