/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SIGNATURE_H
#define MOHUR_SRC_ARCHIVE_SIGNATURE_H

#include "archive/limits.h"
#include "archive/manifest.h"
#include "base/buf.h"
#include "base/cursor.h"
#include <mohur/alg.h>
#include <mohur/key.h>

/*
 * The signatures over the manifest, in its order of signers.
 * Source: docs/formats/archive.md, section 8.5.
 */
enum mohur__signature_alg {
    MOHUR__SIGNATURE_ED25519    = 1,
    MOHUR__SIGNATURE_ECDSA_P256 = 2,
    MOHUR__SIGNATURE_ECDSA_P384 = 3,
    MOHUR__SIGNATURE_ML_DSA_65  = 4,
    MOHUR__SIGNATURE_ML_DSA_87  = 5,
    MOHUR__SIGNATURE_CMS        = 16
};

/* Views. */
struct mohur__signature {
    uint16_t alg;
    mohur__bytes key_id;
    mohur__bytes blob;
};

/* The number of a key's algorithm here, 0 for none; and back, NONE. */
uint16_t
mohur__signature_alg_of(const mohur_key *key);
mohur_alg
mohur__signature_alg(uint16_t alg);

/*
 * List keys as the manifest does: alg u16, key id 32.  Returns the bytes
 * written.
 */
size_t
mohur__signers_list(const mohur_key *const *keys, size_t n, mohur__span out);

/* Read the next one.  MOHUR_E_FORMAT: cut, or a length that its alg has not. */
mohur_status
mohur__signature_parse(mohur_ctx *ctx,
                       struct mohur__cursor *c,
                       struct mohur__signature *out);

/*
 * Check that a SIGNATURES body lists exactly the manifest's signers, in
 * order.  MOHUR_E_FORMAT: malformed; MOHUR_E_AUTH: other signers.
 */
mohur_status
mohur__signatures_check(mohur_ctx *ctx,
                        mohur__bytes body,
                        const struct mohur__manifest *m);

/*
 * Verify one with the signer's public key.  digest is 32 bytes: under
 * MOHUR__LABEL_SIG H(MANIFEST body), under MOHUR__LABEL_HEADER_SIG the
 * header_digest.  MOHUR_E_AUTH, also if the key is of another algorithm.
 */
mohur_status
mohur__signature_verify(mohur_ctx *ctx,
                        const struct mohur__signature *s,
                        const mohur_key *key,
                        mohur__bytes label,
                        mohur__bytes digest);

/* Sign and append one. */
mohur_status
mohur__signature_emit(mohur_ctx *ctx,
                      const mohur_key *key,
                      mohur__bytes label,
                      mohur__bytes digest,
                      struct mohur__buf *out);

#endif
