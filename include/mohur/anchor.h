/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ANCHOR_H
#define MOHUR_ANCHOR_H

#include <mohur/base.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup anchor Anchors: noticing that a keystore was set back
 *
 * An older genuine keystore looks like any other.  An anchor is a record of
 * the newest state, kept where whoever can replace the store cannot write.
 * It is given to a handle after unlocking, checked at once and before every
 * change, and moved on after it.  Every process that changes the store should
 * have it; what was changed without is noticed, and accepted if it follows
 * from the log.
 *
 * A change is made even where its anchor is not to be had, or holds no record
 * of this store: that cannot be taken back when it shows.  The anchor is left
 * as it is, `rollback` of ::mohur_keystore_info says ::MOHUR_ANCHOR_NONE, and
 * a profile that wants an anchor at a level refuses to protect there.  It
 * moves up with the next change that reaches it.
 *
 * After ::MOHUR_E_ROLLBACK the handle lists and tells, and refuses all else
 * with the same status, until ::mohur_keystore_accept.
 *
 * Source: docs/formats/keystore.md, "rollback anchors".
 * @{
 */

/** Bytes of a record. */
#define MOHUR_ANCHOR_LEN 160

/** ::MOHUR_ANCHOR_LEN, for callers without a preprocessor. */
MOHUR_API size_t
mohur_anchor_len(void);

/** Read the record; *out_len is 0 if there is none yet.  Nonzero: it failed. */
typedef int32_t
mohur_anchor_read_fn(void *user,
                     uint8_t out[MOHUR_ANCHOR_LEN],
                     size_t *out_len);

/** Keep the record, for good before returning.  Nonzero: it failed. */
typedef int32_t
mohur_anchor_write_fn(void *user, const uint8_t record[MOHUR_ANCHOR_LEN]);

/**
 * Where the record is: a file, a database on a server, a PKCS#11 token, or
 * what two functions do.  A server (`postgresql://`, as
 * ::mohur_keystore_options has it) keeps the records of many stores in a table
 * of their own, beside a store of its own if there is one; two that are run by
 * different people anchor each other.  It may not be the one that the store
 * itself is on.
 *
 * A token (`pkcs11:`, as mohur/token.h has it) keeps them as data objects that
 * are written with its PIN, which ::mohur_keystore_set_pin gives before.  That
 * notices an old store file put back; it does not stop whoever has token and
 * PIN, who can lay down an old record too, so it counts as
 * ::MOHUR_ANCHOR_LOCAL.  A PIN that turns out wrong while the store is open is
 * not shown again by the handle.
 */
typedef struct mohur_anchor_options {
    size_t size;                  /**< Set by the _INIT macro.              */
    const char *path;             /**< File or URI; NULL: the functions.    */
    mohur_anchor_read_fn *read;   /**< Both, or a path; called while the    */
    mohur_anchor_write_fn *write; /**< store is locked, for each change.    */
    void *user;                   /**< Given to both; stays yours.          */
    bool create;                  /**< There is none yet: make it.          */
} mohur_anchor_options;

/** To be filled in. */
#define MOHUR_ANCHOR_OPTIONS_INIT                                              \
    {sizeof(mohur_anchor_options), NULL, NULL, NULL, NULL, false}

/**
 * Give an unlocked store an anchor, up to 4, and check the store against it.
 *
 * @retval MOHUR_E_ROLLBACK  The store is older than the anchor, or another
 *                           one that went its own way.
 * @retval MOHUR_E_AUTH      The record is of another store, or altered.
 * @retval MOHUR_E_IO        It cannot be read, or there is none.
 * @retval MOHUR_E_EXISTS    There is one, and a new one was to be made.
 * @retval MOHUR_E_FORMAT    What is there is no anchor.
 * @retval MOHUR_E_UNSUPPORTED  The anchor's server is the store's own; or the
 *                           URI is not one that a store may have.
 * @retval MOHUR_E_PASSPHRASE  The PIN of the token is not had, wrong or
 *                           locked; mohur/token.h has what else a token says.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_anchor_add(mohur_keystore *ks,
                          const mohur_anchor_options *options);

/**
 * Take the store as it is after ::MOHUR_E_ROLLBACK: it is recorded, and its
 * anchors move to it.  In a store with roles a Custodian and an Officer
 * approve (mohur/role.h).
 *
 * @retval MOHUR_E_STATE  It was not set back.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_accept(mohur_keystore *ks);

/** @} */
MOHUR_END_DECLS
#endif
