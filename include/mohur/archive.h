/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ARCHIVE_H
#define MOHUR_ARCHIVE_H

#include <mohur/alg.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup archive Archive: named entries, sealed to recipients, signed
 *
 * A writer seals entries to a sink in one pass.  A reader needs a source
 * that it can seek in: it checks the signature before it returns a name, and
 * each piece of content before it releases a byte.  Memory use does not grow
 * with the content.  Keys may be freed once a handle is made.  After an
 * error only _free is left; other calls return ::MOHUR_E_STATE.  To a reader
 * a wrong argument changes nothing.
 *
 * Source: docs/formats/archive.md.
 * @{
 */
typedef struct mohur_archive_writer mohur_archive_writer; /**< Seals. */
typedef struct mohur_archive_reader mohur_archive_reader; /**< Opens. */

/** How the length of an archive is hidden. */
typedef enum mohur_archive_pad {
    MOHUR_ARCHIVE_PAD_PADME  = 0, /**< Padme: at most 6.3 % more.           */
    MOHUR_ARCHIVE_PAD_NONE   = 1, /**< Not at all.                          */
    MOHUR_ARCHIVE_PAD_POWER  = 2, /**< To the next power of two.            */
    MOHUR_ARCHIVE_PAD_BUCKET = 3  /**< To the next multiple of pad_bucket.  */
} mohur_archive_pad;

/** Who may change who can open an archive.  Values are pinned for ever. */
typedef enum mohur_header_policy {
    MOHUR_HEADER_ANYONE = 0, /**< Who can open it.                         */
    MOHUR_HEADER_ADMINS = 1, /**< Who can open it and is named; by a
                                  signature that readers ask for.          */
    MOHUR_HEADER_FROZEN = 2  /**< Nobody.                                  */
} mohur_header_policy;

/** Who may open and who signs.  Read during _new only. */
typedef struct mohur_archive_options {
    size_t size;                        /**< Set by the _INIT macro.        */
    const mohur_key *const *recipients; /**< Each one alone can open: seal
                                             keys and wrapping keys.        */
    size_t recipients_len;              /**< 0 to 256; 1 with a passphrase
                                             counted.                       */
    const char *passphrase;             /**< Opens too; NULL for none.      */
    size_t passphrase_len;              /**< 1 to 1024 bytes.               */
    uint32_t passphrase_m_kib;          /**< Argon2id memory; 0: 256 MiB.   */
    uint32_t passphrase_t;              /**< Argon2id passes; 0: 3.         */
    const mohur_key *const *signers;    /**< Signing keys.                  */
    size_t signers_len;                 /**< 1 to 16.                       */
    mohur_alg aead;                     /**< NONE: AES-256-GCM; or
                                             ChaCha20-Poly1305.             */
    mohur_archive_pad pad;              /**< Padding.                       */
    bool allow_mixed_pq;                /**< Hybrid beside classical.       */
    uint32_t header_areas;              /**< 0, 1: the shortest file; 2:
                                             recipients can be changed in
                                             place, at any size.            */
    bool anonymous;                     /**< The header names nobody, and
                                             hides how many there are.      */
    bool passphrase_and_key;            /**< Each recipient needs the
                                             passphrase too: 1 to 4 seal
                                             keys.                          */
    mohur_header_policy header_policy;  /**< Signed with the archive.       */
    const mohur_key *const *admins;     /**< Signing keys, public ones too;
                                             for MOHUR_HEADER_ADMINS.       */
    size_t admins_len;                  /**< 1 to 16, else 0.               */
    const char *scratch;                /**< A folder for a file without a
                                             name that takes the names and
                                             digests of entries, encrypted,
                                             if they do not fit in memory;
                                             NULL: there is none.           */
    uint64_t directory_memory;          /**< How many bytes of them may be in
                                             memory; 0: 8 MiB with scratch,
                                             256 MiB without, where more is
                                             ::MOHUR_E_LIMIT.               */
    bool allow_links;                   /**< Entries may be symbolic links;
                                             readers must agree to them.    */
    uint64_t content_total;             /**< About how many bytes will come,
                                             as the total of progress
                                             (mohur_ctx_on_progress); 0:
                                             it has none.                   */
    uint64_t pad_bucket;                /**< For MOHUR_ARCHIVE_PAD_BUCKET: 1
                                             to 2^40 bytes, else 0.         */
    bool addressees_only;               /**< Signed: nobody but who is named
                                             here may open it, with whatever
                                             consent, or be let in later.   */
    const char *label;                  /**< A handling label, UTF-8, signed;
                                             NULL for none.                 */
    size_t label_len;                   /**< 1 to 255 bytes.                */
} mohur_archive_options;

/** Nobody yet: recipients and signers are to be filled in. */
#define MOHUR_ARCHIVE_OPTIONS_INIT                                             \
    {sizeof(mohur_archive_options),                                            \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     MOHUR_ALG_NONE,                                                           \
     MOHUR_ARCHIVE_PAD_PADME,                                                  \
     false,                                                                    \
     0,                                                                        \
     false,                                                                    \
     false,                                                                    \
     MOHUR_HEADER_ANYONE,                                                      \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     false,                                                                    \
     0,                                                                        \
     0,                                                                        \
     false,                                                                    \
     NULL,                                                                     \
     0}

/** What an entry is.  Values are pinned for ever. */
typedef enum mohur_entry_kind {
    MOHUR_ENTRY_FILE   = 1, /**< A file.   */
    MOHUR_ENTRY_FOLDER = 2, /**< A folder. */
    MOHUR_ENTRY_LINK   = 3  /**< A symbolic link, where it was agreed to. */
} mohur_entry_kind;

/** "No time" for an entry. */
#define MOHUR_TIME_ABSENT INT64_MIN

/** An entry: to be written, or as the reader found it. */
typedef struct mohur_archive_entry {
    size_t size;           /**< Set by the _INIT macro.                     */
    const char *name;      /**< UTF-8, relative, '/' between the parts, no
                                "..", NUL-terminated when read.             */
    size_t name_len;       /**< 1 to 1024 bytes.                            */
    mohur_entry_kind kind; /**< What it is.                                 */
    bool executable;       /**< Files only.                                 */
    int64_t mtime;         /**< Seconds since 1970 UTC, or absent.          */
    uint64_t content_len;  /**< Bytes; ignored when writing.                */
    bool compress;         /**< Files only.  Writing: with zstd, unless the
                                first MiB shows that it saves less than a
                                sixteenth.  Read: it is compressed.         */
    uint64_t stored_len;   /**< Bytes it takes; ignored when writing.       */
    const char *link;      /**< Where a link leads: a name as above, before
                                which "../" may stand, not more often than
                                it has folders above it.  NUL-terminated
                                when read; NULL for files and folders.      */
    size_t link_len;       /**< 1 to 1024 bytes, 0 for files and folders.   */
} mohur_archive_entry;

/** A file without a time, to be filled in. */
#define MOHUR_ARCHIVE_ENTRY_INIT                                               \
    {sizeof(mohur_archive_entry),                                              \
     NULL,                                                                     \
     0,                                                                        \
     MOHUR_ENTRY_FILE,                                                         \
     false,                                                                    \
     MOHUR_TIME_ABSENT,                                                        \
     0,                                                                        \
     false,                                                                    \
     0,                                                                        \
     NULL,                                                                     \
     0}

/**
 * Check a name against the rules of the format before anything is written.
 *
 * @retval MOHUR_E_FORMAT  It breaks a rule; the message says which.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_name_check(mohur_ctx *ctx, const char *name, size_t name_len);

/**
 * The same for the text of a link that would be called @p name.
 *
 * @retval MOHUR_E_FORMAT  It breaks a rule, or leads out of the archive.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_link_check(mohur_ctx *ctx,
                         const char *name,
                         size_t name_len,
                         const char *link,
                         size_t link_len);

/**
 * Start a signed archive on @p sink, which stays the caller's and must
 * outlive the writer.  Writes the header before it returns.
 *
 * @retval MOHUR_E_POLICY     The profile does not allow an algorithm.
 * @retval MOHUR_E_KEY_STATE  A key does not protect now.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_writer_new(mohur_ctx *ctx,
                         const mohur_archive_options *options,
                         mohur_sink *sink,
                         mohur_archive_writer **out);

/** The same for an archive that nobody signs; signers must be empty. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_writer_new_unsigned(mohur_ctx *ctx,
                                  const mohur_archive_options *options,
                                  mohur_sink *sink,
                                  mohur_archive_writer **out);

/**
 * Begin an entry.  Ends the one before it.
 *
 * Compressed sizes tell of content: an entry that mixes secrets with text
 * that an adversary chose is better stored as it is.
 *
 * @retval MOHUR_E_FORMAT       The name breaks a rule; the message says which.
 * @retval MOHUR_E_UNSUPPORTED  compress, and this build has no zstd.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_writer_entry(mohur_archive_writer *w,
                           const mohur_archive_entry *entry);

/** Append to the entry.  How data is split into calls does not matter. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_writer_update(mohur_archive_writer *w,
                            const uint8_t *data,
                            size_t data_len);

/**
 * Append all that @p source has left.  A regular file and memory are read by
 * the threads of the context, each for its own part, which is faster than to
 * read and call ::mohur_archive_writer_update; all else is read in order.
 * @p source is only used during the call.
 *
 * @retval MOHUR_E_IO  It failed, or became shorter than it was.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_writer_update_from(mohur_archive_writer *w, mohur_source *source);

/**
 * Sign, close, and finish the sink.  Without this call the archive does not
 * open.
 *
 * @retval MOHUR_E_FORMAT  Two names clash; the message says which.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_writer_finish(mohur_archive_writer *w);

/** Wipe and release @p w, finished or not.  NULL is allowed. */
MOHUR_API void
mohur_archive_writer_free(mohur_archive_writer *w);

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

/** Most slots that ::mohur_archive_inspect can tell of. */
#define MOHUR_ARCHIVE_SLOTS_MAX 256

/** What anybody can see of an archive, without a key.  Not authenticated. */
typedef struct mohur_archive_info {
    size_t size;          /**< Set by the _INIT macro.                      */
    uint32_t version;     /**< Of the format: 1.                            */
    uint32_t suite;       /**< 0x0101, 0x0102.                              */
    mohur_alg aead;       /**< Of the suite.                                */
    uint32_t generation;  /**< Changes of the header.                       */
    uint32_t slots_len;   /**< Ways to open it, decoys included.            */
    uint32_t ext_len;     /**< Encrypted records in the header.             */
    uint64_t header_len;  /**< Bytes before the payload.                    */
    uint64_t payload_len; /**< Bytes after it.                              */
    uint32_t slot_types[MOHUR_ARCHIVE_SLOTS_MAX]; /**< Types, section 4.    */
} mohur_archive_info;

/** To be filled in by ::mohur_archive_inspect. */
#define MOHUR_ARCHIVE_INFO_INIT                                                \
    {sizeof(mohur_archive_info), 0, 0, MOHUR_ALG_NONE, 0, 0, 0, 0, 0, {0}}

/** Say what anybody can see.  @p out has its size set. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_inspect(mohur_ctx *ctx,
                      mohur_source *source,
                      mohur_archive_info *out);

/** @} */
MOHUR_END_DECLS
#endif
