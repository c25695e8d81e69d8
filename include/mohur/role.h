/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ROLE_H
#define MOHUR_ROLE_H

#include <mohur/base.h>
#include <mohur/io.h>
#include <mohur/key.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup role Roles: who may change a keystore, and how many it takes
 *
 * Without roles whoever unlocks a store may do everything.  With roles each
 * change wants the signatures of one or two of them; docs/formats/keystore.md
 * has the table.  A role is a public key that signs; its private key is
 * elsewhere, in a keystore of its own.  Using an active key wants no
 * signature: that right is the right to unlock.
 *
 * A change is approved in three steps.  ::mohur_keystore_request, then the
 * change: it is not made, its request is written.  ::mohur_approval_sign by
 * each who approves, wherever they are.  ::mohur_keystore_approve with every
 * approval, then the change again.  Or, where the role's key is at hand,
 * ::mohur_keystore_act_as once.
 *
 * Changes to a store with roles return, besides their own statuses:
 * ::MOHUR_E_POLICY (approvals are missing), ::MOHUR_E_UNTRUSTED (one is of
 * nobody who may), ::MOHUR_E_AUTH (one is not for this, or was used before),
 * ::MOHUR_E_DATE (one came too late), ::MOHUR_E_CANCELLED (a request was
 * written).
 *
 * Source: docs/formats/keystore.md, "roles".
 * @{
 */

/** What a role may do, as bits. */
typedef enum mohur_cap {
    MOHUR_CAP_OPERATOR    = 1, /**< Uses keys.                              */
    MOHUR_CAP_KEY_MANAGER = 2, /**< Makes, activates, deactivates, rotates. */
    MOHUR_CAP_OFFICER     = 4, /**< Suspends, compromises, destroys, lets
                                    keys leave, says who has roles.         */
    MOHUR_CAP_CUSTODIAN   = 8, /**< Ways to unlock, shares, backups.        */
    MOHUR_CAP_AUDITOR     = 16 /**< Reads.                                  */
} mohur_cap;

/** Bytes of a role's id: the first of the id of its key. */
#define MOHUR_ROLE_ID_LEN 16

/** ::MOHUR_ROLE_ID_LEN, for callers without a preprocessor. */
MOHUR_API size_t
mohur_role_id_len(void);

/** A role to be added. */
typedef struct mohur_role_options {
    size_t size;          /**< Set by the _INIT macro.                     */
    const char *label;    /**< Who: 1 to 64 bytes of UTF-8, no controls.   */
    const mohur_key *key; /**< The public key that it signs with.          */
    uint32_t caps;        /**< Bits of ::mohur_cap; at least one.          */
    int64_t not_after;    /**< Its last second; 0: none.                   */
} mohur_role_options;

/** To be filled in. */
#define MOHUR_ROLE_OPTIONS_INIT {sizeof(mohur_role_options), NULL, NULL, 0, 0}

/** A role of a store. */
typedef struct mohur_role_info {
    size_t size;                   /**< Of this struct.                     */
    uint8_t id[MOHUR_ROLE_ID_LEN]; /**< The first bytes of its key's id.    */
    char label[65];                /**< UTF-8.                              */
    uint32_t caps;                 /**< Bits of ::mohur_cap.                */
    int64_t not_after;             /**< Its last second; 0: none.           */
    bool removed;                  /**< It was taken away.                  */
} mohur_role_info;

/**
 * Add a role.  Its id is in @p out_id.
 *
 * @retval MOHUR_E_EXISTS  The key has, or had, a role.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_role_add(mohur_keystore *ks,
                        const mohur_role_options *options,
                        uint8_t out_id[MOHUR_ROLE_ID_LEN]);

/**
 * Take a role away, for good.
 *
 * @retval MOHUR_E_NO_KEY     There is no such role.
 * @retval MOHUR_E_KEY_STATE  The store would be left without two Officers and
 *                            a KeyManager.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_role_remove(mohur_keystore *ks,
                           const uint8_t id[MOHUR_ROLE_ID_LEN]);

/**
 * Have roles count from now on.  There is no way back.
 *
 * @retval MOHUR_E_KEY_STATE  There are not two Officers and a KeyManager, or
 *                            roles count already.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_role_begin(mohur_keystore *ks);

/**
 * List the roles of a store in no particular order.
 *
 * @param out      Room for @p out_cap of them.
 * @param out_len  How many there are.
 * @retval MOHUR_E_BUFFER_TOO_SMALL  More than @p out_cap.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_roles(mohur_keystore *ks,
                     mohur_role_info *out,
                     size_t out_cap,
                     size_t *out_len);

/**
 * Act as a role: changes of @p ks are signed with @p key, which must have its
 * private part, and is held.
 *
 * @param key  NULL: as nobody any more.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_act_as(mohur_keystore *ks, const mohur_key *key);

/**
 * Have the next change of @p ks not made but its request written to @p sink,
 * which is finished.  The change returns ::MOHUR_E_CANCELLED, or why it could
 * not be made.  @p sink stays yours and must live until then.
 *
 * @param days  For how many days approvals of it are good: 1 to 7.
 * @retval MOHUR_E_STATE  The store has no roles that could approve.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_request(mohur_keystore *ks, uint32_t days, mohur_sink *sink);

/** Give an approval of the next change, up to 8.  They are used up by it. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_approve(mohur_keystore *ks,
                       const uint8_t *approval,
                       size_t approval_len);

/** What a request asks for.  Values are pinned for ever. */
typedef enum mohur_act {
    MOHUR_ACT_KEY_CREATE  = 1,  /**< Make a key.                            */
    MOHUR_ACT_KEY_IMPORT  = 2,  /**< Bring one in.                          */
    MOHUR_ACT_KEY_ROTATE  = 3,  /**< Make a version.                        */
    MOHUR_ACT_KEY_MOVE    = 4,  /**< Move a version to the state `target`.  */
    MOHUR_ACT_KEY_EXPORT  = 5,  /**< Let a private key leave.               */
    MOHUR_ACT_KEY_RECOVER = 6,  /**< Open with a key that is out of use.    */
    MOHUR_ACT_KEY_HOLD    = 7,  /**< Set (1) or lift (0) a legal hold.      */
    MOHUR_ACT_ROLE_ADD    = 8,  /**< Give somebody the caps `target`.       */
    MOHUR_ACT_ROLE_REMOVE = 9,  /**< Take a role away.                      */
    MOHUR_ACT_ACCEPT      = 10, /**< Take the store as it is, older or not. */
    MOHUR_ACT_PROFILE     = 11, /**< Follow a profile, by its id.          */
    MOHUR_ACT_SLOT_ADD    = 12, /**< Let a slot open the store.             */
    MOHUR_ACT_SLOT_REMOVE = 13, /**< Take a slot away.                      */
    MOHUR_ACT_SLOT_REVOKE = 14, /**< The same, and make a new root key.     */
    MOHUR_ACT_BACKUP      = 15  /**< Write a backup.                        */
} mohur_act;

/** A request as it was read: what whoever signs it agrees to. */
typedef struct mohur_request_info {
    size_t size;           /**< Set by the _INIT macro.                     */
    mohur_act act;         /**< What is to be done.                         */
    uint8_t store_id[16];  /**< In which store.                             */
    uint8_t object_id[16]; /**< To which key or role.                       */
    uint32_t version;      /**< Of the key; 0: none.                        */
    uint32_t target;       /**< See ::mohur_act.                            */
    int64_t not_after;     /**< Until when approvals are good.              */
    char name[129];        /**< Of the key, label of the role: UTF-8.       */
} mohur_request_info;

/** To be filled in by ::mohur_approval_read. */
#define MOHUR_REQUEST_INFO_INIT                                                \
    {sizeof(mohur_request_info), MOHUR_ACT_KEY_CREATE, {0}, {0}, 0, 0, 0, ""}

/** Read a request.  It is not known who wrote it. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_approval_read(mohur_ctx *ctx,
                    const uint8_t *request,
                    size_t request_len,
                    mohur_request_info *out);

/** Approve a request: sign it with a role's key and finish the sink. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_approval_sign(mohur_ctx *ctx,
                    const uint8_t *request,
                    size_t request_len,
                    const mohur_key *key,
                    mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
