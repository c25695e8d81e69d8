/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PKCS11_WRAPPING_H
#define MOHUR_SRC_KEYSTORE_PKCS11_WRAPPING_H

#include "keystore/pkcs11/object.h"

/* Wrapping keys of a token: what hsm.h has for every key, for these. */
mohur_status
mohur__wrapping_generate(mohur_ctx *ctx,
                         struct mohur__hsm *token,
                         const struct mohur__hsm_key *key,
                         mohur__bytes label);

/* out has MOHUR__KCV_LEN bytes. */
mohur_status
mohur__wrapping_read(mohur_ctx *ctx,
                     struct mohur__hsm *token,
                     const struct mohur__hsm_key *key,
                     mohur__span out,
                     bool *found);

#endif
