/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_KEYSTORE_H
#define MOHUR_KEYSTORE_H

#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/key.h>
#include <mohur/profile.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup keystore Keystore: keys with versions, dates and states
 *
 * A keystore is a folder with one SQLite file, or the schema "mohur" of a
 * PostgreSQL database that many servers share.  It is opened locked and
 * unlocked with a passphrase.  Every row is authenticated and every change
 * is whole or absent: after a crash the store has the old state or the new
 * one.  A handle belongs to the thread of its context; many processes may
 * use one store at a time.
 *
 * Any call may return these: ::MOHUR_E_AUTH (the store was altered),
 * ::MOHUR_E_FORMAT (its file or tables are damaged), ::MOHUR_E_ROLLBACK (it was set back
 * while it was open), ::MOHUR_E_BUSY (somebody else held it for 5 s),
 * ::MOHUR_E_IO, and ::MOHUR_E_STATE before it is unlocked, in a forked child
 * and after a change of which it is not known whether it was written.
 *
 * Source: docs/formats/keystore.md.
 * @{
 */
typedef struct mohur_keystore mohur_keystore; /**< A keystore. */

/** Where the store is and, for a new one, how it is locked. */
typedef struct mohur_keystore_options {
    size_t size;            /**< Set by the _INIT macro.                  */
    const char *path;       /**< Folder or postgresql:// URI.  Required.  */
    const char *passphrase; /**< For _create: required, 1 to 1024 bytes.  */
    size_t passphrase_len;  /**< Its length.                              */
    uint32_t m_kib;         /**< For _create: Argon2id memory; 0: 256 MiB. */
    uint32_t t;             /**< For _create: Argon2id passes; 0: 3.      */
} mohur_keystore_options;

/** To be filled in. */
#define MOHUR_KEYSTORE_OPTIONS_INIT                                            \
    {sizeof(mohur_keystore_options), NULL, NULL, 0, 0, 0}

/** Who may change a store.  See mohur/role.h. */
typedef enum mohur_authority {
    MOHUR_AUTHORITY_SINGLE = 0, /**< Whoever unlocks it.                    */
    MOHUR_AUTHORITY_ROLES  = 1  /**< Roles, by their signatures.            */
} mohur_authority;

/** What is known of a store as a whole. */
typedef struct mohur_keystore_info {
    size_t size;               /**< Set by the _INIT macro.               */
    uint8_t store_id[16];      /**< Random, for life.                     */
    uint32_t epoch;            /**< Of the root key; 1 at creation.       */
    uint64_t seq;              /**< Changes so far.                       */
    uint64_t events;           /**< Events in the log.                    */
    uint64_t rings;            /**< Keys; 0 while locked.                 */
    uint64_t versions;         /**< Versions of all; 0 while locked.      */
    uint32_t slots;            /**< Ways to unlock it.                    */
    bool unlocked;             /**< It is.                                */
    mohur_memory_level memory; /**< How its secrets are held.             */
    const char *profile;       /**< Id of the profile in force.  Borrowed. */
    mohur_authority authority; /**< Who may change it.                    */
    mohur_anchor rollback;     /**< How an old state would be noticed.    */
    uint32_t factors;          /**< That unlocked it; 0 while locked.     */
    mohur_alg aead;            /**< Its secrets are under: as the profile
                                    had it when the root key was made.    */
} mohur_keystore_info;

/** To be filled in by ::mohur_keystore_get_info. */
#define MOHUR_KEYSTORE_INFO_INIT                                               \
    {sizeof(mohur_keystore_info),                                              \
     {0},                                                                      \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     false,                                                                    \
     MOHUR_MEMORY_NONE,                                                        \
     NULL,                                                                     \
     MOHUR_AUTHORITY_SINGLE,                                                   \
     MOHUR_ANCHOR_NONE,                                                        \
     0,                                                                        \
     MOHUR_ALG_NONE}

/** A key to be made or brought in. */
typedef struct mohur_key_options {
    size_t size;           /**< Set by the _INIT macro.                    */
    const char *name;      /**< 1 to 128 bytes of UTF-8, no controls.      */
    size_t name_len;       /**< Its length.                                */
    mohur_purpose purpose; /**< Required.                                  */
    mohur_alg alg;         /**< NONE: the profile's first that there is.   */
    uint8_t level;         /**< 0 to 3.                                    */
    bool exportable;       /**< May the private part leave, encrypted?     */
    int64_t activate_at;   /**< Seconds since 1970 UTC; 0: at once.        */
    uint32_t days;         /**< Protects for so long; 0: as the profile.   */
    const char *owner;     /**< Free text, up to 256 bytes; NULL for none. */
    const char *comment;   /**< The same.                                  */
    uint32_t process_days; /**< Opens and verifies for so long; 0: no end. */
    uint64_t max_uses;     /**< Each version protects so often; 0: no limit. */
    const char *token;    /**< URI of the token to make it in; NULL: none.    */
    uint32_t bits;        /**< Of RSA: 3072, 4096; 0: 3072, or the file's. */
    uint32_t rotate_days; /**< A version is to be rotated after so long, up to
                               `days`; 0: nobody is reminded. */
    uint32_t activate_delay_s; /**< Seconds from a rotation until the new
                               version begins, up to a year; 0: none. */
} mohur_key_options;

/** To be filled in. */
#define MOHUR_KEY_OPTIONS_INIT                                                 \
    {sizeof(mohur_key_options),                                                \
     NULL,                                                                     \
     0,                                                                        \
     MOHUR_PURPOSE_SIGN,                                                       \
     MOHUR_ALG_NONE,                                                           \
     0,                                                                        \
     false,                                                                    \
     0,                                                                        \
     0,                                                                        \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     0,                                                                        \
     0}

/**
 * Make a store in the folder @p options->path, which is made too (0700) or
 * is empty; or in that database.  The handle is unlocked.
 *
 * @retval MOHUR_E_EXISTS  There is a store already, or something else.
 * @retval MOHUR_E_POLICY  The passphrase costs are below the profile's floor.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_create(mohur_ctx *ctx,
                      const mohur_keystore_options *options,
                      mohur_keystore **out);

/** Open a store, locked. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_open(mohur_ctx *ctx,
                    const mohur_keystore_options *options,
                    mohur_keystore **out);

/**
 * Unlock with a passphrase and check the store.
 *
 * @retval MOHUR_E_PASSPHRASE  No slot opens with it.
 * @retval MOHUR_E_NO_KEY      There is no slot for a passphrase.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_unlock(mohur_keystore *ks,
                      const char *passphrase,
                      size_t passphrase_len);

/**
 * Unlock a handle as another one of the same store is unlocked, for another
 * context and thread: nobody is asked, and no Argon2id is run.  Anchors, PINs,
 * leases and who acts are of each handle alone.  Nobody may use @p like
 * meanwhile; afterwards neither needs the other.
 *
 * @retval MOHUR_E_ARGUMENT  @p like is of another store.
 * @retval MOHUR_E_STATE     @p like is locked, or @p ks is not.
 * @retval MOHUR_E_STALE     The store has another root key than @p like knows.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_unlock_like(mohur_keystore *ks, mohur_keystore *like);

/** Fill in @p out, whose size is set. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_get_info(mohur_keystore *ks, mohur_keystore_info *out);

/** Check every row, the root and the log, from the disk. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_check(mohur_keystore *ks);

/**
 * Make a key with its first version.
 *
 * @retval MOHUR_E_EXISTS       The name is taken.
 * @retval MOHUR_E_POLICY       The profile does not allow it.
 * @retval MOHUR_E_UNSUPPORTED  No backend of this build, or not the token, has
 *                              the algorithm.
 * @retval MOHUR_E_STATE        RSA, in a child forked after Mbed TLS was used,
 *                              by a version of it that draws as its parent.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_key_new(mohur_keystore *ks,
                       const mohur_key_options *options,
                       mohur_key **out);

/**
 * Get a version of a key.  One that is destroyed has its public part only.
 *
 * It is a snapshot.  Some seconds later (`revocation_latency_s` of the
 * profile, 5) what uses it returns ::MOHUR_E_STALE: get it again, so that one
 * that was suspended meanwhile is out of use everywhere.  What began with it
 * in time is finished with it.
 *
 * Where the key was made with `max_uses`, each signature, each archive that is
 * sealed to it or signed with it, each request is one use of the version.
 * Version 0 sets some aside for this handle, 65536 or the 1024th part of the
 * limit, which count as used in the store from then on; keys that are fetched
 * of the same handle share them.  ::mohur_keystore_free gives back what no
 * key still has; a crash wastes it.  Handles and processes together never use
 * it more often than the limit says.  What protects with it returns
 * ::MOHUR_E_STALE once none is set aside (get it again, as version 0), and
 * ::MOHUR_E_KEY_STATE once the limit is reached (rotate it).
 *
 * @param version  0: the one that protects now, the highest active one.
 * @retval MOHUR_E_NO_KEY     No key of this name, or no such version.
 * @retval MOHUR_E_KEY_STATE  No version is active, or nothing is left of it.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_key(mohur_keystore *ks,
                   const char *name,
                   size_t name_len,
                   uint32_t version,
                   mohur_key **out);

/**
 * Add a version with fresh key material; its number is in `*out_version`.
 *
 * @param activate_at  Seconds since 1970 UTC; 0: at once; but as long as
 *                     another version protects, after `activate_delay_s`.
 * @retval MOHUR_E_BUSY       Another process rotated it at the same time.
 * @retval MOHUR_E_KEY_STATE  The newest version has not begun, or is destroyed.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_rotate(mohur_keystore *ks,
                      const char *name,
                      size_t name_len,
                      int64_t activate_at,
                      uint32_t *out_version);

/**
 * Move a version to another state.  Destroying takes two moves, with 30 days
 * between them: to DESTROY_PENDING, and to DESTROYED.
 *
 * @param version  0: the one that protects now.
 * @retval MOHUR_E_KEY_STATE  There is no way from its state to that one.
 * @retval MOHUR_E_DATE       The wait before destroying is not over.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_move(mohur_keystore *ks,
                    const char *name,
                    size_t name_len,
                    uint32_t version,
                    mohur_key_state to);

/**
 * Bring in a private key: PKCS#8 PEM, encrypted (PBES2) or plain.  An RSA key
 * is for RSASSA-PSS unless @p options->alg says PKCS #1 v1.5.
 *
 * @param passphrase  For an encrypted one; (NULL, 0) for a plain one.
 * @retval MOHUR_E_PASSPHRASE  It does not decrypt.
 * @retval MOHUR_E_FORMAT      Not such a file, public and private differ, or
 *                             the primes of an RSA key are none.
 * @retval MOHUR_E_UNSUPPORTED  Such a key is not read; or it is of RSA, whose
 *                             primes only OpenSSL can judge.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_import(mohur_keystore *ks,
                      const mohur_key_options *options,
                      const char *pem,
                      size_t pem_len,
                      const char *passphrase,
                      size_t passphrase_len,
                      mohur_key **out);

/** Wipe what is unlocked and close.  NULL is allowed. */
MOHUR_API void
mohur_keystore_free(mohur_keystore *ks);

/** @} */
MOHUR_END_DECLS
#endif
