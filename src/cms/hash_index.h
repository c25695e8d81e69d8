/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_HASH_INDEX_H
#define MOHUR_SRC_CMS_HASH_INDEX_H

#include "cms/signed_data.h"
#include "cms/unsigned.h"

/*
 * ATSHashIndexV3 (EN 319 122-1 5.5.2): the digests of what an archive time
 * stamp covers beside a signature.  What is not listed is not covered; what is
 * listed must be there.
 */
enum mohur__hash_list {
    MOHUR__HASH_CERTS  = 0, /* of certificates, whole elements */
    MOHUR__HASH_INFOS  = 1, /* of crls, the same */
    MOHUR__HASH_VALUES = 2, /* of type and value of unsigned attributes */
    MOHUR__HASH_LISTS  = 3
};

struct mohur__hash_index {
    mohur_alg hash;                        /* of all the digests */
    mohur__bytes lists[MOHUR__HASH_LISTS]; /* OCTET STRINGs, one by one */
};

/* False: it is not exactly one, by a hash that is known. */
bool
mohur__hash_index_parse(mohur__bytes der, struct mohur__hash_index *out);

/* Append one over all that there is now. */
mohur_status
mohur__hash_index_emit(mohur_ctx *ctx,
                       mohur_alg hash,
                       const struct mohur__signed_data *data,
                       const struct mohur__unsigned *beside,
                       struct mohur__buf *out);

/* Is everything that it lists there? */
mohur_status
mohur__hash_index_check(mohur_ctx *ctx,
                        const struct mohur__hash_index *index,
                        const struct mohur__signed_data *data,
                        const struct mohur__unsigned *beside,
                        bool *out);

/* Does it list this element, or for values this type and value? */
mohur_status
mohur__hash_index_lists(mohur_ctx *ctx,
                        const struct mohur__hash_index *index,
                        enum mohur__hash_list list,
                        const mohur__bytes parts[2],
                        bool *out);

#endif
