/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ROLE_H
#define MOHUR_SRC_KEYSTORE_ROLE_H

#include "keystore/store.h"
#include <mohur/role.h>

/*
 * Roles: rows with a public key each.  A role's id is the beginning of its
 * key's, so that no key has two of them.
 */

/* Read the role of a key; *live is false if there is none, or was taken. */
mohur_status
mohur__role_of_key(struct mohur_keystore *ks,
                   const uint8_t key_id[MOHUR_KEY_ID_LEN],
                   struct mohur__row *role,
                   bool *live);

/* Read the role of an id; MOHUR_E_NO_KEY if there never was one. */
mohur_status
mohur__role_need(struct mohur_keystore *ks,
                 mohur__bytes id,
                 struct mohur__row *role);

#endif
