/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/anchors.h"

#include "fuzz.h"

/*
 * A list of trust anchors from anywhere.  Each anchor of one that is accepted
 * can be read, has a role, and a window that is not empty.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx                 = fuzz_ctx();
    struct mohur__anchor_list list = {.json = NULL};

    if (mohur__anchors_parse(ctx, mohur__bytes_of(data, size), &list) ==
        MOHUR_OK) {
        fuzz_require(list.version > 0 && list.issued <= list.expires);
        for (size_t i = 0; i < list.len; i++) {
            struct mohur__anchor_row row;

            fuzz_require(mohur__anchors_at(&list, i, &row) == MOHUR_OK);
            fuzz_require(row.roles != 0);
            fuzz_require(row.from < row.to);
        }
    }
    mohur__anchors_wipe(&list);
    return 0;
}
