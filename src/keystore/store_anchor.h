/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_ANCHOR_H
#define MOHUR_SRC_KEYSTORE_STORE_ANCHOR_H

#include "keystore/store.h"

/* The anchors of a handle: checked when they are given, moved by commits. */

/* May the store be used and changed?  MOHUR_E_ROLLBACK if it was set back. */
mohur_status
mohur__anchors_allow(struct mohur_keystore *ks);

/*
 * When a write begins, under the lock: has an anchor moved on without the
 * store?  MOHUR_E_ROLLBACK; one that cannot be read shows in the info.
 */
mohur_status
mohur__anchors_look(struct mohur_keystore *ks);

/* In a write transaction before its end: note what an anchor had missed. */
mohur_status
mohur__anchors_note(struct mohur_keystore *ks);

/*
 * After a commit, under the lock: move every anchor to the state that ks->head
 * has.  One that cannot be written stays behind, which shows in the info.
 */
void
mohur__anchors_advance(struct mohur_keystore *ks);

/* How well a rollback would be noticed by this handle. */
mohur_anchor
mohur__anchors_level(const struct mohur_keystore *ks);

/* Release them. */
void
mohur__anchors_free(struct mohur_keystore *ks);

#endif
