/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_JUDGE_H
#define MOHUR_SRC_DOCUMENT_ASIC_JUDGE_H

#include "document/asking.h"
#include <mohur/document.h>

/* As mohur_document_verify of a container, with options that were checked. */
mohur_status
mohur__asic_judge(mohur_ctx *ctx,
                  const mohur_verify_options *options,
                  struct mohur__asking *asking,
                  mohur_report **out);

#endif
