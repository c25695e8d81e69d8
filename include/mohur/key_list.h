/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_KEY_LIST_H
#define MOHUR_KEY_LIST_H

#include <mohur/base.h>
#include <mohur/key.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup keylist Key list: what is in a keystore
 *
 * A list is a snapshot of every version of every key, verified as a whole.
 * It needs neither the store nor its context once it is made, and may be
 * read by any thread.
 * @{
 */
typedef struct mohur_key_list mohur_key_list; /**< What is in a keystore. */

/** One version of one key, without its private part.  Times: seconds since
 *  1970 UTC, 0 for none. */
typedef struct mohur_key_info {
    size_t size;                  /**< Of this struct.                        */
    const char *name;             /**< UTF-8.                                 */
    const char *owner;            /**< "" for none.                           */
    const char *comment;          /**< "" for none.                           */
    uint8_t ring_id[16];          /**< The key, over all its versions.        */
    uint8_t id[MOHUR_KEY_ID_LEN]; /**< As ::mohur_key_id.                  */
    uint32_t version;             /**< From 1.                                */
    mohur_purpose purpose;        /**< What it is for.                        */
    mohur_alg alg;                /**< Its algorithm.                         */
    mohur_key_state state;        /**< Now, dates considered.                 */
    uint8_t level;                /**< 0 to 3.                                */
    bool exportable;              /**< The private part may leave.            */
    bool imported;                /**< It was not made here.                  */
    bool current;                 /**< The version that protects now.         */
    int64_t created;              /**< When it was made.                      */
    int64_t activate_at;          /**< From when it protects.                 */
    int64_t protect_until;        /**< Until when it protects.                */
    int64_t process_until;        /**< Until when it processes.               */
    int64_t destroy_after;        /**< From when it can be destroyed.         */
    int64_t compromised_at;       /**< When somebody else had it.             */
    bool legal_hold;              /**< It must not be destroyed.              */
    uint64_t uses;                /**< How often it protected, or may yet by
                                       what was set aside; 0 without a limit. */
    uint64_t max_uses;            /**< How often it may; 0: no limit.         */
    mohur_custody custody;        /**< Where the private part is.             */
    const char *token;            /**< URI of the token it is in; "": none.   */
    uint32_t bits;                /**< Of an RSA key; else 0.                 */
    uint32_t activate_delay_s;    /**< From a rotation to the new version.    */
    int64_t rotate_at;            /**< From when it is to be rotated, of the
                                       version that protects now; 0: nobody
                                       said, or the next one is there.        */
    bool rotate_due;              /**< That time has come.  It protects
                                       nevertheless: nothing rotates unasked. */
} mohur_key_info;

/** List every version of every key, by name and version. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_list(mohur_keystore *ks, mohur_key_list **out);

/** How many versions a list has. */
MOHUR_API size_t
mohur_key_list_len(const mohur_key_list *list);

/** The i-th version; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_key_info *
mohur_key_list_at(const mohur_key_list *list, size_t i);

/** Release @p list.  NULL is allowed. */
MOHUR_API void
mohur_key_list_free(mohur_key_list *list);

/** @} */
MOHUR_END_DECLS
#endif
