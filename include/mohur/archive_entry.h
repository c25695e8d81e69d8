/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ARCHIVE_ENTRY_H
#define MOHUR_ARCHIVE_ENTRY_H

#include <mohur/base.h>
#include <mohur/ctx.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup archive_entry Entries: what is in an archive
 *
 * Files, folders and links by name, as they are sealed and as they are found.
 *
 * Source: docs/formats/archive.md.
 * @{
 */
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

/** @} */
MOHUR_END_DECLS
#endif
