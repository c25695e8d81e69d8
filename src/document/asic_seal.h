/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_SEAL_H
#define MOHUR_SRC_DOCUMENT_ASIC_SEAL_H

#include "document/asic_change.h"
#include "document/asking.h"
#include <mohur/extend.h>

/*
 * As mohur_document_extend of an ASiC-E to level LTA.  change says how a
 * message that no archive covers yet gets to level LT.
 */
mohur_status
mohur__asic_seal(mohur_ctx *ctx,
                 const mohur_extend_options *options,
                 const struct mohur__asic_change *change,
                 struct mohur__asking *asking,
                 mohur_sink *sink);

#endif
