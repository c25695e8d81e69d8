/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ARCHIVE_INSPECT_H
#define MOHUR_ARCHIVE_INSPECT_H

#include <mohur/alg.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup archive_inspect Archive: what it shows without a key
 *
 * Source: docs/formats/archive.md.
 * @{
 */
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
