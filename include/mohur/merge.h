/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_MERGE_H
#define MOHUR_MERGE_H

#include <mohur/backup.h>
#include <mohur/base.h>
#include <mohur/key.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup merge Merging: keys of a backup for a keystore that has others
 *
 * What a keystore does not have yet is brought in, with the ids, states and
 * dates that the backup has; what it has stays exactly as it is.  So nothing
 * that was suspended, compromised or destroyed comes back, no version is
 * replaced, and no counter of uses is lowered.
 *
 * The backup may be of this keystore, or of another one.  From another one
 * come keys that are exportable, and that the profile lets be made here; they
 * count as imported.
 *
 * Source: docs/formats/keystore.md, "merging".
 * @{
 */

/** What becomes of a version of the backup.  From ::MOHUR_MERGE_NAME on it is
 *  in the way: nothing is merged while there is such a one among those that
 *  are asked for. */
typedef enum mohur_merge_fate {
    MOHUR_MERGE_ADDED     = 1, /**< It is brought in.                       */
    MOHUR_MERGE_THERE     = 2, /**< It is there, and stays as it is.        */
    MOHUR_MERGE_WORSE     = 3, /**< The same, but the backup knows it to be
                                    compromised or destroyed: say so here.  */
    MOHUR_MERGE_NAME      = 4, /**< Another key here has its name.          */
    MOHUR_MERGE_OTHER     = 5, /**< Another key here has its id or number:
                                    both went on from the same backup.      */
    MOHUR_MERGE_UNBORN    = 6, /**< It was not made to its end in its token. */
    MOHUR_MERGE_NO_EXPORT = 7, /**< It may not leave the keystore that it is
                                    of: it was not made exportable.         */
    MOHUR_MERGE_REFUSED   = 8  /**< The profile does not let it be made here. */
} mohur_merge_fate;

/** One version of one key of the backup. */
typedef struct mohur_merge_item {
    size_t size;           /**< Of this struct.                */
    const char *name;      /**< Of the key, UTF-8.             */
    uint32_t version;      /**< From 1.                        */
    mohur_key_state state; /**< In the backup, dates considered. */
    mohur_merge_fate fate; /**< What becomes of it.            */
} mohur_merge_item;

/** What becomes of the versions of a backup, ring by ring, versions
 *  ascending.  It needs neither of the stores once it is made, and may be read
 *  by any thread. */
typedef struct mohur_merge_list mohur_merge_list;

/** What is merged.  Read during the call only. */
typedef struct mohur_merge_options {
    size_t size;              /**< Set by the _INIT macro.                */
    const char *const *names; /**< Of the keys, UTF-8, 0-terminated.      */
    size_t names_len;         /**< How many; 0: every key of the backup.  */
    bool look;                /**< Say what would be; change nothing.     */
} mohur_merge_options;

/** Every key. */
#define MOHUR_MERGE_OPTIONS_INIT {sizeof(mohur_merge_options), NULL, 0, false}

/**
 * Bring keys of an unlocked backup into @p ks, in one change: all that are
 * asked for, or none.  A version that is limited comes as used up, since
 * nobody knows what came after the backup: rotate it.  Both are of one
 * context.
 *
 * @param out  What became of each version; may be NULL.  With look it has
 *             those too that are in the way.
 * @retval MOHUR_E_ARGUMENT     A key is named twice; or two contexts.
 * @retval MOHUR_E_EXISTS       One has the fate _NAME or _OTHER.
 * @retval MOHUR_E_KEY_STATE    One has the fate _UNBORN; or @p backup is none.
 * @retval MOHUR_E_POLICY       One has the fate _NO_EXPORT or _REFUSED.
 * @retval MOHUR_E_NO_KEY       The backup has no key of a name.
 * @retval MOHUR_E_DATE         The backup is from after the time it is here.
 * @retval MOHUR_E_UNSUPPORTED  Roles count, here or there: keys come in one by
 *                              one, with their approvals.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_merge(mohur_keystore *ks,
                     mohur_keystore *backup,
                     const mohur_merge_options *options,
                     mohur_merge_list **out);

/** How many versions a list has. */
MOHUR_API size_t
mohur_merge_list_len(const mohur_merge_list *list);

/** The i-th version; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_merge_item *
mohur_merge_list_at(const mohur_merge_list *list, size_t i);

/** Release @p list.  NULL is allowed. */
MOHUR_API void
mohur_merge_list_free(mohur_merge_list *list);

/** @} */
MOHUR_END_DECLS
#endif
