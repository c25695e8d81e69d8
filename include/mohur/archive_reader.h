/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ARCHIVE_READER_H
#define MOHUR_ARCHIVE_READER_H

#include <mohur/alg.h>
#include <mohur/archive_entry.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup archive_reader Archive: opened, believed, extracted
 *
 * A reader needs a source that it can seek in: it checks the signature before
 * it returns a name, and each piece of content before it releases a byte.
 * Memory use does not grow with the content.  Keys may be freed once a handle
 * is made.  After an error only _free is left; other calls return
 * ::MOHUR_E_STATE.  A wrong argument changes nothing.
 *
 * Source: docs/formats/archive.md.
 * @{
 */
typedef struct mohur_archive_reader mohur_archive_reader; /**< Opens. */

/** With what to open, and whose word to take.  Read during _open only. */
typedef struct mohur_archive_open_options {
    size_t size;                     /**< Set by the _INIT macro.           */
    const mohur_key *const *keys;    /**< Seal and wrapping keys to try.    */
    size_t keys_len;                 /**< 0 with a passphrase.              */
    const char *passphrase;          /**< NULL for none.                    */
    size_t passphrase_len;           /**< 1 to 1024 bytes.                  */
    const mohur_key *const *senders; /**< Who may have signed.              */
    size_t senders_len;              /**< At least 1: there is no "anyone". */
    bool allow_forwarded;            /**< Also if not addressed to us.      */
    uint64_t max_entries;            /**< 0: 1,000,000.                     */
    uint64_t max_entry_len;          /**< Bytes of one entry; 0: 2^44.      */
    uint64_t max_content;            /**< Bytes in all; 0: 2^48.            */
    uint64_t max_directory;          /**< Bytes of names and the like; 0:
                                          2^28; at most 2^30.               */
    uint32_t max_ratio;              /**< Content, of an entry and in all,
                                          is at most so many times what is
                                          stored, and 1 MiB; 0: 200.        */
    size_t senders_threshold;        /**< So many of them must have signed;
                                          0: one.                           */
    const mohur_key *const *admins;  /**< Keys of administrators whom the
                                          sender may have named; senders
                                          are looked for among them too.    */
    size_t admins_len;               /**< 0: whoever changed the header is
                                          not known.                        */
    bool allow_links;                /**< Also if there may be symbolic links
                                          in it, which extraction then makes:
                                          last, and none leads out.         */
    mohur_source *header;            /**< A header that is apart; NULL: the
                                          archive's own.  See
                                          mohur_archive_header_export.      */
} mohur_archive_open_options;

/** To be filled in. */
#define MOHUR_ARCHIVE_OPEN_OPTIONS_INIT                                        \
    {sizeof(mohur_archive_open_options),                                       \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     false,                                                                    \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     false,                                                                    \
     NULL}

/** What the content may be believed to be.  Values are pinned. */
typedef enum mohur_archive_trust {
    MOHUR_ARCHIVE_TRUST_NONE      = 0, /**< Nobody vouches for it.          */
    MOHUR_ARCHIVE_TRUST_FORWARDED = 1, /**< Signed, for somebody else.      */
    MOHUR_ARCHIVE_TRUST_SIGNED    = 2  /**< Signed by a sender, for us.     */
} mohur_archive_trust;

/** What came of one signature. */
typedef enum mohur_signature_state {
    MOHUR_SIGNATURE_UNCHECKED = 0, /**< Algorithm not in this build.       */
    MOHUR_SIGNATURE_UNKNOWN   = 1, /**< Signer is none of the senders.     */
    MOHUR_SIGNATURE_GOOD      = 2  /**< Right, and of a sender.            */
} mohur_signature_state;

/** Is the header as it was sealed? */
typedef enum mohur_header_state {
    MOHUR_HEADER_ORIGINAL = 0, /**< Yes.                                    */
    MOHUR_HEADER_CHANGED  = 1, /**< Somebody who could open changed it.     */
    MOHUR_HEADER_BY_ADMIN = 2  /**< One whom the sender named changed it.   */
} mohur_header_state;

/** One signer of an archive. */
typedef struct mohur_archive_signer {
    uint8_t key_id[MOHUR_KEY_ID_LEN]; /**< As ::mohur_key_id.               */
    uint32_t alg;                     /**< Of the archive format, section
                                           8.5: 1 Ed25519, 2, 3 ECDSA.      */
    mohur_signature_state state;      /**< What came of it.                 */
} mohur_archive_signer;

/** The verdict on an archive. */
typedef struct mohur_archive_result {
    size_t size;               /**< Of this struct.                      */
    mohur_archive_trust trust; /**< What it may be believed to be.       */
    bool intended;             /**< The opener was addressed.            */
    mohur_header_state header; /**< As sealed, or changed.               */
    uint32_t generation;       /**< Changes of the header.               */
    mohur_alg aead;            /**< What the content is sealed with.     */
    bool pq_confidential;      /**< No classical recipient.              */
    int64_t created;           /**< The sender's claim.                  */
    uint8_t archive_id[16];    /**< Random, for life.                    */
    uint64_t entries;          /**< How many.                            */
    uint64_t content_len;      /**< Bytes of all entries.                */
    const mohur_archive_signer *signers; /**< Lives as long as the reader.  */
    size_t signers_len; /**< 0 to 16.                             */
    uint8_t header_admin[MOHUR_KEY_ID_LEN]; /**< Who, for
                                                 ::MOHUR_HEADER_BY_ADMIN.   */
    bool provisional;     /**< Content went out before it was verified. */
    bool addressees_only; /**< Nobody else may open it.                */
    const char *label;    /**< The sender's handling label, not verified to be
                            text, not NUL-terminated; NULL: none.  Lives as
                            long as the reader. */
    size_t label_len;     /**< Bytes.                                      */
} mohur_archive_result;

/**
 * Open an archive: header, key, signature, directory, in that order.  The
 * source stays the caller's and must outlive the reader.
 *
 * @retval MOHUR_E_NO_KEY      No slot opens, for any reason.
 * @retval MOHUR_E_PASSPHRASE  The same, with only a passphrase to try.
 * @retval MOHUR_E_AUTH        Something past the slot is not genuine.
 * @retval MOHUR_E_UNTRUSTED   Not signed by senders enough, or not for us.
 * @retval MOHUR_E_POLICY      The profile or the sender's policy says no.
 * @retval MOHUR_E_FORMAT      Not such an archive, or malformed.
 * @retval MOHUR_E_LIMIT       Larger than the options allow.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_open(mohur_ctx *ctx,
                          const mohur_archive_open_options *options,
                          mohur_source *source,
                          mohur_archive_reader **out);

/** The same for an archive that nobody signed; one that somebody signed is
 *  ::MOHUR_E_UNTRUSTED.  senders must be empty. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_open_unsigned(mohur_ctx *ctx,
                                   const mohur_archive_open_options *options,
                                   mohur_source *source,
                                   mohur_archive_reader **out);

/** The verdict.  Borrowed. */
MOHUR_API const mohur_archive_result *
mohur_archive_reader_result(const mohur_archive_reader *r);

/** Move to the next entry in order of name; ::MOHUR_END after the last.
 *  `*out` is borrowed until the next call on @p r. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_next(mohur_archive_reader *r,
                          const mohur_archive_entry **out);

/**
 * Move to the byte @p offset of the entry @p name.
 *
 * @retval MOHUR_END         No entry has this name.
 * @retval MOHUR_E_ARGUMENT  The entry is shorter.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_seek(mohur_archive_reader *r,
                          const char *name,
                          size_t name_len,
                          uint64_t offset,
                          const mohur_archive_entry **out);

/** Read on in the entry; ::MOHUR_END and *out_len 0 after its last byte. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_read(mohur_archive_reader *r,
                          uint8_t *out,
                          size_t out_cap,
                          size_t *out_len);

/**
 * Write what is left of the entry to @p sink, and finish that.  All threads
 * of the context write to a sink that takes bytes at any place, each its own
 * segment once it is verified; to others they go in order.  The reader stands
 * at the end of the entry then.
 *
 * Each piece was verified before it was written; unless this returns
 * ::MOHUR_OK, pieces may be missing and the sink is not finished.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_emit(mohur_archive_reader *r, mohur_sink *sink);

/** What to extract, and where to. */
typedef struct mohur_archive_extract_options {
    size_t size;               /**< Set by the _INIT macro.               */
    const char *path;          /**< The folder to make.  Required.        */
    const char *const *names;  /**< Entries; a folder means all below it. */
    size_t names_len;          /**< 0: everything.                        */
    mohur_overwrite overwrite; /**< If the folder is there already.       */
    bool sync;                 /**< Sync every file to the disk.          */
} mohur_archive_extract_options;

/** To be filled in. */
#define MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT                                     \
    {sizeof(mohur_archive_extract_options),                                    \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     MOHUR_OVERWRITE_NEVER,                                                    \
     false}

/**
 * Extract to a folder, whole or not at all: files go to a folder beside it,
 * which takes the name at the end.  Files become 0600 or, if executable,
 * 0700, less the umask; times are kept.
 *
 * @retval MOHUR_E_EXISTS  The folder is there already.
 * @retval MOHUR_E_NO_KEY  No entry has one of the names.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reader_extract(mohur_archive_reader *r,
                             const mohur_archive_extract_options *options);

/** Wipe and release @p r.  NULL is allowed. */
MOHUR_API void
mohur_archive_reader_free(mohur_archive_reader *r);

/** @} */
MOHUR_END_DECLS
#endif
