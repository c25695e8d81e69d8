/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_BACKUP_H
#define MOHUR_BACKUP_H

#include <mohur/base.h>
#include <mohur/keystore.h>
#include <mohur/slot.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup backup Backup: a copy of a keystore that can be restored, not used
 *
 * A backup is a store of its own kind, in a folder of its own, with its own
 * root key and its own slots: whoever may open it need not be able to open
 * the store, and the other way round.  ::mohur_keystore_open opens it; it can
 * be unlocked, listed, checked and restored; all else is
 * ::MOHUR_E_KEY_STATE.
 *
 * Source: docs/formats/keystore.md, "backups".
 * @{
 */

/** Who may open a backup.  Read during the call only. */
typedef struct mohur_backup_options {
    size_t size;                            /**< Set by the _INIT macro. */
    const mohur_slot_options *const *slots; /**< What opens it.          */
    size_t slots_len;                       /**< 1 to 32.                */
} mohur_backup_options;

/** Nobody yet. */
#define MOHUR_BACKUP_OPTIONS_INIT {sizeof(mohur_backup_options), NULL, 0}

/** What a restored store is.  Read during the call only. */
typedef struct mohur_restore_options {
    size_t size;            /**< Set by the _INIT macro.                    */
    const char *path;       /**< The folder of the new store.  Required.    */
    const char *passphrase; /**< Its first slot: 1 to 1024 bytes.           */
    size_t passphrase_len;  /**< Its length.                                */
    uint32_t m_kib;         /**< Argon2id memory; 0: 256 MiB.               */
    uint32_t t;             /**< Argon2id passes; 0: 3.                     */
    mohur_keystore *live;   /**< The store as it is, unlocked, if there is one
                                 still: what it destroyed stays destroyed.  */
} mohur_restore_options;

/** To be filled in. */
#define MOHUR_RESTORE_OPTIONS_INIT                                             \
    {sizeof(mohur_restore_options), NULL, NULL, 0, 0, 0, NULL}

/**
 * Write a backup of an unlocked store into the folder @p path, which is made
 * too (0700) or is empty.  The store keeps a record of it, and an event.
 *
 * @retval MOHUR_E_EXISTS  There is something already.
 * @retval MOHUR_E_POLICY  The profile does not allow a slot.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_backup(mohur_keystore *ks,
                      const mohur_backup_options *options,
                      const char *path);

/**
 * Make a store from an unlocked backup: the keys and the log as they were, a
 * new root key and epoch, one slot, and an event that names both states.
 * The new store is unlocked.  A version whose uses are limited counts as used
 * as often as the live store says; without one, up to its limit, because nobody
 * knows what came after the backup: rotate it.
 *
 * @retval MOHUR_E_EXISTS       There is something in the folder already.
 * @retval MOHUR_E_KEY_STATE    It is no backup but a store.
 * @retval MOHUR_E_ARGUMENT     @p options->live is of another store.
 * @retval MOHUR_E_UNSUPPORTED  live, of a store where roles count.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_restore(mohur_keystore *backup,
                       const mohur_restore_options *options,
                       mohur_keystore **out);

/** @} */
MOHUR_END_DECLS
#endif
