/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_CALLS_H
#define MOHUR_SRC_DOCUMENT_DOC_CALLS_H

#include "document/asking.h"
#include <mohur/document.h>
#include <mohur/extend.h>

/*
 * The public calls on one message, for calls that have begun: containers are
 * made of such messages.
 */

/* As mohur_document_sign. */
mohur_status
mohur__document_sign(mohur_ctx *ctx,
                     const mohur_key *key,
                     const mohur_sign_options *options,
                     mohur_sink *sink);

/* As mohur_document_verify of a message, with options that were checked, that
 * is proven to have been there by then; 0: it is not.  asking NULL: nobody. */
mohur_status
mohur__document_judge(mohur_ctx *ctx,
                      const mohur_verify_options *options,
                      int64_t sealed,
                      struct mohur__asking *asking,
                      mohur_report **out);

/* Is what is given to it in order? */
mohur_status
mohur__document_extend_check(mohur_ctx *ctx, const mohur_extend_options *o);

/* As mohur_document_extend of a message.  asking NULL: nobody, but for time
 * stamps. */
mohur_status
mohur__document_extend(mohur_ctx *ctx,
                       const mohur_extend_options *options,
                       struct mohur__asking *asking,
                       mohur_sink *sink);

#endif
