/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CONTAINER_H
#define MOHUR_CONTAINER_H

#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup container Container: documents and their signatures in one file
 *
 * An ASiC container is a ZIP file.  ASiC-E holds one document or many, and
 * each signature is over all of them; ASiC-S holds one.  The signatures are
 * those of ::mohur_document_sign, detached.  ::mohur_document_verify takes a
 * container as it takes a signature; what is asked here of its report is
 * only there for one.
 *
 * Source: EN 319 162-1; docs/formats/document.md, "ASiC".
 * @{
 */

/** The kinds of container.  Values are pinned for ever. */
typedef enum mohur_container_format {
    MOHUR_CONTAINER_NONE   = 0, /**< A message by itself.                 */
    MOHUR_CONTAINER_ASIC_S = 1, /**< One document.                        */
    MOHUR_CONTAINER_ASIC_E = 2  /**< One or many.                         */
} mohur_container_format;

/** A document that goes into a container. */
typedef struct mohur_container_item {
    const char *name;      /**< UTF-8, relative, "/" between its parts.   */
    mohur_source *content; /**< One that seeks: it is read more than once. */
    const char *mime;      /**< As "application/pdf"; NULL: not said.     */
} mohur_container_item;

/** What a container is made of.  Read during the call only. */
typedef struct mohur_container_options {
    size_t size;                       /**< Set by the _INIT macro.       */
    mohur_container_format format;     /**< ASiC-S or ASiC-E.             */
    const mohur_container_item *items; /**< The documents; NULL with base. */
    size_t items_len;                  /**< ASiC-S: 1; ASiC-E: 1 to 500.  */
    mohur_source *base;                /**< An ASiC-E that gets one more
                                            signature; else NULL.         */
} mohur_container_options;

/** To be filled in. */
#define MOHUR_CONTAINER_OPTIONS_INIT                                           \
    {sizeof(mohur_container_options), MOHUR_CONTAINER_ASIC_E, NULL, 0, NULL}

/**
 * Sign documents into a container, or add a signature to one, and finish the
 * sink.  A signature that is added is over all documents of the base, whose
 * members are copied; they are not judged.  The same input and clock give the
 * same bytes with an algorithm that draws no randomness.
 *
 * @param sign  As for ::mohur_document_sign, without its content, detached.
 * @retval MOHUR_E_ARGUMENT  Also: a name that no member may have, or twice.
 * @retval MOHUR_E_FORMAT    Also: the base breaks a rule of containers.
 * @retval MOHUR_E_LIMIT     More members than a container may have.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_container_sign(mohur_ctx *ctx,
                     const mohur_key *key,
                     const mohur_sign_options *sign,
                     const mohur_container_options *options,
                     mohur_sink *sink);

/**
 * The kind of container that a file is, by what is in it; nothing of it is
 * verified.  ::MOHUR_CONTAINER_NONE: it is no ZIP file, or cannot seek.
 *
 * @retval MOHUR_E_FORMAT  It is a ZIP file that breaks a rule.
 * @retval MOHUR_E_LIMIT   It has more members than a container may have.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_container_detect(mohur_ctx *ctx,
                       mohur_source *file,
                       mohur_container_format *out);

/** What is known of a document in a container. */
typedef struct mohur_object_info {
    size_t size;        /**< Of this struct.                              */
    const char *name;   /**< UTF-8 as the container has it, and not yet fit
                             for a terminal.                              */
    uint64_t len;       /**< Bytes, unpacked.                             */
    uint8_t digest[32]; /**< SHA-256 of them.                             */
    bool covered;       /**< Every signature says that it is over this
                             document, as it is here.                     */
} mohur_object_info;

/** The kind of container that the report is on. */
MOHUR_API mohur_container_format
mohur_report_format(const mohur_report *report);

/** How many documents are in it; 0 for what is no container. */
MOHUR_API size_t
mohur_report_objects(const mohur_report *report);

/** The i-th of them, in the container's order; NULL beyond.  Borrowed. */
MOHUR_API const mohur_object_info *
mohur_report_object(const mohur_report *report, size_t i);

/**
 * Is every document in it covered, and nothing else there?  False makes the
 * verdict FAILED.  True for a message by itself, false for NULL.
 */
MOHUR_API bool
mohur_report_covers_all(const mohur_report *report);

/** What is wrong with the container itself, as a sentence; "" if nothing
 *  is.  With ::mohur_report_covers_all it is what the profile lets pass.
 *  Static. */
MOHUR_API const char *
mohur_report_container_detail(const mohur_report *report);

/** The member that holds the i-th signature; "" for a message by itself.
 *  Borrowed. */
MOHUR_API const char *
mohur_report_path(const mohur_report *report, size_t i);

/** Where the documents of a container go.  Read during the call only. */
typedef struct mohur_container_extract_options {
    size_t size;      /**< Set by the _INIT macro.                         */
    const char *path; /**< The folder to make.  Required.                  */
    mohur_overwrite overwrite; /**< If the folder is there already.        */
    bool sync;                 /**< Sync every file to the disk.           */
} mohur_container_extract_options;

/** To be filled in. */
#define MOHUR_CONTAINER_EXTRACT_OPTIONS_INIT                                   \
    {sizeof(mohur_container_extract_options), NULL, MOHUR_OVERWRITE_NEVER,     \
     false}

/**
 * Hand out the documents of a container that was accepted, into a folder that
 * appears whole or not at all.  Each is compared with what the report says of
 * it: what changed since is not handed out.  Names keep to the rules of
 * ::mohur_archive_name_check.  Files become 0600, less the umask.
 *
 * @param report  On this file, with a yes: ::mohur_report_is_accepted.
 * @param file    The container, one that seeks.
 * @retval MOHUR_E_ARGUMENT  The report is on no container.
 * @retval MOHUR_E_AUTH      The report is no yes, or @p file is not what it
 *                           is on.
 * @retval MOHUR_E_EXISTS    The folder is there already.
 * @retval MOHUR_E_FORMAT    The container breaks a rule, or a document has a
 *                           name that no file may have on some system.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_container_extract(mohur_ctx *ctx,
                        const mohur_report *report,
                        mohur_source *file,
                        const mohur_container_extract_options *options);

/** @} */
MOHUR_END_DECLS
#endif
