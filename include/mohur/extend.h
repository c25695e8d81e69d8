/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_EXTEND_H
#define MOHUR_EXTEND_H

#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup extend Extend: proof for a signature that is there already
 *
 * A signature proves who signed.  A time stamp of a third party proves since
 * when it has been there, so that it outlives its certificate.  Extending
 * leaves every byte of what was signed, and of every signature, as it is.  In
 * a container every signature is extended, and the other members are copied.
 *
 * Source: RFC 3161, EN 319 122-1 5.3; docs/formats/document.md, section 7.
 * @{
 */

/** What is extended, and how.  Read during the call only. */
typedef struct mohur_extend_options {
    size_t size;        /**< Set by the _INIT macro.                      */
    mohur_source *file; /**< A signature or a container; one that seeks.  */
    mohur_document_level level;     /**< ::MOHUR_DOCUMENT_T.                */
    const char *tsa;                /**< Address of the authority.          */
    const mohur_evidence *evidence; /**< Who asks it.                       */
    const mohur_trust *trust;       /**< To which anchor a time stamp must lead
                                   (::MOHUR_TRUST_TSA); NULL: it is not
                                   asked, but the stamp must be genuine.    */
} mohur_extend_options;

/** To be filled in. */
#define MOHUR_EXTEND_OPTIONS_INIT                                              \
    {sizeof(mohur_extend_options), NULL, MOHUR_DOCUMENT_T, NULL, NULL, NULL}

/**
 * Write the file with a time stamp more on every signature, and finish the
 * sink.  The document is not needed, and the signatures are not judged.
 *
 * @retval MOHUR_E_IO           There is no answer, or the authority refuses.
 * @retval MOHUR_E_AUTH         The answer is not genuine, or not to this
 *                              question.
 * @retval MOHUR_E_UNTRUSTED    It is genuine, and leads to no anchor of
 *                              @p options.
 * @retval MOHUR_E_FORMAT       The file, or the answer, is malformed.
 * @retval MOHUR_E_LIMIT        A signature has 16 time stamps already.
 * @retval MOHUR_E_UNSUPPORTED  Another level; a message of another kind; a
 *                              container with evidence over its signatures.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_extend(mohur_ctx *ctx,
                      const mohur_extend_options *options,
                      mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
