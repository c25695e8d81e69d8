/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_END_H
#define MOHUR_SRC_ZIP_ZIP_END_H

#include "zip/zip_read.h"

/* What the records at the end of the file say of the directory. */
struct mohur__zip_ending {
    uint64_t entries;
    uint64_t len;    /* of the directory, in bytes */
    uint64_t offset; /* where it begins */
};

/*
 * Read them: the end record is where it must be, and is never searched for.
 * Fills end and comment of zip.
 */
mohur_status
mohur__zip_read_end(struct mohur__zip *zip, struct mohur__zip_ending *out);

#endif
