/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_LIST_H
#define MOHUR_SRC_KEYSTORE_LIST_H

#include "keystore/store.h"
#include <mohur/key_list.h>

/* Every version of every key, sorted, in an open transaction. */
mohur_status
mohur__list_make(struct mohur_keystore *ks, mohur_key_list **out);

size_t
mohur__list_len(const mohur_key_list *list);
const mohur_key_info *
mohur__list_at(const mohur_key_list *list, size_t i);

#endif
