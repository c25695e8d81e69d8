/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_CT_H
#define MOHUR_SRC_BASE_CT_H

#include "base/bytes.h"

/* CT: leaks the lengths, never the bytes or where they differ. */
bool
mohur__ct_equal(mohur__bytes a, mohur__bytes b);

/* CT: leaks the length and the answer, not where a byte was set. */
bool
mohur__ct_zero(mohur__bytes b);

/* Overwrite with zeros in a way no compiler removes.  NULL with 0 is fine. */
void
mohur__wipe(void *data, size_t len);

/*
 * Overwrite len bytes of the stack below the caller, where what it called has
 * left its variables.
 */
void
mohur__wipe_stack(size_t len);

#endif
