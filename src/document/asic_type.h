/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_TYPE_H
#define MOHUR_SRC_DOCUMENT_ASIC_TYPE_H

#include "document/asic.h"

/* The member that says of a container which kind it is. */
#define MOHUR__ASIC_TYPE_NAME "mimetype"

/*
 * Find out the format by what is in the container, whose roles are known, and
 * what is wrong with what it says of itself: its fault, or its warning.
 */
mohur_status
mohur__asic_check_type(struct mohur__asic *asic);

#endif
