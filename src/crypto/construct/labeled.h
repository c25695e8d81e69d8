/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_CONSTRUCT_LABELED_H
#define MOHUR_SRC_CRYPTO_CONSTRUCT_LABELED_H

#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * LabeledExtract and LabeledExpand, RFC 9180 section 4: HKDF in which each
 * input says what it is for and under which suite.
 */
struct mohur__labeled {
    mohur_ctx *ctx;
    mohur_alg hash;
    mohur__bytes suite_id;
};

/* out.len = the hash's length.  CT: leaks the lengths. */
mohur_status
mohur__labeled_extract(const struct mohur__labeled *l,
                       mohur__bytes salt,
                       mohur__bytes label,
                       mohur__bytes ikm,
                       mohur__span out);

/* out.len at most 255 hash lengths.  CT: leaks the lengths. */
mohur_status
mohur__labeled_expand(const struct mohur__labeled *l,
                      mohur__bytes prk,
                      mohur__bytes label,
                      mohur__bytes info,
                      mohur__span out);

#endif
