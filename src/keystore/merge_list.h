/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_MERGE_LIST_H
#define MOHUR_SRC_KEYSTORE_MERGE_LIST_H

#include "base/ctx.h"
#include <mohur/merge.h>

/* What becomes of the versions of a backup, in the order they were added. */

/* An empty one, with room for cap of them. */
mohur_status
mohur__merge_list_new(mohur_ctx *ctx, size_t cap, mohur_merge_list **out);

/* Add one; its name is copied.  MOHUR_E_LIMIT if there is no room. */
mohur_status
mohur__merge_list_add(mohur_ctx *ctx,
                      mohur_merge_list *list,
                      mohur__bytes name,
                      const mohur_merge_item *item);

#endif
