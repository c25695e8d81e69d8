/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_KEY_ACT_H
#define MOHUR_SRC_KEYSTORE_KEY_ACT_H

#include "crypto/hpke.h"
#include "keystore/key.h"

/*
 * What a private or wrapping key does, wherever it is: in memory or in a token.  Whether
 * it may was asked before (key.h).
 */

/* As mohur__sign.  A token's signature is verified before it is given out. */
mohur_status
mohur__key_sign(mohur_ctx *ctx,
                const mohur_key *key,
                mohur_alg hash,
                mohur__bytes message,
                mohur__span out);

/* As mohur__hpke_receive_export.  CT: leaks whether enc was valid. */
mohur_status
mohur__key_receive_export(mohur_ctx *ctx,
                          const mohur_key *key,
                          struct mohur__hpke_suite suite,
                          mohur__bytes enc,
                          mohur__bytes info,
                          mohur__bytes exporter_context,
                          mohur__span out_secret);

/* As mohur__kwp_wrap and _unwrap.  CT: leaks lengths, and if it was genuine. */
mohur_status
mohur__key_wrap(mohur_ctx *ctx,
                const mohur_key *kek,
                mohur__bytes plain,
                mohur__span out);
mohur_status
mohur__key_unwrap(mohur_ctx *ctx,
                  const mohur_key *kek,
                  mohur__bytes sealed,
                  mohur__span out,
                  size_t *out_len);

/*
 * A key for one purpose, from a wrapping key: HKDF-SHA-512 without a salt, its
 * info the label.  MOHUR_E_UNSUPPORTED for one in a token, which derives
 * nothing.  CT: leaks the length.
 */
mohur_status
mohur__key_derive(mohur_ctx *ctx,
                  const mohur_key *kek,
                  mohur__bytes label,
                  mohur__span out);

#endif
