/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_HPKE_H
#define MOHUR_SRC_CRYPTO_HPKE_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * HPKE, RFC 9180, base mode: the secret export of section 5.3 from a
 * single-shot context (6.2), and single-shot seal and open (6.1).  kem as in
 * crypto/kem.h, kdf a hash (SHA-256: 0x0001, SHA-384: 0x0002, SHA-512:
 * 0x0003), aead an AEAD or MOHUR_ALG_NONE for export-only (0xFFFF).
 */
struct mohur__hpke_suite {
    mohur_alg kem;
    mohur_alg kdf;
    mohur_alg aead;
};

/* Sender: draws the encapsulation, then the secret. */
mohur_status
mohur__hpke_send_export(mohur_ctx *ctx,
                        struct mohur__hpke_suite suite,
                        mohur__bytes public_key,
                        mohur__bytes info,
                        mohur__bytes exporter_context,
                        mohur__span out_enc,
                        mohur__span out_secret);

/*
 * The sender's two steps apart, for an exporter context that contains enc:
 * first encapsulate, then export from the shared secret.
 */
mohur_status
mohur__hpke_export(mohur_ctx *ctx,
                   struct mohur__hpke_suite suite,
                   mohur__bytes shared,
                   mohur__bytes info,
                   mohur__bytes exporter_context,
                   mohur__span out_secret);

mohur_status
mohur__hpke_receive_export(mohur_ctx *ctx,
                           struct mohur__hpke_suite suite,
                           mohur__bytes private_key,
                           mohur__bytes enc,
                           mohur__bytes info,
                           mohur__bytes exporter_context,
                           mohur__span out_secret);

/* out_sealed.len = plain.len + 16. */
mohur_status
mohur__hpke_seal(mohur_ctx *ctx,
                 struct mohur__hpke_suite suite,
                 mohur__bytes public_key,
                 mohur__bytes info,
                 mohur__bytes aad,
                 mohur__bytes plain,
                 mohur__span out_enc,
                 mohur__span out_sealed);
mohur_status
mohur__hpke_open(mohur_ctx *ctx,
                 struct mohur__hpke_suite suite,
                 mohur__bytes private_key,
                 mohur__bytes enc,
                 mohur__bytes info,
                 mohur__bytes aad,
                 mohur__bytes sealed,
                 mohur__span out_plain);

#endif
