/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_LOCAL_H
#define MOHUR_SRC_ZIP_ZIP_LOCAL_H

#include "zip/zip_read.h"

/*
 * Compare the local header of an entry with the entry, and its descriptor.
 * It must begin at *at, which moves behind it, at most to end.
 */
mohur_status
mohur__zip_check_local(const struct mohur__zip *zip,
                       struct mohur__zip_entry *e,
                       uint64_t end,
                       uint64_t *at);

#endif
