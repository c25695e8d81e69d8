/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SLOT_H
#define MOHUR_SLOT_H

#include <mohur/alg.h>
#include <mohur/base.h>
#include <mohur/key.h>
#include <mohur/keystore.h>
#include <mohur/share.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup slot Slots: the ways to unlock a keystore
 *
 * A slot wraps the root key of a store; any one that is live opens it.
 * Removing a slot takes it out of the file.  Revoking one makes a new root
 * key as well and encrypts everything again, so that whoever kept an old
 * copy of the file can open that copy and nothing newer.
 *
 * A slot that has a key pair inside (a KEM) follows to the new root key by
 * itself.  One without must show its secret when another is revoked, or it
 * becomes stale and opens nothing any more.
 *
 * Source: docs/formats/keystore.md, sections 3.2 and 6.
 * @{
 */
typedef struct mohur_slot_list mohur_slot_list; /**< The slots. */

/** Bytes of a slot's id. */
#define MOHUR_SLOT_ID_LEN 16

/** Bytes of the longest label. */
#define MOHUR_SLOT_LABEL_MAX 128

/** What opens a slot.  Values are pinned for ever. */
typedef enum mohur_slot_type {
    MOHUR_SLOT_PASSPHRASE = 1, /**< A passphrase, by Argon2id.           */
    MOHUR_SLOT_SHARES     = 2, /**< So many of so many shares.           */
    MOHUR_SLOT_TOKEN      = 3, /**< A secret that stays in a token.      */
    MOHUR_SLOT_RECIPIENT  = 5, /**< A private key.                       */
    MOHUR_SLOT_CALLBACK   = 6, /**< A secret of the host: a KMS, a file. */
    MOHUR_SLOT_ALL        = 7  /**< Several of 1, 2, 3, 6: all of them.  */
} mohur_slot_type;

/** Whether it opens the store.  Values are pinned for ever. */
typedef enum mohur_slot_state {
    MOHUR_SLOT_LIVE  = 1, /**< It does.                                     */
    MOHUR_SLOT_STALE = 2  /**< Not since the last root key; add it anew.    */
} mohur_slot_state;

/**
 * Give the secret of this name, 32 to 64 bytes.  Nonzero: it is not to be
 * had, and the slot does not open.
 */
typedef int32_t
mohur_unlock_fn(void *user,
                const char *name,
                size_t name_len,
                uint8_t *out,
                size_t out_cap,
                size_t *out_len);

/** Something that is shown to unlock a store.  Read during a call only. */
typedef struct mohur_unlock {
    size_t size;               /**< Set by the _INIT macro.          */
    mohur_slot_type type;      /**< Which of the following is meant. */
    const char *passphrase;    /**< 1 to 1024 bytes.                 */
    size_t passphrase_len;     /**< Its length.                      */
    const char *const *shares; /**< Sentences: ::mohur_share_split. */
    size_t shares_len;         /**< 1 to 256.                        */
    const mohur_key *key;      /**< A private key to seal to.        */
    mohur_unlock_fn *callback; /**< Gives the secret.             */
    void *callback_user;       /**< Given to it.                     */
    const struct mohur_unlock *const *all; /**< In the slot's order. */
    size_t all_len;    /**< 2 to 4.                          */
    const char *token; /**< URI of the token, with its module: what a store
                            says of that is not believed before it is open.
                            Its PIN: ::mohur_keystore_set_pin.  */
} mohur_unlock;

/** A passphrase, to be filled in. */
#define MOHUR_UNLOCK_INIT                                                      \
    {sizeof(mohur_unlock),                                                     \
     MOHUR_SLOT_PASSPHRASE,                                                    \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     NULL}

/** A slot to be added.  Read during a call only. */
typedef struct mohur_slot_options {
    size_t size;          /**< Set by the _INIT macro.                      */
    mohur_slot_type type; /**< What opens it.                               */
    const char *label;    /**< 1 to 128 bytes of UTF-8; NULL: by its type.  */
    bool recovery;        /**< The last one of these cannot go.             */
    mohur_alg kem;        /**< X25519 or X-Wing: it follows.  NONE: it does not;
                        but one with shares, by X-Wing if the build has it. */
    int64_t not_after;    /**< Seconds since 1970 UTC; 0: no end.           */
    const char *passphrase; /**< 1 to 1024 bytes.                             */
    size_t passphrase_len;  /**< Its length.                                  */
    uint32_t m_kib;         /**< Argon2id memory; 0: 256 MiB.                 */
    uint32_t t;             /**< Argon2id passes; 0: 3.                       */
    const mohur_share_options *shares; /**< How many; without a passphrase.   */
    mohur_share_list **out_shares; /**< Becomes the shares, to be given out.  */
    const mohur_key *recipient; /**< Whose private key opens it.              */
    mohur_unlock_fn *callback; /**< Gives the secret, now as later.           */
    void *callback_user; /**< Given to it.                                 */
    const char *callback_name; /**< 1 to 255 bytes of UTF-8.                  */
    const struct mohur_slot_options *const *all; /**< The factors: type and
                                 what belongs to it, the rest is not read.    */
    size_t all_len;    /**< 2 to 4.                                    */
    const char *token; /**< URI of the token that its secret is made in. */
} mohur_slot_options;

/** A passphrase slot, to be filled in. */
#define MOHUR_SLOT_OPTIONS_INIT                                                \
    {sizeof(mohur_slot_options),                                               \
     MOHUR_SLOT_PASSPHRASE,                                                    \
     NULL,                                                                     \
     false,                                                                    \
     MOHUR_ALG_NONE,                                                           \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     NULL}

/** One slot, without what it wraps. */
typedef struct mohur_slot_info {
    size_t size;                   /**< Of this struct.                     */
    uint8_t id[MOHUR_SLOT_ID_LEN]; /**< Random.                             */
    mohur_slot_type type;          /**< What opens it.                      */
    mohur_slot_state state;        /**< Whether it does.                    */
    bool recovery;                 /**< The last one of these cannot go.    */
    mohur_alg kem;                 /**< NONE: it does not follow by itself. */
    const char *label;             /**< UTF-8.                              */
    int64_t created;               /**< Seconds since 1970 UTC.             */
    int64_t not_after;             /**< Until when; 0: no end.              */
    uint32_t m_kib;                /**< Argon2id memory, of a passphrase.   */
    uint32_t t;                    /**< Argon2id passes, of a passphrase.   */
    uint8_t threshold;             /**< Shares that are needed, of one group. */
    uint8_t count;                 /**< Shares that there are, of one group. */
    uint8_t groups;                /**< Groups of shares; 0: no shares.     */
    const char *token;             /**< URI of the first token; "": none.   */
} mohur_slot_info;

/**
 * Unlock a store with what is shown, and check it.
 *
 * @retval MOHUR_E_PASSPHRASE  No slot opens with it, or a share is missing or
 *                             not the one that was made: which, is said.
 * @retval MOHUR_E_NO_KEY      There is no live slot of this type, or the token
 *                             has the secret of none.
 *
 * A token answers as ::mohur_keystore_set_pin says, which comes before.  A PIN
 * that is wrong is shown to it once and never again by itself.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_unlock_with(mohur_keystore *ks, const mohur_unlock *how);

/**
 * Add a slot to an unlocked store.  Shares, a recipient and a callback that
 * are asked for are made or asked before anything is written; so is the secret
 * in a token, which is destroyed again if that fails.  It stays in the token
 * when the slot is removed or revoked.
 *
 * @retval MOHUR_E_EXISTS  Another slot has this label.
 * @retval MOHUR_E_LIMIT   There are 32 slots, or 4 with a passphrase.
 * @retval MOHUR_E_POLICY  The profile does not allow it.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_slot_add(mohur_keystore *ks,
                        const mohur_slot_options *options,
                        uint8_t out_id[MOHUR_SLOT_ID_LEN]);

/**
 * Take a slot away.  The root key stays: whoever opened this slot in an old
 * copy of the file can open every later one too, if he comes by it.
 *
 * @retval MOHUR_E_NO_KEY  There is no such slot.
 * @retval MOHUR_E_POLICY  It is the last one, or the last for recovery.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_slot_remove(mohur_keystore *ks,
                           const uint8_t id[MOHUR_SLOT_ID_LEN]);

/**
 * Take a slot away and make a new root key: all that is encrypted is
 * encrypted again, in one change.  Other handles on the store are
 * ::MOHUR_E_STALE from then on and must be opened again.
 *
 * @param id       NULL: no slot, only a new root key.
 * @param present  What opens the slots that do not follow by themselves;
 *                 those that nothing here opens become stale.
 * @param out_stale  How many did; may be NULL.
 * @retval MOHUR_E_NO_KEY      There is no such slot.
 * @retval MOHUR_E_PASSPHRASE  Something in @p present opens no slot.
 * @retval MOHUR_E_POLICY      No slot, or none for recovery, would be left.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_slot_revoke(mohur_keystore *ks,
                           const uint8_t id[MOHUR_SLOT_ID_LEN],
                           const mohur_unlock *const *present,
                           size_t present_len,
                           uint32_t *out_stale);

/** List the slots, by label. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_slots(mohur_keystore *ks, mohur_slot_list **out);

/** How many slots a list has. */
MOHUR_API size_t
mohur_slot_list_len(const mohur_slot_list *list);

/** The i-th slot; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_slot_info *
mohur_slot_list_at(const mohur_slot_list *list, size_t i);

/** Release @p list.  NULL is allowed. */
MOHUR_API void
mohur_slot_list_free(mohur_slot_list *list);

/** @} */
MOHUR_END_DECLS
#endif
