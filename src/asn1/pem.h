/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_PEM_H
#define MOHUR_SRC_ASN1_PEM_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"

/*
 * PEM, strictly (RFC 7468): one block and nothing else but line ends and
 * blanks around it.  No headers, no blank lines or blanks inside; lines of
 * any length; LF or CR LF; base64 with its padding, unused bits zero.
 */
enum mohur__pem_label {
    MOHUR__PEM_NONE = 0,
    MOHUR__PEM_PUBLIC_KEY,
    MOHUR__PEM_PRIVATE_KEY,
    MOHUR__PEM_ENCRYPTED_PRIVATE_KEY,
    MOHUR__PEM_EC_PRIVATE_KEY,
    MOHUR__PEM_CERTIFICATE,
    MOHUR__PEM_REQUEST,
    MOHUR__PEM_CRL,
    MOHUR__PEM_COUNT
};

/* "PUBLIC KEY"; "" for MOHUR__PEM_NONE.  Static. */
const char *
mohur__pem_name(enum mohur__pem_label label);

/* Room that a block with len bytes needs at most. */
#define MOHUR__PEM_CAP(len) ((len) / 3 * 4 + (len) / 48 + 128)

/*
 * Read a block into room; *out is the part of it in use.
 *
 * MOHUR_E_FORMAT: not exactly one such block, or another label.
 * MOHUR_E_UNSUPPORTED: it has headers, as old encrypted keys do.
 * MOHUR_E_LIMIT: more than room holds.
 * CT: leaks the text's line ends and padding, not its other characters.
 */
mohur_status
mohur__pem_parse(mohur_ctx *ctx,
                 mohur__bytes pem,
                 mohur__span room,
                 enum mohur__pem_label *out_label,
                 mohur__bytes *out);

/* The same of the first of several blocks, which is taken off *pem. */
mohur_status
mohur__pem_take(mohur_ctx *ctx,
                mohur__bytes *pem,
                mohur__span room,
                enum mohur__pem_label *out_label,
                mohur__bytes *out);

/* Append a block with lines of 64.  contents are public, or encrypted. */
void
mohur__pem_emit(struct mohur__buf *b,
                enum mohur__pem_label label,
                mohur__bytes contents);

#endif
