/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_LIFE_H
#define MOHUR_LIFE_H

#include <mohur/base.h>
#include <mohur/io.h>
#include <mohur/key.h>
#include <mohur/keystore.h>
#include <mohur/slot.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup life Life cycle: keys out of use, erased, and held
 *
 * What goes beyond making, rotating and moving keys.  In a store with roles
 * (mohur/role.h) these calls want approvals like any other change.
 *
 * Source: docs/formats/keystore.md, "states and dates".
 * @{
 */

/** What a key is fetched for, where fetching it is an act of its own. */
typedef enum mohur_key_use {
    MOHUR_KEY_USE_EXPORT  = 1, /**< To let the private part leave.          */
    MOHUR_KEY_USE_RECOVER = 2  /**< To open what a version protected that is
                                    suspended or compromised.               */
} mohur_key_use;

/**
 * Get a version of a key for what an ordinary handle of it refuses.  It is
 * recorded.  A store without roles lets ordinary handles be exported too.
 *
 * @param version  0: the one that protects now.
 * @retval MOHUR_E_KEY_STATE  Its state does not allow that even so.
 * @retval MOHUR_E_POLICY     It was not made exportable.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_key_for(mohur_keystore *ks,
                       const char *name,
                       size_t name_len,
                       uint32_t version,
                       mohur_key_use use,
                       mohur_key **out);

/**
 * Forbid (@p on) that any version of a key is destroyed, or allow it again.
 * One that is so already is left alone.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_hold(mohur_keystore *ks,
                    const char *name,
                    size_t name_len,
                    bool on);

/** How thoroughly a private part is erased.  Values are pinned for ever. */
typedef enum mohur_erase {
    MOHUR_ERASE_E1 = 1, /**< From the store.  Old copies of it still have it;
                             so may a flash disk, for who can unlock it.    */
    MOHUR_ERASE_E2 = 2, /**< And the store's root key is changed: only whole
                             old copies have it, for who could unlock them. */
    MOHUR_ERASE_E3 = 3  /**< And the secrets in tokens that unlocking took
                             are destroyed: nobody has it.                  */
} mohur_erase;

/** What is to be erased, and how. */
typedef struct mohur_destroy_options {
    size_t size;       /**< Set by the _INIT macro.                         */
    const char *name;  /**< Of the key.                                     */
    size_t name_len;   /**< Its length.                                     */
    uint32_t version;  /**< Required.                                       */
    mohur_erase level; /**< How thoroughly.                                 */
    const mohur_unlock *const *present; /**< For E2: what opens the slots,
                                             as ::mohur_keystore_slot_revoke. */
    size_t present_len;  /**< How many.                                     */
    mohur_sink *receipt; /**< The erase receipt, an event of the store's log,
                              is written here and finished; NULL: not.      */
} mohur_destroy_options;

/** To be filled in. */
#define MOHUR_DESTROY_OPTIONS_INIT                                             \
    {sizeof(mohur_destroy_options), NULL, 0, 0, MOHUR_ERASE_E1, NULL, 0, NULL}

/**
 * Erase a version that was moved to ::MOHUR_KEY_DESTROY_PENDING and has
 * waited.  The public part and its place stay.
 *
 * To E3 a version is erased that was erased to E2 before, or to E1 and the
 * root key changed since: for a store where every slot took a token, alone or
 * among others (::MOHUR_SLOT_TOKEN, ::MOHUR_SLOT_ALL), from the root key on
 * that the version was made under.  First slots are added that open the store
 * from now on; they were in no copy that has the version.  The call destroys
 * the secrets of all the others in their tokens and takes those slots away.
 * If it fails half way, no slot that it needs is lost: make it again.
 *
 * E3 is refused (::MOHUR_E_UNSUPPORTED) where the log does not show that it
 * is true: a slot without a token, or one that was removed meanwhile; a
 * backup with the version; a version that was exportable or came from
 * elsewhere, or that lived in a token, where its end needs no E3.  What it
 * cannot see are copies of a token's secrets that the token's maker allows.
 *
 * @retval MOHUR_E_DATE         The wait is not over.
 * @retval MOHUR_E_KEY_STATE    It does not wait, or is under a legal hold.
 * @retval MOHUR_E_UNSUPPORTED  It cannot be erased so thoroughly.
 * @retval MOHUR_E_POLICY       After E3 no slot, or none for recovery, would be
 *                              left.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_destroy(mohur_keystore *ks,
                       const mohur_destroy_options *options);

/** @} */
MOHUR_END_DECLS
#endif
