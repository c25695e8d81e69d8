/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ANSWER_H
#define MOHUR_SRC_DOCUMENT_ANSWER_H

#include "base/buf.h"
#include "base/ctx.h"
#include <mohur/evidence.h>

/* Asking the caller to fetch something, and collecting the answer. */
struct mohur_answer {
    uint32_t magic;
    struct mohur__buf data;
};

/* Can it be asked?  MOHUR_E_ARGUMENT if not; *out is what was meant. */
mohur_status
mohur__evidence_check(mohur_ctx *ctx,
                      const mohur_evidence *evidence,
                      mohur_evidence *out);

/*
 * Ask.  max bytes are the most that an answer may have; *out is wiped with
 * mohur__buf_wipe.  MOHUR_E_IO: there is no answer.
 */
mohur_status
mohur__evidence_ask(mohur_ctx *ctx,
                    const mohur_evidence *evidence,
                    const mohur_evidence_request *request,
                    struct mohur__buf *out);

#endif
