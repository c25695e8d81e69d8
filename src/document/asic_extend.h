/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_EXTEND_H
#define MOHUR_SRC_DOCUMENT_ASIC_EXTEND_H

#include "document/asking.h"
#include <mohur/extend.h>

/* As mohur_document_extend of a container, with options whose file was
 * checked. */
mohur_status
mohur__asic_extend(mohur_ctx *ctx,
                   const mohur_extend_options *options,
                   struct mohur__asking *asking,
                   mohur_sink *sink);

#endif
