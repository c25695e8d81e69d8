/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/construct/labeled.h"

#include "crypto/front.h"
#include "crypto/kdf.h"
#include "crypto/mac.h"

/*
 * The labeled HKDF of HPKE.
 */
mohur_status
mohur__labeled_extract(const struct mohur__labeled *l,
                       mohur__bytes salt,
                       mohur__bytes label,
                       mohur__bytes ikm,
                       mohur__span out)
{
    const mohur__bytes parts[] = {MOHUR__TEXT("HPKE-v1"), l->suite_id, label,
                                  ikm};
    mohur_alg hmac             = mohur__mac_hmac_of(l->hash);

    if (out.len != mohur__mac_len(hmac)) {
        return mohur__crypto_bad_length(l->ctx, hmac, "output");
    }
    return mohur__mac(l->ctx, hmac, salt, parts, 4, out);
}

mohur_status
mohur__labeled_expand(const struct mohur__labeled *l,
                      mohur__bytes prk,
                      mohur__bytes label,
                      mohur__bytes info,
                      mohur__span out)
{
    uint8_t len[2]             = {0};
    const mohur__bytes parts[] = {MOHUR__BYTES(len), MOHUR__TEXT("HPKE-v1"),
                                  l->suite_id, label, info};

    /* A length that does not fit 16 bits is refused by the call below. */
    mohur__store16(len, (uint16_t)out.len);
    return mohur__hkdf_expand(l->ctx, l->hash, prk, parts, 5, out);
}
