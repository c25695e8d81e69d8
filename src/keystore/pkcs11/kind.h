/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PKCS11_KIND_H
#define MOHUR_SRC_KEYSTORE_PKCS11_KIND_H

#include "asn1/oid.h"
#include "base/ctx.h"
#include "keystore/pkcs11/cryptoki.h"
#include <mohur/alg.h>

/* What a kind of key is in PKCS #11. */
struct mohur__token_kind {
    mohur_alg alg;
    enum mohur__oid curve; /* of pairs on one */
    CK_ULONG type;
    CK_ULONG generate;
    CK_ULONG use; /* the mechanism that uses the private or secret key */
};

/* MOHUR_E_UNSUPPORTED, with what there is, for one that no token holds. */
mohur_status
mohur__token_kind_of(mohur_ctx *ctx,
                     mohur_alg alg,
                     const struct mohur__token_kind **out);

bool
mohur__token_kind_signs(const struct mohur__token_kind *kind);

#endif
