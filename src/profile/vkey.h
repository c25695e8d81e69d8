/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_VKEY_H
#define MOHUR_SRC_PROFILE_VKEY_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * The public keys that sign notes (C2SP signed-note), as text:
 * name "+" 8 hex digits "+" base64(type, key).  Type 01 is Ed25519, type 02
 * ECDSA on P-256 or P-384 with SHA-256, its key a SubjectPublicKeyInfo.
 */
enum {
    MOHUR__VKEY_ID_LEN     = 4,
    MOHUR__VKEY_PUBLIC_MAX = 97,
    MOHUR__VKEY_TEXT_MAX   = 1024
};

struct mohur__vkey {
    mohur__bytes name; /* of the text that was parsed */
    uint8_t id[MOHUR__VKEY_ID_LEN];
    mohur_alg alg;
    size_t public_len;
    uint8_t public_key[MOHUR__VKEY_PUBLIC_MAX]; /* raw, as in crypto/sign.h */
};

/* UTF-8, not empty, no space of any kind, no control character, no "+"? */
bool
mohur__vkey_name_valid(mohur__bytes name);

/* MOHUR_E_FORMAT unless it is exactly one; _UNSUPPORTED for another type. */
mohur_status
mohur__vkey_parse(mohur_ctx *ctx, mohur__bytes text, struct mohur__vkey *out);

/*
 * The key of this name and raw public key; name is kept as a view.
 * MOHUR_E_UNSUPPORTED for an algorithm that signs no notes.
 */
mohur_status
mohur__vkey_of(mohur_ctx *ctx,
               mohur__bytes name,
               mohur_alg alg,
               mohur__bytes public_key,
               struct mohur__vkey *out);

/* Append it as text. */
void
mohur__vkey_emit(const struct mohur__vkey *key, struct mohur__buf *b);

/* Is it the same public key, whatever its name? */
bool
mohur__vkey_same(const struct mohur__vkey *a, const struct mohur__vkey *b);

#endif
