/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ARCHIVE_STREAM_H
#define MOHUR_ARCHIVE_STREAM_H

#include <mohur/archive.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup archive_stream Streams: archives that come through a pipe
 *
 * What vouches for an archive stands at its end.  From a source that cannot
 * seek it is therefore put aside as it comes and given its names when all of
 * it was verified (::mohur_archive_extract_stream).  Two calls give out more
 * than that, and say so by their names: ::mohur_archive_emit_provisional and
 * ::mohur_archive_salvage.
 *
 * Each reads the source, from where it stands, to its end; one that can seek
 * is read the same way.  All take what ::mohur_archive_reader_open takes and
 * fail as it does.  Progress (::mohur_ctx_on_progress) has no total while
 * the source is read.
 *
 * Source: docs/formats/archive.md, section 11.
 * @{
 */

/**
 * Extract to a folder, whole or not at all, with the verdicts that
 * ::mohur_archive_reader_open and ::mohur_archive_reader_extract come to.
 * Until these are known, content lies in files that are called by numbers,
 * and the rest sealed as it came in a file without a name, all in a folder of
 * its own beside the target, 0700, which is removed in any case.  It takes
 * as much room again as the archive has in entries below 1 MiB or compressed.
 *
 * @param[out] out  A reader, for the verdict and the names; content is in the
 *                  folder, and reading it from here is ::MOHUR_E_STATE.
 * @retval MOHUR_E_EXISTS  The folder is there already.
 * @retval MOHUR_E_NO_KEY  No slot opens, or no entry has one of the names.
 * @retval MOHUR_E_AUTH    Something is not genuine, in whatever entry.
 * @retval MOHUR_E_LIMIT   More than the options allow, by the sender's word
 *                         or by what came.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_extract_stream(mohur_ctx *ctx,
                             const mohur_archive_open_options *options,
                             mohur_source *source,
                             const mohur_archive_extract_options *extract,
                             mohur_archive_reader **out);

/** The same for an archive that nobody signed; senders must be empty. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_extract_stream_unsigned(
    mohur_ctx *ctx,
    const mohur_archive_open_options *options,
    mohur_source *source,
    const mohur_archive_extract_options *extract,
    mohur_archive_reader **out);

/** Which entry is wanted before it is verified. */
typedef struct mohur_archive_provisional_options {
    size_t size;         /**< Set by the _INIT macro.                       */
    const char *name;    /**< The entry; NULL: the only one.                */
    size_t name_len;     /**< 0 with NULL.                                  */
    const char *scratch; /**< A folder with room for a file without a name,
                              in which parts of the archive are kept sealed
                              as they came.  Required.                      */
} mohur_archive_provisional_options;

/** To be filled in. */
#define MOHUR_ARCHIVE_PROVISIONAL_OPTIONS_INIT                                 \
    {sizeof(mohur_archive_provisional_options), NULL, 0, NULL}

/**
 * Write the content of one stored file to @p sink while it comes.  **It is
 * provisional**: nobody without a key of the archive made it, but who signed
 * it, whether it is whole, and whether the sender is one of ours is known at
 * the end only.  Unless this returns ::MOHUR_OK, what was written is void.
 * The sink is finished after everything was verified.
 *
 * @param[out] out  As that of ::mohur_archive_extract_stream; its result has
 *                  provisional set.
 * @retval MOHUR_E_NO_KEY       No slot opens, or there is no such entry.
 * @retval MOHUR_E_ARGUMENT     A folder, or none was named of several.
 * @retval MOHUR_E_UNSUPPORTED  Compressed: that is expanded when verified.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_emit_provisional(mohur_ctx *ctx,
                               const mohur_archive_open_options *options,
                               mohur_source *source,
                               const mohur_archive_provisional_options *what,
                               mohur_sink *sink,
                               mohur_archive_reader **out);

/** The same for an archive that nobody signed; senders must be empty. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_emit_provisional_unsigned(
    mohur_ctx *ctx,
    const mohur_archive_open_options *options,
    mohur_source *source,
    const mohur_archive_provisional_options *what,
    mohur_sink *sink,
    mohur_archive_reader **out);

/** What could be saved.  ::MOHUR_ARCHIVE_TRUST_NONE, all of it. */
typedef struct mohur_archive_salvaged {
    size_t size;          /**< Set by the _INIT macro.                      */
    uint64_t entries;     /**< Files that were written.                     */
    uint64_t content_len; /**< Their bytes.                                 */
    uint64_t skipped;     /**< Compressed, which this build cannot expand.  */
    mohur_status end;     /**< Why it ended: ::MOHUR_OK at the end of the
                               archive, ::MOHUR_E_AUTH or ::MOHUR_E_FORMAT
                               where it is damaged or cut.                  */
} mohur_archive_salvaged;

/** To be filled in by ::mohur_archive_salvage. */
#define MOHUR_ARCHIVE_SALVAGED_INIT                                            \
    {sizeof(mohur_archive_salvaged), 0, 0, 0, MOHUR_OK}

/**
 * Save what can be saved of a damaged archive: the complete files that stand
 * before the damage, each under the number of its entry, since their names
 * were not verified.  No signature is looked at: whoever had a key of the
 * archive may have written them.  Folders and times are lost.  The folder
 * appears whole or not at all, and not if there is nothing to save.
 *
 * @param options  senders must be empty.
 * @param extract  names must be empty: there are none.
 * @retval MOHUR_E_AUTH    Damaged before the end of the first file.
 * @retval MOHUR_E_FORMAT  The same, or the header is damaged.
 * @retval MOHUR_E_EXISTS  The folder is there already.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_salvage(mohur_ctx *ctx,
                      const mohur_archive_open_options *options,
                      mohur_source *source,
                      const mohur_archive_extract_options *extract,
                      mohur_archive_salvaged *out);

/** @} */
MOHUR_END_DECLS
#endif
