/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ARCHIVE_H
#define MOHUR_ARCHIVE_H

#include <mohur/alg.h>
#include <mohur/archive_entry.h>
#include <mohur/archive_inspect.h>
#include <mohur/archive_reader.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup archive Archive: named entries, sealed to recipients, signed
 *
 * A writer seals entries to a sink in one pass.  Memory use does not grow
 * with the content.  Keys may be freed once a handle is made.  After an
 * error only _free is left; other calls return ::MOHUR_E_STATE.
 * ::mohur_archive_reader_open opens what was sealed.
 *
 * Source: docs/formats/archive.md.
 * @{
 */
typedef struct mohur_archive_writer mohur_archive_writer; /**< Seals. */

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

/** @} */
MOHUR_END_DECLS
#endif
